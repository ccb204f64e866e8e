import type { ChipArray } from '../compile/chip/model.js';
import type { Program } from '../compile/program.js';
import type { Rows, SpikeTrain } from '../core/chunk.js';
import type { ChipInput, ChipOutput, Session } from '../run/device.js';
import type { ChipBoard } from './chip-board.js';
import { type Inbox, openInbox } from './inbox.js';
import { openProbes } from './probe.js';
import { packState, unpackState } from './session-state.js';
import { openLayerInbox } from './wasm/layer-inbox.js';
import { layerOfPopulation, readPopulations } from './wasm/leaving.js';
import { WasmBoard } from './wasm/wasm-board.js';

/** Opens a session of a program on the board that plays it. */
export function openSession(program: Program, board: ChipBoard<ChipArray>): Session {
  const recorder = openProbes(program.chip);
  const inboxes = openInboxes(program, board);
  // Registers cannot be looked at while several steps are on their way.
  const spikesOnly = program.chip.probes.every(({ key }) => key === 'spiked');
  const nNeurons = (input: number) => program.chip.inputs[input]?.nNeurons ?? -1;
  let synapticOps = 0;

  const feed = (spikes: readonly SpikeTrain[], s: number): void => {
    for (const [input, { indices, offsets }] of spikes.entries()) {
      board.send(input, indices.subarray(offsets[s], offsets[s + 1]));
    }
  };
  const take = (s: number): void => {
    recorder.record(board);
    for (const inbox of inboxes) inbox?.collect(s);
  };
  const play = ({ steps, spikes }: ChipInput): void => {
    const isWhole = spikes.length === program.chip.inputs.length;
    const ahead = board instanceof WasmBoard && board.runsAhead(steps) && spikesOnly && isWhole;
    if (ahead && spikes.every((train, i) => isStrict(train, steps, nNeurons(i)))) {
      synapticOps += board.run(steps, spikes, take);
      return;
    }
    for (let s = 0; s < steps; s++) {
      feed(spikes, s);
      board.step();
      synapticOps += board.synapticOps;
      take(s);
    }
  };
  const session: Session = {
    step(input): ChipOutput {
      if (input.errors !== undefined) board.setErrors(input.errors);
      for (const inbox of inboxes) inbox?.begin(input.steps);
      synapticOps = 0;
      play(input);
      const probes = program.chip.probes.map((_, p) => recorder.read(p).values as Rows);
      return { spikes: inboxes.map((inbox) => inbox?.train() ?? null), probes, synapticOps };
    },
    save: () => packState(board, recorder),
    restore: (state) => unpackState(board, recorder, state),
    close() {
      if (board instanceof WasmBoard) board.close();
    },
  };
  // Who listens would hear of steps that do not count.
  if (board instanceof WasmBoard && !board.listens) rehearse(session, program);
  return session;
}

/** Steps that let the runtime compile what a step runs through before the first one counts. */
const REHEARSAL = 40;

/** Plays a few scratch steps and goes back to rest; once for a process is enough. */
function rehearse(session: Session, { chip }: Program): void {
  if (rehearsed) return;
  rehearsed = true;
  const rest = session.save();
  const spikes = chip.inputs.map(({ nNeurons: size }) => {
    const indices = Uint32Array.from({ length: Math.min(size, 64) }, (_, i) => i);
    return { size, indices, offsets: Uint32Array.of(0, indices.length) };
  });
  for (let t = 0; t < REHEARSAL; t++) session.step({ t, steps: 1, spikes });
  session.restore(rest);
}

let rehearsed = false;

/** One inbox for every population that somebody reads. */
function openInboxes(program: Program, board: ChipBoard<ChipArray>): (Inbox | null)[] {
  const read = readPopulations(program);
  return program.populations.map((population, p) => {
    if (read[p] !== true) return null;
    const inbox = openInbox(population, board);
    if (!(board instanceof WasmBoard)) return inbox;
    const layer = layerOfPopulation(board.engine.plan, population.blocks);
    return layer < 0 ? inbox : openLayerInbox(population, layer, board, inbox);
  });
}

/** True if every step lists neurons of an input of `size` in ascending order, none of them twice. */
function isStrict({ indices, offsets }: SpikeTrain, steps: number, size: number): boolean {
  if (offsets.length !== steps + 1 || size < 0) return false;
  for (let s = 1; s < offsets.length; s++) {
    for (let k = offsets[s - 1]! + 1; k < offsets[s]!; k++) {
      if (indices[k]! <= indices[k - 1]!) return false;
    }
    if (offsets[s]! > offsets[s - 1]! && !(indices[offsets[s]! - 1]! < size)) return false;
  }
  return true;
}
