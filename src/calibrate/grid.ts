import type { LayerNeed } from './layer-needs.js';
import { keyOf, rounded, type Setting } from './setting.js';

/** Filters that are tried at first, seconds. */
const SYNAPSES = [0.0005, 0.001, 0.002, 0.004];
/** Levels: rates of the 99th percentile of a typical layer, in Hz. */
const LEVELS = [250, 500, 1000, 2000];
/** From one scale for all layers (0) to one rate for all layers (1). */
const EVENNESS = [0, 0.5, 1];

/** What bounds the scales: the highest a layer may have. */
export type Caps = ReadonlyMap<string, number>;

/** No scale above its cap; numbers short. */
export function within(setting: Setting, caps: Caps): Setting {
  const { scales, synapses } = rounded(setting);
  const capped = Object.entries(scales).map(([layer, scale]) => {
    const cap = caps.get(layer) ?? Number.POSITIVE_INFINITY;
    return [layer, scale <= cap ? scale : roundedDown(cap)] as const;
  });
  return { scales: Object.fromEntries(capped), synapses };
}

function roundedDown(value: number): number {
  const short = Number(value.toPrecision(3));
  return short <= value ? short : Number((value * 0.995).toPrecision(3));
}

/**
 * The settings a search begins with: three ways to share rates among layers, at several levels and
 * with several filters.
 */
export function grid(needs: readonly LayerNeed[], caps: Caps): Setting[] {
  const rates = needs.map(({ p99 }) => p99).filter((rate) => rate > 0);
  const typical = Math.exp(rates.reduce((sum, rate) => sum + Math.log(rate), 0) / rates.length);
  const found = EVENNESS.flatMap((evenness) =>
    LEVELS.flatMap((level) =>
      SYNAPSES.map((synapse): Setting => {
        const scaleOf = ({ p99 }: LayerNeed): number =>
          (level / typical) * (typical / (p99 > 0 ? p99 : typical)) ** evenness;
        const scales = Object.fromEntries(needs.map((need) => [need.layer, scaleOf(need)]));
        const synapses = Object.fromEntries(needs.map(({ layer }) => [layer, synapse]));
        return within({ scales, synapses }, caps);
      }),
    ),
  );
  return distinct(found);
}

/** One way to go from a setting: scales or filters of one layer or all, up or down by a factor. */
export type Move = (setting: Setting) => Setting;

/** All ways to go, in pairs of up and down: all layers, then each; filters before scales. */
export function moves({ scales, synapses }: Setting, factor: number, caps: Caps): Move[] {
  const layers = Object.keys(scales);
  const groups = [...(layers.length > 1 ? [layers] : []), ...layers.map((name) => [name])];
  const parts = synapses === null ? (['scales'] as const) : (['synapses', 'scales'] as const);
  return groups.flatMap((names) =>
    parts.flatMap((part) =>
      [factor, 1 / factor].map(
        (by): Move =>
          (setting) =>
            within({ ...setting, [part]: multiplied(setting[part]!, names, by) }, caps),
      ),
    ),
  );
}

function multiplied(
  numbers: Readonly<Record<string, number>>,
  names: readonly string[],
  by: number,
): Readonly<Record<string, number>> {
  return Object.fromEntries(
    Object.entries(numbers).map(([name, value]) => [
      name,
      names.includes(name) ? value * by : value,
    ]),
  );
}

/** Each setting once, the first of equals. */
export function distinct(settings: readonly Setting[]): Setting[] {
  return [...new Map(settings.map((setting) => [keyOf(setting), setting])).values()];
}
