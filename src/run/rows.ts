import type { Chunk, Rows } from '../core/chunk.js';
import { RunError } from '../core/errors.js';
import { type Precision, type Vector, vectorOf } from '../core/vector.js';
import type { Score, ScoreProbe } from './score.js';

/** Adds a value to a row for every spike in it. */
export function addSpikes(indices: Uint32Array, value: number, rows: Rows, at: number): void {
  for (let k = 0; k < indices.length; k++) {
    const i = at + indices[k]!;
    rows[i] = rows[i]! + value;
  }
}

/** Copies the row that begins at `at` into a vector. */
export function copyRow(rows: Rows, at: number, target: Vector): void {
  const size = target.length;
  target.set(rows.length === size ? rows : rows.subarray(at, at + size));
}

/** The chunk that the probes of a played chunk are written into. */
export function emptyOutput(
  probes: readonly ScoreProbe[],
  t: number,
  chunk: Chunk,
  precision: Precision,
): Chunk {
  const data: Record<string, Rows> = {};
  for (const probe of probes) {
    const length = chunk.steps * probe.size;
    const integer = probe.on === 'chip' && probe.integer;
    data[probe.name] = integer ? new Int32Array(length) : vectorOf(length, precision);
  }
  const { timestampUs } = chunk;
  return { t, steps: chunk.steps, data, ...(timestampUs === undefined ? {} : { timestampUs }) };
}

/** Refuses chunks that do not bring every input in full, with a RunError. */
export function checkChunk(chunk: Chunk, score: Pick<Score, 'inputs'>): void {
  if (!Number.isInteger(chunk.steps) || chunk.steps < 0) {
    throw new RunError(
      `chunk at timestep ${chunk.t}: steps is ${chunk.steps}, expected a whole number of timesteps.`,
      { code: 'bad-input', path: 'steps' },
    );
  }
  for (const { name, size } of score.inputs) {
    const rows = chunk.data[name];
    if (rows === undefined) {
      const names = Object.keys(chunk.data).join(', ') || 'nothing';
      throw new RunError(
        `chunk at timestep ${chunk.t}: input "${name}" is missing (it has ${names}). ` +
          'Every chunk brings all inputs of the network.',
        { code: 'missing-input', path: name },
      );
    }
    if (rows.length !== chunk.steps * size) {
      throw new RunError(
        `chunk at timestep ${chunk.t}: input "${name}" has ${rows.length} values, ` +
          `expected ${chunk.steps} timesteps x ${size} = ${chunk.steps * size}.`,
        { code: 'bad-input', path: name },
      );
    }
  }
}
