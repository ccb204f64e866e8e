import type { Operator } from '../../src/operators/operator.js';
import type { Letters } from '../support/marbles.js';

/** One operator with three timesteps of input (a, b, c) and what it answers (A, B, C). */
export interface OperatorRow {
  readonly name: string;
  readonly make: () => Operator;
  readonly input: Letters;
  readonly output: Letters;
  /** What the operator calls itself, if not by its name. */
  readonly kind?: string;
  /** Shape of the input, if it is not flat. */
  readonly shape?: readonly number[];
}
