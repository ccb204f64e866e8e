import type { Discretization } from '../core/linear-system.js';
import { alpha } from '../operators/alpha.js';
import { conv2d } from '../operators/conv2d.js';
import { dense } from '../operators/dense.js';
import { linearFilter } from '../operators/linear-filter.js';
import { lowpass } from '../operators/lowpass.js';
import { maxPool } from '../operators/max-pool.js';
import type { Operator } from '../operators/operator.js';
import { scale } from '../operators/scale.js';
import { slice } from '../operators/slice.js';
import { sum } from '../operators/sum.js';
import { triangle } from '../operators/triangle.js';
import type { GoldenArray } from './arrays.js';
import { CaseSkip } from './case.js';
import { asFields, asList, asNumber, asText, type Fields } from './json.js';

type Decode = (array: unknown) => GoldenArray;

/** The operators that the connections of golden networks are made of. */
export const pieceOperators = { sum, maxPool, slice, synapse: synapseOf, transform: transformOf };

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
