import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { main as communicationChannel } from '../../examples/communication-channel.js';
import { main as integrator } from '../../examples/integrator.js';
import { main as multidimensionalIntegrator } from '../../examples/multidimensional-integrator.js';
import { main as neuronToNeuron } from '../../examples/neuron-to-neuron.js';
import { main as nonlinearOscillator } from '../../examples/nonlinear-oscillator.js';
import { main as pesLearning } from '../../examples/pes-learning.js';
import { main as simpleOscillator } from '../../examples/simple-oscillator.js';

// Examples import the package by its name: here that is the source, not what was built last.
vi.mock('rxspike', () => import('../../src/index.js'));
vi.mock('rxspike/chip', () => import('../../src/chip/index.js'));
vi.mock('rxspike/streams', () => import('../../streams/index.js'));

const folder = mkdtempSync(join(tmpdir(), 'rxspike-nef-'));

beforeAll(() => {
  vi.spyOn(console, 'log').mockImplementation(() => {});
});

afterAll(() => {
  vi.restoreAllMocks();
  rmSync(folder, { recursive: true });
});

const mean = (values: readonly number[]) => values.reduce((sum, v) => sum + v, 0) / values.length;

// Behind each bound stands what the emulator gives.
describe('examples of values in neurons, on the emulator', () => {
  it('communication-channel: both populations follow the sine', async () => {
    const { a, b } = await communicationChannel(folder);
    expect(a).toBeLessThan(0.03); // 0.016
    expect(b).toBeLessThan(0.06); // 0.040
  });

  it('integrator: adds up what comes in and holds it', async () => {
    const { error, held, drift, heldBelow } = await integrator(folder);
    expect(error).toBeLessThan(0.12); // 0.086
    expect(Math.abs(held - 0.6)).toBeLessThan(0.15); // 0.04
    expect(Math.abs(heldBelow + 0.6)).toBeLessThan(0.15); // 0.10
    expect(Math.abs(drift)).toBeLessThan(0.1);
  });

  it('multidimensional-integrator: three integrators do not disturb each other', async () => {
    const { errors } = await multidimensionalIntegrator(folder);
    expect(errors).toHaveLength(3);
    expect(Math.max(...errors)).toBeLessThan(0.07); // 0.043
  });

  it('simple-oscillator: swings on with the period that was asked for', async () => {
    const { period, ideal, radius } = await simpleOscillator(folder);
    expect(Math.abs(period / ideal - 1)).toBeLessThan(0.05); // 0.008
    expect(radius).toBeGreaterThan(0.7); // 0.86
    expect(radius).toBeLessThan(1.1);
  });

  it('nonlinear-oscillator: finds its size and speed', async () => {
    const { period, ideal, radius } = await nonlinearOscillator(folder);
    expect(Math.abs(period / ideal - 1)).toBeLessThan(0.05); // 0.010
    expect(radius).toBeGreaterThan(0.65); // 0.78
    expect(radius).toBeLessThan(1.1);
  });

  it('neuron-to-neuron: rates are those of the equation, a little lower in whole timesteps', async () => {
    const { found, expected } = await neuronToNeuron(folder);
    expect(Math.abs(mean(found.pre) / mean(expected.pre) - 1)).toBeLessThan(0.06);
    expect(found.post[0]).toBe(0);
    for (const [k, rate] of found.post.entries()) {
      expect(rate).toBeLessThanOrEqual(expected.post[k]!);
      expect(rate).toBeGreaterThanOrEqual(0.93 * expected.post[k]! - 1); // 0.948 and above
    }
  });

  it('pes-learning: learns to pass the value on, and keeps what it learned', async () => {
    const { first, taught, kept } = await pesLearning(folder);
    expect(first).toBeGreaterThan(0.3); // 0.49
    expect(taught).toBeLessThan(first / 2); // 0.035
    expect(kept).toBeLessThan(0.07); // 0.037
  });

  it('each draws its figure', () => {
    const names = [
      'communication-channel',
      'integrator',
      'multidimensional-integrator',
      'neuron-to-neuron',
      'nonlinear-oscillator',
      'pes-learning',
      'simple-oscillator',
    ];
    expect(readdirSync(folder).sort()).toEqual(names.map((name) => `${name}.svg`));
  });
});
