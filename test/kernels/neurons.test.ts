import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { lifParams } from '../../src/kernels/lif.js';
import { neuronParams, spikingParams } from '../../src/kernels/neurons.js';
import { rate } from '../../src/kernels/rates.js';
import { definitionOf } from '../../src/kernels/table.js';
import { play } from './play.js';

const dt = 0.001;
const repeated = (current: number, steps: number): number[][] =>
  Array.from({ length: steps }, () => [current]);

/** Timesteps in which the neuron spikes when it is given a constant current from rest. */
function spikeSteps(kind: string, params: object, current: number, steps: number): number[] {
  return play(kind, params, [1], repeated(current, steps))
    .map(([output], step) => (output === 0 ? -1 : step))
    .filter((step) => step >= 0);
}

describe('spike trains', () => {
  it.each([
    {
      name: 'spikingRelu spikes at the threshold itself and keeps the rest',
      kind: 'spikingRelu',
      params: spikingParams('spikingRelu', {}),
      input: [250, 750, 1500, 0, 500],
      output: [0, 1000, 1000, 0, 1000],
    },
    {
      name: 'spikingRelu spikes several times in a timestep',
      kind: 'spikingRelu',
      params: spikingParams('spikingRelu', { amplitude: 0.5 }),
      input: [3500, 500],
      output: [1500, 500],
    },
    {
      name: 'spikingRelu ignores negative currents',
      kind: 'spikingRelu',
      params: spikingParams('spikingRelu', { initialVoltage: 0.5 }),
      input: [-9000, 500],
      output: [0, 1000],
    },
    {
      name: 'loihiSpikingRelu needs more than the threshold and drops the rest',
      kind: 'loihiSpikingRelu',
      params: spikingParams('loihiSpikingRelu', {}),
      input: [1000, 1, 999, 1500, 500, 500, 1],
      output: [0, 1000, 0, 1000, 0, 0, 1000],
    },
    {
      name: 'loihiSpikingRelu spikes at most once in a timestep',
      kind: 'loihiSpikingRelu',
      params: spikingParams('loihiSpikingRelu', { amplitude: 0.01 }),
      input: [9000, 0, 9000],
      output: [10, 0, 10],
    },
    {
      name: 'loihiSpikingRelu falls with negative currents, not below 0',
      kind: 'loihiSpikingRelu',
      params: spikingParams('loihiSpikingRelu', {}),
      input: [750, -500, 750, 1, -9000, 1000, 1],
      output: [0, 0, 0, 1000, 0, 0, 1000],
    },
    {
      name: 'gain and bias make the current',
      kind: 'spikingRelu',
      params: spikingParams('spikingRelu', { gain: 500, bias: 500 }),
      input: [1, 0, 0, -1],
      output: [1000, 0, 1000, 0],
    },
    {
      name: 'relu gives rates',
      kind: 'relu',
      params: neuronParams('relu', { gain: 2, bias: -1, amplitude: 0.25 }),
      input: [2.5, 0.5, -8],
      output: [1, 0, 0],
    },
  ])('$name', ({ kind, params, input, output }) => {
    const rows = input.map((value) => [value]);
    expect(play(kind, params, [1], rows)).toEqual(output.map((value) => [value]));
  });
});

describe('spikingRelu', () => {
  it('loses nothing: as many spikes as the current adds up to', () => {
    const currents = fc.array(fc.integer({ min: -4096, max: 4096 }), { maxLength: 50 });
    fc.assert(
      fc.property(currents, (input) => {
        // Currents and timestep in powers of two, so that the sums are exact.
        const rows = input.map((value) => [value]);
        const output = play('spikingRelu', spikingParams('spikingRelu', {}), [1], rows, 1 / 1024);
        const spikes = output.reduce((sum, [value]) => sum + value! / 1024, 0);
        const charge = input.reduce((sum, value) => sum + Math.max(value, 0) / 1024, 0);
        expect(spikes).toBe(Math.floor(charge));
      }),
    );
  });
});

describe('the rate of a constant current', () => {
  const current = fc.double({ min: 1.05, max: 40, noNaN: true });
  const tauRc = fc.double({ min: 0.005, max: 0.05, noNaN: true });
  const tauRef = fc.double({ min: 0, max: 0.006, noNaN: true });

  it('lif: as many spikes per second as its rate says, within one', () => {
    fc.assert(
      fc.property(current, tauRc, tauRef, (J, rc, ref) => {
        const params = lifParams('lif', { tauRc: rc, tauRef: Math.max(ref, dt) });
        const spikes = spikeSteps('lif', params, J, 1000).length;
        expect(Math.abs(spikes - rate('lif', params)(J))).toBeLessThanOrEqual(1);
      }),
    );
  });

  it('loihiLif: intervals are exactly 1 / (rate dt) timesteps', () => {
    fc.assert(
      fc.property(current, tauRc, tauRef, (J, rc, ref) => {
        const params = lifParams('loihiLif', { tauRc: rc, tauRef: ref });
        expectIntervals('loihiLif', params, J);
      }),
    );
  });

  it('loihiSpikingRelu: intervals are exactly 1 / (rate dt) timesteps', () => {
    const strong = fc.double({ min: 5, max: 3000, noNaN: true });
    fc.assert(
      fc.property(strong, (J) => {
        // A current that reaches the threshold exactly waits one timestep more than the formula.
        fc.pre(Math.abs(1 / J / dt - Math.round(1 / J / dt)) > 1e-6);
        expectIntervals('loihiSpikingRelu', spikingParams('loihiSpikingRelu', {}), J);
      }),
    );
  });

  function expectIntervals(kind: string, params: Parameters<typeof rate>[1], J: number): void {
    const expected = Math.round(1 / (rate(kind, params, { dt })(J) * dt));
    const steps = spikeSteps(kind, params, J, 5 * expected + 10);
    const intervals = steps.slice(1).map((step, i) => step - steps[i]!);
    expect(intervals.length).toBeGreaterThan(0);
    expect(new Set(intervals)).toEqual(new Set([expected]));
  }
});

describe('lif', () => {
  it('approaches a current below the threshold as 1 - exp(-t / tauRc)', () => {
    const params = { ...lifParams('lif', { tauRc: 0.01 }) };
    const kernel = definitionOf('lif').make(params as never, { dt, inputShape: [1] });
    if (kernel.causal) throw new Error('lif answers in the same timestep');
    for (let step = 1; step <= 40; step++) {
      kernel.step(Float64Array.of(0.75), new Float64Array(1));
      const expected = 0.75 * (1 - Math.exp((-step * dt) / 0.01));
      expect(kernel.state.voltage![0]).toBeCloseTo(expected, 12);
    }
  });

  it('is never below its lowest voltage', () => {
    const params = lifParams('lif', { minVoltage: -0.5 });
    const kernel = definitionOf('lif').make({ ...params } as never, { dt, inputShape: [1] });
    if (kernel.causal) throw new Error('lif answers in the same timestep');
    const lowest: number[] = [];
    for (let step = 0; step < 60; step++) {
      kernel.step(Float64Array.of(-3), new Float64Array(1));
      lowest.push(kernel.state.voltage![0]!);
    }
    expect(Math.min(...lowest)).toBe(-0.5);
    expect(kernel.state.current![0]).toBe(-3);
  });
});
