import { describe, expect, it } from 'vitest';
import type { RegularizerSpec } from '../../src/train/regularizers/spec.js';
import { train } from '../../src/train/train.js';
import { barModel, bars, farthest, short, weightsOf } from './support.js';

const samples = bars(200);
const options = { ...short, validation: bars(60, 9), learningRate: 0.005, epochs: 4 };

async function ratesWith(regularizers: readonly RegularizerSpec[]) {
  const { history } = await train(barModel(), samples, { ...options, regularizers });
  return { history, rates: history.at(-1)!.validation!.rates };
}

describe('regularizers in training', () => {
  it('draw rates towards their target', async () => {
    const plain = await ratesWith([]);
    const kept = await ratesWith([{ kind: 'targetRate', targetHz: 150, weight: 1e-3 }]);
    for (const [i, rate] of kept.rates.entries()) {
      const before = Math.abs(plain.rates[i]!.meanHz - 150);
      expect(Math.abs(rate.meanHz - 150)).toBeLessThan(before);
    }
    expect(plain.history[0]!.penalty).toBe(0);
    expect(kept.history.at(-1)!.penalty).toBeLessThan(kept.history[0]!.penalty);
  });

  it.each([
    { kind: 'targetRate', layers: 'onChip' },
    { kind: 'range', weight: 0.01, layers: ['conv'] },
    { kind: 'norm', layers: 'offChip' },
  ] as const)('weigh the same for any number of workers: $kind', async (spec) => {
    const one = { ...short, epochs: 1, curve: { neuron: 'relu' } as const, regularizers: [spec] };
    const alone = await train(barModel(), samples, one);
    const shared = await train(barModel(), samples, { ...one, workers: 2 });
    expect(farthest(weightsOf(shared.model), weightsOf(alone.model))).toBeLessThan(2e-3);
    const [a, b] = [alone, shared].map(({ history }) => history[0]!.penalty);
    expect(Math.abs(a! - b!)).toBeLessThan(1e-3 * a!);
    expect(a).toBeGreaterThan(0);
  });

  it('say which layers there are when one is not there', async () => {
    const regularizers: RegularizerSpec[] = [{ kind: 'norm', layers: ['conv9'] }];
    await expect(train(barModel(), samples, { ...options, regularizers })).rejects.toThrow('conv9');
  });
});
