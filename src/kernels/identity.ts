import type { Vector } from '../core/vector.js';
import type { SameStepKernel } from './kernel.js';

/** The kernel of operators that pass their input on: only shapes and connections differ. */
export function identityKernel(): SameStepKernel {
  const step = (input: Vector, output: Vector): void => output.set(input);
  return { causal: false, state: {}, step };
}
