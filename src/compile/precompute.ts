import { consumersOf } from './links.js';
import type { Plan } from './plan.js';

/**
 * True if everything that feeds the chip can run for all timesteps before the chip does: walking
 * from the sources of host -> chip links over host connections in both directions, nothing is met
 * that the chip sends to (network-to-chip.md 4). Never with learning, whose errors depend on the chip.
 */
export function isPrecomputable(plan: Plan): boolean {
  const { graph, onChip } = plan;
  if (plan.learned.length > 0) return false;
  const outputs = consumersOf(graph);
  const links = plan.populations.flatMap((p) => p.links).filter((l) => l.crossing !== 'chip');
  const seen = new Set<number>();
  const open = links.map((l) => l.link.source.id);
  const pass = (id: number): boolean => onChip.has(id) || plan.transparent.has(id);
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    if (seen.has(id) || pass(id)) continue;
    seen.add(id);
    const inputs = graph.nodes[id]!.inputs.map((edge) => edge.from);
    if (inputs.some((from) => onChip.has(from))) return false;
    open.push(...inputs, ...outputs[id]!.filter((to) => !leadsOnlyToChip(plan, outputs, to)));
  }
  return true;
}

/** Linear operators that only become synapses are no part of the host. */
function leadsOnlyToChip(plan: Plan, outputs: readonly number[][], id: number): boolean {
  if (plan.onChip.has(id)) return true;
  const onTheWay = plan.populations.some((p) =>
    p.links.some((l) =>
      l.link.pieces.some((piece) => piece.kind === 'operator' && piece.node.id === id),
    ),
  );
  return onTheWay && outputs[id]!.every((to) => leadsOnlyToChip(plan, outputs, to));
}
