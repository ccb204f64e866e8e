import { describe, expect, it } from 'vitest';
import type { LayerActivity, ReportData } from '../../../src/report/page/data.js';
import { findingsOf } from '../../../src/report/page/findings.js';
import { exampleData, exampleLayer, exampleMeasurement } from './example-data.js';

/** A report in which nothing is wrong: 10 000 samples, calm layers, an accuracy that has settled. */
function fine(changes: Partial<ReportData> = {}): ReportData {
  const calm = exampleMeasurement({
    ...{ count: 10_000, accuracy: 0.9, interval: [0.894, 0.906] },
    accuracyAt: new Float64Array(10).fill(0.9),
    layers: [exampleLayer('conv')],
  });
  const data = exampleData({ float: calm, spiking: calm, onChip: calm });
  const layers = [{ ...data.layers[1]!, layer: 'conv' }];
  return { ...data, layers, ...changes };
}

const withLayer = (changes: Partial<LayerActivity>) =>
  fine({ onChip: { ...fine().onChip!, layers: [exampleLayer('conv', changes)] } });
const withPrecision = (changes: object) => {
  const { chip } = fine();
  return fine({ chip: { ...chip!, precision: [{ ...chip!.precision[0]!, ...changes }] } });
};
const withAccuracy = (accuracy: number, interval: [number, number]) =>
  fine({ onChip: { ...fine().onChip!, accuracy, interval } });
const wanted = (data: ReportData) => findingsOf(data).map(({ level, what }) => `${level}: ${what}`);

describe('findingsOf', () => {
  it('finds nothing where nothing is wrong', () => expect(findingsOf(fine())).toEqual([]));

  it.each([
    [
      'a loss beyond chance',
      withAccuracy(0.8, [0.79, 0.81]),
      /^warning: The chip loses.*10\.0 points\.$/,
    ],
    [
      'a loss that may be chance',
      withAccuracy(0.88, [0.85, 0.9]),
      /^note: The chip loses.*may be chance/,
    ],
    [
      'rates above 250 Hz',
      withLayer({ above250: 0.2, p99Hz: 500 }),
      /^warning: 20\.0.*above 250.*below 500/,
    ],
    [
      'a layer at its limit',
      withLayer({ above250: 0.2, maxHz: 1000 }),
      /every timestep.*1\u202f000/,
    ],
    ['a silent layer', withLayer({ silent: 1 }), /^warning: Not one/],
    ['a layer that is nearly silent', withLayer({ silent: 0.95 }), /^note: 95\.0.*never fired/],
    ['coarse weights', withPrecision({ weightError: 0.2 }), /^warning: Its integer weights.*20\.0/],
    [
      'coarse thresholds',
      withPrecision({ thresholdError: 0.06 }),
      /^warning: Its integer biases or thresholds/,
    ],
    [
      'a register that ran over',
      fine({ chip: { ...fine().chip!, warnings: [{ text: 'overflow q0', times: 7 }] } }),
      /^warning: overflow q0 \(7 times\)/,
    ],
    [
      'an accuracy that still rises',
      fine({
        onChip: {
          ...fine().onChip!,
          accuracyAt: Float64Array.from({ length: 10 }, (_, i) => 0.09 * (i + 1)),
        },
      }),
      /^note: The accuracy still rises.*72\.0/,
    ],
  ])('tells of %s', (_, data, words) => {
    expect(wanted(data)).toEqual([expect.stringMatching(words)]);
  });

  it('says which scale brings the rates down to 250 Hz', () => {
    const [found] = findingsOf(withLayer({ above250: 0.2, p99Hz: 500 }));
    expect(found?.advice).toContain('from 400 to about 200 ');
  });

  it('says nothing of fast rates on the host, which has no staircase', () => {
    expect(findingsOf(withLayer({ above250: 0.9, onChip: false }))).toEqual([]);
  });

  it('puts warnings before notes', () => {
    const both = fine({
      onChip: { ...fine().onChip!, layers: [exampleLayer('conv', { silent: 0.95 })] },
      chip: withPrecision({ weightError: 0.2 }).chip,
    });
    expect(findingsOf(both).map(({ level }) => level)).toEqual(['warning', 'note']);
  });
});
