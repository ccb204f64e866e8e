// Linear operators turned round: every input that is not 0 adds its share to all sums it reaches.
// Inputs come in the order in which one output adds them, so each sum has the same bits; leaving out
// zeros changes nothing, since the weights are finite and a sum that starts at 0 is never -0.

/** sums[f] += value * weights[f], f < count. */
function addScaled(sums: usize, weights: usize, value: f64, count: i32): void {
  const values = f64x2.splat(value);
  const end: usize = (<usize>count) << 3;
  let f: usize = 0;
  for (; f + 16 <= end; f += 16) {
    const product = f64x2.mul(values, v128.load(weights + f));
    v128.store(sums + f, f64x2.add(v128.load(sums + f), product));
  }
  if (f < end) {
    store<f64>(sums + f, load<f64>(sums + f) + value * load<f64>(weights + f));
  }
}

/** sums[i] = sum over j of input[j] weights[j, i]; weights are (columns, rows). */
export function dense(rows: i32, columns: i32, weights: usize, input: usize, sums: usize): void {
  const rowBytes: usize = (<usize>rows) << 3;
  memory.fill(sums, 0, rowBytes);
  for (let j: i32 = 0; j < columns; j++) {
    const value = load<f64>(input + ((<usize>j) << 3));
    if (value !== 0) addScaled(sums, weights + <usize>j * rowBytes, value, rows);
  }
}

/** What the windows of a convolution are, as 32-bit numbers one behind another. */
@unmanaged
class Geometry {
  rows: i32;
  columns: i32;
  /** Channels of one group. */
  channels: i32;
  groups: i32;
  filters: i32;
  kernelColumns: i32;
  strideRows: i32;
  strideColumns: i32;
  top: i32;
  left: i32;
  /** Distances in the input between rows, columns, channels. */
  inRow: i32;
  inColumn: i32;
  inChannel: i32;
  outRows: i32;
  outColumns: i32;
  /** (kernel rows, kernel columns, channels, filters). */
  weights: i32;
  /** For each row of the input the first window over it, and the first behind those; then for columns. */
  rowSpans: i32;
  columnSpans: i32;
}

/** sums[r, c, f] of a convolution without bias, channels last whatever the input has. */
export function conv2d(at: usize, input: usize, sums: usize): void {
  const g = changetype<Geometry>(at);
  memory.fill(sums, 0, (<usize>(g.outRows * g.outColumns * g.filters)) << 3);
  const columns = g.columns;
  const inColumn = g.inColumn;
  for (let y: i32 = 0; y < g.rows; y++) {
    const spans: usize = <usize>g.rowSpans + ((<usize>y) << 3);
    const firstRow = load<i32>(spans);
    const endRow = load<i32>(spans, 4);
    if (firstRow >= endRow) continue;
    for (let x: i32 = 0; x < columns; x++) {
      const across: usize = <usize>g.columnSpans + ((<usize>x) << 3);
      const firstColumn = load<i32>(across);
      const endColumn = load<i32>(across, 4);
      if (firstColumn >= endColumn) continue;
      const pixel = input + ((<usize>(y * g.inRow + x * inColumn)) << 3);
      const all = g.groups * g.channels;
      for (let q: i32 = 0; q < all; q++) {
        const value = load<f64>(pixel + ((<usize>(q * g.inChannel)) << 3));
        if (value === 0) continue;
        const group = g.groups === 1 ? 0 : q / g.channels;
        const k = q - group * g.channels;
        const share = g.groups === 1 ? g.filters : g.filters / g.groups;
        for (let r: i32 = firstRow; r < endRow; r++) {
          const i = y + g.top - r * g.strideRows;
          for (let c: i32 = firstColumn; c < endColumn; c++) {
            const j = x + g.left - c * g.strideColumns;
            const place = ((i * g.kernelColumns + j) * g.channels + k) * g.filters + group * share;
            const target = (r * g.outColumns + c) * g.filters + group * share;
            addScaled(
              sums + ((<usize>target) << 3),
              <usize>g.weights + ((<usize>place) << 3),
              value,
              share,
            );
          }
        }
      }
    }
  }
}

/**
 * sums[p, f] = sum over k of input[p, k] weights[k, f]: a convolution that looks at single pixels. For few
 * weights, which are sooner added than asked whether they must be.
 */
export function pointwise(
  pixels: i32,
  channels: i32,
  filters: i32,
  weights: usize,
  input: usize,
  sums: usize,
): void {
  const row: usize = (<usize>filters) << 3;
  const step: usize = (<usize>channels) << 3;
  const pairs: usize = row & ~15;
  for (let p: i32 = 0; p < pixels; p++) {
    const end = input + step;
    let f: usize = 0;
    for (; f < pairs; f += 16) {
      let sum = f64x2.splat(0);
      let w = weights + f;
      for (let at = input; at < end; at += 8) {
        sum = f64x2.add(sum, f64x2.mul(v128.load64_splat(at), v128.load(w)));
        w += row;
      }
      v128.store(sums + f, sum);
    }
    if (f < row) {
      let sum: f64 = 0;
      let w = weights + f;
      for (let at = input; at < end; at += 8) {
        sum += load<f64>(at) * load<f64>(w);
        w += row;
      }
      store<f64>(sums + f, sum);
    }
    input = end;
    sums += row;
  }
}

/** sums[p, f] += bias[f]. */
export function addBias(pixels: i32, filters: i32, bias: usize, sums: usize): void {
  const step: usize = (<usize>filters) << 3;
  const end = sums + <usize>pixels * step;
  for (let p = sums; p < end; p += step) addScaled(p, bias, 1, filters);
}

/** target[f, p] = sums[p, f]. */
export function channelsFirst(pixels: i32, filters: i32, sums: usize, target: usize): void {
  let from = sums;
  for (let p: i32 = 0; p < pixels; p++) {
    for (let f: i32 = 0; f < filters; f++) {
      store<f64>(target + ((<usize>(f * pixels + p)) << 3), load<f64>(from));
      from += 8;
    }
  }
}
