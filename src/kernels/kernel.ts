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

/**
 * Answers one timestep late: `emit` at the start of a timestep, `absorb` at its end. `emit` changes
 * nothing, so it may be asked again; after `absorb` it gives the value of the next timestep.
 */
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
  readonly role: Role;
  /** Throws a NetworkError if the input shape does not fit the parameters. */
  outputShape(params: Params, input: Shape): Shape;
  make(params: Params, context: KernelContext): Kernel;
}

/**
 * `linear`: no state, output is a linear function of the input; `affine`: linear plus a constant;
 * `filter`: a linear filter over time; `neurons`: a population; `sum`: the input as it is, a place
 * where connections meet; `other`: the rest.
 */
export type Role = 'linear' | 'affine' | 'filter' | 'neurons' | 'sum' | 'other';

/** A definition as its author writes it, with the type of its own parameters. */
export interface TypedDefinition<P extends object> {
  readonly kind: string;
  readonly role: Role;
  outputShape(params: P, input: Shape): Shape;
  make(params: P, context: KernelContext): Kernel;
}

/**
 * Makes a definition out of a typed one. Parameters reach a kernel through the function that checked
 * them, so this is the one place where they change from plain data to their own type.
 */
export function defineKernel<P extends object>(definition: TypedDefinition<P>): KernelDefinition {
  return definition as unknown as KernelDefinition;
}
