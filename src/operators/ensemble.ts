import { Observable } from 'rxjs';
import type { Declarable, Params } from '../core/description.js';
import { NetworkError } from '../core/errors.js';
import { type Random, seededRandom } from '../core/random.js';
import type { Vector } from '../core/vector.js';
import { requireNumber } from '../kernels/check.js';
import type { BlockShape } from '../kernels/neurons.js';
import type { RateParams } from '../kernels/rates.js';
import { definitionOf } from '../kernels/table.js';
import type { Signal } from '../network/signal.js';
import {
  drawDirections,
  drawPoints,
  flatRows,
  gainsOf,
  numbersOrDraws,
  type Range,
  type Rows,
} from './ensemble-draws.js';
import { lif } from './lif.js';
import { type Operator, operator } from './operator.js';

/** Options of `ensemble`; whatever is random and not given is drawn when it is declared. */
export interface EnsembleOptions {
  readonly neurons: number;
  /** Size of the represented value. */
  readonly dimensions: number;
  /** Length of the largest value that is represented well; default 1. */
  readonly radius?: number;
  /** Neuron type; its own gain and bias do not count. Default `lif()`. */
  readonly neuronType?: Declarable;
  /** Preferred direction of each neuron, made length 1; default drawn from all directions. */
  readonly encoders?: Rows;
  /** Rates in Hz for a value of length `radius` along the encoder; default 200 to 400. */
  readonly maxRates?: Range | ArrayLike<number>;
  /** Values along the encoder, in radii, at which a neuron falls silent; default -1 to 0.9. */
  readonly intercepts?: Range | ArrayLike<number>;
  /** Instead of rates and intercepts, with `bias`: factor on e . x / radius of each neuron. */
  readonly gain?: ArrayLike<number>;
  /** Current of each neuron for the value 0, with `gain`. */
  readonly bias?: ArrayLike<number>;
  /** Values at which decoders are fitted, or how many to draw from the ball of the radius. */
  readonly evalPoints?: Rows | number;
  /** Default: made from the network's seed and the place in the network. */
  readonly seed?: number;
  /** False: off the chip. True: on the chip or an error. Default: on the chip if it can. */
  readonly onChip?: boolean;
  readonly blockShape?: BlockShape;
  /** Seconds per timestep on an Observable; default 0.001. */
  readonly dt?: number;
}

/**
 * A population that represents a value of `dimensions` numbers in the spikes of its neurons
 * (Eliasmith and Anderson, "Neural Engineering", 2003): J_i = gain_i (e_i . x / radius) + bias_i.
 * It takes values and gives neurons; `decode` gives values again.
 *
 * @throws NetworkError if an option is out of range or does not fit the others
 *
 * @example
 * const a = x.pipe(ensemble({ neurons: 100, dimensions: 1 }));
 * const squared = a.pipe(decode({ function: ([v]) => [v! * v!] }));
 */
export function ensemble(options: EnsembleOptions): Operator {
  check(options);
  const draw = (seed: number): Params => ensembleParams(options, options.seed ?? seed);
  const running = options.dt === undefined ? {} : { dt: options.dt };
  const own = operator(definitionOf('ensemble'), draw(0), running);
  const { kind, params, outputShape } = own;
  const declarable: Declarable = { kind, params, outputShape, draw };
  const apply = (source: Signal | Observable<Vector>): unknown => {
    if (source instanceof Observable) return own(source);
    const target = source.network.add(declarable, source.shape);
    source.network.connect(source, target);
    return target;
  };
  return Object.assign(apply as Operator, declarable);
}

function check(options: EnsembleOptions): void {
  const { neurons, dimensions, radius = 1, neuronType, gain, bias, maxRates, intercepts } = options;
  requireNumber('ensemble', 'neurons', neurons, { whole: true, atLeast: 1 });
  requireNumber('ensemble', 'dimensions', dimensions, { whole: true, atLeast: 1 });
  requireNumber('ensemble', 'radius', radius, { above: 0 });
  if (neuronType !== undefined && definitionOf(neuronType.kind).role !== 'neurons') {
    throw badOption('neuronType', `is ${neuronType.kind}, expected a neuron type such as lif()`);
  }
  if ((gain === undefined) !== (bias === undefined)) {
    throw badOption('gain', 'and bias belong together, one is missing. Give both, or neither');
  }
  if (gain !== undefined && (maxRates ?? intercepts) !== undefined) {
    throw badOption('gain', 'and maxRates or intercepts say the same twice. Give one of the two');
  }
}

function ensembleParams(options: EnsembleOptions, seed: number): Params {
  const { neurons, dimensions, radius = 1, neuronType = lif(), onChip, blockShape } = options;
  const random = seededRandom(seed);
  const evalPoints = pointsOf(options, random, radius);
  const encoders =
    options.encoders === undefined
      ? drawDirections(random, neurons, dimensions)
      : flatRows('ensemble', 'encoders', options.encoders, dimensions, {
          unit: true,
          count: neurons,
        });
  return {
    ...neuronType.params,
    ...tuning(options, neuronType, random),
    neuronKind: neuronType.kind,
    neurons,
    dimensions,
    radius,
    encoders,
    evalPoints,
    ...(onChip === undefined ? {} : { onChip }),
    ...(blockShape === undefined ? {} : { blockShape: { ...blockShape } as Params }),
  };
}

function pointsOf(options: EnsembleOptions, random: Random, radius: number): Float64Array {
  const { neurons, dimensions, evalPoints } = options;
  if (typeof evalPoints === 'object')
    return flatRows('ensemble', 'evalPoints', evalPoints, dimensions);
  const usual = Math.max(Math.min(Math.max(500 * dimensions, 750), 2500), 2 * neurons);
  const count = evalPoints ?? usual;
  requireNumber('ensemble', 'evalPoints', count, { whole: true, atLeast: 1 });
  return drawPoints(random, count, dimensions, radius);
}

/** Gain and bias, as given or from rates and intercepts, which are kept then. */
function tuning(options: EnsembleOptions, neuronType: Declarable, random: Random): Params {
  const { neurons, gain, bias } = options;
  if (gain !== undefined && bias !== undefined) {
    return {
      gain: numbersOrDraws(random, 'gain', gain, neurons),
      bias: numbersOrDraws(random, 'bias', bias, neurons),
    };
  }
  const { maxRates = { low: 200, high: 400 }, intercepts = { low: -1, high: 0.9 } } = options;
  const rates = numbersOrDraws(random, 'maxRates', maxRates, neurons);
  const silent = numbersOrDraws(random, 'intercepts', intercepts, neurons);
  const { kind, params } = neuronType;
  const found = gainsOf(kind, params as unknown as RateParams, rates, silent);
  return { ...found, maxRates: rates, intercepts: silent };
}

function badOption(name: string, what: string): NetworkError {
  return new NetworkError(`ensemble: ${name} ${what}.`, {
    code: 'bad-option',
    path: `ensemble.${name}`,
  });
}
