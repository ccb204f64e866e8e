import { describe, expect, it, vi } from 'vitest';
import { main as adaptiveControl } from '../../examples/adaptive-control.js';
import { main as cifarConvnet } from '../../examples/cifar-convnet.js';
import { main as kerasToChip } from '../../examples/keras-to-chip.js';
import { main as keywordSpotting } from '../../examples/keyword-spotting-net.js';
import { main as legendreMemory } from '../../examples/legendre-memory.js';
import { main as mnistConvnet } from '../../examples/mnist-convnet.js';

// The examples import the package as users do; here it stands for the sources.
vi.mock('rxspike', () => import('../../src/index.js'));
vi.mock('rxspike/chip', () => import('../../src/chip/index.js'));
vi.mock('rxspike/streams', () => import('../../streams/index.js'));

const figure = false;

describe('examples with networks', () => {
  it('keras-to-chip reads nearly all drawn digits, in spikes and in float', async () => {
    const { cores, rates, accuracy, floatAccuracy } = await kerasToChip({ count: 30, figure });
    expect(cores).toBe(14);
    // Measured with 50 pictures: 103, 65, 72 and 432 Hz; 98 % right in spikes and in float.
    const bounds = { 'to-spikes': 103, conv0: 65, conv1: 72, dense0: 432 };
    for (const [layer, hz] of Object.entries(bounds)) {
      expect(Math.abs(rates[layer]! / hz - 1), layer).toBeLessThan(0.25);
    }
    expect(accuracy).toBeGreaterThanOrEqual(0.93);
    expect(floatAccuracy).toBeGreaterThanOrEqual(0.93);
  });

  it('mnist-convnet fires on the emulator as on the placed interpreter', async () => {
    const { cores, rates, placedRates } = await mnistConvnet({ figure });
    expect(cores).toBeLessThanOrEqual(13); // measured: 13
    for (const [layer, rate] of Object.entries(rates)) {
      // Measured: 9 to 13 Hz over all neurons, 0.6 % apart at most.
      expect(rate, layer).toBeGreaterThan(5);
      expect(rate, layer).toBeLessThan(25);
      expect(Math.abs(rate / placedRates[layer]! - 1), layer).toBeLessThan(0.03);
    }
  });

  it('cifar-convnet is cut over 90 cores as by the reference, and every layer fires', async () => {
    const { cores, rates } = await cifarConvnet({ count: 1, steps: 60, figure });
    expect(cores).toBe(90);
    expect(Object.keys(rates)).toHaveLength(7);
    // Measured with two pictures: 11 Hz in the first layer, 17 to 59 Hz behind it.
    for (const [layer, rate] of Object.entries(rates)) {
      expect(rate, layer).toBeGreaterThan(3);
      expect(rate, layer).toBeLessThan(100);
    }
  });

  it('legendre-memory says what the signal was a second ago', async () => {
    const { error, idealError, rms, correlation } = await legendreMemory({ figure });
    // Measured: 0.182 off a signal of 0.398 rms, 0.005 without neurons, correlation 0.917.
    expect(idealError).toBeLessThan(0.02);
    expect(error).toBeLessThan(0.6 * rms);
    expect(correlation).toBeGreaterThan(0.85);
  });

  it('adaptive-control learns most of the load', async () => {
    const { without, adapted } = await adaptiveControl({ figure });
    // Measured: 0.289 rad off target without learning, 0.047 rad with it.
    expect(without).toBeGreaterThan(0.2);
    expect(adapted).toBeLessThan(0.3 * without);
  });

  it('keyword-spotting-net mostly answers in spikes as in rates', async () => {
    const { cores, rates, agreement, commonest } = await keywordSpotting({ figure });
    expect(cores).toBe(1);
    // Measured: 26 Hz on the host, 22 Hz on the chip, 83 % the same answers.
    for (const [layer, rate] of Object.entries(rates)) {
      expect(rate, layer).toBeGreaterThan(10);
      expect(rate, layer).toBeLessThan(50);
    }
    expect(agreement).toBeGreaterThanOrEqual(0.7);
    expect(agreement).toBeGreaterThan(commonest);
  });
});
