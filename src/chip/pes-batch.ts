import type { ChipArray } from '../compile/chip/model.js';
import { scalePesErrors } from '../compile/chip/pes-errors.js';
import { DeviceError } from '../core/errors.js';
import { type Core, learningIn } from './core.js';
import type { LearningGroup } from './learning.js';
import type { BoardWarningKind } from './warnings.js';

/** Errors for one learning group, not scaled yet: half as many as its block has compartments. */
export interface PesErrors {
  readonly block: number;
  /** Position of the synapse group in its block. */
  readonly synapse: number;
  readonly e: ArrayLike<number>;
}

/** The learning group at a position; throws a DeviceError if nothing learns there. */
export function learningAt<Values extends ChipArray>(
  cores: readonly Core<Values>[],
  block: number,
  synapse: number,
): LearningGroup<Values> {
  const group = cores[block]?.learning[synapse] ?? null;
  if (group !== null) return group;
  throw new DeviceError(
    `emulator: synapse group ${synapse} of block ${block} does not learn. Name a learning group of the model.`,
    { code: 'no-such-learning' },
  );
}

/**
 * Takes a batch of errors: those of all learning groups go back to 0, then every entry is scaled,
 * rounded, clipped to 127 and added; several entries for one group add up without a further clip.
 * Calls `warn` once for each kind. Nothing is changed by a batch that is refused.
 */
export function takeErrors(
  cores: readonly Core<ChipArray>[],
  batch: readonly PesErrors[],
  scale: number,
  warn: (kind: BoardWarningKind) => void,
): void {
  const groups = batch.map((entry) => groupOf(cores, entry));
  for (const { errors } of learningIn(cores)) errors.fill(0);
  const kinds = new Set<string>();
  batch.forEach(({ e }, k) => {
    const scaled = scalePesErrors(e, scale, (kind) => kinds.add(kind));
    const { errors } = groups[k];
    for (let j = 0; j < errors.length; j++) errors[j] += scaled[j];
  });
  for (const kind of ['pes_error_above', 'pes_error_below'] as const) {
    if (kinds.has(kind)) warn(kind);
  }
}

function groupOf(cores: readonly Core<ChipArray>[], entry: PesErrors): LearningGroup<ChipArray> {
  const { block, synapse, e } = entry;
  const group = learningAt(cores, block, synapse);
  const expected = group.errors.length;
  if (e.length === expected && Array.prototype.every.call(e, Number.isFinite)) return group;
  throw new DeviceError(
    `emulator: errors for synapse group ${synapse} of block ${block}: got ${e.length} numbers, ` +
      `expected ${expected}, all finite. Send one for every pair of compartments.`,
    { code: 'pes-errors' },
  );
}
