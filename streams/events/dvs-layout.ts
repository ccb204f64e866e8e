import { StreamError } from '../../src/core/errors.js';
import type { EventBatch } from '../../src/core/event-batch.js';
import type { Shape } from '../../src/core/shape.js';

/** Where the pixels of a sensor go. */
export interface DvsLayoutOptions {
  /** Rows and columns of the sensor; default 180 x 240. */
  readonly height?: number;
  readonly width?: number;
  /** Rows and columns of pixels that become one; one number for both, default 1. */
  readonly pool?: number | readonly [rows: number, columns: number];
  /** Order (row, column, polarity), else (polarity, row, column); default true. */
  readonly channelsLast?: boolean;
}

/** Pooled pixels and polarities as indices of one vector. */
export interface DvsLayout {
  /** Of an input that takes them: rows, columns and the two polarities. */
  readonly shape: Shape;
  readonly size: number;
  /** The index of every event. Throws a StreamError for one outside of the sensor. */
  indicesOf(events: EventBatch): Uint32Array;
}

/**
 * Lays out a sensor: index = (y div pool) sy + (x div pool) sx + p sp.
 *
 * @throws StreamError for sizes that are no whole numbers from 1 on
 *
 * @example
 * const eyes = net.input('dvs', dvsLayout({ pool: 10 }).shape, { kind: 'spikes' });
 */
export function dvsLayout(options: DvsLayoutOptions = {}): DvsLayout {
  const { height = 180, width = 240, pool = 1, channelsLast = true } = options;
  const [poolRows, poolColumns] = typeof pool === 'number' ? [pool, pool] : pool;
  for (const [name, value] of Object.entries({ height, width, poolRows, poolColumns })) {
    requireWhole(name, value);
  }
  const [rows, columns] = [Math.ceil(height / poolRows), Math.ceil(width / poolColumns)];
  const [sx, sy, sp] = channelsLast ? [2, 2 * columns, 1] : [1, columns, rows * columns];
  return {
    shape: channelsLast ? [rows, columns, 2] : [2, rows, columns],
    size: rows * columns * 2,
    indicesOf({ n, x, y, p }) {
      const indices = new Uint32Array(n);
      for (let i = 0; i < n; i++) {
        if (x[i] >= width || y[i] >= height) throw outside(i, x[i], y[i], width, height);
        const row = Math.floor(y[i] / poolRows);
        indices[i] = row * sy + Math.floor(x[i] / poolColumns) * sx + p[i] * sp;
      }
      return indices;
    },
  };
}

function requireWhole(name: string, value: number): void {
  if (Number.isSafeInteger(value) && value >= 1) return;
  throw new StreamError(`dvs: ${name} is ${value}, expected a whole number of at least 1.`, {
    code: 'bad-option',
    path: name,
  });
}

function outside(i: number, x: number, y: number, width: number, height: number): StreamError {
  return new StreamError(
    `dvs: event ${i} is at column ${x}, row ${y}, the sensor has ${width}x${height} pixels. ` +
      'Give the width and height of the camera.',
    { code: 'coordinate', path: `event ${i}` },
  );
}
