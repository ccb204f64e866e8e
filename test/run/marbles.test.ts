import { catchError, concat, map, mergeMap, type Observable, of, take, throwError } from 'rxjs';
import { TestScheduler } from 'rxjs/testing';
import { describe, expect, it } from 'vitest';
import { emulator } from '../../src/chip/emulator.js';
import type { Chunk } from '../../src/core/chunk.js';
import { Network } from '../../src/network/network.js';
import { lif } from '../../src/operators/lif.js';
import { scale } from '../../src/operators/scale.js';
import { type Device, type Interpreter, interpreter } from '../../src/run/device.js';
import { type RunChunk, run } from '../../src/run/run.js';
import { loggingDevice } from '../support/fake-device.js';
import { chunkOf } from '../support/play.js';

const chunks: Record<string, Chunk> = {
  a: chunkOf('x', [1]),
  b: chunkOf('x', [2, 3]),
  c: chunkOf('x', [4]),
  x: chunkOf('y', [1]),
  s: { t: 0, steps: 2, data: { x: Float64Array.of(1, 2, 3) } },
  h: { t: 0, steps: 0.5, data: { x: Float64Array.of() } },
};

/** Rows doubled by the network, after the timestep they begin with. */
const answers = { A: '0: 2', B: '1: 4 6', C: '3: 8' };

const missing =
  'chunk at timestep 0: input "x" is missing (it has y). Every chunk brings all inputs of the network.';
const tooMany = 'chunk at timestep 0: input "x" has 3 values, expected 2 timesteps x 1 = 2.';
const half = 'chunk at timestep 0: steps is 0.5, expected a whole number of timesteps.';

const places: { name: string; on: () => Device | Interpreter }[] = [
  { name: 'the interpreter', on: () => interpreter() },
  { name: 'the placed interpreter', on: () => interpreter({ placed: true }) },
  { name: 'the emulator', on: () => emulator() },
];

function doubling() {
  const net = new Network();
  const x = net.input('x', 1);
  x.pipe(lif());
  return { net, probes: { y: x.pipe(scale(2)) } };
}

/** Readable values; an error becomes its message. */
function shown(source: Observable<RunChunk<'y'>>): Observable<string> {
  return source.pipe(
    map(({ t, data }) => `${t}: ${Array.from(data.y).join(' ')}`),
    catchError((error: unknown) =>
      throwError(() => (error instanceof Error ? error.message : error)),
    ),
  );
}

describe.each(places)('run on $name', ({ on }) => {
  interface Claim {
    readonly source: string;
    readonly subscription: string | string[];
    readonly output: string;
    readonly error?: string;
    readonly leave?: string;
    readonly wrap?: (
      play: (s: Observable<Chunk>) => Observable<string>,
      s: Observable<Chunk>,
    ) => Observable<string>;
  }

  const claim = ({ source, subscription, output, error = 'source failed', leave, wrap }: Claim) =>
    new TestScheduler((actual, expected) => expect(actual).toEqual(expected)).run(
      ({ cold, expectObservable, expectSubscriptions }) => {
        const { net, probes } = doubling();
        const play = (s: Observable<Chunk>) => shown(s.pipe(run(net, { probes, on: on() })));
        const source$ = cold(source, chunks, new Error('source failed'));
        const output$ = wrap === undefined ? play(source$) : wrap(play, source$);
        expectObservable(output$, leave).toBe(output, answers, error);
        expectSubscriptions(source$.subscriptions).toBe(subscription);
      },
    );

  it('answers every chunk with the rows of its timesteps', () =>
    claim({
      source: '      -a-b-c-|',
      output: '      -A-B-C-|',
      subscription: '^------!',
    }));

  it('completes with an empty source', () =>
    claim({ source: '--|', output: '--|', subscription: '^-!' }));

  it('waits for a silent source', () => claim({ source: '---', output: '---', subscription: '^' }));

  it('passes on the error of its source', () =>
    claim({ source: '-a-b-#', output: '-A-B-#', subscription: '^----!' }));

  it('fails, and lets go of its source, when an input is missing', () =>
    claim({ source: '-x-b-|', output: '-#', subscription: '^!', error: missing }));

  it('fails when an input has more rows than timesteps', () =>
    claim({ source: '-s-b-|', output: '-#', subscription: '^!', error: tooMany }));

  it('fails when a chunk has half a timestep', () =>
    claim({ source: '-h-b-|', output: '-#', subscription: '^!', error: half }));

  it('lets go of its source when it is unsubscribed midway', () =>
    claim({ source: '-a-b-c-|', leave: '----!', output: '-A-B----', subscription: '^---!' }));

  it('does not break the chain above when it is unsubscribed midway', () =>
    claim({
      source: '      -a-b-c-|',
      leave: '       ----!',
      output: '      -A-B----',
      subscription: '^---!',
      wrap: (play, s) => play(s.pipe(mergeMap((c) => of(c)))).pipe(mergeMap((c) => of(c))),
    }));

  it('lets go of its source when enough has come out', () =>
    claim({
      source: '      -a-b-c-|',
      output: '      -A-(B|)',
      subscription: '^--!',
      wrap: (play, s) => play(s).pipe(take(2)),
    }));

  it('starts at rest for every subscription', () =>
    claim({
      source: '      -a-b|',
      output: '      -A-B-A-B|',
      subscription: ['^---!', '----^---!'],
      wrap: (play, s) => concat(play(s), play(s)),
    }));

  it('stops listening to a source that emits without end at once', () => {
    const { net, probes } = doubling();
    function* endless() {
      for (;;) yield chunks.a!;
    }
    const seen: number[] = [];
    of(endless())
      .pipe(
        mergeMap((all) => all),
        run(net, { probes, on: on() }),
        take(3),
      )
      .subscribe(({ t }) => seen.push(t));
    expect(seen).toEqual([0, 1, 2]);
  });
});

describe('the session of a run', () => {
  const log: string[] = [];
  const start = (source: Observable<Chunk>) => {
    log.length = 0;
    const { net, probes } = doubling();
    return source.pipe(run(net, { probes, on: loggingDevice(log, emulator()) })).subscribe({
      next: () => log.push('next'),
      error: () => log.push('error'),
      complete: () => log.push('complete'),
    });
  };

  it('is closed once, before the run completes', () => {
    start(of(chunks.a!, chunks.b!)).unsubscribe();
    expect(log).toEqual(['open', 'step', 'next', 'step', 'step', 'next', 'close', 'complete']);
  });

  it('is closed once, before the error of the source arrives', () => {
    start(throwError(() => new Error('gone'))).unsubscribe();
    expect(log).toEqual(['open', 'close', 'error']);
  });

  it('is closed once, before a wrong chunk is told', () => {
    start(of(chunks.a!, chunks.x!, chunks.a!)).unsubscribe();
    expect(log).toEqual(['open', 'step', 'next', 'close', 'error']);
  });

  it('is closed once when the subscriber leaves, however often', () => {
    const subscription = start(concat(of(chunks.a!), new Promise<Chunk>(() => {})));
    subscription.unsubscribe();
    subscription.unsubscribe();
    expect(log).toEqual(['open', 'step', 'next', 'close']);
  });
});
