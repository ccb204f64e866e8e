import { combineFilters } from '../../src/operators/combine-filters.js';
import { conv1d } from '../../src/operators/conv1d.js';
import { conv2dTranspose } from '../../src/operators/conv2d-transpose.js';
import { conv3d } from '../../src/operators/conv3d.js';
import { depthwiseConv2d } from '../../src/operators/depthwise-conv2d.js';
import { fn } from '../../src/operators/fn.js';
import { linearFilter } from '../../src/operators/linear-filter.js';
import { reshape } from '../../src/operators/reshape.js';
import { sparse } from '../../src/operators/sparse.js';
import { triangle } from '../../src/operators/triangle.js';
import type { OperatorRow } from './row.js';

const kernel = (shape: number[], ...data: number[]) => ({ shape, data: Float32Array.from(data) });
/** x(n + 1) = x(n) + u(n): what comes out is the sum of all that came in. */
const running = () => linearFilter([1], [1, -1], { analog: false });

/** Transforms, filters and functions, with numbers that are exact in any precision. */
export const linearRows: readonly OperatorRow[] = [
  {
    name: 'sparse',
    make: () => sparse({ shape: [2, 3], rows: [0, 1, 1], columns: [2, 0, 0], values: [2, 1, 1] }),
    input: { a: [1, 2, 3], b: [4, 5, 6], c: [0, 7, 0] },
    output: { A: [6, 2], B: [12, 8], C: [0, 0] },
  },
  {
    name: 'conv1d',
    shape: [3, 1],
    make: () => conv1d(kernel([2, 1, 1], 1, 2), { bias: [10], inputShape: [3, 1] }),
    input: { a: [1, 2, 3], b: [0, 0, 1], c: [0, 0, 0] },
    output: { A: [15, 18], B: [10, 12], C: [10, 10] },
  },
  {
    name: 'conv3d',
    shape: [2, 1, 2, 1],
    make: () => conv3d(kernel([2, 1, 1, 1, 2], 1, -1, 2, 0), { inputShape: [2, 1, 2, 1] }),
    input: { a: [1, 2, 3, 4], b: [0, 0, 1, 0], c: [5, 0, 0, 0] },
    output: { A: [7, -1, 10, -2], B: [2, 0, 0, 0], C: [5, -5, 0, 0] },
  },
  {
    name: 'reshape',
    kind: 'flatten',
    make: () => reshape([2, 1]),
    input: { a: [1, 2], b: [0, 4], c: [5, 0] },
    output: { A: [1, 2], B: [0, 4], C: [5, 0] },
  },
  {
    name: 'conv2dTranspose',
    shape: [1, 2, 1],
    make: () => conv2dTranspose(kernel([2, 2, 1, 1], 1, 2, 3, 4), { inputShape: [1, 2, 1] }),
    input: { a: [1, 0], b: [0, 1], c: [10, 1] },
    output: { A: [1, 2, 0, 3, 4, 0], B: [0, 1, 2, 0, 3, 4], C: [10, 21, 2, 30, 43, 4] },
  },
  {
    name: 'depthwiseConv2d',
    kind: 'conv2d',
    shape: [1, 1, 2],
    make: () => depthwiseConv2d(kernel([1, 1, 2, 2], 2, 3, -1, 0), { inputShape: [1, 1, 2] }),
    input: { a: [1, 2], b: [0, 4], c: [5, 0] },
    output: { A: [2, 3, -2, 0], B: [0, 0, -4, 0], C: [10, 15, 0, 0] },
  },
  {
    name: 'linearFilter',
    make: running,
    input: { a: [1, 2], b: [3, 4], c: [5, 6] },
    output: { A: [0, 0], B: [1, 2], C: [4, 6] },
  },
  {
    name: 'combineFilters',
    kind: 'linearFilter',
    make: () => combineFilters(running(), linearFilter([2], [1], { analog: false })),
    input: { a: [1, 2], b: [3, 4], c: [5, 6] },
    output: { A: [0, 0], B: [2, 4], C: [8, 12] },
  },
  {
    name: 'triangle',
    make: () => triangle(0.001),
    input: { a: [3, 0], b: [0, 6], c: [0, 0] },
    output: { A: [0, 0], B: [2, 0], C: [1, 4] },
  },
  {
    name: 'fn',
    make: () => fn(([x, y], timestep) => [x! * y!, timestep, y!], { outputShape: 3 }),
    input: { a: [2, 3], b: [-1, 4], c: [0, 0.5] },
    output: { A: [6, 0, 3], B: [-4, 1, 4], C: [0, 2, 0.5] },
  },
];
