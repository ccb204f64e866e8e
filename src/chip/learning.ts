import type { ChipArray, Learning, SynapseGroup } from '../compile/chip/model.js';
import { DeviceError } from '../core/errors.js';
import type { Synapse } from './synapse.js';
import { flagIf, TRACE_SPIKES_LOST } from './warnings.js';

/**
 * State of a synapse group that learns by the PES rule: its weights (in `synapse`) follow the
 * product of a trace of every input axon and an error of every pair of compartments.
 */
export interface LearningGroup<Values> {
  readonly synapse: Synapse<Values>;
  readonly parameters: Learning;
  /** One entry per input axon. */
  readonly traces: Values;
  /** 1 for every axon that spiked in the current train epoch. */
  readonly spiked: Uint8Array;
  /** Scaled and clipped; entry j drives compartments j (against it) and j + n / 2 (with it). */
  readonly errors: Int32Array;
}

/** Opens the learning of a group at rest; `null` if the group does not learn. */
export function openLearning<Values extends ChipArray>(
  group: SynapseGroup,
  synapse: Synapse<Values>,
  n: number,
  zeros: (n: number) => Values,
  where: string,
): LearningGroup<Values> | null {
  if (group.learning === null) return null;
  requireDense(group, n, where);
  return {
    synapse,
    parameters: group.learning,
    traces: zeros(group.nAxons),
    spiked: new Uint8Array(group.nAxons),
    errors: new Int32Array(n >> 1),
  };
}

/** The rule has an error for every entry of a row, so rows must be whole and in order. */
function requireDense(group: SynapseGroup, n: number, where: string): void {
  const isWhole = group.weights.every(
    ({ atoms, entries, indices }) =>
      atoms === 1 && entries === n && indices.every((index, j) => index === j),
  );
  const isOwn = group.axonToWeightMap === null && group.weights.length === group.nAxons;
  if (isWhole && isOwn && n % 2 === 0) return;
  throw new DeviceError(
    `${where}: a learning group needs a weight row of its own for every axon, from compartment 0 to ` +
      `${n - 1}, and an even number of compartments. Make the group dense, or let it not learn.`,
    { code: 'learning-layout', path: where },
  );
}

/**
 * Notes the axons on which spikes arrived in this step, used or not. Within a train epoch an axon
 * counts once; a second spike is lost and gives a warning flag.
 */
export function noteSpikes({ synapse, spiked }: LearningGroup<ChipArray>): number {
  const { queuedAxons, queued } = synapse;
  let lost = 0;
  for (let s = 0; s < queued; s++) {
    const axon = queuedAxons[s];
    lost |= spiked[axon];
    spiked[axon] = 1;
  }
  return flagIf(lost, TRACE_SPIKES_LOST);
}

/** Part of a trace that is left after a train epoch. */
export function traceKept({ trainEpoch, tracingTau }: Learning): number {
  return Math.exp(-trainEpoch / tracingTau);
}

/** Error that drives compartment `j`: the first half of the compartments goes against it. */
export function errorOf(errors: Int32Array, j: number): number {
  const half = errors.length;
  return j < half ? -errors[j] : errors[j - half];
}
