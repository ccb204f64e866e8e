import type { EnsembleParams } from '../kernels/ensemble.js';
import type { BuiltSynapses } from './build-synapses.js';
import { denseSynapse } from './chip/synapse.js';
import { chipEncoders } from './ensembles.js';
import type { PlacedLink } from './plan.js';

/**
 * Weights E T D amplitude / (dt radius) from neuron to neuron, without values in between: every
 * neuron of one ensemble reaches every neuron of the other (network-to-chip.md 6).
 */
export function buildFullWeights(
  { transform, dimensions }: PlacedLink,
  ensemble: EnsembleParams,
  spike: number,
): BuiltSynapses {
  if (transform.map.kind !== 'matrix') throw new Error('a decoded value is never a convolution');
  const { matrix } = transform.map;
  const { neurons, radius } = ensemble;
  const encoders = chipEncoders(ensemble);
  const weights = new Float64Array(matrix.columns * neurons);
  for (let r = 0; r < matrix.rows; r++) {
    const dimension = dimensions![r]!;
    for (let k = matrix.ptr[r]!; k < matrix.ptr[r + 1]!; k++) {
      const decoded = (matrix.value[k]! * spike) / radius;
      const row = matrix.column[k]! * neurons;
      for (let i = 0; i < neurons; i++) {
        const encoder = encoders[i * ensemble.dimensions + dimension]!;
        weights[row + i] = weights[row + i]! + encoder * decoded;
      }
    }
  }
  const group = denseSynapse(weights, matrix.columns, neurons);
  return { group, nAxons: group.nAxons, compartmentMap: null, compartmentAtoms: null };
}
