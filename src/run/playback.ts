import type { CompileOptions } from '../compile/compile.js';
import type { Port } from '../compile/program.js';
import type { Chunk } from '../core/chunk.js';
import { RunError, RxspikeError } from '../core/errors.js';
import type { Precision } from '../core/vector.js';
import type { ChipInput, ChipOutput, Session, SessionState } from './device.js';
import { GraphPlayer } from './graph-player.js';
import { type HostState, restoreHost, saveHost } from './host-state.js';
import { type Outbox, openOutbox } from './outbox.js';
import { addSpikes, checkChunk, copyRow, emptyOutput } from './rows.js';
import type { Score } from './score.js';

export interface PlaybackOptions extends CompileOptions {
  /**
   * Play all timesteps of a chunk on the host, then all on the device in one call. Only where nothing
   * that feeds the chip depends on it; the results are the same either way. Default false.
   */
  readonly precompute?: boolean;
  /** In tests: overwrite lent vectors with NaN when a timestep is over. */
  readonly poison?: boolean;
}

/** Everything that decides how a player goes on between two timesteps; a copy. */
export interface PlayerState {
  /** Timesteps played. */
  readonly t: number;
  readonly host: HostState;
  /** `null` without a device. */
  readonly session: SessionState | null;
}

/** What plays chunks of a score: timestep by timestep, or all of a chunk at once. */
export interface Player {
  /** Timesteps played since the run began. */
  readonly t: number;
  /** Plays a chunk; a promise when the device needs time, for which the next chunk must wait. */
  play(chunk: Chunk): Chunk | Promise<Chunk>;
  /** Plays no further timestep; one that the device has begun is not waited for. */
  stop(): void;
  /** Copies the state between two chunks. */
  save(): PlayerState;
  /** Goes on, before the first chunk, from where a player of the same score was saved. */
  restore(state: PlayerState): void;
}

/** A score being played in lockstep: every timestep on the host, then on the device. */
export class Playback implements Player {
  private readonly player: GraphPlayer;
  private readonly outboxes: readonly Outbox[];
  private steps = 0;
  private stopped = false;

  constructor(
    private readonly score: Score,
    private readonly precision: Precision,
    private readonly session: Session | null,
    poison = false,
  ) {
    const probed = score.probes.flatMap((probe) => (probe.on === 'host' ? [probe.node] : []));
    const sent = [...score.ports, ...score.errors].map(({ node }) => node);
    this.player = new GraphPlayer(score.graph, [...probed, ...sent], { precision, poison });
    this.outboxes = score.ports.map((port: Port) => openOutbox(port, score.graph.dt));
  }

  get t(): number {
    return this.steps;
  }

  /**
   * Plays the timesteps of a chunk and gives the probes' rows. A promise when the device needs
   * time; the next chunk must wait for it.
   */
  play(chunk: Chunk): Chunk | Promise<Chunk> {
    checkChunk(chunk, this.score);
    const output = emptyOutput(this.score.probes, this.t, chunk, this.precision);
    return this.playFrom(0, chunk, output);
  }

  /** Plays no further timestep; one that the device has begun is not waited for. */
  stop(): void {
    this.stopped = true;
    this.player.close();
  }

  close(): void | Promise<void> {
    this.stop();
    return this.session?.close();
  }

  save(): PlayerState {
    return { t: this.t, host: saveHost([this.player]), session: this.session?.save() ?? null };
  }

  restore(state: PlayerState): void {
    restoreHost([this.player], state.host);
    restoreSession(this.session, state.session);
    this.steps = state.t;
  }

  private playFrom(first: number, chunk: Chunk, output: Chunk): Chunk | Promise<Chunk> {
    for (let s = first; s < chunk.steps; s++) {
      this.playHost(s, chunk, output);
      const answer = this.session?.step(this.chipInput());
      if (answer instanceof Promise) {
        return answer.then((value) => {
          if (this.stopped) return output;
          this.endStep(s, value, output);
          return this.playFrom(s + 1, chunk, output);
        });
      }
      this.endStep(s, answer, output);
    }
    return output;
  }

  private playHost(s: number, chunk: Chunk, output: Chunk): void {
    for (const { name, size, node } of this.score.inputs) {
      const source = node === null ? undefined : this.player.sources.get(node);
      if (source !== undefined) copyRow(chunk.data[name]!, s * size, source);
    }
    this.player.tick();
    for (const probe of this.score.probes) {
      if (probe.on !== 'host') continue;
      output.data[probe.name]!.set(this.player.value(probe.node), s * probe.size);
    }
  }

  private chipInput(): ChipInput {
    const spikes = this.outboxes.map((box) => box.collect(this.player.value(box.node)));
    const input = { t: this.t, steps: 1, spikes };
    if (this.score.errors.length === 0) return input;
    const errors = this.score.errors.map(({ node, block, synapse }) => {
      return { block, synapse, e: this.player.value(node) };
    });
    return { ...input, errors };
  }

  /** What the chip sent arrives at the host in the next timestep. */
  private endStep(s: number, answer: ChipOutput | undefined, output: Chunk): void {
    this.player.endLoans();
    this.steps += 1;
    if (answer === undefined) return;
    for (const [p, { receive, spikeValue }] of this.score.populations.entries()) {
      const target = receive === null ? undefined : this.player.sources.get(receive);
      if (target === undefined) continue;
      target.fill(0);
      addSpikes(answer.spikes[p]!.indices, spikeValue, target, 0);
    }
    for (const { node, probe } of this.score.readouts) {
      this.player.sources.get(node)?.set(answer.probes[probe]!);
    }
    for (const probe of this.score.probes) {
      const rows = output.data[probe.name]!;
      const at = s * probe.size;
      if (probe.on === 'chip') rows.set(answer.probes[probe.probe]!, at);
      if (probe.on !== 'population') continue;
      const { spikeValue } = this.score.populations[probe.population]!;
      addSpikes(answer.spikes[probe.population]!.indices, spikeValue, rows, at);
    }
  }
}

/**
 * Puts a session back. A state that makes the device stumble is a DeviceError or a RunError.
 *
 * @param session `null` without a device, for which there is no state either
 */
export function restoreSession(session: Session | null, state: SessionState | null): void {
  if (session === null && state === null) return;
  try {
    session!.restore(state!);
  } catch (cause) {
    if (cause instanceof RxspikeError) throw cause;
    throw new RunError(
      'run: the device cannot go on from the state in the checkpoint. Go on with the device and ' +
        'the program that it was taken from.',
      { code: 'bad-checkpoint', path: 'session', cause },
    );
  }
}
