import type { NetworkNode } from '../network/node.js';
import type { ProbeKey } from './chip/model.js';
import { roleOf } from './graph.js';
import type { Plan } from './plan.js';

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
