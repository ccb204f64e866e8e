import { NetworkError } from '../core/errors.js';
import { isShape, type Shape, showShape, sizeOf } from '../core/shape.js';
import { identityKernel } from './identity.js';
import { defineKernel } from './kernel.js';

/** Parameters of `flatten`, and of `reshape`, which is the same with another shape. */
export interface FlattenParams {
  /** Shape that the values get; absent: one row. */
  readonly shape?: Shape;
}

/** The same values in the same order, in another shape. */
export const flatten = defineKernel<FlattenParams>({
  kind: 'flatten',
  role: 'linear',
  outputShape: flatShape,
  make: identityKernel,
});

function flatShape({ shape }: FlattenParams, input: Shape): Shape {
  if (shape === undefined) return [sizeOf(input)];
  if (sizeOf(shape) === sizeOf(input)) return shape;
  throw new NetworkError(
    `reshape: ${showShape(shape)} is ${sizeOf(shape)} values, the input ${showShape(input)} ` +
      `has ${sizeOf(input)}.`,
    { code: 'shape-mismatch', path: 'reshape' },
  );
}

/** Checks the shape of `reshape` once, where it is declared. */
export function reshapeParams(shape: Shape): FlattenParams {
  if (isShape(shape) && shape.length > 0) return { shape: [...shape] };
  throw new NetworkError(
    `reshape: the shape is ${JSON.stringify(shape)}, expected whole numbers of at least 1.`,
    { code: 'bad-shape', path: 'reshape' },
  );
}
