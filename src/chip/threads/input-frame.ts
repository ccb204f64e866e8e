import type { SpikeTrain } from '../../core/chunk.js';
import type { ChipInput } from '../../run/device.js';
import type { Eye, Pen } from './pen.js';

/** Writes what goes to `inputs` of the chip in timestep `s`; errors go with the first timestep. */
export function writeInput(
  pen: Pen,
  inputs: number,
  { spikes, errors }: Pick<ChipInput, 'spikes' | 'errors'>,
  s: number,
): Uint32Array {
  pen.begin();
  for (let i = 0; i < inputs; i++) {
    const train = spikes[i];
    const [from, to] = [train?.offsets[s] ?? 0, train?.offsets[s + 1] ?? 0];
    pen.word(to - from);
    if (train !== undefined) pen.array(train.indices, from, to);
  }
  const batch = s === 0 ? errors : undefined;
  pen.word(batch === undefined ? 0 : 1);
  if (batch === undefined) return pen.frame();
  pen.word(batch.length);
  for (const { block, synapse, e } of batch) {
    pen.word(block);
    pen.word(synapse);
    pen.word(e.length);
    pen.array(Float64Array.from(e));
  }
  return pen.frame();
}

/** Words of the frame that `writeInput` would write. */
export function lengthOfInput(
  inputs: number,
  { spikes, errors }: Pick<ChipInput, 'spikes' | 'errors'>,
  s: number,
): number {
  let length = inputs + 1;
  for (const { offsets } of spikes) length += offsets[s + 1]! - offsets[s]!;
  const batch = s === 0 ? errors : undefined;
  return batch === undefined
    ? length
    : batch.reduce((sum, { e }) => sum + 3 + 2 * e.length, length + 1);
}

/** Words of a frame in which every neuron of the inputs spikes once. */
export function inputWords(sizes: readonly number[]): number {
  return sizes.reduce((sum, size) => sum + 1 + size, 2);
}

/** Timesteps of input that are gathered from frames, to be played together. */
export interface InputSheet {
  readonly steps: number;
  begin(): void;
  /**
   * Adds the next timestep. False if it brings errors and is not the first: then it is kept for
   * after the next `begin`.
   */
  add(eye: Eye): boolean;
  /** Adds a timestep without spikes. */
  addSilence(): void;
  /** True if a timestep with errors is kept for later. */
  readonly keeps: boolean;
  /** What was gathered; lent until the next `begin`. */
  input(t: number): ChipInput;
}

/** Opens a sheet for the inputs of a chip. */
export function openInputSheet(sizes: readonly number[]): InputSheet {
  let trains = sizes.map((): { offsets: number[]; indices: number[] } => empty());
  let errors: ChipInput['errors'];
  let steps = 0;
  let kept: { readonly spikes: number[][]; readonly errors: ChipInput['errors'] } | null = null;

  const append = (spikes: readonly ArrayLike<number>[]): void => {
    for (const [i, { offsets, indices }] of trains.entries()) {
      const fired = spikes[i] ?? [];
      for (let k = 0; k < fired.length; k++) indices.push(fired[k]!);
      offsets.push(indices.length);
    }
    steps += 1;
  };
  return {
    get steps() {
      return steps;
    },
    get keeps() {
      return kept !== null;
    },
    begin() {
      trains = sizes.map(empty);
      errors = undefined;
      steps = 0;
      if (kept === null) return;
      append(kept.spikes);
      errors = kept.errors;
      kept = null;
    },
    add(eye) {
      const spikes = sizes.map(() => eye.words(eye.word()));
      const told = eye.word() === 1 ? readErrors(eye) : undefined;
      if (told !== undefined && steps > 0) {
        kept = { spikes: spikes.map((fired) => Array.from(fired)), errors: told };
        return false;
      }
      append(spikes);
      errors = told;
      return true;
    },
    addSilence: () => append([]),
    input(t) {
      const spikes = trains.map(({ offsets, indices }, i): SpikeTrain => {
        const [at, all] = [Uint32Array.from(offsets), Uint32Array.from(indices)];
        return { size: sizes[i]!, offsets: at, indices: all };
      });
      return errors === undefined ? { t, steps, spikes } : { t, steps, spikes, errors };
    },
  };
}

const empty = () => ({ offsets: [0], indices: [] });

function readErrors(eye: Eye): NonNullable<ChipInput['errors']> {
  return Array.from({ length: eye.word() }, () => {
    const [block, synapse, length] = [eye.word(), eye.word(), eye.word()];
    const e = new Float64Array(length);
    eye.fill(e);
    return { block, synapse, e };
  });
}
