import type { Params, TypedArray } from '../core/description.js';
import type { Shape } from '../core/shape.js';
import type { Vector } from '../core/vector.js';

/** State of a kernel by name, as typed arrays: what a checkpoint stores. */
export type KernelState = Readonly<Record<string, TypedArray>>;

/** Answers in the timestep it is asked: `output` is a function of `input` and the state. */
export interface SameStepKernel {
  readonly causal: false;
  readonly state: KernelState;
  step(input: Vector, output: Vector): void;
}

/** Answers one timestep late: `emit` at the start of a timestep, `absorb` at its end. */
export interface CausalKernel {
  readonly causal: true;
  readonly state: KernelState;
  emit(output: Vector): void;
  absorb(input: Vector): void;
}

export type Kernel = SameStepKernel | CausalKernel;

/** What a kernel is made for. */
export interface KernelContext {
  /** Seconds per timestep. */
  readonly dt: number;
  readonly inputShape: Shape;
}

/** One kind of operator: the shape it gives, whether it is linear, and its step. */
export interface KernelDefinition {
  readonly kind: string;
  /**
   * `linear`: no state, output is a linear function of the input; `affine`: linear plus a
   * constant; `filter`: a linear filter over time; `neurons`: a population; `other`: the rest.
   */
  readonly role: 'linear' | 'affine' | 'filter' | 'neurons' | 'sum' | 'other';
  /** Throws a NetworkError if the input shape does not fit the parameters. */
  outputShape(params: Params, input: Shape): Shape;
  make(params: Params, context: KernelContext): Kernel;
}
