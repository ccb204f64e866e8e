import { CompileError } from '../../../core/errors.js';
import type { Block, ChipModel } from '../model.js';
import { utilization } from '../utilization.js';

/** How a layer is cut into tiles; both in the layer's own order of axes. */
export interface BlockShape {
  /** Shape of a full tile. */
  readonly shape: readonly number[];
  /** Shape of the whole layer; its product is the number of neurons. */
  readonly ensembleShape: readonly number[];
}

/** Throws a CompileError (`block-shape`) when the shape does not fit a layer of `neurons`. */
export function checkBlockShape(
  { shape, ensembleShape }: BlockShape,
  neurons: number,
  name: string,
) {
  if (shape.length !== ensembleShape.length) {
    throw badShape(
      `${name}: block shape [${shape}] has ${shape.length} dimensions, the layer [${ensembleShape}] has ${ensembleShape.length}. Give both the same length.`,
    );
  }
  if (![...shape, ...ensembleShape].every((size) => Number.isInteger(size) && size > 0)) {
    throw badShape(
      `${name}: block shape [${shape}] of a layer [${ensembleShape}] must hold whole numbers above 0. Correct the sizes.`,
    );
  }
  const product = ensembleShape.reduce((a, b) => a * b, 1);
  if (product === neurons) return;
  throw badShape(
    `${name}: block shape is for a layer [${ensembleShape}] of ${product} neurons, the layer has ${neurons}. Give the layer's own shape.`,
  );
}

/** Tiles in row-major order of their corners; the neuron numbers of each, row-major inside it. */
export function shapeTiles({ shape, ensembleShape }: BlockShape): Int32Array[] {
  let tiles: number[][] = [[0]];
  ensembleShape.forEach((size, axis) => {
    const runs = cutRuns(size, shape[axis]);
    tiles = tiles.flatMap((tile) =>
      runs.map((run) => tile.flatMap((number) => run.map((i) => number * size + i))),
    );
  });
  return tiles.map((tile) => Int32Array.from(tile));
}

/**
 * Consecutive runs of neurons, as many as the scarcest resource of the uncut block asks for. The
 * parts are not checked again: a convolution may still not fit.
 */
export function automaticTiles(model: ChipModel, block: Block): Int32Array[] {
  const { compartments, inAxons, outAxons, synapses } = utilization(model, block);
  const uses = [compartments, inAxons, outAxons, synapses];
  const parts = Math.max(1, ...uses.map(({ used, max }) => Math.ceil(used / max)));
  const n = block.nCompartments;
  return cutRuns(n, Math.ceil(n / parts)).map((run) => Int32Array.from(run));
}

/** 0 .. size - 1 in consecutive runs of `length`, the last one shorter. */
function cutRuns(size: number, length: number): number[][] {
  return Array.from({ length: Math.ceil(size / length) }, (_, run) => {
    const first = run * length;
    return Array.from({ length: Math.min(length, size - first) }, (_, i) => first + i);
  });
}

function badShape(message: string): CompileError {
  return new CompileError(message, { code: 'block-shape' });
}
