import type { Program } from '../compile/program.js';
import type { Chunk, SpikeTrain } from '../core/chunk.js';
import { RunError } from '../core/errors.js';
import type { Precision } from '../core/vector.js';
import type { ChipOutput, Session } from './device.js';
import { GraphPlayer } from './graph-player.js';
import { restoreHost, saveHost } from './host-state.js';
import { openOutbox } from './outbox.js';
import { type Player, type PlayerState, restoreSession } from './playback.js';
import { addSpikes, checkChunk, copyRow, emptyOutput } from './rows.js';
import type { Score } from './score.js';
import { openTrain } from './train.js';

/** Refuses to precompute what depends on its own output, with a RunError. */
export function checkPrecompute(program: Program): void {
  if (program.precomputable) return;
  throw new RunError(
    'run: precompute was asked for, but what feeds the chip depends on what the chip sends (or the ' +
      'chip learns). Leave precompute out; the network runs in lockstep.',
    { code: 'not-precomputable', path: 'precompute' },
  );
}

/**
 * A score played a chunk at a time: what feeds the chip for all timesteps, the chip in one call, then
 * the rest of the host (network-to-chip.md 4). What both parts of the host need is played twice.
 */
export class AheadPlayback implements Player {
  private readonly before: GraphPlayer;
  private readonly after: GraphPlayer;
  private readonly outboxes;
  private readonly trains;
  private steps = 0;
  private stopped = false;

  constructor(
    private readonly score: Score,
    private readonly precision: Precision,
    private readonly session: Session,
    poison = false,
  ) {
    const probed = score.probes.flatMap((probe) => (probe.on === 'host' ? [probe.node] : []));
    const sent = score.ports.map(({ node }) => node);
    this.before = new GraphPlayer(score.graph, sent, { precision, poison });
    this.after = new GraphPlayer(score.graph, probed, { precision, poison });
    this.outboxes = score.ports.map((port) => openOutbox(port, score.graph.dt));
    this.trains = score.ports.map(({ size }) => openTrain(size));
  }

  get t(): number {
    return this.steps;
  }

  play(chunk: Chunk): Chunk | Promise<Chunk> {
    checkChunk(chunk, this.score);
    const output = emptyOutput(this.score.probes, this.t, chunk, this.precision);
    if (chunk.steps === 0) return output;
    const spikes = this.playBefore(chunk);
    const answer = this.session.step({ t: this.t, steps: chunk.steps, spikes });
    this.steps += chunk.steps;
    return answer instanceof Promise
      ? answer.then((value) => (this.stopped ? output : this.playAfter(chunk, value, output)))
      : this.playAfter(chunk, answer, output);
  }

  stop(): void {
    this.stopped = true;
    this.before.close();
    this.after.close();
  }

  save(): PlayerState {
    const host = saveHost([this.before, this.after]);
    return { t: this.t, host, session: this.session.save() };
  }

  restore(state: PlayerState): void {
    restoreHost([this.before, this.after], state.host);
    restoreSession(this.session, state.session);
    this.steps = state.t;
  }

  private playBefore(chunk: Chunk): SpikeTrain[] {
    for (const train of this.trains) train.begin(chunk.steps);
    for (let s = 0; s < chunk.steps; s++) {
      this.feed(this.before, chunk, s);
      this.before.tick();
      for (const [k, box] of this.outboxes.entries()) {
        this.trains[k]!.add(s, box.collect(this.before.value(box.node)).indices);
      }
      this.before.endLoans();
    }
    return this.trains.map((train) => train.spikes());
  }

  /** What the chip sent in a timestep reaches the host in the next, over the end of a chunk too. */
  private playAfter(chunk: Chunk, answer: ChipOutput, output: Chunk): Chunk {
    for (let s = 0; s < chunk.steps; s++) {
      this.feed(this.after, chunk, s);
      this.after.tick();
      for (const probe of this.score.probes) {
        if (probe.on !== 'host') continue;
        output.data[probe.name]!.set(this.after.value(probe.node), s * probe.size);
      }
      this.after.endLoans();
      this.receive(answer, s);
    }
    for (const probe of this.score.probes) {
      const rows = output.data[probe.name]!;
      if (probe.on === 'chip') rows.set(answer.probes[probe.probe]!);
      if (probe.on !== 'population') continue;
      const { spikeValue } = this.score.populations[probe.population]!;
      const train = answer.spikes[probe.population]!;
      for (let s = 0; s < chunk.steps; s++) {
        addSpikes(spikesOf(train, s), spikeValue, rows, s * probe.size);
      }
    }
    return output;
  }

  private receive(answer: ChipOutput, s: number): void {
    for (const [p, { receive, spikeValue }] of this.score.populations.entries()) {
      const target = receive === null ? undefined : this.after.sources.get(receive);
      if (target === undefined) continue;
      target.fill(0);
      addSpikes(spikesOf(answer.spikes[p]!, s), spikeValue, target, 0);
    }
    for (const { node, probe } of this.score.readouts) {
      const target = this.after.sources.get(node);
      if (target !== undefined) copyRow(answer.probes[probe]!, s * target.length, target);
    }
  }

  private feed(player: GraphPlayer, chunk: Chunk, s: number): void {
    for (const { name, size, node } of this.score.inputs) {
      const source = node === null ? undefined : player.sources.get(node);
      if (source !== undefined) copyRow(chunk.data[name]!, s * size, source);
    }
  }
}

function spikesOf({ offsets, indices }: SpikeTrain, s: number): Uint32Array {
  return indices.subarray(offsets[s], offsets[s + 1]);
}
