import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { drawnDigits } from '../../streams/synthetic/digits.js';

/**
 * Writes small sets of drawn digits as the four files of MNIST.
 *
 * @returns the labels of the test set, in order
 */
export function writeIdxFiles(folder: string, count: number): number[] {
  mkdirSync(folder, { recursive: true });
  writeSet(folder, 'train', count, 2);
  return writeSet(folder, 't10k', count, 1);
}

function writeSet(folder: string, set: string, count: number, seed: number): number[] {
  const digits = [...drawnDigits({ count, seed })];
  const labels = digits.map(({ label }) => label);
  const images = Buffer.concat(digits.map(({ pixels }) => pixels));
  write(join(folder, `${set}-images-idx3-ubyte`), [count, 28, 28], images);
  write(join(folder, `${set}-labels-idx1-ubyte`), [count], Uint8Array.from(labels));
  return labels;
}

/** Two zero bytes, 8 for bytes, the number of dimensions; the sizes, big-endian; the bytes. */
function write(path: string, sizes: readonly number[], bytes: Uint8Array): void {
  const header = Buffer.alloc(4 + 4 * sizes.length);
  header.writeUInt32BE(0x0800 + sizes.length, 0);
  for (const [i, size] of sizes.entries()) header.writeUInt32BE(size, 4 + 4 * i);
  writeFileSync(path, Buffer.concat([header, bytes]));
}
