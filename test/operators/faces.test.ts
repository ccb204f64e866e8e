import { from, map, toArray } from 'rxjs';
import { describe, expect, it } from 'vitest';
import type { Vector } from '../../src/core/vector.js';
import { Network } from '../../src/network/network.js';
import { averagePool } from '../../src/operators/average-pool.js';
import { conv2d } from '../../src/operators/conv2d.js';
import { delay } from '../../src/operators/delay.js';
import { dense } from '../../src/operators/dense.js';
import { flatten } from '../../src/operators/flatten.js';
import { loihiSpikingRelu } from '../../src/operators/loihi-spiking-relu.js';
import { lowpass } from '../../src/operators/lowpass.js';
import { operatorRows } from './rows.js';

const kernel = { shape: [2, 2, 1, 2], data: Float32Array.of(1, 2, 0, 0, 0, 0, 1, 0) };

/** One chain of operators, handed to a Signal below, and to an Observable. */
const chain = {
  conv: conv2d(kernel, { inputShape: [3, 3, 1], popType: 16 }),
  neurons: loihiSpikingRelu({ gain: 400, amplitude: 1 / 400, onChip: false, was: 'relu' }),
  filter: lowpass(0),
  pool: averagePool({ pool: 2, inputShape: [2, 2, 2] }),
  flat: flatten(),
  out: dense([[1, 1]]),
};

describe('the same chain of operators', () => {
  it('is declared on a Signal as plain data', () => {
    const net = new Network();
    const y = net
      .input('x', 9)
      .pipe(chain.conv, chain.neurons, chain.filter, chain.pool, chain.flat, chain.out);
    expect(net.all.map(({ kind, shape }) => `${kind} ${shape.join('x')}`)).toEqual([
      'input 9',
      'conv2d 2x2x2',
      'loihiSpikingRelu 2x2x2',
      'lowpass 2x2x2',
      'averagePool 1x1x2',
      'flatten 2',
      'dense 1',
    ]);
    expect(net.node(1).params).toEqual({
      kernel: kernel.data,
      kernelShape: [2, 2, 1, 2],
      strides: [1, 1],
      padding: 'valid',
      channelsLast: true,
      popType: 16,
    });
    expect(net.node(2).params).toEqual({
      gain: 400,
      bias: 0,
      amplitude: 1 / 400,
      initialVoltage: 0,
      onChip: false,
      was: 'relu',
    });
    expect(y.shape).toEqual([1]);
  });

  it('runs on an Observable', () => {
    const image = Float32Array.of(1, 0, 0, 0, 2, 0, 0, 0, 3);
    const seen: number[] = [];
    from([image, image, image, image])
      .pipe(chain.conv, chain.neurons, chain.filter, chain.pool, chain.flat, chain.out)
      .subscribe((vector) => seen.push(vector[0]!));
    // Currents 400 * (3, 2 | 0, 0 | 0, 0 | 5, 4): 3, 2, 5 and 4 of 2.5 per spike, first in step 0.
    const spikes = [[1200, 800, 2000, 1600]].flatMap((currents) => {
      const voltage = currents.map(() => 0);
      return [0, 1, 2, 3].map(() => {
        return currents.reduce((count, current, i) => {
          voltage[i]! += current * 0.001;
          if (voltage[i]! <= 1) return count;
          voltage[i] = 0;
          return count + 1;
        }, 0);
      });
    });
    const expected = [0, ...spikes.slice(0, 3)].map((count) => (count * 2.5) / 4);
    expect(seen).toEqual(expected);
  });
});

describe.each(operatorRows)('$name', ({ name, kind = name, make, input, output }) => {
  it('describes itself by its kind', () => {
    expect(make().kind).toBe(kind);
  });

  it('declares the shape it gives when it runs', () => {
    const op = make();
    const signal = new Network().input('x', input.a!.length).pipe(op);
    expect(signal.size).toBe(output.A!.length);
    expect(signal.network.node(signal.id)).toMatchObject({ kind: op.kind, params: op.params });
  });

  it('gives the same answers at both precisions', () => {
    const run = (to: (values: readonly number[]) => Vector): unknown => {
      let all: unknown;
      from([input.a!, input.b!, input.c!].map(to))
        .pipe(
          make(),
          map((vector) => Array.from(vector)),
          toArray(),
        )
        .subscribe((rows) => {
          all = rows;
        });
      return all;
    };
    expect(run((values) => Float64Array.from(values))).toEqual(
      run((values) => Float32Array.from(values)),
    );
  });
});

describe('declaring', () => {
  it('takes inputShape for the shape of a flat signal', () => {
    const net = new Network();
    const y = net.input('x', 12).pipe(averagePool({ pool: [3, 1], inputShape: [3, 2, 2] }));
    expect(y.shape).toEqual([1, 2, 2]);
  });

  it('refuses an inputShape of another size', () => {
    const x = new Network().input('x', 5);
    expect(() => x.pipe(flatten({ inputShape: [2, 3] }))).toThrow(
      'flatten: inputShape 2x3 is 6 values, "x" has 5.',
    );
  });

  it('adds what goes into an operator', () => {
    const net = new Network();
    const y = net.input('x', 1).pipe(delay(1));
    net.input('z', 1).into(y);
    expect(net.node(y.id).inputs).toHaveLength(2);
  });
});
