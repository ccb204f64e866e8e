import type { Rows } from '../../core/chunk.js';
import type { ChipOutput } from '../../run/device.js';
import type { Eye, FrameArray, Pen } from './pen.js';

/** Element types of the rows of a probe. */
export type RowType = 'bool' | 'int32' | 'float32' | 'float64';

/** What a frame of output has: sizes of the populations, columns and type of the probes. */
export interface OutputLayout {
  /** Neurons of each population, or -1 where nobody reads its spikes. */
  readonly populations: readonly number[];
  readonly probes: readonly { readonly columns: number; readonly type: RowType }[];
}

/** About one timestep that was played. */
export interface StepFacts {
  readonly synapticOps: number;
  /** Number of its tick, counted from 0: steps played or dropped before it. */
  readonly tick: number;
  /** How long after its deadline it began, in milliseconds; 0 without a clock. */
  readonly lateMs: number;
  /** 1 if the host sent something for it, 0 if it was played in silence. */
  readonly fed: number;
  /** Ticks so far that were begun or dropped when the next was due already, and ticks dropped. */
  readonly late: number;
  readonly dropped: number;
}

const FACTS = ['synapticOps', 'tick', 'lateMs', 'fed', 'late', 'dropped'] as const;
const facts = new Float64Array(FACTS.length);

/** Words of a frame in which every neuron that is read spikes. */
export function outputWords({ populations, probes }: OutputLayout): number {
  const spikes = populations.reduce((sum, size) => sum + 1 + Math.max(0, size), 0);
  const rows = probes.reduce((sum, { columns }) => sum + 2 * columns, 0);
  return 2 * FACTS.length + spikes + rows;
}

/** Writes timestep `s` of an output that has `steps` of them. */
export function writeOutput(
  pen: Pen,
  { spikes, probes }: ChipOutput,
  s: number,
  steps: number,
  about: StepFacts,
): Uint32Array {
  pen.begin();
  for (const [k, name] of FACTS.entries()) facts[k] = about[name];
  pen.array(facts);
  for (const train of spikes) {
    if (train === null) continue;
    const [from, to] = [train.offsets[s]!, train.offsets[s + 1]!];
    pen.word(to - from);
    pen.array(train.indices, from, to);
  }
  for (const rows of probes as readonly (FrameArray | Uint8Array)[]) {
    const columns = rows.length / steps;
    const [from, to] = [s * columns, (s + 1) * columns];
    if (rows instanceof Uint8Array) for (let k = from; k < to; k++) pen.word(rows[k]!);
    else pen.array(rows, from, to);
  }
  return pen.frame();
}

/** Gathers frames of output; what it gives is lent until the next `begin`. */
export interface OutputSheet {
  begin(): void;
  add(eye: Eye): void;
  readonly steps: number;
  output(): ChipOutput;
  /** Per timestep gathered. */
  facts(): readonly StepFacts[];
}

/** Opens a sheet for frames of a layout. */
export function openOutputSheet({ populations, probes }: OutputLayout): OutputSheet {
  let steps = 0;
  let synapticOps = 0;
  let about: StepFacts[] = [];
  const trains = populations.map((size) => ({ size, offsets: [0], indices: words(64), count: 0 }));
  const rows = probes.map(({ type }) => arrayOf(type, 16));
  return {
    get steps() {
      return steps;
    },
    begin() {
      steps = 0;
      synapticOps = 0;
      about = [];
      for (const train of trains) {
        train.offsets = [0];
        train.count = 0;
      }
    },
    add(eye) {
      eye.fill(facts);
      const named = Object.fromEntries(FACTS.map((name, k) => [name, facts[k]!]));
      about.push(named as unknown as StepFacts);
      synapticOps += facts[0]!;
      for (const train of trains) {
        if (train.size < 0) continue;
        const fired = eye.words(eye.word());
        if (train.count + fired.length > train.indices.length) {
          train.indices = grown(train.indices, train.count + fired.length) as Words;
        }
        train.indices.set(fired, train.count);
        train.count += fired.length;
        train.offsets.push(train.count);
      }
      for (const [p, { columns }] of probes.entries()) {
        const [from, to] = [steps * columns, (steps + 1) * columns];
        if (to > rows[p]!.length) rows[p] = grown(rows[p]!, to);
        const row = rows[p]!;
        if (row instanceof Uint8Array) row.set(eye.words(columns), from);
        else eye.fill(row, from, to);
      }
      steps += 1;
    },
    output: () => ({
      spikes: trains.map(({ size, offsets, indices, count }) =>
        size < 0
          ? null
          : { size, offsets: Uint32Array.from(offsets), indices: indices.subarray(0, count) },
      ),
      probes: rows.map((row, p) => row.subarray(0, steps * probes[p]!.columns) as unknown as Rows),
      synapticOps,
    }),
    facts: () => about,
  };
}

type Words = Uint32Array<ArrayBuffer>;

const words = (length: number): Words => new Uint32Array(length);

function arrayOf(type: RowType, length: number): FrameArray | Uint8Array {
  if (type === 'bool') return new Uint8Array(length);
  if (type === 'int32') return new Int32Array(length);
  return type === 'float32' ? new Float32Array(length) : new Float64Array(length);
}

function grown(array: FrameArray | Uint8Array, length: number): FrameArray | Uint8Array {
  const larger = new (array.constructor as new (n: number) => FrameArray)(2 * length);
  larger.set(array as FrameArray);
  return larger;
}
