import { CompileError } from '../core/errors.js';
import { sizeOf } from '../core/shape.js';
import type { Network } from '../network/network.js';
import type { NetworkNode } from '../network/node.js';
import type { Signal } from '../network/signal.js';
import { blockShapes, type Split, shapeReports } from './block-shapes.js';
import { buildChip } from './build-chip.js';
import { discretizeModel } from './chip/discretize/discretize-model.js';
import type { ChipModel, ChipProbe } from './chip/model.js';
import { type SplitModel, splitBlocks } from './chip/split.js';
import { validateModel } from './chip/validate.js';
import {
  type ChipProbeSource,
  chipProbeOf,
  type DecodedProbeSource,
  decodedProbeOf,
} from './chip-probes.js';
import type { ChipDraft } from './draft.js';
import { probesOf, snapshot } from './graph.js';
import { type HostGraph, lowerHost } from './host.js';
import { type Plan, type PlanOptions, planNetwork } from './plan.js';
import type { Population } from './population.js';
import { precisionOf } from './precision.js';
import { isPrecomputable } from './precompute.js';
import type { Program, ProgramProbe } from './program.js';
import { addDecodedProbe } from './readouts.js';
import { compileReport } from './report.js';

export interface CompileOptions extends PlanOptions {
  /** Signals that leave the network, by the name they get. */
  readonly probes?: Readonly<Record<string, Signal>>;
  /** How layers are cut over cores: `search` (default) for the fewest cores, or as the reference does. */
  readonly split?: Split;
  /** Seed of the chip's noise and learning; default the network's seed + 1. */
  readonly seed?: number;
  /** Check every block against the limits of a core; default true. */
  readonly validate?: boolean;
}

/**
 * Compiles what a network declares now into a program: host and chip parted, populations cut into
 * blocks, weights and thresholds made integers, every limit of a core checked.
 *
 * @throws CompileError that names the object, the number and the limit, and says what would fix it
 */
export function compile(network: Network, options: CompileOptions = {}): Program {
  const plan = planNetwork(snapshot(network), options);
  const probes = probesOf(network, options.probes ?? {}).map(([name, signal]) => ({
    name,
    signal,
    chip: chipProbeOf(plan, signal.id),
    decoded: decodedProbeOf(plan, signal.id),
  }));
  const onHost = probes.filter((p) => p.chip === null && p.decoded === null);
  const host = lowerHost(
    plan,
    onHost.map((p) => p.signal.id),
  );
  const draft = buildChip(plan, host.senders, host.readouts);
  for (const probe of probes) addProbe(draft, probe);
  const how = options.split ?? 'search';
  const shapes = blockShapes(draft.model, plan, how);
  const split = splitBlocks(draft.model, shapes);
  const chip = discretize(split.model, plan.warnings);
  if (options.validate ?? true) validateModel(chip);
  const populations = populationsOf(plan, split, host);
  const decoders = draft.decoders.map(({ block, ...about }) => {
    return { ...about, blocks: split.positions[block]! };
  });
  return {
    dt: network.dt,
    precision: network.precision,
    chip,
    host: host.graph,
    inputs: network.inputs.map((signal) => ({
      name: signal.name,
      shape: signal.shape,
      node: host.nodeOf.get(signal.id) ?? null,
    })),
    populations,
    ports: portsOf(host),
    decoders,
    readouts: host.readouts.map(({ node }, probe) => ({ node, probe })),
    errors: errorsOf(host, draft, split),
    probes: programProbes(plan, probes, host),
    precomputable: isPrecomputable(plan),
    seed: (options.seed ?? network.seed + 1) >>> 0,
    report: compileReport(
      plan,
      chip,
      populations,
      decoders,
      shapeReports(plan, shapes, how),
      populations.map(({ name, blocks }) => ({
        population: name,
        ...precisionOf(split.model, chip, blocks),
      })),
    ),
    meta: { ...network.meta },
  };
}

interface Probe {
  readonly name: string;
  readonly signal: Signal;
  readonly chip: ChipProbeSource | null;
  readonly decoded: DecodedProbeSource | null;
}

function addProbe(draft: ChipDraft, { name, chip, decoded }: Probe): void {
  if (decoded !== null) {
    const { decoder, decode, filter } = decoded;
    const about = { decode: decode.name, target: name };
    addDecodedProbe(draft, decoder, about, filter === null ? null : probeFilter(filter));
  } else if (chip !== null && !isPlainSpikes(chip)) {
    draft.model.probes.push(modelProbe(draft.plan, chip));
  }
}

/** A learning block is never cut, and its decoder is its only synapse group. */
function errorsOf(host: HostGraph, draft: ChipDraft, split: SplitModel): Program['errors'] {
  return host.errors.flatMap(({ learned, nodes }) => {
    const readout = host.readouts.findIndex((r) => r.learned === learned);
    const { block } = draft.model.probes[readout]!.targets[0]!;
    return nodes.map((node) => ({ node, block: split.positions[block]![0]!, synapse: 0 }));
  });
}

function portsOf(host: HostGraph): Program['ports'] {
  const inputs = [...new Set(host.senders.map((sender) => sender.input))];
  return inputs.map((input) => {
    const served = host.senders.filter((sender) => sender.input === input);
    const { node, size, repeat } = served[0]!;
    return { node, input, size, repeat, connections: served.map((s) => s.link.link.order) };
  });
}

function discretize(model: ChipModel, warnings: string[]): ChipModel {
  const seen = new Set<string>();
  return discretizeModel(model, {
    warn: (kind, detail) => {
      const text = `${detail?.block ?? 'chip'}: ${kind.replaceAll('_', ' ')}${
        detail?.bits === undefined ? '' : ` (${detail.bits})`
      }.`;
      if (!seen.has(text)) warnings.push(text);
      seen.add(text);
    },
  });
}

function modelProbe(plan: Plan, { population, key, filter, slice }: ChipProbeSource): ChipProbe {
  const block = plan.populations.findIndex((p) => p.node.id === population.id);
  const weights = key === 'spiked' ? (population.params.amplitude as number) / plan.graph.dt : null;
  return {
    key,
    targets: [{ block, select: selected(slice), weights }],
    reindexing: null,
    synapse: filter === null ? null : probeFilter(filter),
  };
}

function selected(slice: NetworkNode | null): Int32Array | null {
  return slice === null ? null : Int32Array.from(slice.params.indices as ArrayLike<number>);
}

function probeFilter(filter: NetworkNode): NonNullable<ChipProbe['synapse']> {
  const tau = filter.params.tau as number;
  if (filter.kind === 'lowpass') return { type: 'Lowpass', tau };
  if (filter.kind === 'alpha') return { type: 'Alpha', tau };
  throw new CompileError(
    `"${filter.name}": a chip probe is filtered with lowpass or alpha, not ${filter.kind}. ` +
      'Read the population on the host first: put sum() in between.',
    { code: 'probe-filter', path: filter.name },
  );
}

function populationsOf(plan: Plan, split: SplitModel, host: HostGraph): Population[] {
  return plan.populations.map(({ node }, p) => ({
    name: node.name,
    size: sizeOf(node.shape),
    spikeValue: (node.params.amplitude as number) / plan.graph.dt,
    blocks: split.positions[p]!,
    tiles: split.positions[p]!.map((block) => split.tiles[block]!),
    receive: host.nodeOf.get(node.id) ?? null,
  }));
}

/** Unfiltered spikes of a whole population leave the chip anyway and need no probe there. */
function isPlainSpikes({ key, filter, slice }: ChipProbeSource): boolean {
  return key === 'spiked' && filter === null && slice === null;
}

function programProbes(plan: Plan, probes: readonly Probe[], host: HostGraph): ProgramProbe[] {
  let onChip = host.readouts.length;
  return probes.map(({ name, signal, chip, decoded }): ProgramProbe => {
    const { size } = signal;
    if (decoded !== null) return { name, size, on: 'chip', probe: onChip++, integer: false };
    if (chip === null) return { name, size, on: 'host', node: host.nodeOf.get(signal.id)! };
    if (isPlainSpikes(chip)) {
      const population = plan.populations.findIndex((p) => p.node.id === chip.population.id);
      return { name, size, on: 'population', population };
    }
    return { name, size, on: 'chip', probe: onChip++, integer: chip.key !== 'spiked' };
  });
}
