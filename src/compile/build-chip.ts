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
import type { Block, Compartments, SpikeInput } from './chip/model.js';
import type { ChipWarningKind } from './chip/warn.js';
import { chipNeurons } from './chip-neurons.js';
import { type ChipDraft, leadTo } from './draft.js';
import { connectValue } from './encoders.js';
import { ensembleOf } from './ensembles.js';
import { buildFullWeights } from './full-weights.js';
import type { HostDecoder } from './host-decoders.js';
import type { PlacedLink, PlacedPopulation, Plan } from './plan.js';
import { addReadout } from './readouts.js';
import { connectThroughDecodeNeurons } from './relay.js';
import type { Sender } from './senders.js';

/** Filter of a population that nothing reaches, in seconds. */
const DEFAULT_TAU = 0.005;

/**
 * Builds the float blocks of a chip, uncut: one per chip population, then those that carry values,
 * with synapse groups and axons in connection order (network-to-chip.md 2 and 6).
 */
export function buildChip(
  plan: Plan,
  senders: readonly Sender[],
  readouts: readonly HostDecoder[] = [],
): ChipDraft {
  const { dt, pesErrorScale } = plan.settings;
  const blocks = plan.populations.map((p) => emptyBlock(p, dt, plan.warnings));
  const inputs = emptyInputs(senders);
  const draft: ChipDraft = {
    plan,
    model: { dtype: 'float32', dt, pesErrorScale, blocks, inputs, probes: [] },
    blockOf: new Map(plan.populations.map((p, b) => [p.node.id, b])),
    senders,
    decoders: [],
    encoders: new Map(),
  };
  for (const build of inBuildOrder(draft, readouts)) build();
  return draft;
}

/** Links and decoders for the host in the order their connections were declared in the network. */
function inBuildOrder(draft: ChipDraft, readouts: readonly HostDecoder[]): (() => void)[] {
  const links = draft.plan.populations.flatMap(({ links }) =>
    links.map((link) => ({ order: link.link.order, build: () => connect(draft, link) })),
  );
  const decoders = readouts.map((readout) => ({
    order: readout.order,
    build: () => void addReadout(draft, readout),
  }));
  const all = [...links, ...decoders].sort((a, b) => a.order - b.order);
  return all.map(({ build }) => build);
}

function connect(draft: ChipDraft, link: PlacedLink): void {
  if (link.coding === 'encoders') connectValue(draft, link);
  else if (link.coding === 'decodeNeurons') connectThroughDecodeNeurons(draft, link);
  else connectNeurons(draft, link);
}

/** The link becomes synapses of the target's neurons. */
function connectNeurons(draft: ChipDraft, link: PlacedLink): void {
  const { target } = link.link;
  const block = draft.blockOf.get(target.id)!;
  const { synapses } = draft.model.blocks[block]!;
  const spike = spikeOf(link, draft.plan.settings.dt);
  const ensemble = ensembleOf(target);
  const built =
    ensemble === null
      ? buildSynapses(link, { gain: gainOf(target), spike })
      : buildFullWeights(link, ensemble, spike);
  leadTo(draft, link, {
    nAxons: built.nAxons,
    target: { block, synapse: synapses.length },
    compartmentMap: built.compartmentMap,
    compartmentAtoms: built.compartmentAtoms,
  });
  synapses.push(built.group);
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
