import { showShape } from '../core/shape.js';
import type { Network } from '../network/network.js';

/** A row of named cells; all rows of a table have the same names. */
export type Row = Readonly<Record<string, string | number>>;

/** Lays rows out in columns under their names. Numbers are set right, text left. */
export function table(rows: readonly Row[]): string {
  const names = Object.keys(rows[0] ?? {});
  const cells = rows.map((row) => names.map((name) => String(row[name])));
  const widths = names.map((name, c) =>
    Math.max(name.length, ...cells.map((row) => row[c]!.length)),
  );
  const right = names.map((name) => typeof rows[0]?.[name] === 'number');
  const line = (row: readonly string[]): string =>
    row
      .map((cell, c) => (right[c] ? cell.padStart(widths[c]!) : cell.padEnd(widths[c]!)))
      .join('  ')
      .trimEnd();
  return `${[names, ...cells].map(line).join('\n')}\n`;
}

/** The operators of a network, one row each. */
export function networkRows(network: Network): Row[] {
  return network.all.map((node) => ({
    signal: node.name,
    operator: node.kind,
    shape: showShape(node.shape),
    from: node.inputs.map((edge) => network.node(edge.from).name).join(' + ') || '-',
  }));
}
