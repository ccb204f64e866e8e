import { CompileError } from '../core/errors.js';
import { sizeOf } from '../core/shape.js';
import type { NetworkNode } from '../network/node.js';
import { type ConvGeometry, imageSize } from './chip/conv-geometry.js';
import { convGeometryOf, convMatrix, poolGeometryOf, poolMatrix } from './conv.js';
import { diagonal, type SparseMatrix, sparseFromRows } from './sparse.js';

type Numbers = Float32Array | Float64Array;

/** The matrix of a linear operator, outputs by inputs. An affine operator's constant is left out. */
export function linearMatrix(node: NetworkNode): SparseMatrix {
  const size = sizeOf(node.inputShape);
  switch (node.kind) {
    case 'dense':
      return denseMatrix(node);
    case 'conv2d':
      return convMatrix(convGeometryOf(node), node.params.kernel as Numbers);
    case 'averagePool':
      return poolMatrix(poolGeometryOf(node));
    case 'slice':
      return sliceMatrix(node.params.indices as ArrayLike<number>, size);
    case 'scale':
      return diagonal(size, factorOf(node));
    case 'flatten':
    case 'bias':
    case 'sum':
    case 'concat':
      return diagonal(size);
    default:
      throw new CompileError(
        `"${node.name}" (${node.kind}) cannot become chip synapses. Keep the population behind it ` +
          'off chip with onChip: false.',
        { code: 'not-linear', path: node.name },
      );
  }
}

/** The matrix that puts `size` values at `offset` of a vector of `total`. */
export function embedMatrix(size: number, offset: number, total: number): SparseMatrix {
  return sparseFromRows(total, size, (i, add) => {
    if (i >= offset && i < offset + size) add(i - offset, 1);
  });
}

/** Scale factor of element i of a `scale` operator. */
export function factorOf(node: NetworkNode): (i: number) => number {
  const factor = node.params.factor as number | Numbers;
  return typeof factor === 'number' ? () => factor : (i) => factor[i]!;
}

function denseMatrix(node: NetworkNode): SparseMatrix {
  const { weights, rows, columns } = node.params as unknown as {
    weights: Numbers;
    rows: number;
    columns: number;
  };
  return sparseFromRows(rows, columns, (i, add) => {
    for (let j = 0; j < columns; j++) add(j, weights[i * columns + j]!);
  });
}

function sliceMatrix(indices: ArrayLike<number>, size: number): SparseMatrix {
  return sparseFromRows(indices.length, size, (i, add) => add(indices[i]!, 1));
}

/** What the constants of the affine operators on a path add up to behind its last operator. */
export function constantOf(pieces: readonly NetworkNode[]): Float64Array | null {
  let constant: Float64Array | null = null;
  for (const node of pieces) {
    const added = addedConstant(node);
    if (constant === null && added === null) continue;
    const size = sizeOf(node.shape);
    const moved: Float64Array =
      constant === null ? new Float64Array(size) : applyMatrix(linearMatrix(node), constant);
    if (added !== null) for (let i = 0; i < size; i++) moved[i] = moved[i]! + added(i);
    constant = moved;
  }
  return constant;
}

function addedConstant(node: NetworkNode): ((i: number) => number) | null {
  const value = node.kind === 'bias' ? node.params.values : node.params.bias;
  if (value === undefined || value === null) return null;
  if (typeof value === 'number') return () => value;
  const values = value as Numbers;
  return node.kind === 'conv2d' ? perFilter(convGeometryOf(node), values) : (i) => values[i]!;
}

function perFilter(geometry: ConvGeometry, values: Numbers): (i: number) => number {
  const { rows, cols } = imageSize(geometry.outputShape, geometry.channelsLast);
  const pixels = rows * cols;
  return geometry.channelsLast
    ? (i) => values[i % values.length]!
    : (i) => values[Math.floor(i / pixels)]!;
}

function applyMatrix(matrix: SparseMatrix, input: Float64Array): Float64Array {
  const output = new Float64Array(matrix.rows);
  for (let i = 0; i < matrix.rows; i++) {
    let sum = 0;
    for (let k = matrix.ptr[i]!; k < matrix.ptr[i + 1]!; k++) {
      sum += matrix.value[k]! * input[matrix.column[k]!]!;
    }
    output[i] = sum;
  }
  return output;
}
