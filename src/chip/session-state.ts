import type { ChipArray } from '../compile/chip/model.js';
import type { Params } from '../core/description.js';
import { DeviceError } from '../core/errors.js';
import type { SessionState } from '../run/device.js';
import type { ChipBoard } from './chip-board.js';
import type { ProbeRecorder } from './probe.js';
import type { BoardState } from './state.js';

const KIND = 'rxspike-emulator-session';
const VERSION = 1;

/** Copies the state of a session: the board, spikes on their way, and the filters of its probes. */
export function packState(board: ChipBoard<ChipArray>, recorder: ProbeRecorder): SessionState {
  const filters = recorder.filters.map((state) => state.slice());
  const data = { board: board.save() as unknown as Params, filters };
  return { kind: KIND, version: VERSION, t: board.t, data };
}

/** Puts a session back; throws a DeviceError if the state is of another kind, version or program. */
export function unpackState(
  board: ChipBoard<ChipArray>,
  recorder: ProbeRecorder,
  state: SessionState,
): void {
  if (state.kind !== KIND || state.version !== VERSION) {
    throw new DeviceError(
      `emulator: the saved state is ${state.kind} version ${state.version}, expected ${KIND} ` +
        `version ${VERSION}. Save it again with this version.`,
      { code: 'state-version' },
    );
  }
  const filters = state.data.filters as readonly Float32Array[];
  const fits = (saved: Float32Array, i: number) => saved.length === recorder.filters[i]?.length;
  if (filters.length !== recorder.filters.length || !filters.every(fits)) {
    throw new DeviceError(
      `emulator: the saved state has ${filters.length} probe filters, the program ` +
        `${recorder.filters.length} of other sizes. Restore it into the program it was saved from.`,
      { code: 'state-mismatch' },
    );
  }
  board.restore(state.data.board as unknown as BoardState<ChipArray>);
  for (const [i, saved] of filters.entries()) recorder.filters[i].set(saved);
}
