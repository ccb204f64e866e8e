import { Line } from '../../core/control-block.js';
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
  let seen = Atomics.load(words, Line.COMPLETED);
  let t = 0;
  let silent = 0;
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
      for (const { fed } of facts) silent += 1 - fed;
      return {
        ...sheet.output(),
        t: t - steps,
        steps,
        ticks: Float64Array.from(facts, ({ tick }) => tick),
        lateMs: Float64Array.from(facts, ({ lateMs }) => lateMs),
        fed: Uint8Array.from(facts, ({ fed }) => fed),
        silent,
        late: facts.at(-1)!.late,
        dropped: facts.at(-1)!.dropped,
      };
    },
    changed: () => host.completes(seen),
  };
}
