import { sizeOf } from '../core/shape.js';
import type { NetworkNode } from '../network/node.js';
import type { ConvGeometry } from './chip/conv-geometry.js';
import { convGeometryOf, groupsOf, isConvolution, poolGeometryOf, poolKernel } from './conv.js';
import { roleOf } from './graph.js';
import { embedMatrix, factorOf, linearMatrix } from './linear.js';
import type { Link, Piece } from './links.js';
import { diagonal, multiply, type SparseMatrix } from './sparse.js';

type Numbers = Float32Array | Float64Array;

/** What a link does to its source, with its filters and constants set aside. */
export interface Transform {
  /** Source neurons that take part, in axon order; `null`: all. */
  readonly select: Uint32Array | null;
  readonly map:
    | { readonly kind: 'conv2d'; readonly geometry: ConvGeometry; readonly kernel: Float64Array }
    | {
        readonly kind: 'matrix';
        readonly matrix: SparseMatrix;
        readonly stored: 'dense' | 'sparse';
      };
  readonly popType: 16 | 32;
}

/** The filter operators of a link, from source to target. */
export function filtersOf(link: Link): NetworkNode[] {
  return nodesOf(link.pieces).filter((node) => roleOf(node) === 'filter');
}

/** Reduces the linear operators of a link to one convolution or one matrix. */
export function transformOf(link: Link): Transform {
  const popType = popTypeOf(link);
  const pieces = link.pieces.filter((piece) => !isIdentity(piece));
  const { select, rest } = takeSlices(pieces);
  const conv = asConvolution(rest);
  if (conv !== null) return { select, map: { kind: 'conv2d', ...conv }, popType };
  const size = select === null ? sizeOf(link.source.shape) : select.length;
  const matrix = product(rest, size);
  return { select, map: { kind: 'matrix', matrix, stored: storageOf(rest, matrix) }, popType };
}

/** The matrix of linear operators behind a source, whatever they are. */
export function matrixAlong(source: NetworkNode, pieces: readonly Piece[]): SparseMatrix {
  return product(
    pieces.filter((piece) => !isIdentity(piece)),
    sizeOf(source.shape),
  );
}

function product(pieces: readonly Piece[], size: number): SparseMatrix {
  return pieces.map(matrixOf).reduce((m, next) => multiply(next, m), diagonal(size));
}

function nodesOf(pieces: readonly Piece[]): NetworkNode[] {
  return pieces.flatMap((piece) => (piece.kind === 'operator' ? [piece.node] : []));
}

function popTypeOf(link: Link): 16 | 32 {
  const given = nodesOf(link.pieces).map((node) => node.params.popType);
  return given.includes(16) ? 16 : 32;
}

function isIdentity(piece: Piece): boolean {
  if (piece.kind === 'embed') return false;
  return ['filter', 'affine'].includes(roleOf(piece.node)) || piece.node.kind === 'flatten';
}

/** Slices right behind the source choose its neurons: the others get no axon. */
function takeSlices(pieces: readonly Piece[]): { select: Uint32Array | null; rest: Piece[] } {
  let select: Uint32Array | null = null;
  let at = 0;
  for (; at < pieces.length; at++) {
    const piece = pieces[at]!;
    if (piece.kind !== 'operator' || piece.node.kind !== 'slice') break;
    const indices = Uint32Array.from(piece.node.params.indices as ArrayLike<number>);
    if (new Set(indices).size < indices.length) break;
    const before: Uint32Array | null = select;
    select = before === null ? indices : indices.map((i) => before[i]!);
  }
  return { select, rest: pieces.slice(at) };
}

interface Convolution {
  readonly geometry: ConvGeometry;
  readonly kernel: Float64Array;
}

/**
 * Factors (the same for all places of a channel), at most one average pooling and then at most one
 * convolution share their weights.
 */
function asConvolution(pieces: readonly Piece[]): Convolution | null {
  let pool: Convolution | null = null;
  let conv: Convolution | null = null;
  let factor = 1;
  const waiting: Numbers[] = [];
  for (const piece of pieces) {
    if (piece.kind === 'embed') return null;
    const { node } = piece;
    if (node.kind === 'scale' && typeof node.params.factor === 'number') {
      factor *= node.params.factor;
    } else if (node.kind === 'scale') {
      const factors = node.params.factor as Numbers;
      if (conv === null) waiting.push(factors);
      else conv = scaledFilters(conv, factors);
      if (waiting.length === 0 && conv === null) return null;
    } else if (isConvolution(node) && groupsOf(node) === 1 && conv === null) {
      conv = waiting.splice(0).reduce(scaledChannels, join(pool, convolutionOf(node)));
      if (conv === null) return null;
    } else if (isWholePool(node) && pool === null && conv === null) {
      const geometry = poolGeometryOf(node);
      pool = { geometry, kernel: poolKernel(geometry) };
    } else {
      return null;
    }
  }
  const whole = waiting.length > 0 ? null : (conv ?? pool);
  return whole === null ? null : { ...whole, kernel: whole.kernel.map((k) => k * factor) };
}

/** A factor for every input channel of a convolution; `null` if it differs between places. */
function scaledChannels(conv: Convolution | null, factors: Numbers): Convolution | null {
  if (conv === null) return null;
  const { kernelShape, channelsLast } = conv.geometry;
  const [, , channels, filters] = kernelShape;
  const each = perChannel(factors, channels, channelsLast);
  if (each === null) return null;
  const kernel = conv.kernel.map((k, i) => k * each[Math.floor(i / filters) % channels]!);
  return { ...conv, kernel };
}

/** A factor for every filter of a convolution; `null` if it differs between places. */
function scaledFilters(conv: Convolution, factors: Numbers): Convolution | null {
  const { kernelShape, channelsLast } = conv.geometry;
  const each = perChannel(factors, kernelShape[3], channelsLast);
  if (each === null) return null;
  return { ...conv, kernel: conv.kernel.map((k, i) => k * each[i % kernelShape[3]]!) };
}

/** The factors of the channels of a picture; `null` if they differ between places. */
function perChannel(factors: Numbers, channels: number, channelsLast: boolean): Numbers | null {
  const places = factors.length / channels;
  const channelOf = (i: number) => (channelsLast ? i % channels : Math.floor(i / places));
  const each = Float64Array.from({ length: channels }, (_, c) => {
    return factors[channelsLast ? c : c * places]!;
  });
  return factors.every((f, i) => f === each[channelOf(i)]) ? each : null;
}

function isWholePool(node: NetworkNode): boolean {
  return node.kind === 'averagePool' && node.params.padding === 'valid';
}

function convolutionOf(node: NetworkNode): Convolution {
  const kernel = Float64Array.from(node.params.kernel as Float32Array | Float64Array);
  return { geometry: convGeometryOf(node), kernel };
}

/**
 * A pooling and the convolution behind it as one: every tap of the kernel is spread over the
 * pixels its pooled value came from. Exact for valid padding and a pool as large as its stride.
 */
function join(pool: Convolution | null, conv: Convolution): Convolution | null {
  if (pool === null) return conv;
  const [q, r] = pool.geometry.strides;
  const [kr, kc, channels, filters] = conv.geometry.kernelShape;
  const [poolRows, poolColumns] = pool.geometry.kernelShape;
  const fits =
    conv.geometry.inputShape.every((n, i) => n === pool.geometry.outputShape[i]) &&
    q === poolRows &&
    r === poolColumns &&
    conv.geometry.padding === 'valid' &&
    conv.geometry.transpose !== true &&
    conv.geometry.channelsLast === pool.geometry.channelsLast;
  if (!fits) return null;
  const kernel = new Float64Array(q * kr * r * kc * channels * filters);
  for (let i = 0; i < q * kr; i++) {
    for (let j = 0; j < r * kc; j++) {
      const from = (Math.floor(i / q) * kc + Math.floor(j / r)) * channels * filters;
      const to = (i * r * kc + j) * channels * filters;
      for (let e = 0; e < channels * filters; e++) {
        kernel[to + e] = conv.kernel[from + e]! / (q * r);
      }
    }
  }
  const geometry: ConvGeometry = {
    ...conv.geometry,
    inputShape: pool.geometry.inputShape,
    kernelShape: [q * kr, r * kc, channels, filters],
    strides: [q * conv.geometry.strides[0], r * conv.geometry.strides[1]],
  };
  return { geometry, kernel };
}

function matrixOf(piece: Piece): SparseMatrix {
  if (piece.kind === 'embed') return embedMatrix(piece.size, piece.offset, piece.total);
  if (piece.node.kind === 'scale') return diagonal(sizeOf(piece.node.shape), factorOf(piece.node));
  return linearMatrix(piece.node);
}

/**
 * Matrices people write are stored whole, as in the reference; factors and pictures moved about by
 * their entries.
 */
function storageOf(pieces: readonly Piece[], matrix: SparseMatrix): 'dense' | 'sparse' {
  const [first] = pieces;
  if (first?.kind === 'operator' && first.node.kind === 'decode') return 'dense';
  if (nodesOf(pieces).some(({ kind }) => kind === 'sparse')) return 'sparse';
  const kinds = pieces.map((piece) => (piece.kind === 'embed' ? 'embed' : piece.node.kind));
  const written = kinds.includes('dense') && kinds.every((k) => k === 'dense' || k === 'scale');
  const filled = matrix.value.length / (matrix.rows * matrix.columns);
  return !written && filled < 0.5 ? 'sparse' : 'dense';
}
