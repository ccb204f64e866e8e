import type { LabelledPictures } from '../../streams/idx/pictures.js';
import { presentChunks, presentedAt } from '../../streams/shape/present.js';
import type { Chunk } from '../core/chunk.js';
import type { PausableClock } from './clock.js';
import type { Playable } from './playable.js';
import type { Resume } from './resume.js';

/** How pictures are shown. */
export interface Showing {
  readonly begin: Resume;
  /** Pictures to show. */
  readonly count: number;
  /** Timesteps each is shown, above 0; need not be whole. */
  readonly steps: number;
  readonly clock: PausableClock;
  readonly pace: () => Promise<void>;
}

/** One chunk per picture, so that each chunk ends where its answer is read. */
export async function* pictureChunks(
  model: Playable,
  pictures: LabelledPictures,
  showing: Showing,
): AsyncGenerator<Chunk> {
  const { begin, count, steps, clock, pace } = showing;
  const name = model.input.name;
  clock.start();
  if (Number.isInteger(steps)) {
    const values = allValues(model, pictures, begin.picture, count);
    for await (const chunk of presentChunks(name, values, { steps, chunk: steps })) {
      yield chunk;
      await clock.pauseFor(pace);
    }
    return;
  }
  // Pictures of unequal lengths: single timesteps, joined up to where the next picture begins.
  // How long one is depends on its place in the whole stream, so those before it are counted too.
  const values = allValues(model, pictures, 0, begin.picture + count);
  let open: Chunk[] = [];
  let picture = begin.picture;
  for await (const chunk of presentChunks(name, values, { steps, chunk: 1 })) {
    if (chunk.t < begin.t) continue;
    const next = presentedAt(chunk.t + 1, steps);
    open.push(chunk);
    if (next === picture) continue;
    yield joined(name, open);
    await clock.pauseFor(pace);
    open = [];
    picture = next;
  }
}

/** The input values of picture `k`. */
export function valuesOf(model: Playable, pictures: LabelledPictures, k: number): Float32Array {
  return Float32Array.from(pictures.pixels(k), (byte) => (byte / 255) * model.inputScale);
}

function* allValues(
  model: Playable,
  pictures: LabelledPictures,
  first: number,
  count: number,
): Generator<Float32Array> {
  for (let k = first; k < first + count; k++) yield valuesOf(model, pictures, k);
}

function joined(name: string, chunks: readonly Chunk[]): Chunk {
  const size = chunks[0]!.data[name]!.length;
  const rows = new Float32Array(chunks.length * size);
  for (const [i, chunk] of chunks.entries()) rows.set(chunk.data[name]!, i * size);
  return { t: chunks[0]!.t, steps: chunks.length, data: { [name]: rows } };
}
