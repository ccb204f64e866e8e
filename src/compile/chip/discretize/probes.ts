import type { Block, ChipProbe, ProbeTarget } from '../model.js';

type Weights = ProbeTarget['weights'];
type Matrix = Extract<Weights, { values: Float64Array }>;

/**
 * Divides the weights of voltage probes by the voltage scale of their block. A matrix that several
 * targets share stays shared and is divided once for each voltage target, as in the reference.
 */
export function discretizeProbes(
  probes: readonly ChipProbe[],
  blocks: readonly Block[],
): ChipProbe[] {
  const copies = new Map<Matrix, Matrix>();
  return probes.map((probe) => ({
    ...probe,
    targets: probe.targets.map((target) => {
      const vScale = probe.key === 'voltage' ? blocks[target.block].discretizeInfo!.vScale : 1;
      return { ...target, weights: divideWeights(target.weights, vScale, copies) };
    }),
  }));
}

function divideWeights(weights: Weights, by: number, copies: Map<Matrix, Matrix>): Weights {
  if (weights === null) return null;
  if (typeof weights === 'number') return weights / by;
  const copy = copies.get(weights) ?? { ...weights, values: weights.values.slice() };
  copies.set(weights, copy);
  for (let i = 0; i < copy.values.length; i++) copy.values[i] /= by;
  return copy;
}
