import { zlibSync } from 'fflate';
import { crc32 } from '../../core/crc32.js';

/**
 * A sample as a PNG in a `data:` address, one pixel per position.
 *
 * @param shape rows x columns, or rows x columns x channels; three channels are red, green and blue,
 *   others are averaged
 * @param range the values that are black and white; what is beyond is cut off
 * @returns `null` if the shape is not that of a picture
 */
export function pictureAddress(
  values: ArrayLike<number>,
  shape: readonly number[],
  [black, white]: readonly [number, number],
): string | null {
  if (shape.length !== 2 && shape.length !== 3) return null;
  const [rows, columns, channels = 1] = shape as [number, number, number?];
  const colour = channels === 3;
  const stride = columns * (colour ? 3 : 1) + 1;
  const lines = new Uint8Array(rows * stride);
  const level = (at: number) => {
    const share = (values[at]! - black) / (white - black);
    return Math.max(0, Math.min(255, Math.round(255 * share)));
  };
  for (let p = 0; p < rows * columns; p++) {
    const row = Math.floor(p / columns);
    // Every line begins with the filter's number, 0.
    const to = row * stride + 1 + (p - row * columns) * (colour ? 3 : 1);
    if (colour) for (let c = 0; c < 3; c++) lines[to + c] = level(3 * p + c);
    else lines[to] = meanLevel(p * channels, channels, level);
  }
  const bytes = pngOf(columns, rows, colour ? 2 : 0, zlibSync(lines));
  return `data:image/png;base64,${Buffer.from(bytes).toString('base64')}`;
}

function meanLevel(from: number, channels: number, level: (at: number) => number): number {
  let sum = 0;
  for (let c = 0; c < channels; c++) sum += level(from + c);
  return Math.round(sum / channels);
}

/** Signature, header, data and end of a PNG of 8 bits (Portable Network Graphics, W3C, section 5). */
function pngOf(width: number, height: number, colourType: 0 | 2, data: Uint8Array): Uint8Array {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, colourType, 0, 0, 0], 8);
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    pngPart('IHDR', header),
    pngPart('IDAT', data),
    pngPart('IEND', new Uint8Array()),
  ]);
}

function pngPart(kind: string, data: Uint8Array): Uint8Array {
  const body = Buffer.concat([Buffer.from(kind, 'latin1'), data]);
  const part = Buffer.alloc(body.length + 8);
  part.writeUInt32BE(data.length, 0);
  part.set(body, 4);
  part.writeUInt32BE(crc32(body) >>> 0, body.length + 4);
  return part;
}
