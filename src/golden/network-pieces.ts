import type { Discretization } from '../core/linear-system.js';
import { alpha } from '../operators/alpha.js';
import { conv2d } from '../operators/conv2d.js';
import { conv2dTranspose } from '../operators/conv2d-transpose.js';
import { dense } from '../operators/dense.js';
import { fn } from '../operators/fn.js';
import { linearFilter } from '../operators/linear-filter.js';
import { lowpass } from '../operators/lowpass.js';
import { maxPool } from '../operators/max-pool.js';
import type { Operator } from '../operators/operator.js';
import { scale } from '../operators/scale.js';
import { slice } from '../operators/slice.js';
import { sparse } from '../operators/sparse.js';
import { sum } from '../operators/sum.js';
import { triangle } from '../operators/triangle.js';
import type { GoldenArray } from './arrays.js';
import { CaseSkip } from './case.js';
import { asFields, asList, asNumber, asText, type Fields } from './json.js';

type Decode = (array: unknown) => GoldenArray;

/** The operators that the connections of golden networks are made of. */
export const pieceOperators = {
  sum,
  maxPool,
  slice,
  identity: () => fn('identity'),
  synapse: synapseOf,
  transform: transformOf,
};

/** The filter of a connection or probe; none for a connection without synapse. */
function synapseOf(json: unknown, where: string): Operator[] {
  if (json === null || json === undefined) return [];
  return [synapseOperator(asFields(json, where), where)];
}

/** Methods of the reference by ours. */
const methods: Readonly<Record<string, Discretization>> = {
  zoh: 'zoh',
  euler: 'euler',
  backward_diff: 'backwardDifference',
  bilinear: 'bilinear',
};

/** The filter operator of a synapse. Throws a CaseSkip if its type is not built. */
export function synapseOperator(synapse: Fields, where: string): Operator {
  const type = asText(synapse.type, where);
  const list = (key: string) => asList(synapse[key], where).map((n) => asNumber(n, where));
  switch (type) {
    case 'Lowpass':
      return lowpass(asNumber(synapse.tau, where));
    case 'Alpha':
      return alpha(asNumber(synapse.tau, where));
    case 'Triangle':
      return triangle(asNumber(synapse.t, where));
    case 'LinearFilter': {
      const method = methods[asText(synapse.method, where)];
      if (method === undefined) throw new CaseSkip(`the method ${String(synapse.method)}`);
      return linearFilter(list('num'), list('den'), { analog: synapse.analog !== false, method });
    }
    default:
      throw new CaseSkip(`${type} synapses are not built yet`);
  }
}

/** The transform of a connection; scalars and vectors are diagonal matrices. */
function transformOf(transform: Fields, popType: unknown, decode: Decode): Operator[] {
  const axons = popType === 16 ? { popType: 16 as const } : {};
  switch (transform.type) {
    case 'none':
      return [];
    case 'dense': {
      const { shape, values } = decode(transform.init);
      const data = Float64Array.from(values);
      if (shape.length === 2) {
        return [dense({ shape: [shape[0]!, shape[1]!], data }, undefined, axons)];
      }
      return [scale(shape.length === 0 ? data[0]! : data)];
    }
    case 'sparse': {
      const list = (key: string) => decode(transform[key]).values;
      const shape = asList(transform.shape, 'shape') as [number, number];
      const entries = { rows: list('rows'), columns: list('cols'), values: list('data') };
      return [sparse({ shape, ...entries }, axons)];
    }
    case 'conv2d_transpose':
      return [transposed(transform, axons, decode)];
    case 'conv2d': {
      const { shape, values } = decode(transform.kernel);
      return [
        conv2d(
          { shape: [...shape], data: Float64Array.from(values) },
          {
            strides: asList(transform.strides, 'strides') as [number, number],
            padding: transform.padding as 'valid' | 'same',
            channelsLast: transform.channels_last as boolean,
            ...axons,
          },
        ),
      ];
    }
    default:
      throw new CaseSkip(`${String(transform.type)} transforms are not built yet`);
  }
}

/**
 * A transposed convolution as the reference builds it on its chip. There it leaves out a margin of its
 * own, which for all but the smallest output is not that of its host.
 */
function transposed(transform: Fields, axons: { popType?: 16 }, decode: Decode): Operator {
  const numbers = (key: string) => asList(transform[key], key).map((n) => asNumber(n, key));
  const { shape, values } = decode(transform.kernel);
  const channelsLast = transform.channels_last as boolean;
  const size = (key: string) => (channelsLast ? numbers(key).slice(0, 2) : numbers(key).slice(1));
  const [input, outputSize, strides] = [
    size('input_shape'),
    size('output_shape'),
    numbers('strides'),
  ];
  const crop = outputSize.map((output, axis) => {
    if (transform.padding === 'valid') return 0;
    const kernel = shape[axis]!;
    const margin = Math.max(output + kernel - 2 - (input[axis]! - 1) * strides[axis]!, 0);
    return Math.floor(Math.min(margin, 2 * (kernel - 1)) / 2);
  });
  return conv2dTranspose(
    { shape: [...shape], data: Float64Array.from(values) },
    {
      strides: strides as [number, number],
      padding: transform.padding as 'valid' | 'same',
      channelsLast,
      outputSize: outputSize as [number, number],
      crop: crop as [number, number],
      ...axons,
    },
  );
}
