import { type Caps, type Move, moves } from './grid.js';
import { helps, type Judge, rightOf, type Trial } from './judge.js';

/** Factors by which scales and filters are moved, one after the other. */
const FACTORS = [1.5, 1.2];

/** Samples after which a move that is clearly behind is given up. */
const GLANCE = 100;
/** Right answers it may be behind by then. */
const SLACK = 3;
/**
 * Moves one number at a time, and on while it helps, until no move helps or the budget ends. A move
 * to fewer spikes helps if it loses nothing.
 *
 * @param count samples the moves are compared on
 */
export async function refine(
  judge: Judge,
  start: Trial,
  caps: Caps,
  count = judge.most,
): Promise<Trial> {
  let best = start;
  if (!(await judge.play(best, count))) return best;
  for (const factor of FACTORS) {
    const ways = moves(best.setting, factor, caps);
    let idle = 0;
    for (let w = 0; idle < ways.length; w = (w + 1) % ways.length) {
      const further = await follow(judge, ways[w]!, best, count);
      if (further === null) return best;
      idle = further === best ? idle + 1 : 0;
      // Back is where it came from.
      if (further !== best && w % 2 === 0) w += 1;
      best = further;
    }
  }
  return best;
}

/** Goes one way as long as it helps; `null` when the budget ends, unless a move has helped. */
async function follow(judge: Judge, way: Move, from: Trial, count: number): Promise<Trial | null> {
  for (let best = from; ; ) {
    const trial = judge.trial(way(best.setting), best.steps);
    if (trial === best) return best;
    const played = await worthPlaying(judge, trial, best, count);
    if (played === null) return best === from ? null : best;
    if (!played || !helps(trial, best)) return best;
    best = trial;
  }
}

/** Plays a move on all samples unless it falls behind early; `null` when the budget ends. */
async function worthPlaying(
  judge: Judge,
  trial: Trial,
  best: Trial,
  count: number,
): Promise<boolean | null> {
  if (!(await judge.play(trial, Math.min(GLANCE, count)))) return null;
  if (rightOf(trial, GLANCE) < rightOf(best, GLANCE) - SLACK) return false;
  return (await judge.play(trial, count)) ? true : null;
}
