/** Sizes of the dimensions of a signal, without a batch axis; flat order is row-major. */
export type Shape = readonly number[];

/** Number of elements of a shape; `[]` has one. */
export function sizeOf(shape: Shape): number {
  return shape.reduce((size, n) => size * n, 1);
}

/** `28x28x1`, the way shapes are printed everywhere. */
export function showShape(shape: Shape): string {
  return shape.length === 0 ? 'scalar' : shape.join('x');
}

/** True if every dimension is a whole number of at least 1. */
export function isShape(value: unknown): value is Shape {
  return Array.isArray(value) && value.every((n) => Number.isInteger(n) && n >= 1);
}
