import { concatMap, type OperatorFunction } from 'rxjs';
import type { Chunk } from '../core/chunk.js';
import { RunError } from '../core/errors.js';
import { argmax as definition, largestIndex } from '../kernels/argmax.js';
import { type Operator, operator, type RunningOptions } from './operator.js';

/** The winner at one timestep. */
export interface Winner {
  /** Timestep. */
  readonly t: number;
  /** Position of the largest value, the first of equals. */
  readonly index: number;
}

/**
 * Index of the largest value, the first of equals. Without a name it is an operator that gives one
 * value; with the name of a signal it reads that signal out of the chunks that leave `run`, one
 * winner per timestep.
 *
 * @throws RunError (as the Observable's error) if a chunk has no such signal
 *
 * @example
 * input$.pipe(run(network, { probes: { logits } }), argmax('logits'))
 */
export function argmax<Name extends string>(name: Name): OperatorFunction<Chunk<Name>, Winner>;
export function argmax(options?: RunningOptions): Operator;
export function argmax(
  given: string | RunningOptions = {},
): Operator | OperatorFunction<Chunk, Winner> {
  return typeof given === 'string'
    ? concatMap((chunk: Chunk) => winners(chunk, given))
    : operator(definition, {}, given);
}

function winners(chunk: Chunk, name: string): Winner[] {
  const values = chunk.data[name];
  if (values === undefined) {
    const names = Object.keys(chunk.data).join(', ');
    throw new RunError(
      `argmax: the chunk has no signal "${name}". It has: ${names || 'none'}. Name it in probes.`,
      { code: 'unknown-signal', path: name },
    );
  }
  const size = values.length / chunk.steps;
  return Array.from({ length: chunk.steps }, (_, step) => ({
    t: chunk.t + step,
    index: largestIndex(values, step * size, (step + 1) * size),
  }));
}
