import { from, concat as inTurn, mergeMap, of, take } from 'rxjs';
import { describe, expect, it } from 'vitest';
import * as operators from '../../src/operators/index.js';
import { lif } from '../../src/operators/lif.js';
import { marbles, sourceFailed } from '../support/marbles.js';
import { operatorRows } from './rows.js';

describe.each(operatorRows)('$name on an Observable', ({ name, kind = name, ...row }) => {
  const { make, input, output } = row;

  it('answers every emission in its own timestep', () => {
    marbles(({ vectors, expectVectors, expectSubscriptions }) => {
      const source = vectors('  -a-b-c-|', input);
      expectVectors(source.pipe(make()), '-A-B-C-|', output);
      expectSubscriptions(source, '       ^------!');
    });
  });

  it('completes with an empty source', () => {
    marbles(({ vectors, expectVectors, expectSubscriptions }) => {
      const source = vectors('--|', input);
      expectVectors(source.pipe(make()), '--|');
      expectSubscriptions(source, '^-!');
    });
  });

  it('waits for a silent source', () => {
    marbles(({ vectors, expectVectors, expectSubscriptions }) => {
      const source = vectors('---', input);
      expectVectors(source.pipe(make()), '---');
      expectSubscriptions(source, '^');
    });
  });

  it('passes on the error of its source', () => {
    marbles(({ vectors, expectVectors, expectSubscriptions }) => {
      const source = vectors('  -a-b-#', input);
      expectVectors(source.pipe(make()), '-A-B-#', output, sourceFailed);
      expectSubscriptions(source, '       ^----!');
    });
  });

  it('fails, and lets go of its source, when an emission has another length', () => {
    marbles(({ vectors, expectVectors, expectSubscriptions }) => {
      const size = input.a!.length;
      const source = vectors('  -a-x-b-|', { ...input, x: new Array(size + 1).fill(0) });
      const message =
        `${kind}: emission has ${size + 1} values, expected ${size}. ` +
        'Every emission of a stream has the same length.';
      expectVectors(source.pipe(make()), '-A-#', output, message);
      expectSubscriptions(source, '       ^--!');
    });
  });

  it('lets go of its source when it is unsubscribed midway', () => {
    marbles(({ vectors, expectVectors, expectSubscriptions }) => {
      const source = vectors('  -a-b-c-|', input);
      expectVectors(source.pipe(make()), '-A-B----', output, sourceFailed, '----!');
      expectSubscriptions(source, '       ^---!');
    });
  });

  it('does not break the chain above when it is unsubscribed midway', () => {
    marbles(({ vectors, expectVectors, expectSubscriptions }) => {
      const source = vectors('-a-b-c-|', input);
      const chain$ = source.pipe(
        mergeMap((vector) => of(vector)),
        make(),
        mergeMap((vector) => of(vector)),
      );
      expectVectors(chain$, '-A-B----', output, sourceFailed, '----!');
      expectSubscriptions(source, '^---!');
    });
  });

  it('pulls no more of an endless source than is taken', () => {
    let pulled = 0;
    function* endless() {
      for (;;) {
        pulled += 1;
        if (pulled > 100) throw new Error('the source was not let go');
        yield Float64Array.from(input.a!);
      }
    }
    let taken = 0;
    from(endless())
      .pipe(make(), take(2))
      .subscribe(() => {
        taken += 1;
      });
    expect([taken, pulled]).toEqual([2, 2]);
  });

  it('starts at rest for every subscription', () => {
    marbles(({ vectors, expectVectors, expectSubscriptions }) => {
      const source = vectors('-a-b-c|', input);
      const answer$ = source.pipe(make());
      expectVectors(inTurn(answer$, answer$), '-A-B-C-A-B-C|', output);
      expectSubscriptions(source, ['^-----!', '------^-----!']);
    });
  });
});

it('every operator has its row', () => {
  // concat takes several sources, pes is declared only; both have files of their own.
  const names = Object.keys(operators).filter((name) => name !== 'concat' && name !== 'pes');
  expect(operatorRows.map(({ name }) => name).sort()).toEqual(names.sort());
});

it('runs with the timestep it is told', () => {
  marbles(({ spikes, expectVectors }) => {
    const options = { gain: 1000, tauRef: 0.004 };
    const source = spikes('1-1-1|');
    expectVectors(source.pipe(lif({ ...options, amplitude: 0.002, dt: 0.002 })), '1-0-1|');
    expectVectors(source.pipe(lif({ ...options, amplitude: 0.001 })), '1-0-0|');
  });
});

it('keeps the precision of what comes in', () => {
  const kinds: string[] = [];
  of(Float64Array.of(1), Float64Array.of(2))
    .pipe(lif())
    .subscribe((vector) => kinds.push(vector.constructor.name));
  expect(kinds).toEqual(['Float64Array', 'Float64Array']);
});
