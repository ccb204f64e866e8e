import type { NetworkNode } from '../network/node.js';
import type { ProbeKey } from './chip/model.js';
import { isWhole, roleOf } from './graph.js';
import { decoderOf } from './host-decoders.js';
import type { Plan } from './plan.js';
import type { VoltageDecoder } from './voltage-decoder.js';

/** A probe that the chip itself records: spikes or state of a population, behind at most one filter. */
export interface ChipProbeSource {
  readonly population: NetworkNode;
  readonly key: ProbeKey;
  readonly filter: NetworkNode | null;
  /** Chooses neurons; `null`: all. */
  readonly slice: NetworkNode | null;
}

/**
 * How a probed signal is recorded on chip, or `null` if it is read on the host: a population or its
 * state, then at most one slice, then at most one filter.
 */
export function chipProbeOf(plan: Plan, id: number): ChipProbeSource | null {
  const before = (node: NetworkNode): NetworkNode | null =>
    node.inputs.length === 1 ? plan.graph.nodes[node.inputs[0]!.from]! : null;
  let node: NetworkNode | null = plan.graph.nodes[id]!;
  const filter: NetworkNode | null = roleOf(node) === 'filter' ? node : null;
  if (filter !== null) node = before(filter);
  const slice: NetworkNode | null = node?.kind === 'slice' ? node : null;
  if (slice !== null) node = before(slice);
  const key = node?.kind === 'state' ? (node.params.key as ProbeKey) : 'spiked';
  const population = node?.kind === 'state' ? before(node) : node;
  if (population === null || !plan.onChip.has(population.id)) return null;
  return { population, key, filter, slice };
}

/** A probe of a decoded value, which has a decoder of its own on chip, behind at most one filter. */
export interface DecodedProbeSource {
  readonly decoder: VoltageDecoder;
  readonly decode: NetworkNode;
  /** Linear operators from the `decode`, which is the first, to the value. */
  readonly chain: readonly NetworkNode[];
  readonly filter: NetworkNode | null;
}

const chipFilters = new Set(['lowpass', 'alpha']);

/**
 * How a decoded value is recorded on chip, or `null` if it is read on the host: a `decode` of a chip
 * population, then linear operators, then at most one filter.
 */
export function decodedProbeOf(plan: Plan, id: number): DecodedProbeSource | null {
  const last = plan.graph.nodes[id]!;
  const filter = chipFilters.has(last.kind) ? last : null;
  const chain: NetworkNode[] = [];
  let node: NetworkNode | null = filter === null ? last : onlySource(plan, filter);
  while (node !== null && roleOf(node) === 'linear' && node.params.bias === undefined) {
    chain.unshift(node);
    const source = onlySource(plan, node);
    if (source !== null && node.kind === 'decode' && plan.onChip.has(source.id)) {
      return { decoder: decoderOf(source, chain), decode: node, chain, filter };
    }
    node = source;
  }
  return null;
}

function onlySource(plan: Plan, node: NetworkNode): NetworkNode | null {
  const [edge, ...others] = node.inputs;
  if (edge === undefined || others.length > 0) return null;
  const source = plan.graph.nodes[edge.from]!;
  return isWhole(edge, source, node) ? source : null;
}
