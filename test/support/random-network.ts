import fc from 'fast-check';
import type { Chunk } from '../../src/core/chunk.js';
import { seededRandom } from '../../src/core/random.js';
import type { Precision } from '../../src/core/vector.js';
import { Network } from '../../src/network/network.js';
import type { Signal } from '../../src/network/signal.js';
import { alpha } from '../../src/operators/alpha.js';
import { concat } from '../../src/operators/concat.js';
import { delay } from '../../src/operators/delay.js';
import { dense } from '../../src/operators/dense.js';
import { lif } from '../../src/operators/lif.js';
import { loihiLif } from '../../src/operators/loihi-lif.js';
import { loihiSpikingRelu } from '../../src/operators/loihi-spiking-relu.js';
import { lowpass } from '../../src/operators/lowpass.js';
import type { Operator } from '../../src/operators/operator.js';
import { relu } from '../../src/operators/relu.js';
import { scale } from '../../src/operators/scale.js';
import { slice } from '../../src/operators/slice.js';
import { spikingRelu } from '../../src/operators/spiking-relu.js';
import { sum } from '../../src/operators/sum.js';

/** One population of a random network, and what leads to it. */
export interface RandomLayer {
  readonly neurons: 'lif' | 'loihiLif' | 'spikingRelu' | 'loihiSpikingRelu' | 'relu';
  readonly size: number;
  /** Filter in front of it in seconds; `null`: none. */
  readonly tau: number | null;
  /** Also takes from this layer (counted from 0, modulo those before it); `null`: from none. */
  readonly skip: number | null;
  /** Takes from itself, behind a filter of this time constant. */
  readonly loop: number | null;
  readonly onChip: boolean;
}

/** Everything that decides a random network; small enough to read in a counterexample. */
export interface RandomNetwork {
  readonly seed: number;
  readonly precision: Precision;
  readonly inputs: readonly number[];
  readonly layers: readonly RandomLayer[];
}

/** A random network declared, with a probe on everything worth comparing. */
export interface DeclaredNetwork {
  readonly network: Network;
  readonly layers: readonly Signal[];
  readonly probes: Readonly<Record<string, Signal>>;
}

const taus = [null, 0, 0.002, 0.01];

const layer = fc.record<RandomLayer>({
  neurons: fc.constantFrom('lif', 'loihiLif', 'spikingRelu', 'loihiSpikingRelu', 'relu'),
  size: fc.integer({ min: 1, max: 6 }),
  tau: fc.constantFrom(...taus),
  skip: fc.option(fc.nat(3), { freq: 2 }),
  loop: fc.option(fc.constantFrom(0, 0.005), { freq: 3 }),
  onChip: fc.boolean(),
});

/** Small networks of one to four populations: fan-in, fan-out, skips and loops. */
export const randomNetworks: fc.Arbitrary<RandomNetwork> = fc.record({
  seed: fc.nat(1e6),
  precision: fc.constantFrom<Precision[]>(32, 64),
  inputs: fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 1, maxLength: 2 }),
  layers: fc.array(layer, { minLength: 1, maxLength: 4 }),
});

/** As `randomNetworks`, with at least one population on the chip. */
export const placedNetworks: fc.Arbitrary<RandomNetwork> = fc
  .tuple(randomNetworks, layer)
  .map(([net, last]) => ({
    ...net,
    layers: [...net.layers, { ...last, neurons: spikingOf(last.neurons), onChip: true }],
  }));

/** Sizes of the pieces that a run of some timesteps is cut into. */
export function chunkings(steps: number): fc.Arbitrary<number[]> {
  return fc.array(fc.integer({ min: 1, max: steps }), { maxLength: 8 }).map((given) => {
    const sizes: number[] = [];
    let left = steps;
    for (const size of given) {
      if (size >= left) break;
      sizes.push(size);
      left -= size;
    }
    return [...sizes, left];
  });
}

/** Declares a random network; the same description declares the same network. */
export function declare(description: RandomNetwork): DeclaredNetwork {
  const random = seededRandom(description.seed);
  const network = new Network({ dt: 0.001, precision: description.precision });
  const [first, ...others] = description.inputs.map((size, i) => network.input(`in${i}`, size));
  const source = others.length === 0 ? first! : first!.pipe(concat(...(others as [Signal])));
  // Away from 0: a population whose weights are all tiny beside its threshold fits no chip.
  const weight = (scale: number) =>
    scale * (0.3 + random.uniform()) * (random.uniform() < 0.3 ? -1 : 1);
  const weights = (rows: number, from: Signal, part = 1) =>
    dense(
      Array.from({ length: rows }, () =>
        Float64Array.from({ length: from.size }, () => weight(part * reach(from))),
      ),
    );
  const layers: Signal[] = [];
  for (const [i, { neurons, size, tau, skip, loop, onChip }] of description.layers.entries()) {
    const before = layers.at(-1) ?? source;
    const filter = tau === null ? [] : [lowpass(tau)];
    const rate = neurons.endsWith('Relu') || neurons === 'relu';
    const bias = Float64Array.from({ length: size }, () => (rate ? 60 : 0.7) * random.uniform());
    const population = factories[neurons]({
      bias,
      gain: rate ? 20 : 1,
      ...(onChip && neurons !== 'relu' ? {} : { onChip: false }),
    });
    const here = before.pipe(weights(size, before), ...filter, population).named(`layer${i}`);
    if (skip !== null && layers.length > 0) {
      const from = layers[skip % layers.length]!;
      from.pipe(weights(size, from), lowpass(0.005)).into(here);
    }
    if (loop !== null) here.pipe(weights(size, here, 0.2), lowpass(loop)).into(here);
    layers.push(here);
  }
  return { network, layers, probes: probesOf(layers, random.integer(4)) };
}

function probesOf(layers: readonly Signal[], kind: number): Record<string, Signal> {
  const last = layers.at(-1)!;
  const behind = [lowpass(0.01), alpha(0.01), delay(3), scale(0.001)][kind]!;
  const both = last.pipe(slice([0]), sum());
  layers[0]!.pipe(slice([0]), behind).into(both);
  const spikes = layers.map((signal) => [signal.name, signal] as const);
  return { ...Object.fromEntries(spikes), both, filtered: last.pipe(lowpass(0.005)) };
}

type Factory = (options: { bias: Float64Array; gain: number; onChip?: boolean }) => Operator;

const factories: Readonly<Record<RandomLayer['neurons'], Factory>> = {
  lif,
  loihiLif,
  spikingRelu,
  loihiSpikingRelu,
  relu,
};

function spikingOf(neurons: RandomLayer['neurons']): RandomLayer['neurons'] {
  return neurons === 'relu' ? 'lif' : neurons;
}

/** Size of a useful weight: spikes are 1 / dt high, rates some ten, values about 1. */
function reach(from: Signal): number {
  const { kind } = from.network.node(from.id);
  if (!(kind in factories)) return 1.5;
  return kind === 'relu' ? 0.3 : 0.03;
}

/** Input for some timesteps, slowly changing values in [-1, 1], cut into chunks of these sizes. */
export function inputChunks(
  { seed, inputs }: RandomNetwork,
  sizes: readonly number[],
): Chunk<string>[] {
  const steps = sizes.reduce((a, b) => a + b, 0);
  const random = seededRandom(seed + 1);
  const rows = inputs.map((size) => {
    const values = new Float64Array(steps * size);
    for (let i = 0; i < values.length; i++) {
      const before = i < size ? 0 : values[i - size]!;
      values[i] = Math.max(-1, Math.min(1, before + 0.2 * random.normal()));
    }
    return values;
  });
  let t = 0;
  return sizes.map((length) => {
    const data = Object.fromEntries(
      inputs.map((size, i) => [`in${i}`, rows[i]!.slice(t * size, (t + length) * size)]),
    );
    t += length;
    return { t: t - length, steps: length, data };
  });
}
