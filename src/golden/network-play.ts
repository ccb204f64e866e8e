import { emulator } from '../chip/emulator.js';
import { compile } from '../compile/compile.js';
import type { Program, ProgramProbe } from '../compile/program.js';
import type { Chunk } from '../core/chunk.js';
import type { Session } from '../run/device.js';
import { Playback } from '../run/playback.js';
import { programScore } from '../run/score.js';
import { asCount, asFields, asList, type Fields } from './json.js';
import type { BuiltNetwork } from './network-build.js';

/** What a golden network did here. */
export interface Played {
  readonly program: Program;
  /** Per probe (the case's own, and those added for spikes) steps x size values. */
  readonly values: Readonly<Record<string, Float64Array>>;
  /** Weights added by the chip in each step. */
  readonly synapticOps: readonly number[];
}

/** Name of the added probe that records the spikes of an ensemble or of on/off neurons. */
export function spikeProbe(id: string): string {
  return `spikes of ${id}`;
}

/** Compiles and plays a golden network on the emulator, in pieces if the case says so. */
export function playNetwork(json: Fields, built: BuiltNetwork): Played {
  const options = asFields(json.options ?? {}, 'options');
  const ensembles = built.ensembles.map((id) => [spikeProbe(id), built.signals.get(id)!] as const);
  const program = withOnOffProbes(
    compile(built.network, {
      probes: { ...built.probes, ...Object.fromEntries(ensembles) },
      removePassthrough: options.remove_passthrough !== false,
    }),
    built,
  );
  const synapticOps: number[] = [];
  const session = countingSession(emulator().open(program) as Session, synapticOps);
  const playback = new Playback(programScore(program), 64, session, true);
  const steps = asCount(json.n_steps, 'n_steps');
  const pieces =
    options.run_chunks == null ? [steps] : (asList(options.run_chunks, 'run_chunks') as number[]);
  const parts: Chunk[] = [];
  let t = 0;
  for (const piece of pieces) {
    parts.push(playback.play(inputChunk(built, t, piece)) as Chunk);
    t += piece;
  }
  void playback.close();
  return { program, values: join(program.probes, parts), synapticOps };
}

/** On/off neurons belong to no signal; their spikes are compared under the connection's id. */
function withOnOffProbes(program: Program, built: BuiltNetwork): Program {
  const idOf = new Map([...built.orderOf].map(([id, order]) => [order, id]));
  const added = program.ports.flatMap(({ node, size, connections }): ProgramProbe[] => {
    if (program.host.nodes[node]!.kind !== 'onOff') return [];
    const id = idOf.get(connections[0]!)!;
    return [{ name: spikeProbe(id), size, on: 'host', node }];
  });
  return { ...program, probes: [...program.probes, ...added] };
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
