import type { Ledger } from '../kit/ledger.js';

const MAGIC = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59];

/** Longer headers are not of events. */
const LONGEST = 2 ** 16;

/** A column of a record. */
export interface NpyField {
  /** Empty for arrays that are not structured. */
  readonly name: string;
  /** As numpy writes it: `<u2`, `|b1`. */
  readonly type: string;
}

/** What the header of a `.npy` file says. */
export interface NpyHeader {
  /** One field for plain arrays, all with their names for structured ones. */
  readonly fields: readonly NpyField[];
  readonly structured: boolean;
  readonly shape: readonly number[];
  /** Where the numbers begin. */
  readonly end: number;
}

/**
 * The header of a `.npy` file of version 1, 2 or 3, or null while it is not whole.
 *
 * @throws StreamError for other files, and for arrays stored column by column
 */
export function readNpyHeader(bytes: Uint8Array, ledger: Ledger): NpyHeader | null {
  for (let i = 0; i < Math.min(bytes.length, MAGIC.length); i++) {
    if (bytes[i] !== MAGIC[i]) {
      throw ledger.refuse('bad-magic', 'is no array of numpy', 'Give a .npy file.');
    }
  }
  if (bytes.length < 12) return null;
  const version = bytes[6]!;
  if (version < 1 || version > 3) {
    const what = `is of version ${version} of the format, expected 1 to 3`;
    throw ledger.refuse('bad-version', what, 'Save it again.');
  }
  const short = bytes[8]! | (bytes[9]! << 8);
  const length = version === 1 ? short : short + (bytes[10]! | (bytes[11]! << 8)) * 2 ** 16;
  const from = version === 1 ? 10 : 12;
  if (length > LONGEST) {
    const what = `has a header of ${length} bytes, expected at most ${LONGEST}`;
    throw ledger.refuse('bad-header', what, 'Give another file.');
  }
  if (bytes.length < from + length) return null;
  const text = new TextDecoder('latin1').decode(bytes.subarray(from, from + length));
  return { ...parsed(text, ledger), end: from + length };
}

function parsed(text: string, ledger: Ledger): Omit<NpyHeader, 'end'> {
  const shape = /'shape'\s*:\s*\(([\d\s,]*)\)/.exec(text)?.[1];
  const order = /'fortran_order'\s*:\s*(True|False)/.exec(text)?.[1];
  const plain = /'descr'\s*:\s*'([^']*)'/.exec(text)?.[1];
  const list = /'descr'\s*:\s*\[((?:[^[\]])*)\]/.exec(text)?.[1];
  if (shape === undefined || order === undefined || (plain ?? list) === undefined) {
    const what = 'has a header without a readable descr, fortran_order and shape';
    throw ledger.refuse('bad-header', what, 'Save the array with numpy.save.');
  }
  const sizes = shape.split(',').filter((n) => n.trim() !== '');
  if (order === 'True' && sizes.length > 1) {
    const hint = 'Save numpy.ascontiguousarray(x).';
    throw ledger.refuse('unsupported', 'is stored column by column', hint);
  }
  return {
    fields: plain === undefined ? fieldsOf(list!, ledger) : [{ name: '', type: plain }],
    structured: plain === undefined,
    shape: sizes.map(Number),
  };
}

function fieldsOf(list: string, ledger: Ledger): NpyField[] {
  const form = /\s*\(\s*'([^']*)'\s*,\s*'([^']*)'\s*\)\s*(?:,|$)/y;
  const fields: NpyField[] = [];
  while (form.lastIndex < list.length) {
    const match = form.exec(list);
    if (match === null) {
      const what = `has fields that are no plain numbers: [${list.slice(0, 80)}]`;
      throw ledger.refuse('unsupported', what, 'Save fields with one number each.');
    }
    fields.push({ name: match[1]!, type: match[2]! });
  }
  return fields;
}
