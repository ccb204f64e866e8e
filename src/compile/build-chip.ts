import { sizeOf } from '../core/shape.js';
import type { NetworkNode } from '../network/node.js';
import { buildSynapses } from './build-synapses.js';
import {
  configureDefaultFilter,
  configureFilter,
  configureLif,
  configureRelu,
  createCompartments,
} from './chip/compartments.js';
import type { AxonGroup, Block, ChipModel, Compartments, SpikeInput } from './chip/model.js';
import type { ChipWarningKind } from './chip/warn.js';
import { chipNeurons } from './chip-neurons.js';
import type { Sender } from './host.js';
import type { PlacedLink, PlacedPopulation, Plan } from './plan.js';

/** Filter of a population that nothing reaches, in seconds. */
const DEFAULT_TAU = 0.005;

/**
 * Builds one float block per chip population, uncut: compartments, synapse groups in connection
 * order, axons of populations and of host inputs (network-to-chip.md 2 and 6).
 */
export function buildChip(plan: Plan, senders: readonly Sender[]): ChipModel {
  const { dt } = plan.graph;
  const blockOf = new Map(plan.populations.map((p, b) => [p.node.id, b]));
  const blocks = plan.populations.map((p) => emptyBlock(p, dt, plan.warnings));
  const inputs = emptyInputs(senders);
  for (const { population, link } of inBuildOrder(plan)) {
    const target = blocks[blockOf.get(population.node.id)!]!;
    const built = buildSynapses(link, {
      gain: gainOf(population.node),
      spike: spikeOf(link, dt),
    });
    const axons: AxonGroup = {
      nAxons: built.nAxons,
      target: { block: blockOf.get(population.node.id)!, synapse: target.synapses.length },
      compartmentMap: built.compartmentMap,
      compartmentAtoms: built.compartmentAtoms,
    };
    target.synapses.push(built.group);
    if (link.crossing === 'chip') {
      blocks[blockOf.get(link.link.source.id)!]!.axons.push(axons);
    } else {
      inputs[senders.find((s) => s.link === link)!.input]!.axons.push(axons);
    }
  }
  return { dtype: 'float32', dt, pesErrorScale: 100, blocks, inputs, probes: [] };
}

/** Links in the order their connections were declared in the network. */
function inBuildOrder(plan: Plan): { population: PlacedPopulation; link: PlacedLink }[] {
  return plan.populations
    .flatMap((population) => population.links.map((link) => ({ population, link })))
    .sort((a, b) => a.link.link.order - b.link.link.order);
}

function emptyBlock(population: PlacedPopulation, dt: number, warnings: string[]): Block {
  const { node, links } = population;
  const n = sizeOf(node.shape);
  const compartments = createCompartments(n);
  configureNeurons(compartments, node, dt);
  if (!startsAtRest(node)) {
    warnings.push(`"${node.name}": initialVoltage is left out, populations on chip start at 0.`);
  }
  const warn = (kind: ChipWarningKind): void => {
    warnings.push(`"${node.name}": ${filterWarning(kind)}`);
  };
  for (const link of links) configureFilter(compartments, link.tau, { dt, warn });
  if (links.length === 0) configureDefaultFilter(compartments, DEFAULT_TAU, { dt });
  compartments.bias = Float32Array.from(biasOf(population));
  return { label: node.name, nCompartments: n, compartments, synapses: [], axons: [] };
}

function startsAtRest(node: NetworkNode): boolean {
  const voltage = node.params.initialVoltage as number | Float64Array;
  return typeof voltage === 'number' ? voltage === 0 : voltage.every((v) => v === 0);
}

function filterWarning(kind: ChipWarningKind): string {
  return kind === 'filter_kept_larger'
    ? 'inputs with different filters; the larger time constant stays.'
    : 'inputs with different filters; the larger time constant replaces the one before.';
}

function configureNeurons(compartments: Compartments, node: NetworkNode, dt: number): void {
  const { kind, params } = chipNeurons(node)!;
  const { tauRc, tauRef, minVoltage } = params as Record<string, number>;
  if (kind === 'loihiLif') {
    configureLif(compartments, { tauRc: tauRc!, tauRef: tauRef!, minVoltage: minVoltage!, dt });
  } else {
    configureRelu(compartments, { vth: 1 / dt, dt });
  }
}

/** The population's own bias, and what affine operators in front of it add. */
export function biasOf({ node, constant }: PlacedPopulation): Float64Array {
  const own = node.params.bias as number | Float64Array;
  const gain = gainOf(node);
  return Float64Array.from({ length: sizeOf(node.shape) }, (_, i) => {
    const bias = typeof own === 'number' ? own : own[i]!;
    if (constant === null) return bias;
    return bias + (typeof gain === 'number' ? gain : gain[i]!) * constant[i]!;
  });
}

/** Equal gains count as one, so that convolutions keep their shared weights. */
function gainOf(node: NetworkNode): number | Float64Array {
  const gain = node.params.gain as number | Float64Array;
  if (typeof gain === 'number') return gain;
  return gain.every((g) => g === gain[0]) ? gain[0]! : Float64Array.from(gain);
}

/** Software spikes have height amplitude / dt, chip spikes 1; counted events have height 1 / dt. */
function spikeOf({ crossing, link }: PlacedLink, dt: number): number {
  if (crossing === 'value') return 1;
  return ((link.source.params.amplitude as number | undefined) ?? 1) / dt;
}

function emptyInputs(senders: readonly Sender[]): SpikeInput[] {
  const inputs: SpikeInput[] = [];
  for (const { input, size, link } of senders) {
    inputs[input] ??= { label: link.link.source.name, nNeurons: size, axons: [] };
  }
  return inputs;
}
