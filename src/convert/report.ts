import { showShape } from '../core/shape.js';

/** What became of one layer. */
export interface LayerReport {
  readonly layer: string;
  readonly kind: string;
  /** Without the batch axis. */
  readonly output: readonly number[];
  readonly parameters: number;
  /** Operators it became, in words. */
  readonly became: string;
  /** Where its neurons or values are: on the chip, on the host, or nowhere of its own. */
  readonly runs: 'chip' | 'host' | 'merged';
  /** Firing rate scale in Hz per unit; `null` for layers without neurons. */
  readonly scale: number | null;
}

/** A conversion, layer by layer. */
export interface ConvertReport {
  readonly source: string;
  readonly layers: readonly LayerReport[];
  /** What was asked for and had no effect. */
  readonly warnings: readonly string[];
  toString(): string;
}

/** Makes a report that prints as a table, with the warnings below it. */
export function convertReport(
  source: string,
  layers: readonly LayerReport[],
  warnings: readonly string[] = [],
): ConvertReport {
  return { source, layers, warnings, toString: () => [table(layers), ...warnings].join('\n') };
}

function table(layers: readonly LayerReport[]): string {
  const head = ['layer', 'kind', 'output', 'parameters', 'runs on', 'becomes'];
  const rows = layers.map((l) => [
    l.layer,
    l.kind,
    showShape(l.output),
    String(l.parameters),
    l.runs === 'merged' ? '-' : l.runs,
    l.became,
  ]);
  const widths = head.map((h, c) => Math.max(h.length, ...rows.map((row) => row[c]!.length)));
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, c) => cell.padEnd(widths[c]!))
      .join('  ')
      .trimEnd();
  return [head, ...rows].map(line).join('\n');
}
