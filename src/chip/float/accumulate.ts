import type { Synapse } from '../synapse.js';

/**
 * Adds the weight row of every queued spike to the synaptic input `q`, each sum rounded to float32,
 * in the order of the queue; returns the number of weights added.
 */
export function accumulateFloat(synapse: Synapse<Float32Array>, q: Float32Array): number {
  const { weights, indices, rowStart, firstRow, base, queuedAxons, queuedAtoms, queued } = synapse;
  let added = 0;
  for (let s = 0; s < queued; s++) {
    const axon = queuedAxons[s];
    if (base[axon] < 0) continue;
    const row = firstRow[axon] + queuedAtoms[s];
    for (let i = rowStart[row]; i < rowStart[row + 1]; i++)
      q[base[axon] + indices[i]] += weights[i];
    added += rowStart[row + 1] - rowStart[row];
  }
  return added;
}
