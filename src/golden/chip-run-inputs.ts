import type { PesErrors } from '../chip/board.js';
import type { ChipBoard } from '../chip/chip-board.js';
import type { ProbeRecorder } from '../chip/probe.js';
import type { ChipArray, ChipModel } from '../compile/chip/model.js';
import { decodeFlat, decodeInt32 } from './arrays.js';
import { CaseError } from './case.js';
import { type ProbeRows, readProbes } from './chip-run-probes.js';
import { asCount, asFields, asList, type Fields } from './json.js';

/** A case being played: the board and what is handed to it. */
export interface Play {
  readonly board: ChipBoard<ChipArray>;
  readonly recorder: ProbeRecorder;
  /** Per input, step -> indices. */
  readonly inputs: readonly ReadonlyMap<number, Int32Array>[];
  /** Step -> the batch handed over right before it. */
  readonly errors: ReadonlyMap<number, readonly PesErrors[]>;
  /** Steps after which probes are read. */
  readonly collectAfter: ReadonlySet<number>;
  readonly rows: ProbeRows[];
}

/** Plays step `t` with the spikes and errors given for it. */
export function playStep({ board, recorder, inputs, errors, ...read }: Play, t: number): void {
  inputs.forEach((spikes, i) => {
    const indices = spikes.get(t);
    if (indices !== undefined) board.send(i, indices);
  });
  const batch = errors.get(t);
  if (batch !== undefined) board.setErrors(batch);
  board.step();
  recorder.record(board);
  if (read.collectAfter.has(t)) readProbes(recorder, read.rows);
}

/** Reads the spikes of every input of the model. */
export function readInputs(fields: Fields, model: ChipModel): Map<number, Int32Array>[] {
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

/** Reads the learning errors: all entries with the same step form one batch. */
export function readErrors(fields: Fields): Map<number, PesErrors[]> {
  const json = asFields(fields.inputs, 'inputs').pes_errors;
  const batches = new Map<number, PesErrors[]>();
  for (const entry of json === undefined ? [] : asList(json, 'inputs, pes_errors')) {
    const error = asFields(entry, 'inputs, pes_errors');
    const t = asCount(error.t, 'inputs, pes_errors, t', 1);
    const batch = batches.get(t) ?? [];
    batches.set(t, batch);
    batch.push({
      block: asCount(error.block, `errors of step ${t}, block`),
      synapse: asCount(error.synapse, `errors of step ${t}, synapse`),
      e: decodeFlat(error.e, `errors of step ${t}`),
    });
  }
  return batches;
}

/** Reads the steps after which probes are read in between. */
export function readCollect(fields: Fields): Set<number> {
  const json = fields.collect_after_steps;
  if (json === null || json === undefined) return new Set();
  return new Set(decodeInt32(json, 'collect_after_steps'));
}
