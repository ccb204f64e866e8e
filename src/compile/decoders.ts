import { CompileError } from '../core/errors.js';
import type { DecodeParams } from '../kernels/decode.js';
import { type EnsembleParams, projectInto } from '../kernels/ensemble.js';
import { type RateParams, rate } from '../kernels/rates.js';
import { solveDecoders, type Table } from '../kernels/solve/decoders.js';
import type { NetworkNode } from '../network/node.js';
import { ensembleOf } from './ensembles.js';
import type { Graph } from './graph.js';

/** Where and how finely an ensemble fires. */
export interface RatePlace {
  readonly dt: number;
  /** True: the rates of the chip, which are whole numbers of timesteps apart. */
  readonly onChip: boolean;
}

/**
 * The graph with the decoders of every `decode` solved: with the staircase of the chip's rates if
 * its ensemble is on chip, else with the ordinary rates. Decoders that were given stay.
 */
export function withDecoders(graph: Graph, onChip: ReadonlySet<number>): Graph {
  const nodes = graph.nodes.map((node): NetworkNode => {
    if (node.kind !== 'decode' || node.params.decoders !== undefined) return node;
    const source = graph.nodes[node.inputs[0]?.from ?? -1];
    const ensemble = source === undefined ? null : ensembleOf(source);
    if (ensemble === null) throw nothingToFit(node);
    const place = { dt: graph.dt, onChip: onChip.has(source!.id) };
    const params = node.params as unknown as DecodeParams;
    const decoders = remembered(params, ensemble, place, node.name);
    return { ...node, params: { ...node.params, decoders } };
  });
  return { ...graph, nodes };
}

interface Solved extends RatePlace {
  readonly ensemble: EnsembleParams;
  readonly decoders: Float64Array;
}

/** Networks are played many times; parameters never change, so neither do their decoders. */
const memory = new WeakMap<DecodeParams, Solved[]>();

function remembered(
  params: DecodeParams,
  ensemble: EnsembleParams,
  place: RatePlace,
  where: string,
): Float64Array {
  const known = memory.get(params) ?? [];
  const found = known.find(
    (s) => s.ensemble === ensemble && s.dt === place.dt && s.onChip === place.onChip,
  );
  if (found !== undefined) return found.decoders;
  const decoders = decodersOf(params, ensemble, place, `"${where}"`);
  memory.set(params, [...known, { ...place, ensemble, decoders }]);
  return decoders;
}

/** Solves the decoders of one `decode`: neurons x size, row-major, value per Hz. */
export function decodersOf(
  { targets, evalPoints, solver, size }: DecodeParams,
  ensemble: EnsembleParams,
  place: RatePlace,
  where: string,
): Float64Array {
  const points = evalPoints ?? ensemble.evalPoints;
  const activities = activitiesAt(ensemble, points, place);
  const values = targets ?? points;
  return solveDecoders(activities, { rows: activities.rows, columns: size, values }, solver, where);
}

/** Rates of all neurons at all points: points x neurons. */
export function activitiesAt(
  ensemble: EnsembleParams,
  points: Float64Array,
  place: RatePlace,
): Table {
  const { neurons, dimensions, gain, bias, neuronKind } = ensemble;
  const rows = points.length / dimensions;
  const rateOf = rate(neuronKind, ensemble as unknown as RateParams, place);
  const values = new Float64Array(rows * neurons);
  const along = new Float64Array(neurons);
  for (let p = 0; p < rows; p++) {
    projectInto(along, ensemble, points.subarray(p * dimensions, (p + 1) * dimensions));
    for (let i = 0; i < neurons; i++) {
      values[p * neurons + i] = rateOf(gain[i]! * along[i]! + bias[i]!);
    }
  }
  return { rows, columns: neurons, values };
}

function nothingToFit(node: NetworkNode): CompileError {
  return new CompileError(
    `"${node.name}": it does not decode an ensemble and has no decoders. Give decoders.`,
    { code: 'no-ensemble', path: node.name },
  );
}
