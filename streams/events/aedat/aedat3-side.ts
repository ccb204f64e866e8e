import type { SideItem } from '../decoder.js';
import type { Aedat3Packet } from './aedat3-packet.js';

/** Special events that are edges of a signal: input, 1 for rising and pulse, 0 for falling. */
const edges: Readonly<Record<number, readonly [id: number, value: number]>> = {
  2: [0, 1],
  3: [0, 0],
  4: [0, 1],
  6: [1, 1],
  7: [1, 0],
  8: [1, 1],
  9: [2, 1],
  10: [2, 0],
  11: [2, 1],
};

const specialNames: Readonly<Record<number, string>> = {
  0: 'timestamp-wrap',
  1: 'timestamp-reset',
  5: 'row-only',
  12: 'generator-rising',
  13: 'generator-falling',
  14: 'frame-start',
  15: 'frame-end',
  16: 'exposure-start',
  17: 'exposure-end',
  18: 'readout-start',
};

/** The special event that starts the clock again. */
export const TIMESTAMP_RESET = 1;

/** Which special event a data word has. */
export function specialType(data: number): number {
  return (data >>> 1) & 0x7f;
}

/**
 * One event that is no pixel event, null if there is nothing to tell of its kind.
 *
 * @param at where it begins
 * @param t its time, the upper part included
 */
export function sideItem(
  { type, size, overflow }: Aedat3Packet,
  view: DataView,
  at: number,
  t: number,
): SideItem | null {
  const data = view.getUint32(at, true);
  if (type === 0) return specialItem(data, t);
  if (type === 2 && size >= 36) return frameItem(view, at, size, overflow);
  if (type === 3 && size >= 36) return motionItem(view, at, t, motionNames.slice(0, 7));
  if (type === 4 && size >= 48) return motionItem(view, at, t, motionNames);
  if (type === 12) return { kind: 'other', t, what: 'spike', value: data >>> 1 };
  return null;
}

function specialItem(data: number, t: number): SideItem {
  const type = specialType(data);
  const edge = edges[type];
  if (edge !== undefined) return { kind: 'trigger', t, id: edge[0], value: edge[1] };
  return { kind: 'other', t, what: specialNames[type] ?? `special-${type}`, value: data >>> 8 };
}

const motionNames = ['ax', 'ay', 'az', 'gx', 'gy', 'gz', 'temperature', 'mx', 'my', 'mz'];

function motionItem(view: DataView, at: number, t: number, names: readonly string[]): SideItem {
  const values = names.map((name, i) => [name, view.getFloat32(at + 8 + 4 * i, true)] as const);
  return { kind: 'imu', t, values: Object.fromEntries(values) };
}

/** The time of a frame is that of its beginning; an empty frame if its pixels do not fit. */
function frameItem(view: DataView, at: number, size: number, overflow: number): SideItem {
  const channels = (view.getUint32(at, true) >>> 1) & 7;
  const width = view.getInt32(at + 20, true);
  const height = view.getInt32(at + 24, true);
  const count = width * height * channels;
  const fits = width >= 0 && height >= 0 && 36 + 2 * count <= size;
  const pixels = Uint16Array.from({ length: fits ? count : 0 }, (_, i) =>
    view.getUint16(at + 36 + 2 * i, true),
  );
  const t = overflow * 2 ** 31 + view.getInt32(at + 4, true);
  return { kind: 'frame', t, width, height, channels, pixels };
}
