import type { EventBatch } from '../../../src/core/event-batch.js';
import type { EventEncoder, SensorSize } from '../decoder.js';
import { AEDAT2_RECORD } from './aedat2-decoder.js';
import { type Aedat2Layout, type Aedat2LayoutName, aedat2Layouts } from './aedat2-layout.js';
import { viewOf } from './byte-queue.js';
import { joined, requireEvents, unfit } from './encoding.js';
import { cameraSize } from './text-header.js';

/** Options of `aedat2Encoder`. */
export interface Aedat2EncodeOptions extends SensorSize {
  /** Default: `dvs128` for 128x128 pixels, else `davis`. */
  readonly layout?: Aedat2LayoutName;
  /** `topLeft` (default): events have rows from the top and are turned; `asStored`: written as they are. */
  readonly orientation?: 'topLeft' | 'asStored';
  /** Of a DVS128: `jaer` (default) writes ON as 0; `raw` as 1. */
  readonly polarity?: 'jaer' | 'raw';
  /** Class of the chip in the header; default: the one of this layout and size, if there is one. */
  readonly chip?: string;
}

/** Largest jump that any reader unwraps; larger ones get special events in between. */
const JUMP = 2 ** 30;
const MOST_FILLERS = 4096;
const RANGE = 2 ** 32;
const HASH = 0x23;

/**
 * Writes AEDAT 2.0 (event-formats.md 1.3). The counter of 32 bits wraps; special events keep jumps of
 * time readable, and the first record from beginning with the byte of a `#`.
 *
 * @throws StreamError for what the format cannot have: a first time of 2^32 or more, steps back by 2^31
 *   or more, jumps of 2^42 or more, pixels beyond the bits of the layout
 */
export function aedat2Encoder(options: Aedat2EncodeOptions): EventEncoder {
  const { width, height } = options;
  const small = width === 128 && height === 128;
  const layout = aedat2Layouts[options.layout ?? (small ? 'dvs128' : 'davis')];
  if (width > layout.xMask + 1 || height > layout.yMask + 1) {
    const most = `${layout.xMask + 1}x${layout.yMask + 1}`;
    throw unfit('aedat2', `the sensor is ${width}x${height}, ${layout.name} has at most ${most}`);
  }
  let last = -1;
  let begun = false;
  const started = (): Uint8Array[] => {
    if (begun) return [];
    begun = true;
    return [headerOf(options, layout)];
  };
  return {
    push(batch) {
      requireEvents('aedat2', batch, options, layout.xMask + 1);
      const parts = started();
      const words = addressesOf(batch, options, layout);
      const times: number[] = [];
      const addresses: number[] = [];
      for (let i = 0; i < batch.n; i++) {
        for (const filler of fillersBefore(last, batch.t[i], words[i])) {
          times.push(filler);
          addresses.push(layout.special);
        }
        times.push(batch.t[i]);
        addresses.push(words[i]);
        last = batch.t[i];
      }
      return joined([...parts, recordsOf(times, addresses)]);
    },
    end: () => joined(started()),
  };
}

const none: readonly number[] = [];

function fillersBefore(last: number, time: number, word: number): readonly number[] {
  if (last < 0) {
    if (time >= RANGE) throw unfit('aedat2', `the first time is ${time}, expected less than 2^32`);
    return word >>> 24 === HASH ? [time] : none;
  }
  if (last - time >= 2 ** 31) throw unfit('aedat2', `the time goes back from ${last} to ${time}`);
  if (time - last < JUMP) return none;
  const count = Math.floor((time - last) / JUMP);
  if (count > MOST_FILLERS) throw unfit('aedat2', `the time jumps from ${last} to ${time}`);
  return Array.from({ length: count }, (_, k) => last + (k + 1) * JUMP);
}

function addressesOf(
  { n, x, y, p }: EventBatch,
  { width, height, orientation, polarity }: Aedat2EncodeOptions,
  { name, xShift, yShift, pShift }: Aedat2Layout,
): Uint32Array {
  const turned = orientation !== 'asStored';
  const inverted = name === 'dvs128' && polarity !== 'raw' ? 1 : 0;
  const words = new Uint32Array(n);
  for (let i = 0; i < n; i++) {
    const column = turned ? width - 1 - x[i] : x[i];
    const row = turned ? height - 1 - y[i] : y[i];
    const on = (p[i] === 0 ? 0 : 1) ^ inverted;
    words[i] = (column << xShift) | (row << yShift) | (on << pShift);
  }
  return words;
}

function recordsOf(times: readonly number[], addresses: readonly number[]): Uint8Array {
  const bytes = new Uint8Array(AEDAT2_RECORD * times.length);
  const view = viewOf(bytes);
  for (let i = 0; i < times.length; i++) {
    view.setUint32(AEDAT2_RECORD * i, addresses[i]);
    view.setUint32(AEDAT2_RECORD * i + 4, times[i] % RANGE);
  }
  return bytes;
}

/** The class of the chip, if its size is this one: readers would take the size from it. */
function chipOf({ chip, width, height }: Aedat2EncodeOptions, { name }: Aedat2Layout) {
  if (chip !== undefined) return chip.replace(/[^ -~]/g, '_');
  const classes = name === 'davis' ? ['DAVIS240C', 'DAVIS346', 'DAVIS640'] : [name.toUpperCase()];
  return classes.find((one) => {
    const size = cameraSize(one);
    return size?.width === width && size.height === height;
  });
}

function headerOf(options: Aedat2EncodeOptions, layout: Aedat2Layout): Uint8Array {
  const chip = chipOf(options, layout);
  const lines = [
    '#!AER-DAT2.0',
    '# Records of 8 bytes, big-endian: address, time in microseconds',
    ...(chip === undefined ? [] : [`# AEChip: ${chip}`]),
    '#End Of ASCII Header',
  ];
  return new TextEncoder().encode(lines.map((line) => `${line}\r\n`).join(''));
}
