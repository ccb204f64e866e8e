import {
  CaseError,
  type CaseResult,
  CaseSkip,
  judge,
  type ReplayOptions,
  type Unbuilt,
} from './case.js';
import type { Difference } from './chip-compare.js';
import { replayDiscretize } from './chip-discretize.js';
import { replayRun } from './chip-run.js';
import { replayTable } from './chip-table.js';
import { asFields, asText, type Fields } from './json.js';

/** Schema of the chip's golden files that this judge reads. */
const SCHEMA = 'loihi-chip-golden/1';

const replays: Readonly<
  Record<string, (fields: Fields, unbuilt: Unbuilt, options: ReplayOptions) => Difference>
> = {
  run: (fields, _unbuilt, options) => replayRun(fields, options),
  discretize: replayDiscretize,
  table: replayTable,
};

/**
 * Replays one golden case of the chip level and says how it went. What the product lacks is a
 * skip with its reason; a file that cannot be read is a failure with a sentence. Never throws.
 */
export function replayChipCase(json: unknown, options: ReplayOptions = {}): CaseResult {
  return judge(nameOf(json), (unbuilt) => {
    const fields = asFields(json, 'case');
    const schema = asText(fields.schema, 'schema');
    if (schema !== SCHEMA) throw new CaseError(`schema: got ${schema}, expected ${SCHEMA}.`);
    const kind = asText(fields.kind, 'kind');
    const replay = Object.hasOwn(replays, kind) ? replays[kind] : undefined;
    if (replay === undefined) throw new CaseSkip(`cases of kind "${kind}" are not known`);
    return replay(fields, unbuilt, options);
  });
}

function nameOf(json: unknown): string {
  const isNamed = typeof json === 'object' && json !== null && 'name' in json;
  return isNamed && typeof json.name === 'string' ? json.name : 'unnamed case';
}
