import { spawnSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Params } from '../../src/core/description.js';
import { type Vector, vectorOf } from '../../src/core/vector.js';
import { conv2dParams, conv2dWindows, plainConv2d } from '../../src/kernels/conv2d.js';
import { plainDense } from '../../src/kernels/dense.js';
import { lif, lifNeuron, lifParams, plainMembranes } from '../../src/kernels/lif.js';
import { loihiLif, loihiLifNeuron } from '../../src/kernels/loihi-lif.js';
import { plainLoihiSpikingRelu } from '../../src/kernels/loihi-spiking-relu.js';
import { plainLowpass } from '../../src/kernels/lowpass.js';
import { plainDrive } from '../../src/kernels/neurons.js';
import { plainSpikingRelu } from '../../src/kernels/spiking-relu.js';
import { sharedVector, WORTH } from '../../src/kernels/wasm/arena.js';
import { wasmConv2d } from '../../src/kernels/wasm/conv2d.js';
import { wasmDense } from '../../src/kernels/wasm/dense.js';
import { wasmLowpass } from '../../src/kernels/wasm/lowpass.js';
import { wasmPopulation } from '../../src/kernels/wasm/population.js';
import { plainScan, wasmScan } from '../../src/kernels/wasm/scan.js';
import { expectSame, finite, listOf, precision, rowsOf, value } from './same.js';

const picture = fc
  .record({
    rows: fc.integer({ min: 1, max: 9 }),
    columns: fc.integer({ min: 1, max: 9 }),
    kernelRows: fc.integer({ min: 1, max: 4 }),
    kernelColumns: fc.integer({ min: 1, max: 4 }),
    channels: fc.integer({ min: 1, max: 3 }),
    share: fc.integer({ min: 1, max: 5 }),
    groups: fc.integer({ min: 1, max: 3 }),
    strides: fc.tuple(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 3 })),
    padding: fc.constantFrom<'same' | 'valid'>('same', 'valid'),
    channelsLast: fc.boolean(),
    hasBias: fc.boolean(),
  })
  .filter((p) => p.padding === 'same' || (p.kernelRows <= p.rows && p.kernelColumns <= p.columns));

/** Windows of one pixel, which have a way of their own. */
const pixels = picture.map((p) => ({
  ...p,
  ...{ kernelRows: 1, kernelColumns: 1, strides: [1, 1], groups: 1, channelsLast: true },
}));

const convolution = fc.oneof(picture, pixels).chain((p) => {
  const filters = p.share * p.groups;
  const kernelShape = [p.kernelRows, p.kernelColumns, p.channels, filters];
  const channels = p.channels * p.groups;
  const shape = p.channelsLast ? [p.rows, p.columns, channels] : [channels, p.rows, p.columns];
  return fc.record({
    shape: fc.constant(shape),
    params: fc
      .record({
        kernel: listOf(
          finite,
          kernelShape.reduce((a, b) => a * b),
        ),
        bias: listOf(finite, filters),
      })
      .map(({ kernel, bias }) =>
        conv2dParams({
          ...{ kernel, kernelShape, strides: p.strides, padding: p.padding },
          ...{ channelsLast: p.channelsLast, groups: p.groups },
          ...(p.hasBias ? { bias } : {}),
        }),
      ),
    input: rowsOf(p.rows * p.columns * channels),
  });
});

const matrix = fc
  .tuple(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 1, max: 90 }))
  .chain(([rows, columns]) =>
    fc.record({
      rows: fc.constant(rows),
      columns: fc.constant(columns),
      weights: listOf(finite, rows * columns),
      bias: fc.option(listOf(finite, rows), { nil: undefined }),
      input: rowsOf(columns),
    }),
  );

const population = fc.integer({ min: 1, max: 99 }).chain((size) =>
  fc.record({
    gain: fc.oneof(finite, listOf(finite, size)),
    bias: fc.oneof(finite, listOf(finite, size)),
    initialVoltage: fc.oneof(finite, listOf(finite, size)),
    amplitude: fc.double({ min: 0.01, max: 2, noNaN: true }),
    dt: fc.constantFrom(0.001, 0.3, 1),
    input: rowsOf(size),
  }),
);

/** Populations that are large enough for WASM, on inputs that make them spike and rest. */
const leaky = fc.integer({ min: WORTH, max: WORTH + 20 }).chain((size) =>
  fc.record({
    options: fc.record({
      gain: fc.oneof(finite, listOf(finite, size)),
      bias: fc.oneof(finite, listOf(finite, size)),
      initialVoltage: fc.oneof(finite, listOf(finite, size)),
      tauRc: fc.double({ min: 0.001, max: 0.05, noNaN: true }),
      tauRef: fc.double({ min: 0, max: 0.006, noNaN: true }),
      minVoltage: fc.constantFrom(0, -0.5),
    }),
    dt: fc.constantFrom(0.001, 0.0007),
    input: fc.array(listOf(fc.oneof(value, fc.double({ min: 0, max: 40, noNaN: true })), size), {
      minLength: 1,
      maxLength: 12,
    }),
  }),
);

describe('a kernel in WASM equals the one to read, bit for bit:', () => {
  it('convolution', () => {
    fc.assert(
      fc.property(convolution, precision, ({ shape, params, input }, bits) => {
        const windows = conv2dWindows(params, shape);
        const size = windows.outRows * windows.outColumns * params.kernelShape[3]!;
        const [plain, wasm] = [plainConv2d(params, windows), wasmConv2d(params, windows)];
        expectSame(plain, wasm, input, size, bits);
      }),
      { numRuns: 300 },
    );
  });

  it('matrix', () => {
    fc.assert(
      fc.property(matrix, precision, ({ rows, columns, weights, bias, input }, bits) => {
        const params = { rows, columns, weights, ...(bias === undefined ? {} : { bias }) };
        expectSame(plainDense(params), wasmDense(params), input, rows, bits);
      }),
    );
  });

  it.each([
    ['spikingRelu', plainSpikingRelu],
    ['loihiSpikingRelu', plainLoihiSpikingRelu],
  ] as const)('%s', (kind, plain) => {
    fc.assert(
      fc.property(population, precision, ({ dt, input, ...params }, bits) => {
        const size = input[0]!.length;
        const context = { dt, inputShape: [size] };
        expectSame(
          plain(params, context),
          wasmPopulation(kind, params, context),
          input,
          size,
          bits,
        );
      }),
    );
  });

  it.each([
    ['lif', lif, lifNeuron],
    ['loihiLif', loihiLif, loihiLifNeuron],
  ] as const)('%s', (kind, definition, neuron) => {
    const drawn = leaky.map(({ options, ...rest }) => ({
      ...rest,
      params: lifParams(kind, options),
    }));
    fc.assert(
      fc.property(drawn, precision, ({ params, dt, input }, bits) => {
        const size = input[0]!.length;
        const { current, drive } = plainDrive(params, size);
        const membranes = plainMembranes(size, params.initialVoltage, neuron(params, dt));
        const { voltage, refractory, integrate } = membranes;
        const step = (row: Vector, output: Vector): void => {
          drive(row);
          integrate(current, output);
        };
        const plain = { causal: false, state: { voltage, refractory, current }, step } as const;
        const wasm = definition.make(params as object as Params, { dt, inputShape: [size] });
        expectSame(plain, wasm, input, size, bits);
      }),
    );
  });

  it('lowpass', () => {
    const filter = fc.tuple(
      fc.integer({ min: 1, max: 99 }).chain(rowsOf),
      fc.double({ min: 0, max: 1, noNaN: true }),
    );
    fc.assert(
      fc.property(filter, precision, ([input, keep], bits) => {
        const size = input[0]!.length;
        const kernels = [plainLowpass, wasmLowpass].map((make) => make(size, keep, 1 - keep));
        expectSame(kernels[0]!, kernels[1]!, input, size, bits);
      }),
    );
  });

  it('scan for spikes', () => {
    const list = fc.integer({ min: 1, max: 99 }).chain((size) => listOf(value, size));
    fc.assert(
      fc.property(list, precision, (values, bits) => {
        const vector = vectorOf(values.length, bits);
        vector.set(values);
        const shared = sharedVector(values.length, bits);
        shared.set(values);
        const found = [plainScan, wasmScan].map((open, k) => {
          const indices = new Uint32Array(values.length);
          return [...indices.subarray(0, open(values.length)(k === 0 ? vector : shared, indices))];
        });
        expect(found[1]).toEqual(found[0]);
      }),
    );
  });

  it('and is what its sources give', () => {
    const script = new URL('../../src/kernels/wasm/assembly/build.mjs', import.meta.url);
    const { status, stderr } = spawnSync(process.execPath, [script.pathname, '--check'], {
      encoding: 'utf8',
    });
    expect([status, stderr]).toEqual([0, '']);
  });
});
