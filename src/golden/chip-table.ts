import { CaseSkip, type Unbuilt } from './case.js';
import type { Difference } from './chip-compare.js';
import { replayConfigure } from './chip-table-configure.js';
import { replayConv } from './chip-table-conv.js';
import { replayIntegers } from './chip-table-integers.js';
import { replayRates } from './chip-table-rates.js';
import { replayRng } from './chip-table-rng.js';
import { replayValidation } from './chip-table-validation.js';
import { replayWeights } from './chip-table-weights.js';
import { asText, type Fields } from './json.js';

const tables: Readonly<Record<string, (fields: Fields, unbuilt: Unbuilt) => Difference>> = {
  integer_functions: replayIntegers,
  weight_functions: replayWeights,
  configure: replayConfigure,
  conv_layout: replayConv,
  validation: replayValidation,
  rng: replayRng,
  neuron_rates: replayRates,
};

/** Replays a case of kind `table`: inputs and outputs of single functions. */
export function replayTable(fields: Fields, unbuilt: Unbuilt): Difference {
  const name = asText(fields.name, 'name');
  const replay = Object.hasOwn(tables, name) ? tables[name] : undefined;
  if (replay === undefined) throw new CaseSkip(`there are no functions for the table "${name}"`);
  return replay(fields, unbuilt);
}
