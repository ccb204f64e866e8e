import { CompileError } from '../core/errors.js';
import { sizeOf } from '../core/shape.js';
import type { DecodeParams } from '../kernels/decode.js';
import type { SparseParams } from '../kernels/sparse.js';
import type { NetworkNode } from '../network/node.js';
import { convGeometryOf, convMatrix, groupsOf, poolGeometryOf, poolMatrix } from './conv.js';
import { diagonal, type SparseMatrix, sparseFromRows } from './sparse.js';
import { volumeMatrix } from './volume.js';

type Numbers = Float32Array | Float64Array;

/** The matrix of a linear operator, outputs by inputs. An affine operator's constant is left out. */
export function linearMatrix(node: NetworkNode): SparseMatrix {
  const size = sizeOf(node.inputShape);
  switch (node.kind) {
    case 'dense':
      return denseMatrix(node);
    case 'decode':
      return decoderMatrix(node);
    case 'sparse':
      return entriesMatrix(node.params as unknown as SparseParams);
    case 'conv2d':
    case 'conv1d':
    case 'conv2dTranspose':
      return convMatrix(convGeometryOf(node), node.params.kernel as Numbers, groupsOf(node));
    case 'conv3d':
      return volumeMatrix(node);
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

/** Decoders are stored neuron by neuron. */
function decoderMatrix(node: NetworkNode): SparseMatrix {
  const { neurons, size, decoders } = node.params as unknown as DecodeParams;
  return sparseFromRows(size, neurons, (k, add) => {
    for (let i = 0; i < neurons; i++) add(i, decoders![i * size + k]!);
  });
}

function entriesMatrix({ rows, columns, row, column, values }: SparseParams): SparseMatrix {
  const entries: number[][] = Array.from({ length: rows }, () => []);
  for (const [e, i] of row.entries()) entries[i]!.push(e);
  return sparseFromRows(rows, columns, (i, add) => {
    for (const e of entries[i]!) add(column[e]!, values[e]!);
  });
}

function sliceMatrix(indices: ArrayLike<number>, size: number): SparseMatrix {
  return sparseFromRows(indices.length, size, (i, add) => add(indices[i]!, 1));
}
