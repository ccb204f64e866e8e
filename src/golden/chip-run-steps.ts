import type { ChipBoard } from '../chip/chip-board.js';
import type { ChipArray, ChipDtype, ChipModel } from '../compile/chip/model.js';
import { crc32OfInt32 } from '../core/crc32.js';
import { decodeFloat32, decodeInt32 } from './arrays.js';
import { CaseError } from './case.js';
import { type Difference, firstDifference, firstOf, same, sameArray } from './chip-compare.js';
import { asCount, asFields, asList, asNumber, type Fields } from './json.js';

/** What every step of a run must leave behind. */
export interface ExpectedSteps {
  readonly spikes: readonly Int32Array[];
  /** Checksums per step, by quantity. */
  readonly crc32: Readonly<Record<Quantity, readonly number[]>>;
  /** Full arrays of some steps. */
  readonly samples: ReadonlyMap<number, Readonly<Record<Quantity, ChipArray>>>;
  readonly blocks: number;
}

const quantities = ['q0', 'current', 'voltage', 'ref_count'] as const;
type Quantity = (typeof quantities)[number];

const readQuantity: Record<Quantity, (board: ChipBoard<ChipArray>, block: number) => ChipArray> = {
  q0: (board, block) => board.synapticInput(block),
  current: (board, block) => board.current(block),
  voltage: (board, block) => board.voltage(block),
  ref_count: (board, block) => board.refractory(block),
};

/** Reads the spikes, checksums and samples of a case; every step must have its entry. */
export function readExpectedSteps(
  expected: Fields,
  model: ChipModel,
  steps: number,
): ExpectedSteps {
  const spikes = asList(expected.spikes, 'expected, spikes').map((list, i) =>
    decodeInt32(list, `expected, spikes of step ${i + 1}`),
  );
  requireLength(spikes.length, steps, 'expected, spikes');
  const checksums = asFields(expected.crc32, 'expected, crc32');
  const crc32 = byQuantity((key) => {
    const where = `expected, crc32 ${key}`;
    const list = asList(checksums[key], where).map((value) => asNumber(value, where));
    requireLength(list.length, steps, where);
    return list;
  });
  const samples = readSamples(expected.samples, model.dtype);
  return { spikes, crc32, samples, blocks: model.blocks.length };
}

function requireLength(got: number, steps: number, where: string): void {
  if (got === steps) return;
  throw new CaseError(`${where}: ${got} entries for ${steps} steps.`);
}

function byQuantity<T>(read: (key: Quantity) => T): Record<Quantity, T> {
  return {
    q0: read('q0'),
    current: read('current'),
    voltage: read('voltage'),
    ref_count: read('ref_count'),
  };
}

function readSamples(json: unknown, dtype: ChipDtype): ExpectedSteps['samples'] {
  return new Map(
    asList(json, 'expected, samples').map((entry) => {
      const sample = asFields(entry, 'expected, samples');
      const t = asCount(sample.t, 'expected, samples, t', 1);
      return [
        t,
        byQuantity((key) => readSample(sample, key, dtype, `sample of step ${t}, ${key}`)),
      ];
    }),
  );
}

/** Refractory counters are integers in both kinds of numbers. */
function readSample(sample: Fields, key: Quantity, dtype: ChipDtype, where: string): ChipArray {
  const isFloat = dtype === 'float32' && key !== 'ref_count';
  return isFloat ? decodeFloat32(sample[key], where) : decodeInt32(sample[key], where);
}

/** CRC-32 of the little-endian bytes of arrays, one after the other. */
export function checksum(arrays: readonly ChipArray[]): number {
  return crc32OfInt32(
    arrays.map(({ buffer, byteOffset, length }) => new Int32Array(buffer, byteOffset, length)),
  );
}

/** Compares what step `t` left on the board; checksums last, because samples say more. */
export function compareStep(
  board: ChipBoard<ChipArray>,
  t: number,
  expected: ExpectedSteps,
): Difference {
  const sample = expected.samples.get(t);
  return firstDifference(
    () => (sample === undefined ? null : compareSample(board, t, sample, expected.blocks)),
    () =>
      firstOf(quantities, (key) => {
        const arrays = collect(board, key, expected.blocks);
        return same(`step ${t}, ${key}, crc32`, checksum(arrays), expected.crc32[key][t - 1]);
      }),
    () => sameArray(`step ${t}, spikes`, spikesOf(board, expected.blocks), expected.spikes[t - 1]),
  );
}

function compareSample(
  board: ChipBoard<ChipArray>,
  t: number,
  sample: Readonly<Record<Quantity, ChipArray>>,
  blocks: number,
): Difference {
  return firstOf(quantities, (key) => {
    const got = collect(board, key, blocks).flatMap((array) => Array.from(array));
    return sameArray(`step ${t}, ${key}`, got, sample[key]);
  });
}

function collect(board: ChipBoard<ChipArray>, key: Quantity, blocks: number): ChipArray[] {
  return Array.from({ length: blocks }, (_, block) => readQuantity[key](board, block));
}

/** Compartment numbers over all blocks, one behind the other. */
function spikesOf(board: ChipBoard<ChipArray>, blocks: number): number[] {
  const spikes: number[] = [];
  for (let block = 0, first = 0; block < blocks; first += board.voltage(block++).length) {
    const { indices, count } = board.spikes(block);
    for (let i = 0; i < count; i++) spikes.push(first + indices[i]);
  }
  return spikes;
}
