import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../src/core/random.js';
import type { CausalKernel, SameStepKernel } from '../../src/kernels/kernel.js';
import { pes, pesError } from '../../src/kernels/pes.js';

const dt = 0.001;
const neurons = 4;
const size = 2;
const learningRate = 0.3;

/** Spikes and errors of every timestep, both at random. */
function story(steps: number) {
  const random = seededRandom(11);
  return Array.from({ length: steps }, () => ({
    spikes: Float64Array.from({ length: neurons }, () => (random.uniform() < 0.3 ? 1 / dt : 0)),
    errors: Float64Array.from({ length: size }, () => random.normal()),
  }));
}

/** Plays rule and errors as a network does: errors of a timestep are in the input of the next. */
function learnedOutputs(steps: ReturnType<typeof story>, preSynapse: number): number[][] {
  const context = { dt, inputShape: [size + neurons + size] };
  const rule = pes.make({ neurons, size, learningRate, preSynapse }, context) as SameStepKernel;
  const arrival = pesError.make({}, { dt, inputShape: [size] }) as CausalKernel;
  return steps.map(({ spikes, errors }) => {
    const input = new Float64Array(size + neurons + size);
    input.set(spikes, size);
    arrival.emit(input.subarray(size + neurons));
    const output = new Float64Array(size);
    rule.step(input, output);
    arrival.absorb(errors);
    return Array.from(output);
  });
}

/** The rule written as its equation, with whole histories. */
function byHistory(steps: ReturnType<typeof story>, preSynapse: number): number[][] {
  const keep = Math.exp(-dt / preSynapse);
  const D = Array.from({ length: neurons }, () => [0, 0]);
  return steps.map(({ spikes }, n) => {
    const answer = [0, 1].map((k) => D.reduce((sum, row, i) => sum + row[k]! * spikes[i]!, 0));
    // A filter shows in timestep n what it has seen up to n - 1.
    const shown = Array.from({ length: neurons }, (_, i) =>
      steps.slice(0, n).reduce((y, s) => keep * y + (1 - keep) * s.spikes[i]!, 0),
    );
    for (const [i, row] of D.entries()) {
      for (const k of [0, 1]) {
        row[k]! -= ((learningRate * dt) / neurons) * shown[i]! * steps[n]!.errors[k]!;
      }
    }
    return answer;
  });
}

describe('learning on the host', () => {
  it('follows its equation', () => {
    const steps = story(60);
    const found = learnedOutputs(steps, 0.005).flat();
    const expected = byHistory(steps, 0.005).flat();
    expect(Math.max(...expected.map(Math.abs))).toBeGreaterThan(1);
    for (const [i, value] of expected.entries()) expect(found[i]).toBeCloseTo(value, 9);
  });

  it('adds to the decoded value, and is still while the error is 0', () => {
    const rule = pes.make(
      { neurons: 1, size: 1, learningRate, preSynapse: 0 },
      { dt, inputShape: [3] },
    ) as SameStepKernel;
    const output = new Float64Array(1);
    for (let n = 0; n < 5; n++) {
      rule.step(Float64Array.of(7, 1000, 0), output);
      expect(output[0]).toBe(7);
    }
    rule.step(Float64Array.of(7, 1000, 1), output);
    expect(output[0]).toBeCloseTo(7 - learningRate * dt * 1000 * 1000, 9);
  });
});
