import { sizeOf } from '../../core/shape.js';
import { conv1d } from '../../operators/conv1d.js';
import { dense } from '../../operators/dense.js';
import { reshape } from '../../operators/reshape.js';
import { alongAxis, type PieceRule, weight } from './piece.js';

/** `Dense`: one matrix, on every position of all axes but the last. */
export const densePieces: PieceRule = (layer, { inputs: [input], output, popType }) => {
  const kernel = weight(layer, 'kernel');
  const [columns, units] = kernel.shape as [number, number];
  const positions = sizeOf(input!.slice(0, -1));
  const bias =
    layer.config.use_bias === false
      ? null
      : alongAxis(weight(layer, 'bias').data, output, output.length - 1);
  if (positions === 1) {
    const matrix = dense({ shape: [units, columns], data: transposed(kernel.data, units) });
    const operators = output.length === 1 ? [matrix] : [matrix, reshape(output)];
    return { does: 'linear', operators, bias, words: 'dense' };
  }
  // The same matrix at every position is a convolution of one place, whose weights the chip shares.
  const shared = conv1d({ shape: [1, columns, units], data: kernel.data }, { popType });
  const operators = [reshape([positions, columns]), shared, reshape(output)];
  return { does: 'linear', operators, bias, words: `dense at ${positions} positions` };
};

const known = new WeakMap<Float32Array, Float32Array>();

/** Rows by outputs; remembered, so that applications of one layer have one matrix. */
function transposed(data: Float32Array, units: number): Float32Array {
  const before = known.get(data);
  if (before !== undefined) return before;
  const columns = data.length / units;
  const matrix = new Float32Array(data.length);
  for (let i = 0; i < columns; i++) {
    for (let u = 0; u < units; u++) matrix[u * columns + i] = data[i * units + u]!;
  }
  known.set(data, matrix);
  return matrix;
}
