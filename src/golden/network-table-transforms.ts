import { conv2d, conv2dParams } from '../kernels/conv2d.js';
import type { SameStepKernel } from '../kernels/kernel.js';
import { CaseError, CaseSkip } from './case.js';
import { asCount, asFlag, asList, asText, type Fields } from './json.js';
import { decodeNetworkArray } from './network-arrays.js';
import { firstDifference } from './network-table-compare.js';
import type { TableContext } from './network-table-context.js';

/** Convolves the given inputs and compares the outputs and their shape. */
export function replayTransform(item: Fields, { bin, dt }: TableContext): string | null {
  const type = asText(item.type, 'type');
  const input = counts(item.input_shape, 'input_shape');
  if (type !== 'Convolution') throw new CaseSkip(type);
  if (input.length !== 3) throw new CaseSkip(`${type} over ${input.length - 1} dimension`);
  const where = `${type} of ${input.join('x')}`;
  const kernel = decodeNetworkArray(item.kernel, bin, `${where}, kernel`);
  const params = conv2dParams({
    kernel: kernel.values,
    kernelShape: kernel.shape,
    strides: counts(item.strides, 'strides'),
    padding: paddingOf(item.padding),
    channelsLast: asFlag(item.channels_last, 'channels_last'),
  });
  const plain = { ...params };
  const shape = conv2d.outputShape(plain, input).join('x');
  const expectedShape = counts(item.output_shape, 'output_shape').join('x');
  if (shape !== expectedShape) return `${where}: output is ${shape}, expected ${expectedShape}`;
  const step = conv2d.make(plain, { dt, inputShape: input }) as SameStepKernel;
  const given = decodeNetworkArray(item.input, bin, `${where}, input`);
  const expected = decodeNetworkArray(item.output, bin, `${where}, output`);
  return firstDifference(`${where}: output`, eachRow(step, given, expected.shape[1]!), expected);
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
