import type { DecodeLog } from './problems.js';

/** Says what a sensor tells besides events: counts of its event-rate controller, and the rest by number. */
export function tellSubtype(log: DecodeLog, t: number, subtype: number, value: number): void {
  if (subtype === 0x14) log.tell({ kind: 'other', t, what: 'events-in', value: value & 0x3fffff });
  else if (subtype === 0x16) {
    log.tell({ kind: 'other', t, what: 'events-out', value: value & 0x3fffff });
  } else log.tell({ kind: 'other', t, what: `subtype 0x${subtype.toString(16)}`, value });
}

/** Number of bits that are set. */
export function bitsIn(mask: number): number {
  let count = 0;
  for (let rest = mask; rest !== 0; rest &= rest - 1) count += 1;
  return count;
}
