import { type EnsembleParams, projectInto } from '../kernels/ensemble.js';
import { gainBias, type RateParams } from '../kernels/rates.js';
import type { NetworkNode } from '../network/node.js';
import type { Graph } from './graph.js';

/** The parameters of an ensemble, or `null` for any other node. */
export function ensembleOf(node: NetworkNode): EnsembleParams | null {
  return node.kind === 'ensemble' ? (node.params as unknown as EnsembleParams) : null;
}

/** Kind of the neurons of a population, which for an ensemble is not the kind of the node. */
export function neuronKindOf(node: NetworkNode): string {
  return ensembleOf(node)?.neuronKind ?? node.kind;
}

/** Radius of an ensemble; 1 for neurons that represent nothing. */
export function radiusOf(node: NetworkNode): number {
  return ensembleOf(node)?.radius ?? 1;
}

/** Encoders times gain, without the radius: what the chip has (nef.md 1). neurons x dimensions. */
export function chipEncoders({ encoders, gain, dimensions }: EnsembleParams): Float64Array {
  return encoders.map((e, i) => e * gain[Math.floor(i / dimensions)]!);
}

/** What a constant added to the value adds to e . x / radius of each neuron. */
export function alongEncoders(ensemble: EnsembleParams, value: Float64Array): Float64Array {
  const along = new Float64Array(ensemble.neurons);
  projectInto(along, ensemble, value);
  return along;
}

/**
 * The graph with the intercepts of ensembles on chip lowered to `limit`: a gain found from a rate
 * and an intercept near 1 is too large for the chip's weights. Says so in `warnings`.
 */
export function limitIntercepts(
  graph: Graph,
  onChip: ReadonlySet<number>,
  limit: number,
  warnings: string[],
): Graph {
  const nodes = graph.nodes.map((node): NetworkNode => {
    const ensemble = onChip.has(node.id) ? ensembleOf(node) : null;
    if (!ensemble?.intercepts?.some((c) => c > limit)) return node;
    warnings.push(`"${node.name}": intercepts above ${limit} became ${limit} on the chip.`);
    return { ...node, params: { ...node.params, ...limited(ensemble, limit) } };
  });
  return { ...graph, nodes };
}

function limited(ensemble: EnsembleParams, limit: number) {
  const intercepts = ensemble.intercepts!.map((c) => Math.min(c, limit));
  const rates = ensemble as unknown as RateParams;
  const found = Array.from(intercepts, (c, i) =>
    gainBias(ensemble.neuronKind, rates, ensemble.maxRates![i]!, c),
  );
  return {
    intercepts,
    gain: Float64Array.from(found, ({ gain }) => gain),
    bias: Float64Array.from(found, ({ bias }) => bias),
  };
}
