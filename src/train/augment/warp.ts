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
  const [top, bottom] = [Math.max(0, down), Math.min(rows, rows + down)];
  const [left, end] = [Math.max(0, right), Math.min(columns, columns + right)];
  const stride = flip ? -channels : channels;
  for (let row = top; row < bottom; row++) {
    const first = flip ? columns - 1 - (left - right) : left - right;
    let from = ((row - down) * columns + first) * channels;
    let to = (row * columns + left) * channels;
    for (let column = left; column < end; column++) {
      for (let k = 0; k < channels; k++) output[to + k] = input[from + k]! * scale;
      from += stride;
      to += channels;
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
  const [middleY, middleX] = [(rows - 1) / 2, (columns - 1) / 2];
  const [cos, sin] = [Math.cos(angle) / factor, Math.sin(angle) / factor];
  const side = flip ? -1 : 1;
  const rowStride = columns * channels;
  let to = 0;
  for (let row = 0; row < rows; row++) {
    const y = row - middleY - down;
    for (let column = 0; column < columns; column++, to += channels) {
      const x = column - middleX - right;
      const sourceY = middleY + cos * y - sin * x;
      const sourceX = middleX + side * (cos * x + sin * y);
      const [above, before] = [Math.floor(sourceY), Math.floor(sourceX)];
      const [partY, partX] = [sourceY - above, sourceX - before];
      // Weights of the four neighbours, 0 outside the picture.
      const upper = above >= 0 && above < rows ? (1 - partY) * scale : 0;
      const lower = above >= -1 && above < rows - 1 ? partY * scale : 0;
      const near = before >= 0 && before < columns ? 1 - partX : 0;
      const far = before >= -1 && before < columns - 1 ? partX : 0;
      const corner = above * rowStride + before * channels;
      for (let k = 0; k < channels; k++) {
        let sum = 0;
        if (upper !== 0) {
          if (near !== 0) sum += upper * near * input[corner + k]!;
          if (far !== 0) sum += upper * far * input[corner + channels + k]!;
        }
        if (lower !== 0) {
          if (near !== 0) sum += lower * near * input[corner + rowStride + k]!;
          if (far !== 0) sum += lower * far * input[corner + rowStride + channels + k]!;
        }
        output[to + k] = sum;
      }
    }
  }
}
