import { CaseSkip } from './case.js';
import type { Difference } from './chip-compare.js';
import { asText, type Fields } from './json.js';

const tables: Readonly<Record<string, (fields: Fields) => Difference>> = {};

/** Replays a case of kind `table`: inputs and outputs of single functions. */
export function replayTable(fields: Fields): Difference {
  const name = asText(fields.name, 'name');
  const replay = Object.hasOwn(tables, name) ? tables[name] : undefined;
  if (replay === undefined) throw new CaseSkip(`the product has no functions for table "${name}"`);
  return replay(fields);
}
