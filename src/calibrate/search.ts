import { type Caps, distinct, grid, within } from './grid.js';
import { better, helps, type Judge, rightOf, type Trial } from './judge.js';
import type { LayerNeed } from './layer-needs.js';
import { race } from './race.js';
import { refine } from './refine.js';
import type { Setting } from './setting.js';

/** What a search is for: the best accuracy within some timesteps, or the fewest for an accuracy. */
export type Goal =
  | { readonly steps: number }
  | {
      readonly accuracy: number;
      /** Most timesteps per sample; default 60. */
      readonly most?: number;
    };

/** Candidates that are taken along to another number of timesteps, each with shorter or longer filters too. */
const TAKEN_ALONG = 4;

/** What a search starts from. */
export interface SearchFrom {
  readonly needs: readonly LayerNeed[];
  readonly caps: Caps;
  /** Tried beside the grid; at least one. */
  readonly known: readonly Setting[];
}

/** Searches for a goal. With too little budget what was best so far is the answer. */
export async function search(judge: Judge, goal: Goal, from: SearchFrom): Promise<Trial> {
  return 'steps' in goal ? bestWithin(judge, goal.steps, from) : fewestFor(judge, goal, from);
}

async function bestWithin(judge: Judge, steps: number, from: SearchFrom): Promise<Trial> {
  const trials = await race(judge, [...from.known, ...grid(from.needs, from.caps)], steps);
  return refine(judge, await thrifty(judge, trials, from.known[0]!, steps), from.caps);
}

/**
 * What to refine: the known setting, which a race of many may have lost by chance, unless one of those
 * that came furthest is worth changing to.
 */
async function thrifty(
  judge: Judge,
  trials: readonly Trial[],
  known: Setting,
  steps: number,
): Promise<Trial> {
  const start = judge.trial(known, steps);
  const furthest = trials.filter(({ right }) => right.length === trials[0]!.right.length);
  await judge.play(start, furthest[0]?.right.length ?? judge.most);
  return furthest.reduce((best, trial) => (helps(trial, best) ? trial : best), start);
}

/** Halves the range of timesteps between those that are enough and those that are not. */
async function fewestFor(
  judge: Judge,
  { accuracy, most = 60 }: Extract<Goal, { accuracy: number }>,
  from: SearchFrom,
): Promise<Trial> {
  let tooFew = 0;
  let enough: Trial | undefined;
  let closest: Trial | undefined;
  let candidates = [...from.known, ...grid(from.needs, from.caps)];
  for (let steps = Math.min(20, most); ; ) {
    const trials = await race(judge, candidates, steps);
    const best = trials[0];
    if (best === undefined) break;
    if (reaches(best, accuracy)) enough = best;
    else tooFew = steps;
    if (enough === undefined && isCloser(best, closest)) closest = best;
    const next = nextSteps(tooFew, enough?.steps, most);
    if (next === steps || next <= tooFew || next === enough?.steps) break;
    candidates = carriedOver(trials.slice(0, TAKEN_ALONG), next / steps, from.caps);
    steps = next;
  }
  const best = enough ?? closest ?? judge.trial(from.known[0]!, most);
  const refined = await refine(judge, best, from.caps);
  return enough === undefined ? refined : fewerStill(judge, refined, accuracy, tooFew, from.caps);
}

/** Where to look next: between what is too little and what is enough, or further up. */
function nextSteps(tooFew: number, enough: number | undefined, most: number): number {
  return enough === undefined ? Math.min(2 * tooFew, most) : Math.floor((tooFew + enough) / 2);
}

/** Answers settle in a time that goes with the filters: with fewer timesteps shorter ones are better. */
function carriedOver(trials: readonly Trial[], ratio: number, caps: Caps): Setting[] {
  const variants = trials.flatMap(({ setting }) =>
    [1, Math.sqrt(ratio), ratio].map((by) => within(filtersTimes(setting, by), caps)),
  );
  return distinct(variants);
}

function filtersTimes(setting: Setting, by: number): Setting {
  const { synapses } = setting;
  if (synapses === null) return setting;
  const scaled = Object.entries(synapses).map(([layer, tau]) => [layer, tau * by] as const);
  return { ...setting, synapses: Object.fromEntries(scaled) };
}

/** What was refined may do with fewer timesteps than the race found. */
async function fewerStill(
  judge: Judge,
  found: Trial,
  accuracy: number,
  tooFew: number,
  caps: Caps,
): Promise<Trial> {
  let best = found;
  for (let steps = found.steps - 1; steps >= Math.max(tooFew - 1, 1); steps--) {
    const trial = judge.trial(best.setting, steps);
    if (!(await judge.play(trial, judge.most))) return best;
    const refined = reaches(trial, accuracy) ? trial : await refine(judge, trial, caps);
    if (!reaches(refined, accuracy)) return best;
    best = refined;
  }
  return best;
}

function reaches(trial: Trial, accuracy: number): boolean {
  return rightOf(trial) >= accuracy * trial.right.length;
}

function isCloser(trial: Trial, than: Trial | undefined): boolean {
  return than === undefined || better(trial, than) < 0;
}
