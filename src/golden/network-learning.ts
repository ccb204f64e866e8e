import type { BoardState } from '../chip/state.js';
import type { Program } from '../compile/program.js';
import type { SessionState } from '../run/device.js';
import { asFields, asList, type Fields } from './json.js';
import { decodeNetworkArray } from './network-arrays.js';
import { diffFields, first } from './network-compare.js';
import { firstDifference } from './network-table-compare.js';

/** Compares the constants of learning groups, and their traces and weights after the last step. */
export function diffLearning(
  program: Program,
  state: SessionState,
  expected: Fields,
  bin: Uint8Array,
): string | null {
  const list = asList(expected.learning ?? [], 'learning').map((l) => asFields(l, 'learning'));
  const groups = program.chip.blocks.flatMap((b) => b.synapses).filter((s) => s.learning !== null);
  const states = (state.data.board as unknown as BoardState).learning ?? [];
  if (groups.length !== list.length) {
    return `${groups.length} synapse groups learn, expected ${list.length}`;
  }
  return first(
    list.flatMap(({ weights, traces, ...constants }, g) => {
      const where = `learning group ${g}`;
      const found = (name: 'weights' | 'traces') => states[g]?.[name] ?? [];
      const array = (json: unknown) => decodeNetworkArray(json, bin, where);
      return [
        () => diffFields(where, describe(groups[g]!.learning!), constants),
        () => firstDifference(`${where}: traces`, found('traces'), array(traces), 0),
        () => firstDifference(`${where}: weights`, found('weights'), array(weights), 0),
      ];
    }),
  );
}

function describe(learning: NonNullable<Program['chip']['blocks'][0]['synapses'][0]['learning']>) {
  return {
    tracing_mag: learning.tracingMag,
    tracing_tau: learning.tracingTau,
    lr_int: learning.lrInt,
    lr_exp: learning.lrExp,
    learn_epoch: learning.learnEpoch,
    train_epoch: learning.trainEpoch,
    learning_wgt_exp: learning.wgtExp,
  };
}
