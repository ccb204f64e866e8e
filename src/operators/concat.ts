import { map, Observable, type OperatorFunction, zip } from 'rxjs';
import type { Declarable } from '../core/description.js';
import { NetworkError } from '../core/errors.js';
import { precisionOf, type Vector, vectorOf } from '../core/vector.js';
import { concat as definition } from '../kernels/concat.js';
import { type Declares, Signal } from '../network/signal.js';

/**
 * The source and the others one behind another, as one flat vector, in the same timestep. On
 * Observables the n-th emissions belong together, as with `zip`.
 *
 * @throws NetworkError if signals and Observables are mixed, or signals belong to different networks
 *
 * @example
 * const both = left.pipe(concat(right)); // left first
 */
export function concat(first: Signal, ...others: readonly Signal[]): Declares;
export function concat(
  first: Observable<Vector>,
  ...others: readonly Observable<Vector>[]
): OperatorFunction<Vector, Vector>;
export function concat(
  ...others: readonly (Signal | Observable<Vector>)[]
): Declares | OperatorFunction<Vector, Vector> {
  const apply = (source: Signal | Observable<Vector>): unknown => {
    const parts = [source, ...others];
    if (parts.every((part) => part instanceof Signal)) return declareParts(parts);
    if (parts.every((part) => part instanceof Observable)) return runParts(parts);
    throw new NetworkError(
      'concat: signals and Observables do not mix. Declare all parts in a network, or run all.',
      { code: 'mixed-faces', path: 'concat' },
    );
  };
  return apply as Declares | OperatorFunction<Vector, Vector>;
}

function declareParts(parts: readonly Signal[]): Signal {
  const { network } = parts[0]!;
  for (const part of parts) network.requireOwn(part);
  const total = parts.reduce((size, part) => size + part.size, 0);
  const declarable: Declarable = {
    kind: definition.kind,
    params: {},
    outputShape: (input) => definition.outputShape({}, input),
  };
  const target = network.add(declarable, [total]);
  let offset = 0;
  for (const part of parts) {
    network.connect(part, target, offset);
    offset += part.size;
  }
  return target;
}

function runParts(parts: readonly Observable<Vector>[]): Observable<Vector> {
  // Vectors are lent for one timestep, and a part may be ahead of another: each is copied.
  return zip(parts.map((part) => part.pipe(map((vector) => vector.slice())))).pipe(map(joined));
}

function joined(vectors: readonly Vector[]): Vector {
  const total = vectors.reduce((size, vector) => size + vector.length, 0);
  const output = vectorOf(total, precisionOf(vectors[0]!));
  let offset = 0;
  for (const vector of vectors) {
    output.set(vector, offset);
    offset += vector.length;
  }
  return output;
}
