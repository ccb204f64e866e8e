import type { Split } from '../compile/block-shapes.js';
import type { CompileReport } from '../compile/report.js';
import type { Chunk } from '../core/chunk.js';
import type { Network } from '../network/network.js';
import type { Signal } from '../network/signal.js';
import { AheadPlayback } from '../run/ahead.js';
import type { Device, Interpreter, Session } from '../run/device.js';
import { Playback, type Player } from '../run/playback.js';
import { scoreOf } from '../run/score.js';

/** A network opened on its device, chunk by chunk. */
export interface OpenPlayer {
  readonly report: CompileReport | null;
  /** Plays a chunk; the next must wait for it. */
  play(chunk: Chunk): Chunk | Promise<Chunk>;
  /** Goes back to rest. */
  reset(): void;
  close(): void | Promise<void>;
}

/** Compiles a network and opens it. Where nothing that feeds the chip waits for it, a chunk is one call. */
export async function openPlayer(
  network: Network,
  probes: Readonly<Record<string, Signal>>,
  { on, split = 'search' }: { readonly on: Device | Interpreter; readonly split?: Split },
): Promise<OpenPlayer> {
  const score = scoreOf(network, probes, on, { split });
  const { program } = score;
  const session: Session | null =
    on.kind === 'device' && program !== null ? await on.open(program) : null;
  const player: Player =
    session !== null && program?.precomputable === true
      ? new AheadPlayback(score, network.precision, session)
      : new Playback(score, network.precision, session);
  let rest: ReturnType<Player['save']> | undefined;
  return {
    report: program?.report ?? null,
    play: (chunk) => player.play(chunk),
    reset() {
      // The first time is before the first chunk: that is rest.
      if (rest === undefined) rest = player.save();
      else player.restore(rest);
    },
    close() {
      player.stop();
      return session?.close();
    },
  };
}
