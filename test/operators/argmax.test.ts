import { from, NEVER, of, throwError, toArray } from 'rxjs';
import { TestScheduler } from 'rxjs/testing';
import { describe, expect, it } from 'vitest';
import type { Chunk } from '../../src/core/chunk.js';
import { RunError } from '../../src/core/errors.js';
import { argmax } from '../../src/operators/argmax.js';

const chunk = (t: number, rows: readonly (readonly number[])[]): Chunk<'logits'> => ({
  t,
  steps: rows.length,
  data: { logits: Float32Array.from(rows.flat()) },
});

describe('argmax of a named signal in chunks', () => {
  it('gives one winner for every timestep of a chunk', () => {
    let winners: unknown;
    from([
      chunk(0, [
        [1, 3, 2],
        [0, -1, -2],
      ]),
      chunk(2, [[5, 5, 6]]),
    ])
      .pipe(argmax('logits'), toArray())
      .subscribe((all) => {
        winners = all;
      });
    expect(winners).toEqual([
      { t: 0, index: 1 },
      { t: 1, index: 0 },
      { t: 2, index: 2 },
    ]);
  });

  it('reads integer rows', () => {
    const integers = { t: 7, steps: 2, data: { spikes: Int32Array.of(0, 1, 4, 2) } };
    const winners: number[] = [];
    of(integers)
      .pipe(argmax('spikes'))
      .subscribe(({ index }) => winners.push(index));
    expect(winners).toEqual([1, 0]);
  });

  it('fails with the names there are when a chunk lacks the signal', () => {
    let failure: unknown;
    of(chunk(0, [[1]]) as Chunk)
      .pipe(argmax('digits'))
      .subscribe({
        error: (error) => {
          failure = error;
        },
      });
    expect(failure).toBeInstanceOf(RunError);
    expect(String(failure)).toBe(
      'RunError: argmax: the chunk has no signal "digits". It has: logits. Name it in probes.',
    );
  });

  it('lets go of its source when it is unsubscribed, and when it fails', () => {
    const scheduler = new TestScheduler((actual, expected) => expect(actual).toEqual(expected));
    scheduler.run(({ cold, expectObservable, expectSubscriptions }) => {
      const chunks = { a: chunk(0, [[1, 2]]), b: chunk(1, [[2, 1]]), x: {} };
      const answers = { A: { t: 0, index: 1 }, B: { t: 1, index: 0 } };
      const good = cold<Chunk<'logits'>>('-a-b-|', chunks as never);
      expectObservable(good.pipe(argmax('logits')), '--!').toBe('-A', answers);
      expectSubscriptions(good.subscriptions).toBe('^-!');
      const bad = cold<Chunk<'logits'>>(' -a-#', chunks as never);
      expectObservable(bad.pipe(argmax('logits'))).toBe('-A-#', answers);
      expectSubscriptions(bad.subscriptions).toBe('^--!');
    });
  });

  it('passes on silence and errors', () => {
    const seen: string[] = [];
    NEVER.pipe(argmax('logits')).subscribe({ next: () => seen.push('next') });
    throwError(() => 'broken')
      .pipe(argmax('logits'))
      .subscribe({ error: (error) => seen.push(error) });
    expect(seen).toEqual(['broken']);
  });
});
