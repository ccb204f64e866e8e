import { CompileError } from '../core/errors.js';
import type { NetworkNode } from '../network/node.js';
import { constantInto } from './constants.js';
import { type Graph, roleOf, timestepOrder } from './graph.js';
import { type Link, linksInto, transparentSums } from './links.js';
import { isSpiking, placeOnChip } from './placement.js';
import { filtersOf, type Transform, transformOf } from './transform.js';

/**
 * How a link reaches the chip: from a chip population, as the spikes of a host population, as
 * counted spikes of an input, or as a value turned into on/off spikes.
 */
export type Crossing = 'chip' | 'spikes' | 'counts' | 'value';

export interface PlacedLink {
  readonly link: Link;
  readonly crossing: Crossing;
  readonly transform: Transform;
  /** Time constant that acts in the compartments, in seconds; 0 without a filter. */
  readonly tau: number;
}

export interface PlacedPopulation {
  readonly node: NetworkNode;
  readonly links: readonly PlacedLink[];
  /** What affine operators on the way add to the input; `null`: nothing. */
  readonly constant: Float64Array | null;
}

/** Who runs where, and what reaches each chip population. */
export interface Plan {
  readonly graph: Graph;
  readonly onChip: ReadonlySet<number>;
  readonly populations: readonly PlacedPopulation[];
  /** Sums that were passed through on the way between chip populations. */
  readonly transparent: ReadonlySet<number>;
  readonly warnings: string[];
}

export interface PlanOptions {
  /** Join linear operators between chip populations across sums; default true. */
  readonly removePassthrough?: boolean;
  /** Filter of the chip on values sent by the host, in seconds; default 0.005. */
  readonly decodeTau?: number;
}

/** Places populations and finds every link into each of them (network-to-chip.md 2, 3, 6). */
export function planNetwork(graph: Graph, options: PlanOptions = {}): Plan {
  const onChip = placeOnChip(graph);
  checkCycles(graph, onChip);
  const warnings: string[] = [];
  const transparent =
    (options.removePassthrough ?? true) ? transparentSums(graph, onChip) : new Set<number>();
  const decodeTau = options.decodeTau ?? 0.005;
  const populations = [...onChip].map((id): PlacedPopulation => {
    const node = graph.nodes[id]!;
    const links = linksInto(graph, node, transparent).map((link) =>
      placeLink(link, onChip, decodeTau, warnings),
    );
    return { node, links, constant: constantInto(graph, node, transparent) };
  });
  return { graph, onChip, populations, transparent, warnings };
}

/** The way into a chip population takes a step, so a cycle through the chip always has one. */
function checkCycles(graph: Graph, onChip: ReadonlySet<number>): void {
  const nodes = graph.nodes.map((n) => (onChip.has(n.id) ? { ...n, inputs: [] } : n));
  timestepOrder({ ...graph, nodes }, new Set(nodes.keys()));
}

function placeLink(
  link: Link,
  onChip: ReadonlySet<number>,
  decodeTau: number,
  warnings: string[],
): PlacedLink {
  const crossing = crossingOf(link.source, onChip);
  const transform = transformOf(link);
  const tau = crossing === 'value' ? decodeTau : chipTau(link, warnings);
  return { link, crossing, transform, tau };
}

function crossingOf(source: NetworkNode, onChip: ReadonlySet<number>): Crossing {
  if (onChip.has(source.id)) return 'chip';
  if (source.kind === 'input') return source.params.kind === 'spikes' ? 'counts' : 'value';
  if (roleOf(source) === 'state') {
    throw new CompileError(
      `"${source.name}" is read from a population and cannot lead to the chip. Probe it instead.`,
      { code: 'state-to-chip', path: source.name },
    );
  }
  return isSpiking(source) ? 'spikes' : 'value';
}

/** The compartment's filter for a link: one lowpass, or the sum of several (with a warning). */
function chipTau(link: Link, warnings: string[]): number {
  const filters = filtersOf(link);
  const other = filters.find((filter) => filter.kind !== 'lowpass');
  if (other !== undefined) {
    throw new CompileError(
      `"${link.source.name}" -> "${link.target.name}": the chip filters its input with a lowpass ` +
        `only, "${other.name}" is ${other.kind}. Use lowpass(tau).`,
      { code: 'non-lowpass', path: other.name },
    );
  }
  const tau = filters.reduce((sum, filter) => sum + (filter.params.tau as number), 0);
  if (filters.length > 1) {
    warnings.push(
      `"${link.source.name}" -> "${link.target.name}": ${filters.length} lowpass filters in a row ` +
        `became one of ${tau} s.`,
    );
  }
  return tau;
}
