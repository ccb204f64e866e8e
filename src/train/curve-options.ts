import type { Layer } from '../convert/model.js';
import type { CurveSpec, PhaseNoise } from './curves/spec.js';
import { activationOf } from './neuron-layers.js';

/** What the neurons in the place of relu do in training. */
export interface CurveOptions {
  /** Default `loihiSpikingRelu`; `relu` trains without any thought of spikes. */
  readonly neuron: 'relu' | 'spikingRelu' | 'loihiSpikingRelu' | 'lif' | 'softLif' | 'loihiLif';
  /** Of leaky neurons, in seconds; default 0.02 and 0.002. */
  readonly tauRc?: number;
  readonly tauRef?: number;
  /** Of leaky neurons: how far the gradient's curve is rounded; default 0 (`softLif`: 0.02). */
  readonly smoothing?: number;
  /** Height of a spike before the scale is divided out; default 1. */
  readonly amplitude?: number;
  /** Of `loihiLif`: what spikes look like behind a filter, at a random moment; its seed is given. */
  readonly noise?: Omit<PhaseNoise, 'seed'>;
}

/** Where a curve stands in a network. */
export interface CurvePlace {
  readonly layer: Layer;
  /** Hz per unit of activation. */
  readonly scale: number;
  readonly dt: number;
  readonly seed: number;
  /** False where samples are looked at: no noise. */
  readonly training: boolean;
}

/** The curve of one layer: of Keras' activation where that is not relu. */
export function curveSpec(options: CurveOptions, place: CurvePlace): CurveSpec {
  const { layer, scale, dt } = place;
  const activation = activationOf(layer);
  if (activation === 'sigmoid' || activation === 'tanh') return { kind: activation };
  const scaled = { gain: scale, amplitude: (options.amplitude ?? 1) / scale };
  if (activation === 'leaky_relu')
    return { kind: 'relu', ...scaled, negativeSlope: slopeOf(layer) };
  const { neuron, tauRc, tauRef, smoothing, noise } = options;
  if (neuron === 'relu' || neuron === 'spikingRelu') return { kind: neuron, ...scaled };
  if (neuron === 'loihiSpikingRelu') return { kind: neuron, ...scaled, dt };
  const leaky = {
    ...scaled,
    ...(tauRc === undefined ? {} : { tauRc }),
    ...(tauRef === undefined ? {} : { tauRef }),
    ...(smoothing === undefined ? {} : { smoothing }),
  };
  if (neuron === 'lif') return { kind: neuron, ...leaky };
  if (neuron === 'softLif') return { kind: neuron, smoothing: 0.02, ...leaky };
  const noisy = place.training && noise !== undefined;
  return {
    kind: neuron,
    ...leaky,
    dt,
    ...(noisy ? { noise: { ...noise, seed: place.seed } } : {}),
  };
}

/** Keras 3 and Keras 2 have other names for it. */
function slopeOf({ kind, config }: Layer): number {
  const stored = config.negative_slope ?? config.alpha;
  return Number(stored ?? (kind === 'LeakyReLU' ? 0.3 : 0.2));
}
