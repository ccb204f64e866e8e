import type { Chunk, Rows } from '../core/chunk.js';
import type { Player } from './playback.js';
import { checkChunk } from './rows.js';
import type { Score } from './score.js';

/**
 * Plays a chunk in parts and joins what comes out; as in one piece, since input may be cut anywhere.
 *
 * @param cuts timesteps of the run, inside the chunk and ascending, at which a part begins
 * @param between called before every part but the first; false: the run is over, nothing more is played
 */
export function playInParts(
  player: Player,
  score: Score,
  chunk: Chunk,
  cuts: readonly number[],
  between: () => boolean,
): Chunk | Promise<Chunk> {
  if (cuts.length === 0) return player.play(chunk);
  checkChunk(chunk, score);
  const bounds = [0, ...cuts.map((t) => t - player.t), chunk.steps];
  const played: Chunk[] = [];
  const playFrom = (k: number): Chunk | Promise<Chunk> => {
    const part = player.play(partOf(chunk, score, bounds[k]!, bounds[k + 1]!));
    return part instanceof Promise ? part.then((p) => goOn(k, p)) : goOn(k, part);
  };
  const goOn = (k: number, part: Chunk): Chunk | Promise<Chunk> => {
    played.push(part);
    const more = k + 2 < bounds.length && between();
    return more ? playFrom(k + 1) : joined(played);
  };
  return playFrom(0);
}

/** Timesteps `from` to `to - 1` of a chunk, as views. */
function partOf(chunk: Chunk, { inputs }: Score, from: number, to: number): Chunk {
  const data = Object.fromEntries(
    inputs.map(({ name, size }) => [name, chunk.data[name]!.subarray(from * size, to * size)]),
  );
  const { t, timestampUs } = chunk;
  return {
    t: t + from,
    steps: to - from,
    data,
    ...(timestampUs === undefined ? {} : { timestampUs }),
  };
}

function joined(parts: readonly Chunk[]): Chunk {
  const first = parts[0]!;
  const names = Object.keys(first.data);
  const data = Object.fromEntries(
    names.map((name) => [name, joinRows(parts.map((part) => part.data[name]!))]),
  );
  return { ...first, steps: parts.reduce((sum, { steps }) => sum + steps, 0), data };
}

function joinRows(rows: readonly Rows[]): Rows {
  const length = rows.reduce((sum, part) => sum + part.length, 0);
  const all = new (rows[0]!.constructor as new (length: number) => Rows)(length);
  let at = 0;
  for (const part of rows) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
