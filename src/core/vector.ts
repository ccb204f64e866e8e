/** The value of one signal at one timestep. Inside a graph it is lent until the next timestep. */
export type Vector = Float32Array | Float64Array;

/** Bits of the vectors of a network; kernel state is float64 either way. */
export type Precision = 32 | 64;

/** A new vector of `size` zeros. */
export function vectorOf(size: number, precision: Precision): Vector {
  return precision === 64 ? new Float64Array(size) : new Float32Array(size);
}

/** The precision a vector was made with. */
export function precisionOf(vector: Vector): Precision {
  return vector instanceof Float64Array ? 64 : 32;
}
