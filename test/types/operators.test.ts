import { map, type Observable, type OperatorFunction, of } from 'rxjs';
import { describe, expectTypeOf, it } from 'vitest';
import type { Chunk } from '../../src/core/chunk.js';
import type { Vector } from '../../src/core/vector.js';
import { Network } from '../../src/network/network.js';
import type { Signal } from '../../src/network/signal.js';
import { argmax, type Winner } from '../../src/operators/argmax.js';
import { averagePool } from '../../src/operators/average-pool.js';
import { concat } from '../../src/operators/concat.js';
import { conv2d } from '../../src/operators/conv2d.js';
import { delay } from '../../src/operators/delay.js';
import { dense } from '../../src/operators/dense.js';
import { depthwiseConv2d } from '../../src/operators/depthwise-conv2d.js';
import { fn } from '../../src/operators/fn.js';
import { lif } from '../../src/operators/lif.js';
import { lifRate } from '../../src/operators/lif-rate.js';
import { linearFilter } from '../../src/operators/linear-filter.js';
import { lowpass } from '../../src/operators/lowpass.js';
import type { Operator } from '../../src/operators/operator.js';
import { poissonSpiking } from '../../src/operators/poisson-spiking.js';
import { regularSpiking } from '../../src/operators/regular-spiking.js';
import { relu } from '../../src/operators/relu.js';
import { sparse } from '../../src/operators/sparse.js';
import { spikingRelu } from '../../src/operators/spiking-relu.js';
import { present, presentChunks } from '../../streams/shape/present.js';

// These claims are made to the compiler; running them only proves that the file is there.
const vectors$: Observable<Vector> = of(Float32Array.of(1));

describe('pipe', () => {
  it('infers a Signal from a Signal', () => {
    const x = new Network().input('x', 2);
    expectTypeOf(x.pipe(lif(), lowpass(0.01), dense([[1, 1]]))).toEqualTypeOf<Signal>();
    expectTypeOf(lif()(x)).toEqualTypeOf<Signal>();
    expectTypeOf(x.pipe(concat(x))).toEqualTypeOf<Signal>();
  });

  it('infers vectors from an Observable, with operators of RxJS between', () => {
    expectTypeOf(vectors$.pipe(lif(), lowpass(0.01))).toEqualTypeOf<Observable<Vector>>();
    const first$ = vectors$.pipe(
      map((vector) => vector.subarray(0, 1)),
      lif(),
      map((vector) => vector[0]!),
    );
    expectTypeOf(first$).toEqualTypeOf<Observable<number>>();
    expectTypeOf(vectors$.pipe(concat(vectors$))).toEqualTypeOf<Observable<Vector>>();
  });

  it('infers vectors from presented pictures', () => {
    const pictures$: Observable<Uint8Array> = of(Uint8Array.of(1));
    const spikes$ = pictures$.pipe(present({ steps: 30 }), spikingRelu());
    expectTypeOf(spikes$).toEqualTypeOf<Observable<Vector>>();
    const chunks = presentChunks('pixels', [[1]], { steps: 30 });
    expectTypeOf(chunks).toEqualTypeOf<AsyncGenerator<Chunk<'pixels'>, void, undefined>>();
  });
});

describe('argmax', () => {
  it('is an operator without a name', () => {
    expectTypeOf(argmax()).toEqualTypeOf<Operator>();
    expectTypeOf(argmax({ inputShape: [2] })).toEqualTypeOf<Operator>();
  });

  it('reads chunks with a name', () => {
    expectTypeOf(argmax('logits')).toEqualTypeOf<OperatorFunction<Chunk<'logits'>, Winner>>();
    const chunk: Chunk<'logits' | 'x'> = {
      t: 0,
      steps: 1,
      data: { logits: Float32Array.of(1), x: Float32Array.of(2) },
    };
    expectTypeOf(of(chunk).pipe(argmax('logits'))).toEqualTypeOf<Observable<Winner>>();
    // @ts-expect-error the chunks have no signal of that name
    refused(() => of(chunk).pipe(argmax('digits')));
  });
});

describe('options', () => {
  it('of another operator, or misspelt, are refused', () => {
    refused(
      // @ts-expect-error lif has tauRc and tauRef
      () => lif({ tau: 0.02 }),
      // @ts-expect-error a type without a membrane has no tauRc
      () => relu({ tauRc: 0.02 }),
      // @ts-expect-error relu has no voltage
      () => relu({ initialVoltage: 0 }),
      // @ts-expect-error undefined is not a way of leaving an option out
      () => lif({ onChip: undefined }),
      // @ts-expect-error the pool must be given
      () => averagePool({}),
      // @ts-expect-error a picture has two directions
      () => averagePool({ pool: [2, 2, 2] }),
    );
  });

  it('of filters, functions and spikes made of rates', () => {
    expectTypeOf(regularSpiking(lifRate(), { gain: 2 })).toEqualTypeOf<Operator>();
    expectTypeOf(fn('square')).toEqualTypeOf<Operator>();
    expectTypeOf(fn(([a], timestep) => [a! * timestep])).toEqualTypeOf<Operator>();
    refused(
      // @ts-expect-error spikes are made of a rate type
      () => regularSpiking({ gain: 2 }),
      // @ts-expect-error chance takes no voltage
      () => poissonSpiking(lifRate(), { initialVoltage: 0 }),
      // @ts-expect-error there is no function of that name
      () => fn('cube'),
      // @ts-expect-error a function gives a list of values
      () => fn(() => 1),
      // @ts-expect-error there is no such method
      () => linearFilter([1], [1], { method: 'midpoint' }),
      // @ts-expect-error a depthwise convolution has a group for every channel
      () => depthwiseConv2d({ shape: [1, 1, 1, 1], data: Float32Array.of(1) }, { groups: 2 }),
      // @ts-expect-error a sparse matrix says its shape
      () => sparse({ rows: [0], columns: [0], values: [1] }),
    );
  });

  it('with a value there is not are refused', () => {
    const kernel = { shape: [1, 1, 1, 1], data: Float32Array.of(1) };
    expectTypeOf(conv2d(kernel, { strides: [1, 2], popType: 16 })).toEqualTypeOf<Operator>();
    refused(
      // @ts-expect-error padding is valid or same
      () => conv2d(kernel, { padding: 'full' }),
      // @ts-expect-error axon types are 16 and 32
      () => conv2d(kernel, { popType: 8 }),
      // @ts-expect-error a delay needs its timesteps
      () => delay(),
      // @ts-expect-error time constants are numbers of seconds
      () => lowpass('5 ms'),
    );
  });

  it('of concat are all signals or all Observables', () => {
    const x = new Network().input('x', 1);
    refused(
      // @ts-expect-error a signal and an Observable do not mix
      () => concat(x, vectors$),
      // @ts-expect-error at least one other is needed
      () => concat(),
    );
  });
});

/** The compiler refuses what is in these functions; nobody calls them. */
function refused(..._calls: readonly (() => unknown)[]): void {}
