import { convert } from '../convert/convert.js';
import type { LayerModel } from '../convert/model.js';
import type { ConvertOptions } from '../convert/options.js';
import { RunError } from '../core/errors.js';
import { seededRandom } from '../core/random.js';
import type { Samples } from '../core/samples.js';
import { subset } from '../core/subset.js';
import { type MeasureOptions, measure } from '../measure/measure.js';
import { type Calibration, calibration } from './calibration.js';
import { type Caps, within } from './grid.js';
import { openJudge, type Tried } from './judge.js';
import { type LayerNeed, layerNeeds, scalesFor, type Target } from './layer-needs.js';
import { type Goal, search } from './search.js';
import { keyOf, optionsWith, type Setting, settingOf } from './setting.js';

/** How a conversion is calibrated. */
export interface CalibrateOptions
  extends Pick<MeasureOptions, 'split' | 'streams' | 'signal'>,
    Required<Pick<MeasureOptions, 'on'>> {
  /** The conversion to begin with: what is compared, and what is kept of it. */
  readonly convert?: ConvertOptions;
  /** Default `{ steps: 30 }`. */
  readonly goal?: Goal;
  /**
   * Rates no layer may exceed, as plain relu gives them. Default: without a search the 99th percentile
   * of active neurons at 250 Hz, where the chip's rates begin to be coarse; a search is not bound
   * by itself, for accuracy shows what coarse rates cost.
   */
  readonly target?: Target;
  /** False: no search, scales that give every layer the target, other settings as they are. Default true. */
  readonly search?: boolean;
  /** Samples the search may play in all; default 12000, for an accuracy 16000. */
  readonly budget?: number;
  /** Samples whose rates are measured; default 500. */
  readonly rateSamples?: number;
  /** Samples a setting is tried on at most; default 500. */
  readonly searchSamples?: number;
  /** Samples kept aside to compare before and after; default 1000. */
  readonly checkSamples?: number;
  /** Which samples are taken for what; default 0. */
  readonly seed?: number;
  readonly onTry?: (tried: Tried, left: number) => void;
}

/**
 * Finds settings of a conversion without training: scales and synapses per layer and, for a given
 * accuracy, the timesteps per sample. Rates come from plain relu; then settings are played on the
 * device: a coarse grid by successive halving, the best refined one number at a time. The same samples
 * and seed give the same settings. Use samples the model is not tested with.
 *
 * @throws RunError if there are too few samples, or an option is out of range
 *
 * @example
 * const { settings, steps } = await calibrate(model, training, { on: emulator(), goal: { steps: 12 } });
 * const { network } = convert(model, settings);
 */
export async function calibrate(
  model: LayerModel,
  samples: Samples,
  options: CalibrateOptions,
): Promise<Calibration> {
  const { convert: base = {}, goal = { steps: 30 }, seed = 0, signal } = options;
  const parts = dealt(samples, options, seed);
  const from = settingOf(model, base);
  const measured = await layerNeeds(model, parts.rates, base, signal);
  const needs = measured.filter(({ layer }) => from.scales[layer] !== undefined);
  const found =
    options.search === false
      ? withoutSearch(from, needs, options)
      : await searched(model, parts.search, from, needs, options);
  const compared = async (setting: Setting) =>
    measure(convert(model, optionsWith(base, setting)), parts.check, {
      ...playing(options),
      steps: found.steps,
    });
  const before = await compared(from);
  const searchedFor = keyOf(found.setting) === keyOf(from) ? before : await compared(found.setting);
  // What the search gained by chance must not cost what there was.
  const stays = found.mayStay && searchedFor.accuracy < before.accuracy;
  const setting = stays ? from : found.setting;
  const after = stays ? before : searchedFor;
  return calibration({
    settings: optionsWith(base, setting),
    steps: found.steps,
    goal,
    reached: 'accuracy' in goal ? after.accuracy >= goal.accuracy : null,
    target: options.target ?? null,
    from,
    to: setting,
    before,
    after,
    needs,
    history: found.history,
    played: {
      rates: parts.rates.count,
      search: found.played,
      check: parts.check.count * (before === searchedFor ? 1 : 2),
    },
  });
}

interface Found {
  readonly setting: Setting;
  readonly steps: number;
  readonly history: readonly Tried[];
  readonly played: number;
  /** True if the setting before was one that could be chosen. */
  readonly mayStay: boolean;
}

function withoutSearch(
  from: Setting,
  needs: readonly LayerNeed[],
  { goal = { steps: 30 }, target = { percentile: 99, hz: 250 } }: CalibrateOptions,
): Found {
  const steps = 'steps' in goal ? goal.steps : (goal.most ?? 60);
  const setting = atTarget(from, needs, target);
  return { setting, steps, history: [], played: 0, mayStay: false };
}

/** Scales that give the target; a layer that was never active keeps its own. */
function atTarget(from: Setting, needs: readonly LayerNeed[], target: Target): Setting {
  const scales = scalesFor(target, needs);
  const finite = [...scales].filter(([, scale]) => Number.isFinite(scale));
  return within({ ...from, scales: { ...from.scales, ...Object.fromEntries(finite) } }, new Map());
}

async function searched(
  model: LayerModel,
  samples: Samples,
  from: Setting,
  needs: readonly LayerNeed[],
  options: CalibrateOptions,
): Promise<Found> {
  const { convert: base = {}, goal = { steps: 30 }, target, onTry } = options;
  const { budget = 'steps' in goal ? 12_000 : 16_000 } = options;
  const caps: Caps = target === undefined ? new Map() : scalesFor(target, needs);
  const judge = openJudge(samples, {
    ...playing(options),
    model,
    base,
    needs,
    budget,
    ...(onTry === undefined ? {} : { onTry }),
  });
  const start = atTarget(from, needs, target ?? { percentile: 99, hz: 250 });
  const fits = Object.entries(from.scales).every(([layer, scale]) => !(scale > caps.get(layer)!));
  const known = [...(fits ? [from] : []), within(start, caps)];
  const { setting, steps } = await search(judge, goal, { needs, caps, known });
  const played = budget - judge.left;
  return { setting, steps, history: judge.history(), played, mayStay: fits };
}

function playing({ on, split, streams, signal }: CalibrateOptions) {
  return {
    on,
    ...(split === undefined ? {} : { split }),
    ...(streams === undefined ? {} : { streams }),
    ...(signal === undefined ? {} : { signal }),
  };
}

/** Deals the samples out: nothing the search sees is used to compare. */
function dealt(samples: Samples, options: CalibrateOptions, seed: number) {
  const { rateSamples = 500, searchSamples = 500, checkSamples = 1000 } = options;
  const forSearch = options.search === false ? 0 : searchSamples;
  const wanted = rateSamples + forSearch + checkSamples;
  // With fewer samples than wanted each part gets its share.
  const share = Math.min(1, samples.count / wanted);
  const [rates, tries, check] = [rateSamples, forSearch, checkSamples].map((n) =>
    Math.floor(n * share),
  ) as [number, number, number];
  if (rates < 1 || check < 1 || (options.search !== false && tries < 1)) {
    throw new RunError(
      `calibrate: ${samples.source} has ${samples.count} samples, not enough for rates, search and ` +
        'comparison. Give more samples.',
      { code: 'too-few-samples', path: 'samples' },
    );
  }
  const order = seededRandom(seed).shuffle(Array.from({ length: samples.count }, (_, k) => k));
  return {
    rates: subset(samples, order.slice(0, rates)),
    search: subset(samples, order.slice(rates, rates + tries)),
    check: subset(samples, order.slice(rates + tries, rates + tries + check)),
  };
}
