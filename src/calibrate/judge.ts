import { convert } from '../convert/convert.js';
import type { LayerModel } from '../convert/model.js';
import type { ConvertOptions } from '../convert/options.js';
import type { Samples } from '../core/samples.js';
import { type MeasureOptions, measure } from '../measure/measure.js';
import type { LayerNeed } from './layer-needs.js';
import { keyOf, optionsWith, type Setting } from './setting.js';

/** What was tried, and how it did. */
export interface Tried {
  readonly setting: Setting;
  /** Timesteps per sample. */
  readonly steps: number;
  /** Samples played, all candidates the same ones from the first on. */
  readonly count: number;
  readonly accuracy: number;
}

/** A setting that is being tried at a number of timesteps. */
export interface Trial {
  readonly setting: Setting;
  readonly steps: number;
  /** 1 for every sample answered right, in the order of the samples. */
  readonly right: number[];
  /** Spikes per second that its scales promise; of equals the cheaper wins. */
  readonly cost: number;
}

/** Tries settings on samples, up to a number of samples in all. */
export interface Judge {
  /** Samples that may still be played. */
  readonly left: number;
  /** Samples there are to try a setting on. */
  readonly most: number;
  /** The trial of a setting; the same object for the same setting and timesteps. */
  trial(setting: Setting, steps: number): Trial;
  /** Plays a trial on the samples up to `count`; false if that is more than is left. */
  play(trial: Trial, count: number): Promise<boolean>;
  /** Every trial that was played, in the order they were begun. */
  history(): Tried[];
}

/** What a judge needs to play. */
export interface JudgeOptions extends Pick<MeasureOptions, 'on' | 'split' | 'streams' | 'signal'> {
  readonly model: LayerModel;
  readonly base: ConvertOptions;
  readonly needs: readonly LayerNeed[];
  /** Samples that may be played in all. */
  readonly budget: number;
  readonly onTry?: (tried: Tried, left: number) => void;
}

/** Opens a judge over some samples. */
export function openJudge(samples: Samples, options: JudgeOptions): Judge {
  const { model, base, needs, budget, onTry, ...playing } = options;
  const trials = new Map<string, Trial>();
  let left = budget;
  return {
    get left() {
      return left;
    },
    most: samples.count,
    trial(setting, steps) {
      const key = `${steps} ${keyOf(setting)}`;
      const known = trials.get(key);
      if (known !== undefined) return known;
      const fresh: Trial = { setting, steps, right: [], cost: costOf(setting, needs) };
      trials.set(key, fresh);
      return fresh;
    },
    async play(trial, count) {
      const { setting, steps, right } = trial;
      const more = Math.min(count, samples.count) - right.length;
      if (more <= 0) return true;
      if (more > left) return false;
      left -= more;
      const { answers, labels } = await measure(
        convert(model, optionsWith(base, setting)),
        samples,
        {
          ...playing,
          steps,
          first: right.length,
          count: more,
          rates: false,
        },
      );
      for (const [k, answer] of answers.entries()) right.push(Number(answer === labels[k]));
      onTry?.(triedOf(trial), left);
      return true;
    },
    history: () => [...trials.values()].filter(({ right }) => right.length > 0).map(triedOf),
  };
}

/** Right answers among the first `count` samples. */
export function rightOf({ right }: Trial, count = right.length): number {
  return right.slice(0, count).reduce((a, b) => a + b, 0);
}

/** For sorting: more right answers first, then fewer spikes. */
export function better(a: Trial, b: Trial): number {
  const count = Math.min(a.right.length, b.right.length);
  return rightOf(b, count) - rightOf(a, count) || a.cost - b.cost;
}

/** More spikes must pay: share of the samples that more answers must be right on. */
const WORTH = 0.004;

/** True if a trial is worth changing to: fewer spikes for no loss, or more answers for more spikes. */
export function helps(trial: Trial, than: Trial): boolean {
  const count = Math.min(trial.right.length, than.right.length);
  const gain = rightOf(trial, count) - rightOf(than, count);
  if (trial.cost > than.cost) return gain > WORTH * count;
  // Equal for equal would go round in circles.
  return trial.cost < than.cost ? gain >= 0 : gain > 0;
}

function triedOf(trial: Trial): Tried {
  const { setting, steps, right } = trial;
  return { setting, steps, count: right.length, accuracy: rightOf(trial) / right.length };
}

function costOf({ scales }: Setting, needs: readonly LayerNeed[]): number {
  return needs.reduce((sum, need) => sum + scales[need.layer]! * need.mean * need.neurons, 0);
}
