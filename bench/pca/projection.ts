import { readFileSync, writeFileSync } from 'node:fs';
import { EigenvalueDecomposition, Matrix } from 'ml-matrix';
import type { Samples } from 'rxspike';

/** Pictures as a few numbers: their share in the directions in which pictures differ most. */
export interface Projection {
  /** Where it came from. */
  readonly source: string;
  /** Pixels of a picture, and directions. */
  readonly pixels: number;
  readonly components: number;
  readonly mean: Float32Array;
  /** One direction after the other. */
  readonly directions: Float32Array;
  /** Per direction the shares that become 0 and 1: so many deviations from the mean to either side. */
  readonly low: Float32Array;
  readonly high: Float32Array;
}

/** Standard deviations to either side that an input neuron's range covers. */
const REACH = 2.5;

/** Principal components of pictures. A direction's sign is such that its largest entry is positive. */
export function principalComponents(pictures: Samples, components: number): Projection {
  const pixels = pictures.shape.reduce((a, n) => a * n, 1);
  const { count, data, scale } = pictures;
  const mean = new Float64Array(pixels);
  for (let k = 0, at = 0; k < count; k++) {
    for (let i = 0; i < pixels; i++, at++) mean[i]! += (scale * data[at]!) / count;
  }
  const { eigenvectorMatrix } = new EigenvalueDecomposition(covariance(pictures, mean), {
    assumeSymmetric: true,
  });
  const directions = new Float32Array(components * pixels);
  for (let c = 0; c < components; c++) {
    const direction = eigenvectorMatrix.getColumn(pixels - 1 - c); // eigenvalues ascend
    const largest = direction.reduce((a, b) => (Math.abs(b) > Math.abs(a) ? b : a), 0);
    directions.set(
      direction.map((value) => value * Math.sign(largest)),
      c * pixels,
    );
  }
  const plain: Projection = {
    source: 'MNIST, training pictures',
    pixels,
    components,
    mean: Float32Array.from(mean),
    directions,
    low: new Float32Array(components),
    high: new Float32Array(components).fill(1),
  };
  const { data: shares } = project(pictures, plain);
  const reach = Float32Array.from({ length: components }, (_, c) => {
    let sum = 0;
    for (let k = 0; k < count; k++) sum += shares[k * components + c]! ** 2;
    return REACH * Math.sqrt(sum / count);
  });
  return { ...plain, low: reach.map((r) => -r), high: reach };
}

function covariance({ count, data, scale }: Samples, mean: Float64Array): Matrix {
  const pixels = mean.length;
  const sums = Array.from({ length: pixels }, () => new Float64Array(pixels));
  const on = new Int32Array(pixels);
  const raw = Array.from({ length: pixels }, () => 0);
  for (let k = 0; k < count; k++) {
    // Most of a picture is black: only the products of what is not count.
    let lit = 0;
    for (let i = 0; i < pixels; i++) {
      raw[i] = scale * data[k * pixels + i]!;
      if (raw[i] !== 0) on[lit++] = i;
    }
    for (let a = 0; a < lit; a++) {
      const row = sums[on[a]!]!;
      const value = raw[on[a]!]! / count;
      for (let b = 0; b < lit; b++) row[on[b]!]! += value * raw[on[b]!]!;
    }
  }
  return new Matrix(sums.map((row, i) => row.map((sum, j) => sum - mean[i]! * mean[j]!)));
}

/** Pictures as their shares, 0 to 1 over the range of the projection; what is outside is cut off. */
export function project(
  pictures: Samples,
  projection: Projection,
): Samples & { data: Float32Array } {
  const { pixels, components, mean, directions, low, high } = projection;
  const { count, data, scale } = pictures;
  const shares = new Float32Array(count * components);
  for (let k = 0; k < count; k++) {
    for (let c = 0; c < components; c++) {
      let sum = 0;
      for (let i = 0; i < pixels; i++) {
        sum += directions[c * pixels + i]! * (scale * data[k * pixels + i]! - mean[i]!);
      }
      const share = (sum - low[c]!) / (high[c]! - low[c]!);
      const plain = low[c] === 0 && high[c] === 1;
      shares[k * components + c] = plain ? sum : Math.min(1, Math.max(0, share));
    }
  }
  return { ...pictures, shape: [components], data: shares, scale: 1 };
}

const arrays = ['mean', 'directions', 'low', 'high'] as const;

/** Stores a projection as JSON, its arrays as base64 of little-endian float32. */
export function writeProjection(path: string, projection: Projection): void {
  const text = (array: Float32Array) => Buffer.from(array.buffer).toString('base64');
  const stored = Object.fromEntries(arrays.map((name) => [name, text(projection[name])]));
  writeFileSync(path, `${JSON.stringify({ ...projection, ...stored }, null, 1)}\n`);
}

/** Reads what `writeProjection` wrote. */
export function readProjection(path: string): Projection {
  const stored = JSON.parse(readFileSync(path, 'utf8')) as Record<string, string>;
  const array = (text: string): Float32Array => {
    const bytes = Uint8Array.from(Buffer.from(text, 'base64'));
    return new Float32Array(bytes.buffer);
  };
  const found = Object.fromEntries(arrays.map((name) => [name, array(stored[name]!)]));
  return { ...stored, ...found } as unknown as Projection;
}
