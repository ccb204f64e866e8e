import { lastValueFrom, toArray } from 'rxjs';
import { openBoard } from '../../src/chip/open-board.js';
import type { Program } from '../../src/compile/program.js';
import type { Chunk, SpikeTrain } from '../../src/core/chunk.js';
import type { ChipCounts } from '../../src/metrics/chip-meter.js';
import { type MeteredDevice, metered } from '../../src/metrics/metered.js';
import { hopsOf } from '../../src/metrics/placement.js';
import type { ChipInput, Device, Session } from '../../src/run/device.js';
import { type RunChunk, runFrom } from '../../src/run/run.js';
import type { BruteCounts, Spikes } from './brute-chip.js';

/** What went to a chip: the spikes of the host and its errors, step by step. */
export interface Recorded {
  readonly sent: number[][][];
  readonly errors: (ChipInput['errors'] | undefined)[];
}

/** Notes what a device is sent. */
function recording(device: Device, recorded: Recorded): Device {
  const wrap = (session: Session): Session => ({
    ...session,
    step(input) {
      for (let s = 0; s < input.steps; s++) {
        recorded.sent.push(input.spikes.map((train) => spikesOf(train, s)));
        recorded.errors.push(s === 0 ? input.errors : undefined);
      }
      return session.step(input);
    },
  });
  return {
    kind: 'device',
    name: device.name,
    open(program) {
      const session = device.open(program);
      return session instanceof Promise ? session.then(wrap) : wrap(session);
    },
  };
}

function spikesOf({ offsets, indices }: SpikeTrain, s: number): number[] {
  return Array.from(indices.subarray(offsets[s], offsets[s + 1]));
}

/** Plays a program on a metered device; gives its rows, its counts, and what it was sent. */
export async function playMetered(
  program: Program,
  device: Device,
  chunks: readonly Chunk[],
): Promise<{ rows: RunChunk[]; counts: ChipCounts; recorded: Recorded; on: MeteredDevice }> {
  const recorded: Recorded = { sent: [], errors: [] };
  const on = metered(device);
  const played = runFrom(chunks, program, { on: recording(on, recorded) });
  const rows = await lastValueFrom(played.pipe(toArray()));
  return { rows, counts: on.counts(), recorded, on };
}

/** Plays what was sent once more on the readable engine and notes which compartments spike. */
export function replay(program: Program, { sent, errors }: Recorded): Spikes {
  const board = openBoard(program.chip, { seed: program.seed });
  return sent.map((lists, s) => {
    if (errors[s] !== undefined) board.setErrors(errors[s]);
    for (const [i, list] of lists.entries()) board.send(i, list);
    board.step();
    return program.chip.blocks.map((_, b) => {
      const { indices, count } = board.spikes(b);
      return Array.from(indices.subarray(0, count));
    });
  });
}

/** The counts of a meter in the words of the brute force. */
export function inBruteWords({ total, cores }: ChipCounts): BruteCounts {
  const list = (values: Float64Array) => Array.from(values);
  const hops = Array.from(total.ways, (n, way) => ({ n, ...hopsOf(way) }));
  return {
    spikes: list(total.spikes),
    arrived: list(total.arrived),
    sent: list(total.sent),
    stored: Array.from({ length: cores }, (_, core) =>
      total.synapses.reduce((sum, n, k) => sum + (k % cores === core ? n : 0), 0),
    ),
    nonZero: list(total.nonZero),
    messages: hops.reduce((sum, { n }) => sum + n, 0),
    eastWest: hops.reduce((sum, { n, eastWest }) => sum + n * eastWest, 0),
    northSouth: hops.reduce((sum, { n, northSouth }) => sum + n * northSouth, 0),
  };
}
