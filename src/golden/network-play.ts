import { emulator } from '../chip/emulator.js';
import { compile } from '../compile/compile.js';
import type { Program, ProgramProbe } from '../compile/program.js';
import type { Chunk } from '../core/chunk.js';
import { AheadPlayback } from '../run/ahead.js';
import type { Session, SessionState } from '../run/device.js';
import { Playback, type Player } from '../run/playback.js';
import { programScore } from '../run/score.js';
import type { ReplayOptions } from './case.js';
import { asCount, asFields, asList, type Fields } from './json.js';
import type { BuiltNetwork } from './network-build.js';

/** What a golden network did here. */
export interface Played {
  readonly program: Program;
  /** Per probe (the case's own, and those added for spikes) steps x size values. */
  readonly values: Readonly<Record<string, Float64Array>>;
  /** Weights added by the chip in each step. */
  readonly synapticOps: readonly number[];
  /** The device's state after the last step. */
  readonly state: SessionState;
}

/** Name of the added probe that records the spikes of an ensemble or of on/off neurons. */
export function spikeProbe(id: string): string {
  return `spikes of ${id}`;
}

/** Compiles and plays a golden network on the emulator, in pieces if the case says so. */
export function playNetwork(json: Fields, built: BuiltNetwork, replay: ReplayOptions = {}): Played {
  const options = asFields(json.options ?? {}, 'options');
  const ensembles = built.ensembles.map((id) => [spikeProbe(id), built.signals.get(id)!] as const);
  const seed = asCount(json.simulator_seed ?? 0, 'simulator_seed');
  const compiled = compile(built.network, {
    probes: { ...built.probes, ...Object.fromEntries(ensembles) },
    removePassthrough: options.remove_passthrough !== false,
    split: 'reference',
    seed,
  });
  const program = withDecoderProbes(withOnOffProbes(compiled, built, json), json);
  const synapticOps: number[] = [];
  const opened = emulator({ seed, engine: 'plain', threads: 1, ...replay }).open(
    program,
  ) as Session;
  const session = countingSession(opened, synapticOps);
  const playback = new Playback(programScore(program), 64, session, true);
  const values = playPieces(playback, json, built, program);
  const state = session.save();
  void session.close();
  return { program, values, synapticOps, state };
}

/** Plays a program once more, all of what feeds the chip before the chip. */
export function playPrecomputed(
  json: Fields,
  built: BuiltNetwork,
  program: Program,
  replay: ReplayOptions = {},
): Played['values'] {
  const session = emulator({ seed: program.seed, engine: 'plain', threads: 1, ...replay }).open(
    program,
  ) as Session;
  const playback = new AheadPlayback(programScore(program), 64, session, true);
  const values = playPieces(playback, json, built, program);
  void session.close();
  return values;
}

function playPieces(
  player: Player,
  json: Fields,
  built: BuiltNetwork,
  program: Program,
): Played['values'] {
  const options = asFields(json.options ?? {}, 'options');
  const steps = asCount(json.n_steps, 'n_steps');
  const pieces =
    options.run_chunks == null ? [steps] : (asList(options.run_chunks, 'run_chunks') as number[]);
  const parts: Chunk[] = [];
  let t = 0;
  for (const piece of pieces) {
    parts.push(player.play(inputChunk(built, t, piece)) as Chunk);
    t += piece;
  }
  player.stop();
  return join(program.probes, parts);
}

/** On/off neurons belong to no signal; their spikes are compared under the connection's id. */
function withOnOffProbes(program: Program, built: BuiltNetwork, json: Fields): Program {
  const idOf = new Map([...built.orderOf].map(([id, order]) => [order, id]));
  const merged = mergedNames(json, 'host_spikes');
  const added = program.ports.flatMap(({ node, size, connections }): ProgramProbe[] => {
    const { kind, name } = program.host.nodes[node]!;
    if (kind !== 'onOff') return [];
    const ends = name.replace(/\.onOff$/, '');
    const id = merged.has(ends) ? ends : idOf.get(connections[0]!)!;
    return [{ name: spikeProbe(id), size, on: 'host', node }];
  });
  return { ...program, probes: [...program.probes, ...added] };
}

/** Probes for the spikes of blocks that carry or read decoded values, under the case's names. */
function withDecoderProbes(program: Program, json: Fields): Program {
  const merged = mergedNames(json, 'decode_spikes');
  const onChip = [...program.chip.probes];
  const added = program.decoders.map((decoder): ProgramProbe => {
    const { kind, source, decode, target, blocks } = decoder;
    const ends = `${source}->${target}`;
    const named = target === 'host' ? `${decode}_probe` : (decode ?? ends);
    const id = kind === 'neurons' && merged.has(ends) ? ends : named;
    const targets = blocks.map((block) => ({ block, select: null, weights: null }));
    const size = blocks.reduce((sum, b) => sum + program.chip.blocks[b]!.nCompartments, 0);
    const probe = onChip.push({ key: 'spiked', targets, reindexing: null, synapse: null }) - 1;
    return { name: spikeProbe(id), size, on: 'chip', probe, integer: true };
  });
  const chip = { ...program.chip, probes: onChip };
  return { ...program, chip, probes: [...program.probes, ...added] };
}

/** Names `a->b` of connections that arose from removing nodes. */
function mergedNames(json: Fields, field: string): ReadonlySet<string> {
  const expected = asFields(json.expected ?? {}, 'expected');
  const names = Object.keys(asFields(expected[field] ?? {}, field));
  return new Set(names.filter((name) => name.includes('->')));
}

function countingSession(session: Session, synapticOps: number[]): Session {
  return {
    ...session,
    step(input) {
      const output = session.step(input);
      if (!(output instanceof Promise)) synapticOps.push(output.synapticOps);
      return output;
    },
  };
}

/** The rows of all inputs for timesteps t .. t + steps - 1. */
export function inputChunk(built: BuiltNetwork, t: number, steps: number): Chunk {
  const data = Object.fromEntries(
    built.inputs.map(({ name, size, rows }) => [name, rows.subarray(t * size, (t + steps) * size)]),
  );
  return { t, steps, data };
}

function join(
  probes: readonly ProgramProbe[],
  parts: readonly Chunk[],
): Record<string, Float64Array> {
  return Object.fromEntries(
    probes.map(({ name }) => [name, Float64Array.from(parts.flatMap((p) => [...p.data[name]!]))]),
  );
}
