import { CompileError } from '../core/errors.js';
import { sizeOf } from '../core/shape.js';
import type { NetworkNode } from '../network/node.js';
import { imageSize } from './chip/conv-geometry.js';
import { convGeometryOf, isConvolution } from './conv.js';
import { type Graph, roleOf } from './graph.js';
import { linearMatrix } from './linear.js';
import { isPiece } from './links.js';
import type { SparseMatrix } from './sparse.js';

type Numbers = Float32Array | Float64Array;

/**
 * What the affine operators in front of a population add to its input, or `null` if nothing: the
 * chip has it in the bias of the compartments. An operator that several links run through adds its
 * constant once, and one that nothing is connected to adds it too.
 */
export function constantInto(
  graph: Graph,
  target: NetworkNode,
  transparent: ReadonlySet<number>,
): Float64Array | null {
  const known = new Map<number, Float64Array | null>();
  const arriving = (node: NetworkNode): Float64Array | null => {
    let sum: Float64Array | null = null;
    for (const edge of node.inputs) {
      const part = behind(graph.nodes[edge.from]!);
      if (part === null) continue;
      sum ??= new Float64Array(sizeOf(node.inputShape));
      addInto(sum, part, edge.offset);
    }
    return sum;
  };
  const behind = (node: NetworkNode): Float64Array | null => {
    if (!isPiece(node) && !transparent.has(node.id)) return null;
    if (!known.has(node.id)) known.set(node.id, constantBehind(node, arriving(node)));
    return known.get(node.id)!;
  };
  return arriving(target);
}

/** A constant moved through an operator, with what the operator itself adds. */
function constantBehind(node: NetworkNode, arriving: Float64Array | null): Float64Array | null {
  const added = addedConstant(node);
  if (arriving === null && added === null) return null;
  // The other filters leave a constant as it is in the long run.
  if (node.kind === 'linearFilter') throw filteredConstant(node);
  const size = sizeOf(node.shape);
  const moved =
    arriving === null
      ? new Float64Array(size)
      : roleOf(node) === 'filter'
        ? arriving.slice()
        : applyMatrix(linearMatrix(node), arriving);
  if (added !== null) for (let i = 0; i < size; i++) moved[i] = moved[i]! + added(i);
  return moved;
}

function filteredConstant({ name }: NetworkNode): CompileError {
  return new CompileError(
    `"${name}": the chip cannot play a linearFilter, and a constant passes through it. ` +
      'Add the constant behind it, or use lowpass(tau).',
    { code: 'non-lowpass', path: name },
  );
}

function addedConstant(node: NetworkNode): ((i: number) => number) | null {
  const value = node.params.bias;
  if (value === undefined || value === null) return null;
  if (typeof value === 'number') return () => value;
  const values = value as Numbers;
  return isConvolution(node) ? perFilter(node, values) : (i) => values[i]!;
}

function perFilter(node: NetworkNode, values: Numbers): (i: number) => number {
  const geometry = convGeometryOf(node);
  const { rows, cols } = imageSize(geometry.outputShape, geometry.channelsLast);
  return geometry.channelsLast
    ? (i) => values[i % values.length]!
    : (i) => values[Math.floor(i / (rows * cols))]!;
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

function addInto(sum: Float64Array, part: Float64Array, offset: number): void {
  for (let i = 0; i < part.length; i++) sum[offset + i] = sum[offset + i]! + part[i]!;
}
