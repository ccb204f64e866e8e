/** How a picture is moved: mirrored, then turned and stretched about its centre, then shifted. */
export interface Movement {
  /** Left and right exchanged. */
  readonly flip: boolean;
  /** Radians, clockwise as rows count downwards. */
  readonly angle: number;
  /** Above 1 is larger. */
  readonly factor: number;
  /** Pixels downwards. */
  readonly down: number;
  /** Pixels to the right. */
  readonly right: number;
}

/** Size of a picture in memory order. */
export interface PictureSize {
  readonly rows: number;
  readonly columns: number;
  readonly channels: number;
}

/** Values of one picture, row-major. */
export type Picture = Uint8Array | Float32Array;

/**
 * Writes a moved picture, every value times `scale`; what comes from outside is 0. Movements by whole
 * pixels copy values, others mix the four nearest (bilinear).
 */
export function moveInto(
  output: Float32Array,
  input: Picture,
  size: PictureSize,
  move: Movement,
  scale: number,
): void {
  const whole = Number.isInteger(move.down) && Number.isInteger(move.right);
  if (move.angle === 0 && move.factor === 1 && whole) shiftInto(output, input, size, move, scale);
  else warpInto(output, input, size, move, scale);
}

function shiftInto(
  output: Float32Array,
  input: Picture,
  { rows, columns, channels }: PictureSize,
  { flip, down, right }: Movement,
  scale: number,
): void {
  if (!flip && down === 0 && right === 0) {
    for (let i = 0; i < input.length; i++) output[i] = input[i]! * scale;
    return;
  }
  output.fill(0);
  const top = Math.max(0, down);
  const bottom = Math.min(rows, rows + down);
  const left = Math.max(0, right);
  const run = Math.min(columns, columns + right) - left;
  const first = flip ? columns - 1 - (left - right) : left - right;
  for (let row = top; row < bottom; row++) {
    const from = ((row - down) * columns + first) * channels;
    const to = (row * columns + left) * channels;
    if (!flip) {
      for (let i = 0; i < run * channels; i++) output[to + i] = input[from + i]! * scale;
    } else {
      for (let i = 0; i < run; i++) {
        const pixel = from - i * channels;
        for (let k = 0; k < channels; k++)
          output[to + i * channels + k] = input[pixel + k]! * scale;
      }
    }
  }
}

function warpInto(
  output: Float32Array,
  input: Picture,
  { rows, columns, channels }: PictureSize,
  { flip, angle, factor, down, right }: Movement,
  scale: number,
): void {
  const middleY = (rows - 1) / 2;
  const middleX = (columns - 1) / 2;
  const cos = Math.cos(angle) / factor;
  const sin = Math.sin(angle) / factor;
  const side = flip ? -1 : 1;
  const stride = columns * channels;
  let to = 0;
  for (let row = 0; row < rows; row++) {
    const y = row - middleY - down;
    for (let column = 0; column < columns; column++, to += channels) {
      const x = column - middleX - right;
      const sourceY = middleY + cos * y - sin * x;
      const sourceX = middleX + side * (cos * x + sin * y);
      const above = Math.floor(sourceY);
      const before = Math.floor(sourceX);
      const partY = sourceY - above;
      const partX = sourceX - before;
      const corner = above * stride + before * channels;
      if (above >= 0 && above < rows - 1 && before >= 0 && before < columns - 1) {
        for (let k = 0; k < channels; k++) {
          const from = corner + k;
          const upper = input[from]! + partX * (input[from + channels]! - input[from]!);
          const below = from + stride;
          const lower = input[below]! + partX * (input[below + channels]! - input[below]!);
          output[to + k] = (upper + partY * (lower - upper)) * scale;
        }
      } else if (above < -1 || above >= rows || before < -1 || before >= columns) {
        for (let k = 0; k < channels; k++) output[to + k] = 0;
      } else {
        // On the rim: neighbours outside the picture are 0.
        const upper = above >= 0 ? (1 - partY) * scale : 0;
        const lower = above < rows - 1 ? partY * scale : 0;
        const near = before >= 0 ? 1 - partX : 0;
        const far = before < columns - 1 ? partX : 0;
        for (let k = 0; k < channels; k++) {
          let sum = 0;
          if (upper !== 0 && near !== 0) sum += upper * near * input[corner + k]!;
          if (upper !== 0 && far !== 0) sum += upper * far * input[corner + channels + k]!;
          if (lower !== 0 && near !== 0) sum += lower * near * input[corner + stride + k]!;
          if (lower !== 0 && far !== 0) sum += lower * far * input[corner + stride + channels + k]!;
          output[to + k] = sum;
        }
      }
    }
  }
}
