import * as tf from '@tensorflow/tfjs-core';
import { type Curve, loopsOf } from './curve.js';
import { leaky, type SmoothCurve } from './leaky.js';
import { loihiLif } from './loihi-lif.js';
import { loihiSpikingRelu } from './loihi-spiking-relu.js';
import { rectified } from './rectified.js';
import { saturating } from './saturating.js';
import type { CurveSpec, LinearCurve } from './spec.js';

/** The curve of a spec that has been checked, as loops and as operations. */
export function curveOf(spec: Exclude<CurveSpec, LinearCurve>): Curve {
  switch (spec.kind) {
    case 'relu':
    case 'spikingRelu':
      return rectified(spec);
    case 'loihiSpikingRelu':
      return loihiSpikingRelu(spec);
    case 'loihiLif':
      return loihiLif(spec);
    case 'lif':
    case 'softLif': {
      const { tauRc = 0.02, tauRef = 0.002, amplitude = 1, smoothing = 0 } = spec;
      return scaled(leaky({ tauRc, tauRef, amplitude, smoothing }), spec.gain);
    }
    case 'sigmoid':
    case 'tanh':
      return scaled(saturating(spec), spec.gain);
  }
}

/** A function of the current as one of what arrives, current / gain. */
function scaled({ value, slope, operations }: SmoothCurve, gain = 1): Curve {
  return {
    loops: loopsOf(value, slope, gain),
    operations: {
      value: (x) => operations.value(tf.mul(x, gain)),
      slope: (x) => tf.mul(operations.slope(tf.mul(x, gain)), gain),
    },
  };
}
