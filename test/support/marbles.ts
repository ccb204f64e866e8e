import { catchError, map, type Observable, throwError } from 'rxjs';
import { type RunHelpers, TestScheduler } from 'rxjs/testing';
import { expect } from 'vitest';
import type { Vector } from '../../src/core/vector.js';

/** The letters of a diagram and the vectors they stand for. */
export type Letters = Readonly<Record<string, readonly number[]>>;

/** A source made from a diagram: cold, and its subscriptions are recorded. */
export interface Source<T> extends Observable<T> {
  readonly subscriptions: Parameters<RunHelpers['expectSubscriptions']>[0];
}

/** What a marble test is written with; one column of a diagram is one millisecond. */
export interface Marbles {
  /** One neuron, digits are its values: `spikes('--1-1|')`. */
  spikes(diagram: string): Source<Vector>;
  /** Vectors by letter; `#` fails with the message "source failed". */
  vectors(diagram: string, letters: Letters): Source<Vector>;
  /** Claims what comes out (copied when it is emitted) and, as a message, with which error. */
  expectVectors(
    actual: Observable<ArrayLike<number>>,
    diagram: string,
    letters?: Letters,
    error?: string,
    unsubscription?: string,
  ): void;
  /** Claims when the source was subscribed (`^`) and unsubscribed (`!`). */
  expectSubscriptions(source: Source<Vector>, diagram: string | string[]): void;
}

/** Message of the error of a source that fails in a diagram. */
export const sourceFailed = 'source failed';

/** Runs one claim under virtual time. */
export function marbles(claim: (m: Marbles) => void): void {
  const scheduler = new TestScheduler((actual, expected) => expect(actual).toEqual(expected));
  scheduler.run(({ cold, expectObservable, expectSubscriptions }) => {
    const vectors = (diagram: string, letters: Letters): Source<Vector> => {
      return cold(diagram, floats(letters), new Error(sourceFailed));
    };
    claim({
      vectors,
      spikes: (diagram) => vectors(diagram, digits),
      expectVectors: (actual, diagram, letters = digits, error = sourceFailed, unsubscription) =>
        expectObservable(copied(actual), unsubscription).toBe(diagram, letters, error),
      expectSubscriptions: (source, diagram) =>
        expectSubscriptions(source.subscriptions).toBe(diagram),
    });
  });
}

const digits: Letters = Object.fromEntries(
  Array.from({ length: 10 }, (_, digit) => [String(digit), [digit]]),
);

function floats(letters: Letters): Record<string, Vector> {
  return Object.fromEntries(
    Object.entries(letters).map(([letter, values]) => [letter, Float32Array.from(values)]),
  );
}

/** Vectors are lent until the next emission: copied as they come. Errors become their message. */
function copied(source: Observable<ArrayLike<number>>): Observable<number[]> {
  return source.pipe(
    map((vector) => Array.from(vector)),
    catchError((error: unknown) => {
      return throwError(() => (error instanceof Error ? error.message : error));
    }),
  );
}
