import { CompileError } from '../core/errors.js';
import type { NetworkNode } from '../network/node.js';
import { aim, type Coding, codingOf, isNothing } from './coding.js';
import { constantInto } from './constants.js';
import { withDecoders } from './decoders.js';
import { alongEncoders, ensembleOf, limitIntercepts } from './ensembles.js';
import { type Graph, roleOf, timestepOrder } from './graph.js';
import { type Learned, learnedIn } from './learning.js';
import { type Link, linksInto, transparentSums } from './links.js';
import { placeOnChip } from './placement.js';
import { type ChipSettings, type ChipSettingsOptions, chipSettings } from './settings.js';
import { isSpiking } from './spiking.js';
import { filtersOf, type Transform, transformOf } from './transform.js';

/**
 * How a link reaches the chip: from a chip population, as the spikes of a host population, as
 * counted spikes of an input, or as a value turned into on/off spikes.
 */
export type Crossing = 'chip' | 'spikes' | 'counts' | 'value';

export interface PlacedLink {
  readonly link: Link;
  readonly crossing: Crossing;
  readonly coding: Coding;
  /** From the source to the target, decoders included. */
  readonly transform: Transform;
  /** Dimensions of a target ensemble that are reached; `null` for other targets. */
  readonly dimensions: Uint32Array | null;
  /** Time constant that acts in the target's compartments, in seconds; 0 without a filter. */
  readonly tau: number;
  /** Time constant of its own decode neurons, in seconds; 0 without a filter or such neurons. */
  readonly ownTau: number;
}

export interface PlacedPopulation {
  readonly node: NetworkNode;
  readonly links: readonly PlacedLink[];
  /** What affine operators on the way add to the input of each neuron; `null`: nothing. */
  readonly constant: Float64Array | null;
}

/** Who runs where, and what reaches each chip population. */
export interface Plan {
  /** The network with all decoders solved. */
  readonly graph: Graph;
  readonly onChip: ReadonlySet<number>;
  readonly populations: readonly PlacedPopulation[];
  /** Sums that were passed through on the way between chip populations. */
  readonly transparent: ReadonlySet<number>;
  /** Decoders that learn on chip. */
  readonly learned: readonly Learned[];
  readonly settings: ChipSettings;
  readonly warnings: string[];
}

export interface PlanOptions extends ChipSettingsOptions {
  /** Join linear operators between chip populations across sums; default true. */
  readonly removePassthrough?: boolean;
}

/** Places populations and finds every link into each of them (network-to-chip.md 2, 3, 6). */
export function planNetwork(drawn: Graph, options: PlanOptions = {}): Plan {
  const settings = chipSettings(options, drawn.dt);
  const onChip = placeOnChip(drawn);
  checkCycles(drawn, onChip);
  const warnings: string[] = [];
  const limited = limitIntercepts(drawn, onChip, settings.interceptLimit, warnings);
  const graph = withDecoders(limited, onChip);
  const transparent =
    (options.removePassthrough ?? true) ? transparentSums(graph, onChip) : new Set<number>();
  const hostDecodes = decodesOff(graph, onChip);
  const populations = [...onChip].map((id): PlacedPopulation => {
    const node = graph.nodes[id]!;
    const links = linksInto(graph, node, transparent, hostDecodes)
      .filter((link) => !isNothing(link))
      .map((link) => placeLink(link, onChip, settings.decodeTau, warnings));
    return { node, links, constant: constantOf(graph, node, transparent) };
  });
  const learned = learnedIn(graph).filter(({ population }) => onChip.has(population.id));
  return { graph, onChip, populations, transparent, learned, settings, warnings };
}

/** The way into a chip population takes a step, so a cycle through the chip always has one. */
function checkCycles(graph: Graph, onChip: ReadonlySet<number>): void {
  const nodes = graph.nodes.map((n) => (onChip.has(n.id) ? { ...n, inputs: [] } : n));
  timestepOrder({ ...graph, nodes }, new Set(nodes.keys()));
}

/** What is decoded on the host crosses to the chip as a value. */
function decodesOff(graph: Graph, onChip: ReadonlySet<number>): ReadonlySet<number> {
  const off = graph.nodes.filter(
    (n) => n.kind === 'decode' && !n.inputs.some((edge) => onChip.has(edge.from)),
  );
  return new Set(off.map((n) => n.id));
}

function constantOf(graph: Graph, node: NetworkNode, transparent: ReadonlySet<number>) {
  const constant = constantInto(graph, node, transparent);
  const ensemble = ensembleOf(node);
  return constant === null || ensemble === null ? constant : alongEncoders(ensemble, constant);
}

function placeLink(
  whole: Link,
  onChip: ReadonlySet<number>,
  decodeTau: number,
  warnings: string[],
): PlacedLink {
  const crossing = crossingOf(whole.source, onChip);
  const coding = codingOf(whole, crossing === 'value');
  const toEnsemble = whole.target.kind === 'ensemble';
  const { link, dimensions } = toEnsemble ? aim(whole) : { link: whole, dimensions: null };
  const tau = crossing === 'value' ? decodeTau : chipTau(link, warnings);
  const through = coding === 'decodeNeurons';
  return {
    link,
    crossing,
    coding,
    transform: transformOf(link),
    dimensions,
    tau: through ? decodeTau : tau,
    ownTau: through ? tau : 0,
  };
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
