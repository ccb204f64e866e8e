import { crc32 } from '../core/crc32.js';
import { CodecError } from '../core/errors.js';

/*
 * The file, little-endian throughout:
 *
 *   0  magic, 8 bytes          16  length of the whole file, u64
 *   8  format version, u16     24  CRC-32 of everything but these four bytes, u32
 *  10  flags, u16, all 0       28  0, u32
 *  12  length of header, u32   32  header (msgpack), then arrays, each beginning at a multiple of 8
 */

/** `RXSPIKE` and a zero byte: what every file of ours begins with. */
export const MAGIC = Uint8Array.of(0x52, 0x58, 0x53, 0x50, 0x49, 0x4b, 0x45, 0);

/** Version of the layout; a reader refuses every other. */
export const FORMAT_VERSION = 1;

/** Where the header begins. */
export const HEADER_AT = 32;

const VERSION_AT = 8;
const FLAGS_AT = 10;
const HEADER_LENGTH_AT = 12;
const TOTAL_AT = 16;
const CHECKSUM_AT = 24;

/** The next multiple of 8. */
export function aligned(offset: number): number {
  return Math.ceil(offset / 8) * 8;
}

/** Fills in everything before the header. The rest of the file must be there already. */
export function seal(bytes: Uint8Array, headerLength: number): void {
  const view = viewOf(bytes);
  bytes.set(MAGIC);
  view.setUint16(VERSION_AT, FORMAT_VERSION, true);
  view.setUint16(FLAGS_AT, 0, true);
  view.setUint32(HEADER_LENGTH_AT, headerLength, true);
  view.setBigUint64(TOTAL_AT, BigInt(bytes.length), true);
  view.setUint32(CHECKSUM_AT, checksumOf(bytes), true);
}

/**
 * Checks that the bytes are a whole, undamaged file of this version and returns its header.
 *
 * @throws CodecError that says what is wrong and with which numbers
 */
export function unseal(bytes: Uint8Array, where: string): Uint8Array {
  checkBeginning(bytes, where);
  const view = viewOf(bytes);
  const version = view.getUint16(VERSION_AT, true);
  if (version !== FORMAT_VERSION) throw versionError(version, where);
  const flags = view.getUint16(FLAGS_AT, true);
  if (flags !== 0) {
    throw damage(where, 'bad-flags', `has flags 0x${hex(flags, 4)}, expected 0x0000`);
  }
  const total = view.getBigUint64(TOTAL_AT, true);
  if (total !== BigInt(bytes.length)) throw lengthError(total, bytes.length, where);
  const [stored, computed] = [view.getUint32(CHECKSUM_AT, true), checksumOf(bytes)];
  if (stored !== computed) {
    const numbers = `0x${hex(computed, 8)}, expected 0x${hex(stored, 8)}`;
    throw damage(where, 'bad-checksum', `the checksum of the content is ${numbers}`);
  }
  const length = view.getUint32(HEADER_LENGTH_AT, true);
  const room = bytes.length - HEADER_AT;
  if (length > room) {
    throw damage(where, 'bad-header', `the header has ${length} bytes, but only ${room} follow`);
  }
  return bytes.subarray(HEADER_AT, HEADER_AT + length);
}

/** True if bytes begin as our files do; says nothing about what follows. */
export function hasMagic(bytes: Uint8Array): boolean {
  return bytes.length >= MAGIC.length && MAGIC.every((byte, i) => bytes[i] === byte);
}

function checkBeginning(bytes: Uint8Array, where: string): void {
  const shown = [...bytes.subarray(0, MAGIC.length)].map((byte) => hex(byte, 2)).join(' ');
  const begun = bytes.subarray(0, MAGIC.length).every((byte, i) => byte === MAGIC[i]);
  if (!begun) {
    throw new CodecError(
      `${where}: this is no file of rxspike (it begins with ${shown}, expected ` +
        `${[...MAGIC].map((byte) => hex(byte, 2)).join(' ')}). Check the path.`,
      { code: 'bad-magic', path: where },
    );
  }
  if (bytes.length < HEADER_AT) {
    const count = bytes.length === 0 ? 'is empty' : `is cut off after ${bytes.length} bytes`;
    throw damage(where, 'truncated', `${count}, the shortest file has ${HEADER_AT}`);
  }
}

function versionError(version: number, where: string): CodecError {
  return new CodecError(
    `${where}: has format version ${version}, this rxspike reads version ${FORMAT_VERSION}. ` +
      (version > FORMAT_VERSION ? 'Update rxspike.' : 'Write the file again with this rxspike.'),
    { code: 'bad-version', path: where },
  );
}

function lengthError(total: bigint, length: number, where: string): CodecError {
  return damage(
    where,
    total > length ? 'truncated' : 'trailing-bytes',
    `announces ${total} bytes, but has ${length}`,
  );
}

/** A CodecError for a file that was ours and has suffered. */
export function damage(where: string, code: string, what: string, cause?: unknown): CodecError {
  return new CodecError(`${where}: ${what}. The file is damaged: copy or write it again.`, {
    code,
    path: where,
    cause,
  });
}

function checksumOf(bytes: Uint8Array): number {
  return crc32(bytes.subarray(CHECKSUM_AT + 4), crc32(bytes.subarray(0, CHECKSUM_AT)));
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

function hex(value: number, digits: number): string {
  return value.toString(16).padStart(digits, '0');
}
