import { Board } from '../chip/board.js';
import { openProbes, type ProbeRecorder } from '../chip/probe.js';
import { findUnsupported } from '../chip/supported.js';
import type { ChipModel } from '../compile/chip/model.js';
import { decodeInt32 } from './arrays.js';
import { CaseError, CaseSkip } from './case.js';
import { type Difference, firstDifference, same, sameArray } from './chip-compare.js';
import { compareDiscretization } from './chip-discretize.js';
import { type ModelSettings, readChipModel } from './chip-model.js';
import { compareProbes, type ProbeRows, readProbes } from './chip-run-probes.js';
import { compareStep, type ExpectedSteps, readExpectedSteps } from './chip-run-steps.js';
import { asCount, asFields, asList, asNumber, asText, type Fields } from './json.js';

/**
 * Replays a case of kind `run`: discretizes the float model if there is one, then plays the
 * discretized model and compares every step. A case that needs what the emulator does not have is
 * skipped after its discretization was compared.
 */
export function replayRun(fields: Fields): Difference {
  const settings = readSettings(fields);
  if (settings.dtype === 'float32') throw new CaseSkip('float mode is not supported yet');
  const model = readChipModel(fields.discretized_model, settings);
  return firstDifference(
    () => discretizeFirst(fields, settings),
    () => playRun(fields, model),
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

function playRun(fields: Fields, model: ChipModel): Difference {
  const missing = findUnsupported(model);
  if (missing !== null) throw new CaseSkip(missing);
  const steps = asCount(fields.steps, 'steps');
  const expected = asFields(fields.expected, 'expected');
  const warnings: string[] = [];
  const board = new Board(model, { onWarning: ({ t, kind }) => warnings.push(`${t} ${kind}`) });
  const recorder = openProbes(model);
  const play: Play = {
    board,
    recorder,
    inputs: readInputs(fields, model),
    collectAfter: readCollect(fields),
    rows: model.probes.map(() => []),
  };
  return firstDifference(
    () => playSteps(play, steps, readExpectedSteps(expected, board, steps)),
    () => same('warnings', warnings.join(', '), listWarnings(expected.warnings)),
    () => compareCounts(board, expected.spike_count),
    () => compareProbes(play.rows, model, expected.probes),
  );
}

interface Play {
  readonly board: Board;
  readonly recorder: ProbeRecorder;
  /** Per input, step -> indices. */
  readonly inputs: readonly ReadonlyMap<number, Int32Array>[];
  readonly collectAfter: ReadonlySet<number>;
  readonly rows: ProbeRows[];
}

function playSteps(play: Play, steps: number, expected: ExpectedSteps): Difference {
  const { board, recorder, inputs, collectAfter, rows } = play;
  for (let t = 1; t <= steps; t++) {
    inputs.forEach((spikes, i) => {
      const indices = spikes.get(t);
      if (indices !== undefined) board.send(i, indices);
    });
    board.step();
    recorder.record(board);
    if (collectAfter.has(t) || t === steps) readProbes(recorder, rows);
    const difference = compareStep(board, t, expected);
    if (difference !== null) return difference;
  }
  return null;
}

function readInputs(fields: Fields, model: ChipModel): Map<number, Int32Array>[] {
  const spikes = asList(asFields(fields.inputs, 'inputs').spikes, 'inputs, spikes');
  if (spikes.length !== model.inputs.length) {
    throw new CaseError(
      `inputs: spikes for ${spikes.length} inputs (the model has ${model.inputs.length}).`,
    );
  }
  return spikes.map((table, i) => {
    const entries = Object.entries(asFields(table, `spikes of input ${i}`));
    return new Map(
      entries.map(([t, indices]) => [
        asCount(Number(t), `spikes of input ${i}, step`, 1),
        decodeInt32(indices, `spikes of input ${i}, step ${t}`),
      ]),
    );
  });
}

function readCollect(fields: Fields): Set<number> {
  const json = fields.collect_after_steps;
  if (json === null || json === undefined) return new Set();
  return new Set(decodeInt32(json, 'collect_after_steps'));
}

function listWarnings(json: unknown): string {
  return asList(json, 'expected, warnings')
    .map((entry) => asFields(entry, 'expected, warnings'))
    .map(({ t, kind }) => `${t} ${kind}`)
    .join(', ');
}

function compareCounts(board: Board, json: unknown): Difference {
  const counts = board.spikeCount.flatMap((block) => Array.from(block));
  return sameArray('spikes per compartment', counts, decodeInt32(json, 'expected, spike_count'));
}
