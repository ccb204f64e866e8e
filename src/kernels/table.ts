import { NetworkError } from '../core/errors.js';
import { adaptiveLif, adaptiveLifRate } from './adaptive-lif.js';
import { alpha } from './alpha.js';
import { argmax } from './argmax.js';
import { averagePool } from './average-pool.js';
import { bias } from './bias.js';
import { concat } from './concat.js';
import { conv1d } from './conv1d.js';
import { conv2d } from './conv2d.js';
import { conv2dTranspose } from './conv2d-transpose.js';
import { conv3d } from './conv3d.js';
import { decode } from './decode.js';
import { delay } from './delay.js';
import { dense } from './dense.js';
import { ensembleDefinition } from './ensemble.js';
import { flatten } from './flatten.js';
import { fn } from './fn.js';
import { izhikevich } from './izhikevich.js';
import type { KernelDefinition } from './kernel.js';
import { leakyRelu } from './leaky-relu.js';
import { lif } from './lif.js';
import { lifRate } from './lif-rate.js';
import { linearFilter } from './linear-filter.js';
import { loihiLif } from './loihi-lif.js';
import { loihiSpikingRelu } from './loihi-spiking-relu.js';
import { lowpass } from './lowpass.js';
import { maxPool } from './max-pool.js';
import { fromOnOff, onOff } from './on-off.js';
import { pes, pesError } from './pes.js';
import { poissonSpiking, stochasticSpiking } from './random-spiking.js';
import { regularSpiking } from './regular-spiking.js';
import { relu } from './relu.js';
import { scale } from './scale.js';
import { sigmoid, tanh } from './sigmoid.js';
import { slice } from './slice.js';
import { sparse } from './sparse.js';
import { spikeOnce } from './spike-once.js';
import { spikingRelu } from './spiking-relu.js';
import { sum } from './sum.js';
import { triangle } from './triangle.js';

const all: readonly KernelDefinition[] = [
  dense,
  sparse,
  conv2d,
  conv1d,
  conv3d,
  conv2dTranspose,
  flatten,
  sum,
  slice,
  concat,
  scale,
  bias,
  relu,
  leakyRelu,
  spikingRelu,
  lif,
  loihiLif,
  loihiSpikingRelu,
  lifRate,
  sigmoid,
  tanh,
  adaptiveLif,
  adaptiveLifRate,
  izhikevich,
  regularSpiking,
  stochasticSpiking,
  poissonSpiking,
  lowpass,
  alpha,
  linearFilter,
  triangle,
  delay,
  averagePool,
  maxPool,
  argmax,
  fn,
  ensembleDefinition(definitionOf),
  decode,
  pes,
  pesError,
  // What the compiler puts where values cross to the chip.
  onOff,
  fromOnOff,
  spikeOnce,
];

/** Every kind of operator that runs in JS, by its kind. */
export const kernelDefinitions: ReadonlyMap<string, KernelDefinition> = new Map(
  all.map((definition) => [definition.kind, definition]),
);

/** The definition of a kind. Throws a NetworkError that lists the kinds there are. */
export function definitionOf(kind: string): KernelDefinition {
  const definition = kernelDefinitions.get(kind);
  if (definition === undefined) {
    const kinds = [...kernelDefinitions.keys()].join(', ');
    throw new NetworkError(`"${kind}" is no kind of operator. There are: ${kinds}.`, {
      code: 'unknown-kind',
      path: kind,
    });
  }
  return definition;
}
