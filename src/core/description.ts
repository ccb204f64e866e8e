import type { Shape } from './shape.js';

export type TypedArray =
  | Float32Array
  | Float64Array
  | Int32Array
  | Uint32Array
  | Int16Array
  | Uint16Array
  | Int8Array
  | Uint8Array;

/** What a parameter of an operator may be: plain data, so that a network can be saved. */
export type ParamValue =
  | number
  | string
  | boolean
  | null
  | TypedArray
  | readonly ParamValue[]
  | { readonly [key: string]: ParamValue | undefined };

export type Params = { readonly [key: string]: ParamValue | undefined };

/** An operator as plain data: its kind and parameters, no running parts. */
export interface Description {
  /** Name of the operator, as users write it: `conv2d`, `lif`. */
  readonly kind: string;
  readonly params: Params;
}

/** A description that knows what shape it makes of an input shape; what a network stores. */
export interface Declarable extends Description {
  /** Shape of the output for an input of the given shape. Throws a NetworkError if it does not fit. */
  outputShape(input: Shape): Shape;
  /** The parameters for one place in a network, when they are random; absent: `params`. */
  readonly draw?: (seed: number) => Params;
}
