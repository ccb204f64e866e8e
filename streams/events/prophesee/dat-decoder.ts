import type { EventDecoder } from '../decoder.js';
import type { PropheseeOptions } from './geometry.js';
import { badHeader, type PropheseeHeader, sizeFrom } from './header.js';
import { eventClock } from './problems.js';
import { type Opened, type RecordReader, recordDecoder, type Workplace } from './record-decoder.js';
import { type Setting, settingOf } from './setting.js';

/** Range of the 32-bit time, in microseconds. */
const LOOP = 2 ** 32;

/** Types whose records are no events, by what they are. */
const asides: Readonly<Record<number, string>> = { 14: 'trigger', 40: 'flow' };

/**
 * Decodes a Prophesee DAT file (event-formats.md 3), versions 1 and 2. Many say no size: give width
 * and height, or `geometry: 'scan'`. Files of triggers or of optical flow hold no events; their
 * records are counted.
 *
 * @throws StreamError from `push` or `end` for records of another type, or without a size
 *
 * @example
 * const decoder = datDecoder({ geometry: 'scan' });
 */
export function datDecoder(options: PropheseeOptions = {}): EventDecoder {
  const path = options.path ?? 'recording';
  return recordDecoder('dat', options, {
    preview: ({ lines }) => (lines.length === 0 ? 0 : 2),
    open(header, body, place): Opened {
      // The oldest files have no header at all, and then no type either.
      const bare = header.lines.length === 0;
      if (!bare && body.length < 2) {
        throw badHeader(path, `the file ends before the type of its records`, 'truncated');
      }
      const [type, size] = bare ? [0, 8] : body;
      const { keys } = header;
      const [width, height] = [keys.get('width'), keys.get('height')];
      const said = width && height ? sizeFrom(width, height, path) : null;
      const setting = settingOf(said, null, header, options, place);
      const reader = isEvent(type, size, path)
        ? datReader(versionOf(header, path), setting, place)
        : asideReader(asides[type], size, setting, place);
      return { reader, skip: bare ? 0 : 2 };
    },
  });
}

function isEvent(type: number, size: number, path: string): boolean {
  if ((type === 0 || type === 12) && size === 8) return true;
  if (type in asides && size > 0) return false;
  throw badHeader(
    path,
    `its records are of type ${type} and ${size} bytes, expected 0 or 12 and 8 bytes`,
    'unsupported',
  );
}

function versionOf({ keys }: PropheseeHeader, path: string): 1 | 2 {
  const version = keys.get('version') ?? '2';
  if (version === '1' || version === '2') return Number(version) as 1 | 2;
  throw badHeader(path, `its version is ${version}, expected 1 or 2`, 'bad-version');
}

function datReader(
  version: 1 | 2,
  { sensor, t0, maxJumpUs }: Setting,
  { block, out, log }: Workplace,
): RecordReader {
  const words = new Uint32Array(block);
  const width = sensor?.width ?? 65536;
  const height = sensor?.height ?? 65536;
  const clock = eventClock(log, maxJumpUs);
  const [yShift, pShift] = version === 1 ? [9, 17] : [14, 28];
  const xMask = version === 1 ? 0x1ff : 0x3fff;
  const yMask = version === 1 ? 0xff : 0x3fff;
  let before = 0;
  let base = t0;

  function refuse(x: number, y: number, byte: number): boolean {
    const what = `event at column ${x}, row ${y} is outside of ${width}x${height} pixels`;
    return log.add('coordinate', byte, () => what);
  }

  function read(count: number, at: number): void {
    const { t: ts, x: xs, y: ys, p: ps } = out;
    let n = out.n;
    let raw = before;
    let round = base;
    let { last } = clock;
    const [columns, rows, yAt, pAt] = [width, height, yShift, pShift];
    const [xBits, yBits, source] = [xMask, yMask, words];
    for (let i = 0; i < count; i++) {
      const time = source[2 * i];
      const address = source[2 * i + 1];
      if (raw - time >= LOOP / 2) round += LOOP;
      raw = time;
      const t = round + time;
      const x = address & xBits;
      const y = (address >>> yAt) & yBits;
      if (x >= columns || y >= rows) {
        if (refuse(x, y, at + 8 * i)) break;
        continue;
      }
      if (t !== last) {
        if (!(t > last && t - last <= maxJumpUs)) {
          clock.last = last;
          if (clock.step(t, at + 8 * i)) break;
        }
        last = t;
      }
      ts[n] = t;
      xs[n] = x;
      ys[n] = y;
      ps[n++] = (address >>> pAt) & 1;
    }
    before = raw;
    base = round;
    clock.last = last;
    out.n = n;
  }

  return { format: 'dat', sensor, record: 8, mostEvents: 1, read };
}

/** Counts records that are no events. */
function asideReader(
  what: string,
  record: number,
  { sensor }: Setting,
  { log, notes }: Workplace,
): RecordReader {
  notes.push(`records of ${record} bytes are no events: ${what}`);
  const read = (count: number): void => {
    log.side[what] = (log.side[what] ?? 0) + count;
  };
  return { format: 'dat', sensor, record, mostEvents: 0, read };
}
