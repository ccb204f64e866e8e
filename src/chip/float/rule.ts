import { errorOf, type LearningGroup, noteSpikes, traceKept } from '../learning.js';

const { fround } = Math;

/**
 * Notes the spikes of step `t`; at the end of a train epoch the traces decay and rise by the
 * increment where an axon spiked, in float32. Returns warning flags.
 */
export function updateFloatTraces(group: LearningGroup<Float32Array>, t: number): number {
  const { traces, spiked, parameters } = group;
  const lost = noteSpikes(group);
  if (t % parameters.trainEpoch !== 0) return lost;
  const kept = fround(traceKept(parameters));
  const increment = fround(parameters.tracingMag);
  for (let axon = 0; axon < traces.length; axon++) {
    traces[axon] *= kept;
    if (spiked[axon] === 1) traces[axon] += increment;
  }
  spiked.fill(0);
  return lost;
}

/** At the end of a learn epoch every weight moves by rate * trace * error, rounded to float32. */
export function updateFloatWeights(group: LearningGroup<Float32Array>, t: number): void {
  const { traces, errors, synapse, parameters } = group;
  if (t % parameters.learnEpoch !== 0) return;
  const { weights } = synapse;
  const rate = fround(parameters.learningRate);
  const n = 2 * errors.length;
  for (let axon = 0, i = 0; axon < traces.length; axon++) {
    for (let j = 0; j < n; j++, i++) {
      weights[i] += fround(rate * fround(traces[axon] * errorOf(errors, j)));
    }
  }
}
