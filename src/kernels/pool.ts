import { type Shape, sizeOf } from '../core/shape.js';
import { pair, requireChoice } from './check.js';
import { layoutOf, type Padding, pictureShape, windowsOver } from './window.js';

/** Parameters of the pooling operators. */
export interface PoolParams {
  /** Rows and columns of a window. */
  readonly pool: readonly number[];
  /** Rows and columns between windows. */
  readonly strides: readonly number[];
  readonly padding: Padding;
  readonly channelsLast: boolean;
}

/** What users give for a pooling operator. */
export interface PoolOptions {
  /** Rows and columns of a window, one number for both; at least 1. */
  readonly pool: number | readonly [number, number];
  /** Rows and columns between windows; default the size of the window. */
  readonly strides?: number | readonly [number, number];
  /** `valid` (default): whole windows only; `same`: ceil(size / stride) windows, cut at the edges. */
  readonly padding?: Padding;
  /** True (default): (rows, columns, channels); false: (channels, rows, columns). */
  readonly channelsLast?: boolean;
}

/** Checks the options of a pooling operator and fills in the defaults. */
export function poolParams(kind: string, options: PoolOptions): PoolParams {
  const { padding = 'valid', channelsLast = true } = options;
  const pool = pair(kind, 'pool', options.pool);
  const strides = options.strides === undefined ? pool : pair(kind, 'strides', options.strides);
  requireChoice(kind, 'padding', padding, ['valid', 'same']);
  return { pool, strides, padding, channelsLast };
}

/** Shape of a pooled picture. */
export function poolShape(kind: string, params: PoolParams, input: Shape): Shape {
  const { channels, outRows, outColumns } = windowsOver(
    kind,
    { ...params, size: params.pool },
    input,
  );
  return pictureShape(outRows, outColumns, channels, params.channelsLast);
}

/** Which inputs each output pools: those of output `o` are `members[starts[o]] .. members[starts[o + 1] - 1]`. */
export interface PoolMembers {
  readonly starts: Uint32Array;
  readonly members: Uint32Array;
}

/** Lists the inputs of every output, row by row; cells outside the picture are no members. */
export function poolMembers(kind: string, params: PoolParams, input: Shape): PoolMembers {
  const { strides, channelsLast } = params;
  const windows = windowsOver(kind, { ...params, size: params.pool }, input);
  const { rows, columns, channels, outRows, outColumns } = windows;
  const from = layoutOf(rows, columns, channels, channelsLast);
  const to = layoutOf(outRows, outColumns, channels, channelsLast);
  const lists: number[][] = Array.from({ length: sizeOf([outRows, outColumns, channels]) });
  for (let r = 0; r < outRows; r++) {
    const [top, bottom] = span(r * strides[0]! - windows.top, params.pool[0]!, rows);
    for (let c = 0; c < outColumns; c++) {
      const [left, right] = span(c * strides[1]! - windows.left, params.pool[1]!, columns);
      for (let k = 0; k < channels; k++) {
        const list: number[] = [];
        for (let i = top; i < bottom; i++) {
          for (let j = left; j < right; j++) {
            list.push(i * from.row + j * from.column + k * from.channel);
          }
        }
        lists[r * to.row + c * to.column + k * to.channel] = list;
      }
    }
  }
  return joined(lists);
}

/** The part of a window that lies inside the picture. */
function span(start: number, size: number, length: number): readonly [number, number] {
  return [Math.max(start, 0), Math.min(start + size, length)];
}

function joined(lists: readonly number[][]): PoolMembers {
  const starts = new Uint32Array(lists.length + 1);
  for (let o = 0; o < lists.length; o++) starts[o + 1] = starts[o]! + lists[o]!.length;
  return { starts, members: Uint32Array.from(lists.flat()) };
}
