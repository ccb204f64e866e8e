import type { ChipBoard } from '../chip/chip-board.js';
import { openBoard } from '../chip/open-board.js';
import { openProbes } from '../chip/probe.js';
import { WasmBoard } from '../chip/wasm/wasm-board.js';
import type { ChipArray, ChipModel } from '../compile/chip/model.js';
import { decodeInt32 } from './arrays.js';
import { CaseError, type ReplayOptions } from './case.js';
import { type Difference, firstDifference, same, sameArray } from './chip-compare.js';
import { compareDiscretization } from './chip-discretize.js';
import { type ModelSettings, readChipModel } from './chip-model.js';
import { compareDraws, readSeed } from './chip-run-draws.js';
import { type Play, playStep, readCollect, readErrors, readInputs } from './chip-run-inputs.js';
import { compareLearned, compareLearning, readExpectedLearning } from './chip-run-learning.js';
import { compareProbes } from './chip-run-probes.js';
import { compareStep, readExpectedSteps } from './chip-run-steps.js';
import { asCount, asFields, asList, asNumber, asText, type Fields } from './json.js';

/**
 * Replays a case of kind `run`: discretizes the float model if there is one, then plays the
 * discretized model and compares every step. A case in float32 plays the float model itself.
 */
export function replayRun(fields: Fields, options: ReplayOptions = {}): Difference {
  const settings = readSettings(fields);
  const isFloat = settings.dtype === 'float32';
  const json = isFloat ? fields.float_model : fields.discretized_model;
  const model = readChipModel(json, settings);
  return firstDifference(
    () => (isFloat ? null : discretizeFirst(fields, settings)),
    () => playRun(fields, model, options),
  );
}

function readSettings(fields: Fields): ModelSettings {
  const dtype = asText(fields.dtype, 'dtype');
  if (dtype !== 'int32' && dtype !== 'float32') {
    throw new CaseError(`dtype: "${dtype}" is unknown (expected int32 or float32).`);
  }
  return {
    dtype,
    dt: asNumber(fields.dt, 'dt'),
    pesErrorScale: asNumber(fields.pes_error_scale, 'pes_error_scale'),
  };
}

function discretizeFirst(fields: Fields, settings: ModelSettings): Difference {
  if (fields.float_model === null || fields.float_model === undefined) return null;
  const model = readChipModel(fields.float_model, { ...settings, dtype: 'float32' });
  return compareDiscretization(model, fields.discretized_model, fields.discretize_warnings);
}

function playRun(fields: Fields, model: ChipModel, options: ReplayOptions): Difference {
  const steps = asCount(fields.steps, 'steps');
  const expected = asFields(fields.expected, 'expected');
  const warnings: string[] = [];
  const { threads, ...engine } = options;
  const board = openBoard(model, {
    ...engine,
    ...(threads === undefined || threads === 'auto' ? {} : { threads }),
    seed: readSeed(fields.random),
    keepRandomInPhase: true,
    keepAll: true,
    onWarning: ({ t, kind }) => warnings.push(`${t} ${kind}`),
  });
  const play: Play = {
    board,
    recorder: openProbes(model),
    inputs: readInputs(fields, model),
    errors: readErrors(fields),
    collectAfter: readCollect(fields).add(steps),
    rows: model.probes.map(() => []),
  };
  try {
    return firstDifference(
      () => compareSteps(play, model, expected, steps),
      () => same('warnings', warnings.join(', '), listWarnings(expected.warnings)),
      () => compareCounts(board, expected.spike_count),
      () => compareProbes(play.rows, model, expected.probes),
      () => compareDraws(board, model, fields.random, steps),
    );
  } finally {
    if (board instanceof WasmBoard) board.close();
  }
}

function compareSteps(play: Play, model: ChipModel, expected: Fields, steps: number): Difference {
  const left = readExpectedSteps(expected, model, steps);
  const learning = readExpectedLearning(expected.learning, model, steps);
  for (let t = 1; t <= steps; t++) {
    playStep(play, t);
    const difference = firstDifference(
      () => compareStep(play.board, t, left),
      () => compareLearning(play.board, t, learning),
    );
    if (difference !== null) return difference;
  }
  return compareLearned(play.board, learning);
}

function listWarnings(json: unknown): string {
  return asList(json, 'expected, warnings')
    .map((entry) => asFields(entry, 'expected, warnings'))
    .map(({ t, kind }) => `${t} ${kind}`)
    .join(', ');
}

function compareCounts(board: ChipBoard<ChipArray>, json: unknown): Difference {
  const counts = board.spikeCount.flatMap((block) => Array.from(block));
  return sameArray('spikes per compartment', counts, decodeInt32(json, 'expected, spike_count'));
}
