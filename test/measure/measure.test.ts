import { describe, expect, it } from 'vitest';
import { emulator } from '../../src/chip/emulator.js';
import type { Converted } from '../../src/convert/convert.js';
import type { Samples } from '../../src/core/samples.js';
import { measure } from '../../src/measure/measure.js';
import { type Device, type Interpreter, interpreter } from '../../src/run/device.js';
import { chunkOf, play } from '../support/play.js';
import { randomSamples, smallNetwork } from './samples.js';

const STEPS = 20;
const samples = randomSamples(9, 6, 3);
const layerNames = ['dense1', 'dense2'];

/** Rows of output and layers for a list of samples in one stream, by timestep. */
async function playAll(
  { network, output }: Converted,
  source: Samples,
  on: Device | Interpreter,
  picked: readonly number[],
) {
  const rows = picked.flatMap((k) =>
    Array.from({ length: STEPS }, () => Array.from(source.data.subarray(k * 6, (k + 1) * 6))),
  );
  const probes = {
    output,
    dense1: network.get('dense1'),
    dense2: network.get('dense2'),
  };
  const flat = await play(network, [chunkOf('in', rows)], { probes, on });
  const rowsOf = (name: string) => {
    const size = flat[name]!.length / rows.length;
    return rows.map((_, t) => flat[name]!.slice(t * size, (t + 1) * size));
  };
  return { output: rowsOf('output'), dense1: rowsOf('dense1'), dense2: rowsOf('dense2') };
}

const answerOf = (row: readonly number[]) => row.indexOf(Math.max(...row));

const everySample = Array.from({ length: samples.count }, (_, k) => k);

describe.each([
  ['interpreter', interpreter({ placed: true })],
  ['emulator', emulator()],
] as const)('what is measured on the %s is what a plain run gives', (_, on) => {
  it('answers, accuracy by timestep and confusion', async () => {
    const converted = smallNetwork();
    const measured = await measure(converted, samples, { on, steps: STEPS });
    const { output } = await playAll(converted, samples, on, everySample);
    const answersAt = (step: number) =>
      everySample.map((k) => answerOf(output[k * STEPS + step - 1]!));
    const rightAt = (step: number) =>
      answersAt(step).filter((answer, k) => answer === samples.labels[k]).length / samples.count;
    expect([...measured.answers]).toEqual(answersAt(STEPS));
    expect([...measured.accuracyAt]).toEqual(everyStep.map(rightAt));
    expect(measured.accuracy).toBe(rightAt(STEPS));
    for (let cell = 0; cell < 9; cell++) {
      const [label, answer] = [Math.floor(cell / 3), cell % 3];
      const found = answersAt(STEPS).filter((a, k) => a === answer && samples.labels[k] === label);
      expect(measured.confusion[cell], `${label} taken for ${answer}`).toBe(found.length);
    }
  });

  it('rates of every neuron, and what is said about the layers', async () => {
    const converted = smallNetwork();
    const { layers } = await measure(converted, samples, { on, steps: STEPS });
    expect(layers.map(({ layer }) => layer)).toEqual(layerNames);
    const rows = await playAll(converted, samples, on, everySample);
    const spikeValue = 1 / 300 / 0.001;
    for (const [l, name] of (['dense1', 'dense2'] as const).entries()) {
      const size = rows[name][0]!.length;
      const counts = everySample.map((k) =>
        Array.from({ length: size }, (_, i) =>
          rows[name]
            .slice(k * STEPS, (k + 1) * STEPS)
            .reduce((n, row) => n + Math.round(row[i]! / spikeValue), 0),
        ),
      );
      const hz = counts.map((sample) => sample.map((n) => n / (STEPS * 0.001)));
      const total = counts.flat().reduce((a, b) => a + b);
      const active = hz.flat().filter((rate) => rate > 0);
      const layer = layers[l]!;
      expect(layer.spikesPerSample).toBeCloseTo(total / samples.count, 6);
      expect(layer.meanHz).toBeCloseTo(total / samples.count / size / (STEPS * 0.001), 6);
      expect(layer.maxHz).toBeCloseTo(Math.max(...active), 4);
      expect(layer.above250).toBeCloseTo(
        active.filter((rate) => rate > 250 + 1e-6).length / active.length,
        9,
      );
      const silent = Array.from({ length: size }, (_, i) => counts.every((s) => s[i] === 0));
      expect(layer.silent).toBe(silent.filter(Boolean).length / size);
      const meanOfActive = hz.map((sample) => {
        const fired = sample.filter((rate) => rate > 0);
        return fired.length === 0 ? 0 : fired.reduce((a, b) => a + b) / fired.length;
      });
      expect(layer.activeMeanHz).toBeCloseTo(
        meanOfActive.reduce((a, b) => a + b) / samples.count,
        4,
      );
      const sorted = [...active].sort((a, b) => a - b);
      expect(layer.p99Hz).toBeCloseTo(sorted[Math.ceil(0.99 * sorted.length) - 1]!, 4);
      for (let i = 0; i < size; i++) {
        const mean = hz.reduce((sum, sample) => sum + sample[i]!, 0) / samples.count;
        expect(layer.ratesHz[i]).toBeCloseTo(mean, 3);
      }
    }
  });

  it('the output and spikes that are kept', async () => {
    const converted = smallNetwork();
    const { kept } = await measure(converted, samples, { on, steps: STEPS, keep: 2, rates: false });
    const rows = await playAll(converted, samples, on, everySample);
    expect(kept.map(({ sample }) => sample)).toEqual([0, 1]);
    for (const { sample, outputs, spikes } of kept) {
      const own = rows.output.slice(sample * STEPS, (sample + 1) * STEPS).flat();
      expect([...outputs]).toEqual(own);
      for (const name of ['dense1', 'dense2'] as const) {
        const { offsets, indices } = spikes[name]!;
        for (let s = 0; s < STEPS; s++) {
          const row = rows[name][sample * STEPS + s]!;
          const fired = row.flatMap((value, i) => (value === 0 ? [] : [i]));
          expect([...indices.subarray(offsets[s], offsets[s + 1])]).toEqual(fired);
        }
      }
    }
  });

  it('a sample that begins at rest answers as it does alone', async () => {
    const converted = smallNetwork();
    const measured = await measure(converted, samples, {
      on,
      steps: STEPS,
      stream: 'reset',
      keep: 9,
    });
    for (const k of [0, 4, 8]) {
      const alone = await playAll(converted, samples, on, [k]);
      expect([...measured.kept[k]!.outputs]).toEqual(alone.output.flat());
    }
  });

  it('several streams give what each gives alone', async () => {
    const converted = smallNetwork();
    const options = { on, steps: STEPS, keep: 9 };
    const both = await measure(converted, samples, { ...options, streams: 2 });
    const first = await measure(converted, samples, { ...options, count: 4 });
    const second = await measure(converted, samples, { ...options, first: 4 });
    const outputs = [...first.kept, ...second.kept].map((kept) => [...kept.outputs]);
    expect(both.kept.map((kept) => [...kept.outputs])).toEqual(outputs);
    expect([...both.answers]).toEqual([...first.answers, ...second.answers]);
  });
});

const everyStep = Array.from({ length: STEPS }, (_, s) => s + 1);

describe('measuring', () => {
  it('reads earlier when told', async () => {
    const options = { steps: STEPS, keep: 9 };
    const { answers, kept, accuracy, accuracyAt } = await measure(smallNetwork(), samples, {
      ...options,
      readAt: 12,
    });
    const rows = kept.map(({ outputs }) => answerOf([...outputs.subarray(11 * 3, 12 * 3)]));
    expect([...answers]).toEqual(rows);
    expect(accuracy).toBe(accuracyAt[11]);
  });

  it('tells of every sample, and lets others run', async () => {
    const told: number[] = [];
    let others = 0;
    const beat = setInterval(() => {
      others += 1;
    }, 0);
    await measure(smallNetwork(), randomSamples(60, 6, 3), {
      steps: STEPS,
      onSample: ({ done }) => told.push(done),
    });
    clearInterval(beat);
    expect(told).toEqual(Array.from({ length: 60 }, (_, k) => k + 1));
    expect(others).toBeGreaterThan(0);
  });

  it('ends when its signal says so', async () => {
    for (const streams of [1, 2]) {
      const controller = new AbortController();
      const told: number[] = [];
      const measuring = measure(smallNetwork(), randomSamples(500, 6, 3), {
        steps: STEPS,
        streams,
        signal: controller.signal,
        onSample: ({ done }) => {
          told.push(done);
          if (done === 3) controller.abort(new Error('enough'));
        },
      });
      await expect(measuring).rejects.toThrow('enough');
      expect(told.length).toBeLessThan(10);
    }
  });

  it('spreads bytes over the range the network takes', async () => {
    const bytes = Uint8Array.from(samples.data, (value) => Math.round(value * 255));
    const stored = { ...samples, data: bytes, scale: 1 / 255 };
    const numbers = { ...samples, data: Float32Array.from(bytes, (b) => b / 51 - 2), scale: 1 };
    const converted = smallNetwork({ inputRange: [-2, 3] });
    const options = { steps: STEPS, keep: 3 };
    const fromBytes = await measure(converted, stored, options);
    const fromNumbers = await measure(converted, numbers, options);
    for (const [k, { outputs }] of fromNumbers.kept.entries()) {
      const others = fromBytes.kept[k]!.outputs;
      expect(Math.max(...outputs.map((v, i) => Math.abs(v - others[i]!)))).toBeLessThan(1e-4);
    }
  });

  it.each([
    ['samples of another size', { samples: randomSamples(3, 5, 3) }, /takes 6 values/],
    ['more classes than outputs', { samples: randomSamples(3, 6, 4) }, /has 3 values/],
    ['no samples', { count: 0 }, /count is 0/],
    ['a first sample there is not', { first: 9 }, /from sample 9 on/],
    ['a timestep there is not', { readAt: 21 }, /readAt is 21/],
    ['half timesteps', { steps: 2.5, readAt: 2 }, /steps is 2.5/],
    ['no stream', { streams: 0 }, /streams is 0/],
    ['streams of samples from rest', { streams: 2, stream: 'reset' }, /no stream/],
  ] as const)(
    'refuses %s',
    async (_, { samples: other, ...options }: Record<string, unknown>, says) => {
      const source = (other ?? samples) as Samples;
      const measuring = measure(smallNetwork(), source, { steps: STEPS, ...options });
      await expect(measuring).rejects.toThrow(says as RegExp);
    },
  );
});
