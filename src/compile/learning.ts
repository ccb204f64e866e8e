import { CompileError } from '../core/errors.js';
import type { PesParams } from '../kernels/pes.js';
import type { NetworkNode } from '../network/node.js';
import type { SynapseGroup } from './chip/model.js';
import { roundHalfEven } from './chip/rounding.js';
import { withLearning } from './chip/synapse.js';
import { type Graph, roleOf } from './graph.js';
import { consumersOf, isPiece } from './links.js';

/** A `pes` node with what belongs to it. */
export interface Learned {
  readonly pes: NetworkNode;
  readonly decode: NetworkNode;
  /** The neurons that are decoded. */
  readonly population: NetworkNode;
  /** Where errors arrive. */
  readonly error: NetworkNode;
}

/** All decoders of a graph that learn. */
export function learnedIn(graph: Graph): Learned[] {
  return graph.nodes
    .filter((node) => node.kind === 'pes')
    .map((pes) => {
      const [decode, population, error] = pes.inputs.map((edge) => graph.nodes[edge.from]!);
      return { pes, decode: decode!, population: population!, error: error! };
    });
}

/**
 * Populations that learning holds on the host, with the reason: those that take a learned value, and
 * those that give an error (network-to-chip.md 2). Errors reach the chip from the host only.
 */
export function heldByLearning(graph: Graph): ReadonlyMap<number, string> {
  const held = new Map<number, string>();
  const outputs = consumersOf(graph);
  const sources = (id: number) => graph.nodes[id]!.inputs.map((edge) => edge.from);
  for (const { pes, error } of learnedIn(graph)) {
    for (const id of populationsFrom(graph, pes.id, (n) => outputs[n]!)) {
      held.set(id, `it takes what "${pes.name}" learns`);
    }
    for (const id of populationsFrom(graph, error.id, sources)) {
      held.set(id, `it gives the error that "${pes.name}" learns from`);
    }
  }
  return held;
}

/** Populations met from a node along linear operators and filters. */
function populationsFrom(
  graph: Graph,
  from: number,
  next: (id: number) => readonly number[],
): Set<number> {
  const found = new Set<number>();
  const seen = new Set<number>();
  const open = [...next(from)];
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    if (seen.has(id)) continue;
    seen.add(id);
    const node = graph.nodes[id]!;
    if (roleOf(node) === 'neurons') found.add(id);
    else if (isPiece(node)) open.push(...next(id));
  }
  return found;
}

/** Settings of learning on chip. */
export interface LearningOptions {
  readonly dt: number;
  /** The chip takes round(pesErrorScale * error). */
  readonly pesErrorScale: number;
  /** Weight exponent of learning synapses. */
  readonly pesWgtExp: number;
}

/** The synapses of a decoder with the settings of its rule (nef.md 7). */
export function learningSynapse(
  group: SynapseGroup,
  { pes }: Learned,
  { dt, pesErrorScale, pesWgtExp }: LearningOptions,
  warnings: string[],
): SynapseGroup {
  const { learningRate, neurons, preSynapse } = pes.params as unknown as PesParams;
  const steps = preSynapse / dt;
  const tracingTau = roundHalfEven(steps);
  if (tracingTau < 1) {
    throw new CompileError(
      `"${pes.name}": preSynapse is ${preSynapse} s, on the chip a trace lasts at least a timestep ` +
        `(${dt} s). Use a longer preSynapse.`,
      { code: 'tracing-tau', path: pes.name },
    );
  }
  if (Math.abs(steps - tracingTau) > 1e-9 * steps) {
    warnings.push(
      `"${pes.name}": preSynapse became ${tracingTau} timesteps on the chip (from ${steps}).`,
    );
  }
  return withLearning(group, {
    learningRate: (learningRate * dt) / neurons / pesErrorScale,
    tracingTau,
    tracingMag: -Math.expm1(-1 / tracingTau) / dt ** 2,
    wgtExp: pesWgtExp,
  });
}
