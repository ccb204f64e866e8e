import type { SameStepKernel } from '../kernels/kernel.js';
import { definitionOf } from '../kernels/table.js';
import { conv1d } from '../operators/conv1d.js';
import { conv2d } from '../operators/conv2d.js';
import { conv2dTranspose } from '../operators/conv2d-transpose.js';
import type { Operator } from '../operators/operator.js';
import { CaseError, CaseSkip } from './case.js';
import { asCount, asFlag, asList, asText, type Fields } from './json.js';
import { decodeNetworkArray } from './network-arrays.js';
import { firstDifference } from './network-table-compare.js';
import type { TableContext } from './network-table-context.js';

/** Convolves the given inputs and compares the outputs and their shape. */
export function replayTransform(item: Fields, { bin, dt }: TableContext): string | null {
  const type = asText(item.type, 'type');
  const input = counts(item.input_shape, 'input_shape');
  const where = `${type} of ${input.join('x')}`;
  const { kind, params, outputShape } = operatorOf(item, type, bin, where);
  const shape = outputShape(input).join('x');
  const expectedShape = counts(item.output_shape, 'output_shape').join('x');
  if (shape !== expectedShape) return `${where}: output is ${shape}, expected ${expectedShape}`;
  const step = definitionOf(kind).make(params, { dt, inputShape: input }) as SameStepKernel;
  const given = decodeNetworkArray(item.input, bin, `${where}, input`);
  const expected = decodeNetworkArray(item.output, bin, `${where}, output`);
  return firstDifference(`${where}: output`, eachRow(step, given, expected.shape[1]!), expected);
}

function operatorOf(item: Fields, type: string, bin: Uint8Array, where: string): Operator {
  const { values, shape } = decodeNetworkArray(item.kernel, bin, `${where}, kernel`);
  const kernel = { shape: [...shape], data: values };
  const strides = counts(item.strides, 'strides');
  const channelsLast = asFlag(item.channels_last, 'channels_last');
  const options = { padding: paddingOf(item.padding), channelsLast };
  const both = { ...options, strides: strides as [number, number] };
  if (type === 'Convolution' && strides.length === 2) return conv2d(kernel, both);
  if (type === 'Convolution') return conv1d(kernel, { ...options, strides: strides[0]! });
  if (type !== 'ConvolutionTranspose') throw new CaseSkip(type);
  const output = counts(item.output_shape, 'output_shape');
  const outputSize = (channelsLast ? output.slice(0, 2) : output.slice(1)) as [number, number];
  return conv2dTranspose(kernel, { ...both, outputSize });
}

function eachRow(
  kernel: SameStepKernel,
  { values, shape }: { values: Float64Array; shape: readonly number[] },
  size: number,
): Float64Array {
  const [rows, columns] = [shape[0]!, shape[1]!];
  const output = new Float64Array(rows * size);
  for (let r = 0; r < rows; r++) {
    const row = values.subarray(r * columns, (r + 1) * columns);
    kernel.step(row, output.subarray(r * size, (r + 1) * size));
  }
  return output;
}

function counts(json: unknown, where: string): number[] {
  return asList(json, where).map((n) => asCount(n, where));
}

function paddingOf(json: unknown): 'valid' | 'same' {
  if (json === 'valid' || json === 'same') return json;
  throw new CaseError(`padding is ${JSON.stringify(json)}, expected valid or same.`);
}
