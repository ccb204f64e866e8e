import type { SensorSize } from '../decoder.js';
import type { Ledger } from '../kit/ledger.js';

/** How pixel events of one kind of Event Stream are laid out. */
export interface EsLayout {
  readonly kind: 'dvs' | 'atis' | 'colour';
  /** The type byte of the header. */
  readonly type: number;
  /** Bytes of an event: the first one, u16 x, u16 y, and what follows. */
  readonly size: number;
  /** Bits of the first byte below the time step. */
  readonly shift: number;
  /** First bytes from here on are no events. */
  readonly control: number;
  /** Microseconds that each of those bytes adds; 0 is a reset. */
  readonly leaps: readonly number[];
}

/** The kinds that have pixels. */
export const esLayouts: Readonly<Record<EsLayout['kind'], EsLayout>> = {
  dvs: { kind: 'dvs', type: 1, size: 5, shift: 1, control: 0xfe, leaps: [0, 127] },
  atis: { kind: 'atis', type: 2, size: 5, shift: 2, control: 0xfc, leaps: [0, 63, 126, 189] },
  colour: { kind: 'colour', type: 4, size: 8, shift: 0, control: 0xfe, leaps: [0, 254] },
};

/** Type byte of streams of bytes, and of those for displays. */
export const GENERIC = 0;
const DISPLAY = 3;

/** Every file begins with it. */
export const MAGIC = new TextEncoder().encode('Event Stream');

/** What a header says; `layout` is null for streams of bytes. */
export interface EsHeader {
  readonly version: string;
  readonly layout: EsLayout | null;
  readonly sensor: SensorSize | null;
  /** Where the events begin. */
  readonly end: number;
}

/**
 * The header, or null while it is not whole.
 *
 * @throws StreamError for other files, other versions, and streams for displays
 */
export function readEsHeader(bytes: Uint8Array, ledger: Ledger): EsHeader | null {
  const seen = Math.min(bytes.length, MAGIC.length);
  for (let i = 0; i < seen; i++) {
    if (bytes[i] !== MAGIC[i]) {
      throw ledger.refuse('bad-magic', 'does not begin with "Event Stream"', 'Give an .es file.');
    }
  }
  if (bytes.length < 16) return null;
  const version = bytes.subarray(12, 15).join('.');
  if (bytes[12] !== 2) {
    const what = `is an Event Stream of version ${version}, expected 2`;
    throw ledger.refuse('bad-version', what, 'Convert it with its own tools.');
  }
  const type = bytes[15]!;
  if (type === GENERIC) return { version, layout: null, sensor: null, end: 16 };
  const layout = layoutOf(type, ledger);
  if (bytes.length < 20) return null;
  const sensor = { width: bytes[16]! | (bytes[17]! << 8), height: bytes[18]! | (bytes[19]! << 8) };
  return { version, layout, sensor, end: 20 };
}

function layoutOf(type: number, ledger: Ledger): EsLayout {
  const layout = Object.values(esLayouts).find((one) => one.type === type);
  if (layout !== undefined) return layout;
  const name = type === DISPLAY ? 'asynchronous display (3)' : String(type);
  const what = `is an Event Stream of type ${name}, expected generic, DVS, ATIS or colour`;
  throw ledger.refuse(type === DISPLAY ? 'unsupported' : 'bad-header', what, 'Give another file.');
}
