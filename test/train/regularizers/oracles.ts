import type { RegularizerSpec } from '../../../src/train/regularizers/spec.js';

/** A term of one layer in plain numbers: `rows` are the examples' outputs. */
export function oracle(spec: RegularizerSpec, rows: number[][], amplitude: number): number {
  const all = rows.flat();
  const sum = (values: number[]) => values.reduce((a, b) => a + b, 0);
  switch (spec.kind) {
    case 'targetRate':
      return (
        (spec.weight ?? 1e-3) *
        (sum(all.map((y) => (y / amplitude - (spec.targetHz ?? 250)) ** 2)) / all.length)
      );
    case 'range': {
      const { minHz = 200, maxHz = 300, weight = 100 } = spec;
      const off = all
        .map((y) => y / amplitude)
        .map((hz) => (hz > maxHz ? hz - maxHz : hz < minHz ? minHz - hz : 0));
      return weight * sum(off);
    }
    case 'percentileRange': {
      const { percentile = 99, minHz, maxHz, weight = 1e-3 } = spec;
      const errors = rows[0]!.map((_, neuron) => {
        const ordered = rows.map((row) => row[neuron]!).sort((a, b) => a - b);
        const r = ordered[Math.round(((rows.length - 1) * percentile) / 100)]!;
        return Math.max(0, minHz * amplitude - r) + Math.max(0, r - maxHz * amplitude);
      });
      return (weight * sum(errors.map((e) => e * e))) / 2;
    }
    case 'norm': {
      const { order = 2, weight = 1 } = spec;
      const norms = rows.map((row) => sum(row.map((y) => Math.abs(y) ** order)) ** (1 / order));
      return (weight * sum(norms)) / rows.length;
    }
  }
}

/** Differences of the oracle, entry by entry. */
export function oracleGradient(
  spec: RegularizerSpec,
  rows: number[][],
  amplitude: number,
): number[] {
  const h = 1e-6;
  const at = (k: number, i: number, by: number) =>
    oracle(
      spec,
      rows.map((row, r) => (r === k ? row.map((y, c) => (c === i ? y + by : y)) : row)),
      amplitude,
    );
  return rows.flatMap((row, k) => row.map((_, i) => (at(k, i, h) - at(k, i, -h)) / (2 * h)));
}
