import { chipProbeOf } from '../compile/chip-probes.js';
import { type CompileOptions, compile } from '../compile/compile.js';
import { type Graph, GraphBuilder, probesOf, snapshot } from '../compile/graph.js';
import { lowerPlaced } from '../compile/placed.js';
import { planNetwork } from '../compile/plan.js';
import type { Population } from '../compile/population.js';
import type { Port, Program, ProgramProbe } from '../compile/program.js';
import { RunError } from '../core/errors.js';
import { sizeOf } from '../core/shape.js';
import { Network } from '../network/network.js';
import type { Signal } from '../network/signal.js';
import type { Device, Interpreter } from './device.js';

/** A probe of a run: a node of the graph that is played, or a probe of the device. */
export type ScoreProbe = ProgramProbe;

/** Everything a run plays: one graph in JS and, with a device, a program beside it. */
export interface Score {
  readonly graph: Graph;
  readonly inputs: readonly {
    readonly name: string;
    readonly size: number;
    readonly node: number | null;
  }[];
  readonly probes: readonly ScoreProbe[];
  readonly ports: readonly Port[];
  readonly populations: readonly Population[];
  readonly program: Program | null;
}

/** Lowers a network for the place it runs on. */
export function scoreOf(
  network: Network,
  probes: Readonly<Record<string, Signal>>,
  on: Device | Interpreter,
  options: CompileOptions,
): Score {
  if (on.kind === 'device') return programScore(compile(network, { ...options, probes }));
  return on.placed ? placedScore(network, probes, options) : plainScore(network, probes);
}

/** True for a compiled program, false for a network that is still to be compiled. */
export function isProgram(source: Network | Program): source is Program {
  return !(source instanceof Network);
}

/** What a program plays on a device. Throws a RunError for the interpreter, which plays networks. */
export function scoreOfProgram(program: Program, on: Device | Interpreter): Score {
  if (on.kind === 'device') return programScore(program);
  throw new RunError(
    'run: a program is compiled for a chip and the interpreter plays networks only. ' +
      'Give a device: { on: emulator() }.',
    { code: 'program-needs-device', path: 'on' },
  );
}

/** What a compiled program plays. */
export function programScore(program: Program): Score {
  return {
    graph: program.host,
    inputs: program.inputs.map((i) => ({ name: i.name, size: sizeOf(i.shape), node: i.node })),
    probes: program.probes,
    ports: program.ports,
    populations: program.populations,
    program,
  };
}

function plainScore(network: Network, probes: Readonly<Record<string, Signal>>): Score {
  const graph = snapshot(network);
  return {
    graph,
    inputs: inputsOf(network, (id) => id),
    probes: probesOf(network, probes).map(([name, s]) => hostProbe(name, s.size, s.id)),
    ports: [],
    populations: [],
    program: null,
  };
}

function placedScore(
  network: Network,
  probes: Readonly<Record<string, Signal>>,
  options: CompileOptions,
): Score {
  const plan = planNetwork(snapshot(network), options);
  const { graph, nodeOf, neuronsOf } = lowerPlaced(plan);
  const builder = GraphBuilder.from(graph);
  const placed = probesOf(network, probes).map(([name, signal]): ScoreProbe => {
    const chip = chipProbeOf(plan, signal.id);
    if (chip === null) return hostProbe(name, signal.size, nodeOf.get(signal.id)!);
    let node = builder.nodes[neuronsOf.get(chip.population.id)!]!;
    if (chip.key !== 'spiked') {
      const state = builder.add(
        'state',
        `${name}.state`,
        { key: chip.key },
        node.shape,
        node.shape,
      );
      builder.connect(node, state);
      node = state;
    }
    if (chip.slice !== null) {
      node = builder.append(node, 'slice', `${name}.slice`, chip.slice.params);
    }
    if (chip.filter !== null) {
      const params = { ...chip.filter.params, sameStep: true };
      node = builder.append(node, chip.filter.kind, `${name}.filter`, params);
    }
    return hostProbe(name, signal.size, node.id);
  });
  return {
    graph: { dt: graph.dt, nodes: builder.nodes },
    inputs: inputsOf(network, (id) => nodeOf.get(id) ?? null),
    probes: placed,
    ports: [],
    populations: [],
    program: null,
  };
}

function inputsOf(network: Network, nodeOf: (id: number) => number | null): Score['inputs'] {
  return network.inputs.map((s) => ({ name: s.name, size: s.size, node: nodeOf(s.id) }));
}

function hostProbe(name: string, size: number, node: number): ScoreProbe {
  return { name, size, on: 'host', node };
}
