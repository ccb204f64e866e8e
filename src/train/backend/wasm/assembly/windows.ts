// Windows of a picture as rows of a matrix, and back. The geometry is eleven i32: height, width and
// channels of the input, height and width of the output and of the window, strides, padding.

// @ts-expect-error: a decorator of AssemblyScript
function field(g: usize, index: usize): i32 {
  return load<i32>(g + (index << 2));
}

/** Writes the windows of `count` output positions from `first` on; rows are `stride` bytes apart. */
export function takeWindows(
  g: usize,
  x: usize,
  rows: usize,
  stride: usize,
  first: i32,
  count: i32,
): void {
  walk(g, x, rows, stride, first, count, false);
}

/** Adds rows back into the windows they stand for. */
export function addWindows(
  g: usize,
  x: usize,
  rows: usize,
  stride: usize,
  first: i32,
  count: i32,
): void {
  walk(g, x, rows, stride, first, count, true);
}

// @ts-expect-error: a decorator of AssemblyScript
function walk(
  g: usize,
  x: usize,
  rows: usize,
  stride: usize,
  first: i32,
  count: i32,
  back: bool,
): void {
  const height = field(g, 0);
  const width = field(g, 1);
  const channels = field(g, 2);
  const outHeight = field(g, 3);
  const outWidth = field(g, 4);
  const windowHeight = field(g, 5);
  const windowWidth = field(g, 6);
  const length = (windowWidth * channels) << 2;
  let ox = first % outWidth;
  let oy = (first / outWidth) % outHeight;
  let n = first / (outWidth * outHeight);
  for (let p = 0; p < count; p++) {
    const left = ox * field(g, 8) - field(g, 10);
    const top = oy * field(g, 7) - field(g, 9);
    const skip = (max(0, -left) * channels) << 2;
    const end = max(skip, (min(windowWidth, width - left) * channels) << 2);
    let row = rows;
    for (let ky = 0; ky < windowHeight; ky++, row += length) {
      const y = top + ky;
      const inside = y >= 0 && y < height;
      const at = x + ((((n * height + y) * width + left) * channels) << 2);
      if (back) {
        if (inside) addFloats(at + skip, row + skip, end - skip);
      } else if (!inside) {
        memory.fill(row, 0, length);
      } else {
        if (skip > 0) memory.fill(row, 0, skip);
        copyFloats(row + skip, at + skip, end - skip);
        if (end < length) memory.fill(row + end, 0, length - end);
      }
    }
    rows += stride;
    if (++ox < outWidth) continue;
    ox = 0;
    if (++oy < outHeight) continue;
    oy = 0;
    n++;
  }
}

// @ts-expect-error: a decorator of AssemblyScript
function copyFloats(to: usize, from: usize, bytes: i32): void {
  let i: i32 = 0;
  for (; i + 16 <= bytes; i += 16) v128.store(to + i, v128.load(from + i));
  for (; i < bytes; i += 4) store<f32>(to + i, load<f32>(from + i));
}

// @ts-expect-error: a decorator of AssemblyScript
function addFloats(to: usize, from: usize, bytes: i32): void {
  let i: i32 = 0;
  for (; i + 16 <= bytes; i += 16) {
    v128.store(to + i, f32x4.add(v128.load(to + i), v128.load(from + i)));
  }
  for (; i < bytes; i += 4) store<f32>(to + i, load<f32>(to + i) + load<f32>(from + i));
}
