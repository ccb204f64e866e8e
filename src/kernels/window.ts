import { NetworkError } from '../core/errors.js';
import { type Shape, showShape } from '../core/shape.js';

/** `valid`: only whole windows; `same`: ceil(size / stride) windows, the picture padded with nothing. */
export type Padding = 'valid' | 'same';

/** What a convolution or pooling slides over a picture. */
export interface WindowParams {
  /** Rows and columns of the window. */
  readonly size: readonly number[];
  /** Rows and columns between windows. */
  readonly strides: readonly number[];
  readonly padding: Padding;
  /** True: (rows, columns, channels); false: (channels, rows, columns). */
  readonly channelsLast: boolean;
}

/** Distance in a flat picture between neighbours in each direction. */
export interface Layout {
  readonly row: number;
  readonly column: number;
  readonly channel: number;
}

/** Where the windows of a picture lie. */
export interface Windows {
  readonly rows: number;
  readonly columns: number;
  readonly channels: number;
  readonly outRows: number;
  readonly outColumns: number;
  /** Padding above the first row and left of the first column. */
  readonly top: number;
  readonly left: number;
}

/**
 * Lays windows over a picture. With `same` padding the total is max((out - 1) * stride + size - in, 0)
 * and its smaller half comes before the picture.
 *
 * @throws NetworkError if the shape is not a picture, or smaller than a `valid` window
 */
export function windowsOver(kind: string, params: WindowParams, input: Shape): Windows {
  const { rows, columns, channels } = sizesOf(kind, input, params.channelsLast);
  const down = along(kind, rows, params.size[0]!, params.strides[0]!, params.padding, input);
  const across = along(kind, columns, params.size[1]!, params.strides[1]!, params.padding, input);
  return {
    rows,
    columns,
    channels,
    outRows: down.count,
    outColumns: across.count,
    top: down.before,
    left: across.before,
  };
}

/** Sizes of a picture in the given channel order. Throws a NetworkError for other shapes. */
export function sizesOf(
  kind: string,
  input: Shape,
  channelsLast: boolean,
): { readonly rows: number; readonly columns: number; readonly channels: number } {
  if (input.length !== 3) {
    const order = channelsLast ? 'rows x columns x channels' : 'channels x rows x columns';
    throw new NetworkError(
      `${kind}: the input has shape ${showShape(input)}, expected ${order}. ` +
        'Declare the input with three sizes, or give inputShape.',
      { code: 'shape-mismatch', path: kind },
    );
  }
  const [a, b, c] = input as readonly [number, number, number];
  return channelsLast ? { rows: a, columns: b, channels: c } : { rows: b, columns: c, channels: a };
}

function along(
  kind: string,
  length: number,
  size: number,
  stride: number,
  padding: Padding,
  input: Shape,
): { count: number; before: number } {
  if (padding === 'same') {
    const count = Math.ceil(length / stride);
    return { count, before: Math.max((count - 1) * stride + size - length, 0) >> 1 };
  }
  if (size > length) {
    throw new NetworkError(
      `${kind}: a window of ${size} does not fit into ${length} of ${showShape(input)}. ` +
        `Use padding: 'same', or a smaller window.`,
      { code: 'shape-mismatch', path: kind },
    );
  }
  return { count: Math.floor((length - size) / stride) + 1, before: 0 };
}

/** Shape of a picture in the given channel order. */
export function pictureShape(
  rows: number,
  columns: number,
  channels: number,
  channelsLast: boolean,
): Shape {
  return channelsLast ? [rows, columns, channels] : [channels, rows, columns];
}

/** Strides of a flat picture in the given channel order. */
export function layoutOf(
  rows: number,
  columns: number,
  channels: number,
  channelsLast: boolean,
): Layout {
  return channelsLast
    ? { row: columns * channels, column: channels, channel: 1 }
    : { row: columns, column: 1, channel: rows * columns };
}
