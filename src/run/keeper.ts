import type { Observable } from 'rxjs';
import type { Chunk } from '../core/chunk.js';
import { RunError } from '../core/errors.js';
import type { Precision } from '../core/vector.js';
import { type Checkpoint, decodeCheckpoint, encodeCheckpoint } from './checkpoint.js';
import { fingerprintOf } from './fingerprint.js';
import { playInParts } from './parts.js';
import type { Player } from './playback.js';
import { type CheckpointRequest, openRequests } from './requests.js';
import type { Score } from './score.js';

/** A checkpoint of a run: what `from` takes. */
export interface RunCheckpoint {
  /** Timesteps played before it; the run that goes on from it begins with input row `t`. */
  readonly t: number;
  /** One self-describing buffer with a checksum. */
  readonly bytes: Uint8Array;
}

/** How a run begins, and what is kept of it. */
export interface CheckpointOptions {
  /**
   * Go on from a checkpoint of the same network or program, instead of from rest. The source gives
   * the input that comes after it; `t` and `dropped` go on counting.
   */
  readonly from?: Uint8Array;
  /**
   * Checkpoints to take: `at` asks for them, `take` gets them. A numbered one may be in the middle
   * of a chunk, which is emitted whole afterwards.
   */
  readonly checkpoints?: {
    readonly at: Observable<CheckpointRequest>;
    readonly take: (checkpoint: RunCheckpoint) => void;
  };
}

/** Begins a run from a checkpoint or from rest, and takes the checkpoints of it. */
export interface Keeper {
  /** Takes over the player, before its first chunk. */
  start(player: Player): void;
  /** Plays a chunk, with the checkpoints that are asked for inside it. */
  play(chunk: Chunk, dropped: number): Chunk | Promise<Chunk>;
  /** Timesteps lost since the very beginning. */
  totalOf(dropped: number): number;
  /** Takes what is due between two chunks, and from now on what is asked for. */
  rest(): void;
  /** Takes what is due at the end of the run. */
  last(): void;
  stop(): void;
}

/**
 * Opens the keeper of one run. Its errors are thrown, except those of a checkpoint that is asked for
 * between two chunks, which go to `fail`.
 *
 * @throws CodecError if `from` is no undamaged checkpoint, RunError if it is one of something else
 */
export function openKeeper(
  score: Score,
  precision: Precision,
  { from, checkpoints }: CheckpointOptions,
  fail: (error: unknown) => void,
): Keeper {
  const resumed = from === undefined ? null : decodeCheckpoint(from);
  let known: string | undefined;
  const fingerprint = (): string => {
    known ??= fingerprintOf(score, precision);
    return known;
  };
  if (resumed !== null) requireSame(resumed.fingerprint, fingerprint());
  let player: Player | undefined;
  let dropped = resumed?.dropped ?? 0;
  let resting = false;
  let over = false;

  function take(): void {
    const checkpoint: Checkpoint = { fingerprint: fingerprint(), dropped, ...player!.save() };
    checkpoints!.take({ t: checkpoint.t, bytes: encodeCheckpoint(checkpoint) });
  }

  function takeDue(): boolean {
    if (!over && requests?.takeDue(player!.t)) take();
    return !over;
  }

  function asked(): void {
    if (!resting) return;
    resting = false;
    try {
      takeDue();
      resting = true;
    } catch (error) {
      fail(error);
    }
  }

  const requests = checkpoints && openRequests(checkpoints.at, asked, fail);
  return {
    start(given) {
      player = given;
      if (resumed !== null) player.restore(resumed);
      this.rest();
    },
    play(chunk, lost) {
      resting = false;
      dropped = this.totalOf(lost);
      const cuts = requests?.between(player!.t, player!.t + chunk.steps) ?? [];
      return playInParts(player!, score, chunk, cuts, takeDue);
    },
    totalOf: (lost) => (resumed?.dropped ?? 0) + lost,
    rest() {
      takeDue();
      resting = true;
    },
    last() {
      if (!over && requests?.takeLast(player!.t)) take();
    },
    stop() {
      over = true;
      requests?.stop();
    },
  };
}

function requireSame(saved: string, expected: string): void {
  if (saved === expected) return;
  throw new RunError(
    `run: the checkpoint was taken from another network or program (${saved}, expected ${expected}). ` +
      'Go on with the one it was taken from, and with the same probes.',
    { code: 'other-program', path: 'from' },
  );
}
