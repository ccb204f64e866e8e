import { ahead, Line } from '../../core/control-block.js';
import type { WordRing } from '../../core/word-ring.js';
import type { ChipFrame, ClockedChip } from '../../run/device.js';
import type { ChipHost } from './chip-host.js';
import type { OutputSheet } from './output-frame.js';

export interface ClockedChipParts {
  readonly host: ChipHost;
  readonly input: WordRing;
  readonly sheet: OutputSheet;
  readonly send: (frame: ChipFrame, s: number) => boolean;
  readonly receive: () => void;
}

/** The host's end of a chip whose steps a clock asks for. */
export function openClockedChip({
  host,
  input,
  sheet,
  send,
  receive,
}: ClockedChipParts): ClockedChip {
  const { words } = host.control;
  const [late, dropped] = [counterOf(words, Line.LATE), counterOf(words, Line.DROPPED)];
  let seen = Atomics.load(words, Line.COMPLETED);
  let t = 0;
  return {
    control: host.control,
    offer: send,
    dropOldest: () => input.dropOldest(),
    waiting: () => input.waiting(),
    take() {
      seen = Atomics.load(words, Line.COMPLETED);
      sheet.begin();
      receive();
      host.check();
      if (sheet.steps === 0) return null;
      const { steps } = sheet;
      const facts = sheet.facts();
      t += steps;
      return {
        ...sheet.output(),
        t: t - steps,
        steps,
        ticks: Float64Array.from(facts, ({ tick }) => tick),
        lateMs: Float64Array.from(facts, ({ lateMs }) => lateMs),
        silent: facts.reduce((sum, { fed }) => sum + 1 - fed, 0),
        late: late(),
        dropped: dropped(),
      };
    },
    changed: () => host.completes(seen),
  };
}

/** How far a counter of 32 bits has come since now, without its limits. */
function counterOf(words: Int32Array, line: number): () => number {
  let last = Atomics.load(words, line);
  let sum = 0;
  return () => {
    const now = Atomics.load(words, line);
    sum += ahead(now, last);
    last = now;
    return sum;
  };
}
