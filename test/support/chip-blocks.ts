import { createCompartments } from '../../src/compile/chip/compartments.js';
import type {
  AxonGroup,
  Block,
  ChipModel,
  ChipProbe,
  Compartments,
  SpikeInput,
  SynapseGroup,
} from '../../src/compile/chip/model.js';

export interface BlockParts {
  readonly label?: string;
  readonly compartments?: Compartments;
  readonly synapses?: SynapseGroup[];
  readonly axons?: AxonGroup[];
}

/** A block of `n` float compartments with the parts a test cares about. */
export function blockOf(n: number, parts: BlockParts = {}): Block {
  return {
    label: parts.label ?? null,
    nCompartments: n,
    compartments: parts.compartments ?? createCompartments(n),
    synapses: parts.synapses ?? [],
    axons: parts.axons ?? [],
  };
}

/** A float model of the given blocks, inputs and probes. */
export function modelOf(
  blocks: Block[],
  inputs: SpikeInput[] = [],
  probes: ChipProbe[] = [],
): ChipModel {
  return { dtype: 'float32', dt: 0.001, pesErrorScale: 100, blocks, inputs, probes };
}

/** Axons to a synapse group; spikes keep their number and carry atom 0 unless given. */
export function axonsTo(
  block: number,
  synapse: number,
  nAxons: number,
  compartmentMap: Int32Array | null = null,
  compartmentAtoms: Int32Array | null = null,
): AxonGroup {
  return { nAxons, target: { block, synapse }, compartmentMap, compartmentAtoms };
}
