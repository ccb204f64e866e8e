import { viewOf } from './byte-queue.js';

/** Bytes of a packet's header. */
export const PACKET_HEADER = 28;

/** The header of a packet of AEDAT 3. */
export interface Aedat3Packet {
  readonly type: number;
  readonly source: number;
  /** Bytes per event. */
  readonly size: number;
  /** Where an event has its time. */
  readonly timeAt: number;
  /** The upper part of the times. */
  readonly overflow: number;
  readonly capacity: number;
  readonly number: number;
  readonly valid: number;
}

/** No event is larger: a frame of 32 million pixels. */
const LARGEST_EVENT = 2 ** 26;
const MOST_EVENTS = 2 ** 26;
const LAST_TYPE = 13;

/** The header at a place, null if it cannot be one. */
export function packetAt(bytes: Uint8Array, at: number): Aedat3Packet | null {
  const view = viewOf(bytes, at);
  const word = (offset: number): number => view.getInt32(offset, true);
  const packet: Aedat3Packet = {
    type: view.getInt16(0, true),
    source: view.getInt16(2, true),
    size: word(4),
    timeAt: word(8),
    overflow: word(12),
    capacity: word(16),
    number: word(20),
    valid: word(24),
  };
  return isPlausible(packet) ? packet : null;
}

function isPlausible(packet: Aedat3Packet): boolean {
  const { type, source, size, timeAt, overflow, capacity, number, valid } = packet;
  return (
    type >= 0 &&
    type <= LAST_TYPE &&
    source >= 0 &&
    size >= 8 &&
    size <= LARGEST_EVENT &&
    timeAt >= 0 &&
    timeAt <= size - 4 &&
    overflow >= 0 &&
    capacity >= 1 &&
    capacity <= MOST_EVENTS &&
    valid >= 0 &&
    valid <= number &&
    number <= capacity
  );
}

/** Names of the types of events, for what is counted. */
export const typeNames: readonly string[] = [
  'special',
  'polarity',
  'frame',
  'imu',
  'imu',
  'sample',
  'ear',
  'config',
  'point1d',
  'point2d',
  'point3d',
  'point4d',
  'spike',
  'matrix4x4',
];

/** The type of pixel events. */
export const POLARITY = 1;
