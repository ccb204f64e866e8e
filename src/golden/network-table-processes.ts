import { from, repeat, take } from 'rxjs';
import { present } from '../../streams/shape/present.js';
import { CaseSkip } from './case.js';
import { asCount, asNumber, asText, type Fields } from './json.js';
import { decodeNetworkArray } from './network-arrays.js';
import { firstDifference } from './network-table-compare.js';
import type { TableContext } from './network-table-context.js';

/** Plays one process of the table for its number of steps and compares what it gives. */
export function replayProcess(item: Fields, { bin, dt, table }: TableContext): string | null {
  const type = asText(item.type, 'type');
  if (type !== 'PresentInput') throw new CaseSkip(type);
  const where = asText(item.name, 'name');
  const { values, shape } = decodeNetworkArray(item.inputs, bin, `${where}, inputs`);
  const size = shape[1]!;
  const inputs = Array.from({ length: shape[0]! }, (_, k) => {
    return values.slice(k * size, (k + 1) * size);
  });
  const steps = asNumber(item.presentation_time, `${where}, presentation_time`) / dt;
  const count = asCount(table.n_steps, 'n_steps');
  const output = new Float64Array(count * size);
  let n = 0;
  from(inputs)
    .pipe(repeat(), present({ steps }), take(count))
    .subscribe((vector) => output.set(vector, size * n++));
  const expected = decodeNetworkArray(item.output, bin, `${where}, output`);
  return firstDifference(where, output, expected);
}
