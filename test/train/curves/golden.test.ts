import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { gunzipSync } from 'node:zlib';
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import { beforeAll, describe, expect, it } from 'vitest';
import { decodeNetworkArray } from '../../../src/golden/network-arrays.js';
import { neuronTypeOf } from '../../../src/golden/network-table-neurons.js';
import { readCase } from '../../../src/golden/read-case.js';
import { rate } from '../../../src/kernels/rates.js';
import { openCurve } from '../../../src/train/curves/open-curve.js';
import type { CurveSpec } from '../../../src/train/curves/spec.js';
import { localGoldenDir } from '../../support/shared.js';

interface Item {
  readonly name: string;
  readonly neuron_type: unknown;
  readonly rates: { readonly x: unknown; readonly value: unknown; readonly gain: number };
}

const file = (ending: string) => resolve(localGoldenDir, 'network', `host_neurons.${ending}.gz`);
const { items } = readCase(file('json')) as { readonly items: readonly Item[] };
const bin = new Uint8Array(gunzipSync(readFileSync(file('bin'))));

/** The types that have a curve of their own, `lifRate` under the name of what it is the rate of. */
const kinds: Readonly<Record<string, CurveSpec['kind']>> = {
  relu: 'relu',
  spikingRelu: 'spikingRelu',
  loihiSpikingRelu: 'loihiSpikingRelu',
  lif: 'lif',
  lifRate: 'lif',
  loihiLif: 'loihiLif',
  sigmoid: 'sigmoid',
  tanh: 'tanh',
};

const covered = items
  .map((item) => ({ ...item, ...neuronTypeOf(item.neuron_type, item.name) }))
  .filter(({ kind }) => kind in kinds);

describe('rates of the reference', () => {
  beforeAll(async () => {
    await tf.setBackend('cpu');
  });

  it('cover every kind of neurons', () => {
    const found = new Set(covered.map(({ kind }) => kinds[kind]));
    expect(found).toEqual(new Set(Object.values(kinds)));
  });

  it.each(covered)('$name', ({ kind, params, rates }) => {
    const { amplitude, tauRc, tauRef } = params;
    const times = { ...(tauRc && { tauRc }), ...(tauRef !== undefined && { tauRef }) };
    const spec = { kind: kinds[kind], gain: rates.gain, amplitude, ...times } as CurveSpec;
    const x = decodeNetworkArray(rates.x, bin, 'x').values;
    const value = decodeNetworkArray(rates.value, bin, 'rates').values;
    // Currents are float32 here: only where rounding them changes nothing can numbers be compared.
    const rateOf = rate(kind, params);
    const same = [...x.keys()].filter((i) => {
      const [exact, rounded] = [rateOf(x[i]!), rateOf(Math.fround(x[i]!))];
      return Math.abs(exact - rounded) <= 1e-7 * Math.abs(exact);
    });
    expect(same.length).toBeGreaterThan(0.75 * x.length);
    const output = tf.tidy(() => openCurve(spec)(tf.tensor1d(Float32Array.from(x))).dataSync());
    for (const i of same) {
      expect(Math.abs(output[i]! - value[i]!)).toBeLessThanOrEqual(1e-6 * Math.abs(value[i]!));
    }
  });
});
