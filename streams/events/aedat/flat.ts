/**
 * Reading of FlatBuffers by hand: a table begins with the signed distance back to its vtable, which
 * says where each slot lies; 0 is a slot that has its default. All readers throw a RangeError outside
 * of the buffer.
 */

/** A table: where it is, in a view that begins at its buffer. */
export interface FlatTable {
  readonly view: DataView;
  readonly at: number;
}

/** The identifier of a size-prefixed buffer, or of a plain one with `prefix` 0; '' if there is no room. */
export function flatIdentifier(view: DataView, prefix = 4): string {
  if (view.byteLength < prefix + 8) return '';
  let text = '';
  for (let i = 0; i < 4; i++) text += String.fromCharCode(view.getUint8(prefix + 4 + i));
  return text;
}

/** The root table of a buffer behind `prefix` bytes. */
export function flatRoot(view: DataView, prefix = 4): FlatTable {
  return { view, at: prefix + view.getUint32(prefix, true) };
}

/** Where a slot lies, 0 if it has its default. */
export function flatSlot({ view, at }: FlatTable, slot: number): number {
  const vtable = at - view.getInt32(at, true);
  const entry = 4 + 2 * slot;
  if (entry + 2 > view.getUint16(vtable, true)) return 0;
  const offset = view.getUint16(vtable + entry, true);
  return offset === 0 ? 0 : at + offset;
}

/** A signed integer of 8, 16, 32 or 64 bits; 64 bits as a double. */
export function flatInt(table: FlatTable, slot: number, bits: 8 | 16 | 32 | 64, other = 0): number {
  const at = flatSlot(table, slot);
  if (at === 0) return other;
  if (bits === 8) return table.view.getInt8(at);
  if (bits === 16) return table.view.getInt16(at, true);
  if (bits === 32) return table.view.getInt32(at, true);
  return int64At(table.view, at);
}

/** A signed 64-bit integer as a double; exact below 2^53. */
export function int64At(view: DataView, at: number): number {
  return view.getInt32(at + 4, true) * 2 ** 32 + view.getUint32(at, true);
}

/** A 32-bit float. */
export function flatFloat(table: FlatTable, slot: number): number {
  const at = flatSlot(table, slot);
  return at === 0 ? 0 : table.view.getFloat32(at, true);
}

/** A vector: where its first element is and how many there are; all of them lie in the buffer. */
export function flatVector(
  table: FlatTable,
  slot: number,
  elementBytes: number,
): { readonly at: number; readonly length: number } {
  const slotAt = flatSlot(table, slot);
  if (slotAt === 0) return { at: 0, length: 0 };
  const vector = slotAt + table.view.getUint32(slotAt, true);
  const length = table.view.getUint32(vector, true);
  if (vector + 4 + length * elementBytes > table.view.byteLength) {
    throw new RangeError(`a vector of ${length} elements passes the end`);
  }
  return { at: vector + 4, length };
}

/** A vector of tables. */
export function flatTables(table: FlatTable, slot: number): FlatTable[] {
  const { at, length } = flatVector(table, slot, 4);
  return Array.from({ length }, (_, i) => {
    const entry = at + 4 * i;
    return { view: table.view, at: entry + table.view.getUint32(entry, true) };
  });
}

/** A string in UTF-8. */
export function flatString(table: FlatTable, slot: number): string {
  const { at, length } = flatVector(table, slot, 1);
  const { buffer, byteOffset } = table.view;
  return new TextDecoder().decode(new Uint8Array(buffer, byteOffset + at, length));
}
