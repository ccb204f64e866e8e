import fc from 'fast-check';
import { from, map, of, repeat, take, toArray } from 'rxjs';
import { describe, expect, it } from 'vitest';
import type { Chunk } from '../../../src/core/chunk.js';
import { StreamError } from '../../../src/core/errors.js';
import { present, presentChunks } from '../../../streams/shape/present.js';
import { marbles } from '../../support/marbles.js';

/** Which input is seen at each timestep, when input k has the value k. */
function seen(count: number, steps: number): number[] {
  const indices: number[] = [];
  from(Array.from({ length: count }, (_, k) => [k]))
    .pipe(present({ steps }))
    .subscribe((vector) => indices.push(vector[0]!));
  return indices;
}

/** The rule itself, asked for one timestep after the other. */
function rule(count: number, steps: number): number[] {
  const indices: number[] = [];
  for (let n = 0; Math.floor(n / steps + 1e-7) < count; n++) {
    indices.push(Math.floor(n / steps + 1e-7));
  }
  return indices;
}

describe('present', () => {
  it.each([
    {
      name: 'holds each input for whole timesteps',
      count: 2,
      steps: 3,
      expected: [0, 0, 0, 1, 1, 1],
    },
    {
      name: 'alternates where timesteps do not divide',
      count: 3,
      steps: 1.5,
      expected: [0, 0, 1, 2, 2],
    },
    { name: 'skips inputs shorter than a timestep', count: 5, steps: 0.5, expected: [0, 2, 4] },
    {
      name: 'is not misled by rounding',
      count: 2,
      steps: 0.003 / 0.001 + 1e-12,
      expected: [0, 0, 0, 1, 1, 1],
    },
  ])('$name', ({ count, steps, expected }) => {
    expect(seen(count, steps)).toEqual(expected);
  });

  it('shows at timestep n the input floor(n / steps + 1e-7)', () => {
    const steps = fc.double({ min: 0.2, max: 40, noNaN: true });
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 20 }), steps, (count, held) => {
        expect(seen(count, held)).toEqual(rule(count, held));
      }),
    );
  });

  it('emits the timesteps of an input when it arrives', () => {
    marbles(({ vectors, expectVectors, expectSubscriptions }) => {
      const source = vectors('-a----b---|', { a: [1, 2], b: [3, 4] });
      expectVectors(source.pipe(present({ steps: 2 })), '-(aa)-(bb)|', { a: [1, 2], b: [3, 4] });
      expectSubscriptions(source, '^---------!');
    });
  });

  it('completes with an empty source, waits for a silent one, passes on an error', () => {
    marbles(({ spikes, expectVectors }) => {
      expectVectors(spikes('--|').pipe(present({ steps: 2 })), '--|');
      expectVectors(spikes('---').pipe(present({ steps: 2 })), '---');
      expectVectors(spikes('-1---#').pipe(present({ steps: 2 })), '-(11)#');
    });
  });

  it('fails, and lets go of its source, when an input has another length', () => {
    marbles(({ vectors, expectVectors, expectSubscriptions }) => {
      const source = vectors('-a-x-a|', { a: [1], x: [1, 2] });
      const message = 'present: input 1 has 2 values, expected 1. All inputs have one length.';
      expectVectors(source.pipe(present({ steps: 1 })), '-a-#', { a: [1] }, message);
      expectSubscriptions(source, '^--!');
    });
  });

  it('stops in the middle of an input when it is unsubscribed', () => {
    marbles(({ spikes, expectVectors, expectSubscriptions }) => {
      const source = spikes('-1-----2-----3|');
      const first5$ = source.pipe(present({ steps: 4 }), take(5));
      expectVectors(first5$, '-(1111)(2|)');
      expectSubscriptions(source, '^------!');
    });
  });

  it('holds one input as long as somebody listens', () => {
    let count = 0;
    of([1])
      .pipe(present({ steps: 1e15 }), take(3))
      .subscribe(() => {
        count += 1;
      });
    expect(count).toBe(3);
  });

  it('presents an endless source', () => {
    let all: number[] = [];
    of([1], [2])
      .pipe(
        repeat(),
        present({ steps: 2 }),
        take(6),
        map(([value]) => value!),
        toArray(),
      )
      .subscribe((values) => {
        all = values;
      });
    expect(all).toEqual([1, 1, 2, 2, 1, 1]);
  });

  it('makes float vectors of bytes and leaves float vectors as they are', () => {
    const kinds: string[] = [];
    from([Uint8Array.of(1), Float64Array.of(2)])
      .pipe(present({ steps: 1 }))
      .subscribe((vector) => kinds.push(vector.constructor.name));
    expect(kinds).toEqual(['Float32Array', 'Float64Array']);
  });

  it.each([0, -1, Number.NaN, Number.POSITIVE_INFINITY])('refuses %s timesteps', (steps) => {
    const message = `present: steps is ${steps}, expected a number of timesteps above 0.`;
    expect(() => present({ steps })).toThrow(message);
    expect(() => presentChunks('x', [], { steps })).toThrow(message);
  });
});

describe('presentChunks', () => {
  const all = async <T>(source: AsyncIterable<T>): Promise<T[]> => {
    const items: T[] = [];
    for await (const item of source) items.push(item);
    return items;
  };

  it('cuts the same timesteps into chunks of any size', async () => {
    const size = fc.integer({ min: 1, max: 15 });
    const steps = fc.double({ min: 0.2, max: 12, noNaN: true });
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 0, max: 9 }), steps, size, async (count, held, chunk) => {
        const inputs = Array.from({ length: count }, (_, k) => [k, k + 100]);
        const chunks = await all(presentChunks('x', inputs, { steps: held, chunk }));
        expectConsecutive(chunks, chunk);
        const values = chunks.flatMap(({ data }) => [...data.x]);
        expect(values).toEqual(rule(count, held).flatMap((k) => [k, k + 100]));
      }),
    );
  });

  function expectConsecutive(chunks: readonly Chunk<'x'>[], chunk: number): void {
    for (const [i, { t, steps, data }] of chunks.entries()) {
      expect(t).toBe(i * chunk);
      expect(data.x).toHaveLength(2 * steps);
      expect(i === chunks.length - 1 ? steps <= chunk : steps === chunk).toBe(true);
    }
  }

  it('gives chunks away: a later chunk does not change an earlier one', async () => {
    const chunks = await all(presentChunks('x', [[1], [2]], { steps: 2, chunk: 2 }));
    expect(chunks.map(({ data }) => [...data.x])).toEqual([
      [1, 1],
      [2, 2],
    ]);
  });

  it('reads an input only when a chunk needs it, and closes the source when stopped', async () => {
    const log: string[] = [];
    function* endless(): Generator<number[]> {
      try {
        for (let k = 0; ; k++) {
          log.push(`read ${k}`);
          yield [k];
        }
      } finally {
        log.push('closed');
      }
    }
    const chunks = presentChunks('x', endless(), { steps: 4, chunk: 2 });
    expect(log).toEqual([]);
    await chunks.next();
    await chunks.next();
    expect(log).toEqual(['read 0']);
    await chunks.next();
    expect(log).toEqual(['read 0', 'read 1']);
    await chunks.return();
    expect(log).toEqual(['read 0', 'read 1', 'closed']);
  });

  it('takes inputs that arrive later', async () => {
    async function* slow(): AsyncGenerator<Uint8Array> {
      yield Uint8Array.of(7);
      await Promise.resolve();
      yield Uint8Array.of(8);
    }
    const [chunk] = await all(presentChunks('x', slow(), { steps: 1 }));
    expect(chunk).toEqual({ t: 0, steps: 2, data: { x: Float32Array.of(7, 8) } });
  });

  it('refuses inputs of different lengths', async () => {
    const chunks = presentChunks('x', [[1], [1, 2]], { steps: 1 });
    await expect(all(chunks)).rejects.toThrow(StreamError);
  });

  it('refuses chunks that are no whole number of timesteps', () => {
    expect(() => presentChunks('x', [], { steps: 1, chunk: 0 })).toThrow(
      'present: chunk is 0, expected a whole number of timesteps of at least 1.',
    );
  });
});
