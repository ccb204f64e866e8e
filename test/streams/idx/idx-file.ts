/** An IDX file: its magic, the sizes of its dimensions, and its bytes. */
export function idxFile(magic: number, sizes: readonly number[], content: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(4 + 4 * sizes.length + content.length);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, magic);
  for (const [i, size] of sizes.entries()) view.setUint32(4 + 4 * i, size);
  bytes.set(content, 4 + 4 * sizes.length);
  return bytes;
}

/** Pictures in which every pixel is the number of its picture. */
export function pictureFile(count: number, rows: number, columns: number): Uint8Array {
  const pixels = Uint8Array.from({ length: count * rows * columns }, (_, i) =>
    Math.floor(i / (rows * columns)),
  );
  return idxFile(0x803, [count, rows, columns], pixels);
}

/** A file of labels. */
export function labelFile(labels: readonly number[]): Uint8Array {
  return idxFile(0x801, [labels.length], Uint8Array.from(labels));
}
