import { chipProbeOf, decodedProbeOf } from '../compile/chip-probes.js';
import { type CompileOptions, compile } from '../compile/compile.js';
import { withDecoders } from '../compile/decoders.js';
import { type Graph, GraphBuilder, probesOf, snapshot } from '../compile/graph.js';
import { lowerPlaced } from '../compile/placed.js';
import { type Plan, planNetwork } from '../compile/plan.js';
import type { Population } from '../compile/population.js';
import type { ErrorPort, Port, Program, ProgramProbe, Readout } from '../compile/program.js';
import { RunError } from '../core/errors.js';
import { sizeOf } from '../core/shape.js';
import { Network } from '../network/network.js';
import type { NetworkNode } from '../network/node.js';
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
  readonly readouts: readonly Readout[];
  readonly errors: readonly ErrorPort[];
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
    readouts: program.readouts,
    errors: program.errors,
    program,
  };
}

function plainScore(network: Network, probes: Readonly<Record<string, Signal>>): Score {
  const graph = withDecoders(snapshot(network), new Set());
  return {
    graph,
    inputs: inputsOf(network, (id) => id),
    probes: probesOf(network, probes).map(([name, s]) => hostProbe(name, s.size, s.id)),
    ports: [],
    populations: [],
    readouts: [],
    errors: [],
    program: null,
  };
}

function placedScore(
  network: Network,
  probes: Readonly<Record<string, Signal>>,
  options: CompileOptions,
): Score {
  const plan = planNetwork(snapshot(network), options);
  const { graph, nodeOf, onChip } = lowerPlaced(plan);
  const builder = GraphBuilder.from(graph);
  const placed = probesOf(network, probes).map(([name, signal]): ScoreProbe => {
    const node = onChipProbe(plan, signal.id, name, builder, onChip) ?? nodeOf.get(signal.id)!;
    return hostProbe(name, signal.size, node);
  });
  return {
    graph: { dt: graph.dt, nodes: builder.nodes },
    inputs: inputsOf(network, (id) => nodeOf.get(id) ?? null),
    probes: placed,
    ports: [],
    populations: [],
    readouts: [],
    errors: [],
    program: null,
  };
}

/** Adds what a probe of the chip shows, which has no delay on its way; `null` for other signals. */
function onChipProbe(
  plan: Plan,
  id: number,
  name: string,
  builder: GraphBuilder,
  onChip: ReadonlyMap<number, number>,
): number | null {
  const chip = chipProbeOf(plan, id);
  const decoded = chip === null ? decodedProbeOf(plan, id) : null;
  const filter = chip?.filter ?? decoded?.filter ?? null;
  let node: NetworkNode;
  if (chip !== null) {
    node = builder.nodes[onChip.get(chip.population.id)!]!;
    if (chip.key !== 'spiked') {
      const state = { key: chip.key };
      const read = builder.add('state', `${name}.state`, state, node.shape, node.shape);
      builder.connect(node, read);
      node = read;
    }
    if (chip.slice !== null) {
      node = builder.append(node, 'slice', `${name}.slice`, chip.slice.params);
    }
  } else if (decoded !== null) {
    node = builder.nodes[onChip.get(decoded.decode.id)!]!;
    for (const { kind, params } of decoded.chain.slice(1)) {
      node = builder.append(node, kind, `${name}.${kind}`, params);
    }
  } else {
    return null;
  }
  if (filter === null) return node.id;
  const params = { ...filter.params, sameStep: true };
  return builder.append(node, filter.kind, `${name}.filter`, params).id;
}

function inputsOf(network: Network, nodeOf: (id: number) => number | null): Score['inputs'] {
  return network.inputs.map((s) => ({ name: s.name, size: s.size, node: nodeOf(s.id) }));
}

function hostProbe(name: string, size: number, node: number): ScoreProbe {
  return { name, size, on: 'host', node };
}
