import { discretizeModel } from '../compile/chip/discretize/discretize-model.js';
import type { ChipModel } from '../compile/chip/model.js';
import { RxspikeError } from '../core/errors.js';
import { CaseError } from './case.js';
import { type Difference, firstDifference, same } from './chip-compare.js';
import { diffDerived } from './chip-derived.js';
import { diffModels } from './chip-diff.js';
import { type ModelSettings, readChipModel } from './chip-model.js';
import { asFields, asList, asText, type Fields } from './json.js';

/** Replays a case of kind `discretize`: the discretized model and warnings, or the error. */
export function replayDiscretize(fields: Fields): Difference {
  const settings: ModelSettings = { dtype: 'float32', dt: 0.001, pesErrorScale: 100 };
  const model = readChipModel(fields.float_model, settings);
  if (fields.expected_error === null || fields.expected_error === undefined) {
    return compareDiscretization(model, fields.discretized_model, fields.discretize_warnings);
  }
  const expected = asFields(fields.expected_error, 'expected_error');
  const problem = asText(expected.problem, 'expected_error, problem').replaceAll('_', '-');
  return same(
    'error while discretizing',
    codeOfError(() => discretizeModel(model)),
    problem,
  );
}

/** Discretizes a float model and compares the result and the distinct warnings with a case. */
export function compareDiscretization(
  model: ChipModel,
  expectedJson: unknown,
  expectedWarnings: unknown,
): Difference {
  const settings: ModelSettings = { ...model, dtype: 'int32' };
  const expected = readChipModel(expectedJson, settings);
  const warnings = new Set<string>();
  const actual = discretizeModel(model, {
    warn: (kind, detail) => {
      warnings.add(detail?.bits === undefined ? kind : `${kind} (${detail.bits} bits)`);
    },
  });
  return firstDifference(
    () => diffModels(actual, expected),
    () => diffDerived(actual, expectedJson),
    () =>
      same(
        'discretize warnings',
        [...warnings].join(', '),
        listWarnings(expectedWarnings).join(', '),
      ),
  );
}

/** Warnings of numpy itself only accompany errors and are not ours to repeat. */
function listWarnings(json: unknown): string[] {
  return asList(json, 'discretize_warnings')
    .map((entry) => asFields(entry, 'discretize_warnings'))
    .filter(({ kind }) => !asText(kind, 'discretize_warnings, kind').startsWith('numpy_'))
    .map(({ kind, bits }) => (bits === undefined ? String(kind) : `${kind} (${bits} bits)`));
}

/** Code of the error that `action` throws on purpose; anything else it throws is a bug. */
export function codeOfError(action: () => unknown): string {
  try {
    action();
  } catch (error) {
    if (error instanceof RxspikeError) return error.code;
    throw new CaseError(`it broke instead of refusing: ${String(error)}`);
  }
  return 'none';
}
