import type { AxonGroup, ChipModel } from '../../src/compile/chip/model.js';

/** Numbers of the uncut network's neurons: blocks in order, then inputs. */
export interface Numbering {
  readonly blocks: readonly ArrayLike<number>[];
  readonly inputs: readonly ArrayLike<number>[];
  readonly total: number;
}

/** Numbers of a model's neurons; of a cut one by its tiles and the old block of each new one. */
export function numbering(
  model: ChipModel,
  tiles?: readonly Int32Array[],
  owners?: readonly number[],
): Numbering {
  const sizes = new Map<number, number>();
  tiles?.forEach((tile, i) => {
    sizes.set(owners![i], (sizes.get(owners![i]) ?? 0) + tile.length);
  });
  const counts =
    tiles === undefined ? model.blocks.map((b) => b.nCompartments) : [...sizes.values()];
  const starts = counts.map((_, i) => counts.slice(0, i).reduce((a, b) => a + b, 0));
  const neurons = counts.reduce((a, b) => a + b, 0);
  const blocks = model.blocks.map((block, i) => {
    const start = starts[owners?.[i] ?? i];
    const own = tiles?.[i] ?? Int32Array.from({ length: block.nCompartments }, (_, c) => c);
    return Array.from(own, (c) => start + c);
  });
  let at = neurons;
  const inputs = model.inputs.map(({ nNeurons }) => Array.from({ length: nNeurons }, () => at++));
  return { blocks, inputs, total: at };
}

/** All weights as one matrix: what a spike of every source adds to every neuron. */
export function effect(model: ChipModel, { blocks, inputs, total }: Numbering): Float64Array {
  const matrix = new Float64Array(total * total);
  const add = (sources: ArrayLike<number>, axons: AxonGroup) => {
    const group = model.blocks[axons.target.block].synapses[axons.target.synapse];
    const targets = blocks[axons.target.block];
    for (let c = 0; c < sources.length; c++) {
      const axon = axons.compartmentMap?.[c] ?? c;
      const base = axon < 0 ? -1 : (group.axonCompartmentBases?.[axon] ?? 0);
      if (base < 0) continue;
      const set = group.weights[group.axonToWeightMap?.[axon] ?? axon];
      const row = (axons.compartmentAtoms?.[c] ?? 0) * set.entries;
      for (let e = 0; e < set.entries; e++) {
        const to = targets[base + set.indices[row + e]];
        matrix[sources[c] * total + to] += set.values[row + e];
      }
    }
  };
  model.blocks.forEach((block, i) => {
    for (const axons of block.axons) add(blocks[i], axons);
  });
  model.inputs.forEach((input, i) => {
    for (const axons of input.axons) add(inputs[i], axons);
  });
  return matrix;
}
