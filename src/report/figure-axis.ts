/** The common time axis of all panels, in pixels and timesteps. */
export interface TimeAxis {
  readonly left: number;
  readonly right: number;
  readonly steps: number;
  /** Seconds per timestep. */
  readonly dt: number;
}

/** Pixel of the beginning of a timestep (fractions allowed). */
export function xOf(axis: TimeAxis, step: number): number {
  return axis.left + ((axis.right - axis.left) * step) / axis.steps;
}

/** Round numbers (1, 2 or 5 times a power of ten apart) from low to high, about `wanted` of them. */
export function roundTicks(low: number, high: number, wanted: number): number[] {
  const rough = (high - low) / wanted;
  if (!(rough > 0) || !Number.isFinite(rough)) return [low];
  const power = 10 ** Math.floor(Math.log10(rough));
  const gap = power * ([1, 2, 5, 10].find((factor) => factor * power >= rough * 0.999) ?? 10);
  const first = Math.ceil(low / gap - 1e-9);
  const last = Math.floor(high / gap + 1e-9);
  return Array.from({ length: last - first + 1 }, (_, i) => tidy((first + i) * gap));
}

/** A tick as text, with a real minus sign. */
export function tickText(value: number): string {
  return String(value).replace('-', '\u2212');
}

/** Removes the rounding noise of multiplying by 0.1 and the like. */
function tidy(value: number): number {
  return Number(value.toPrecision(12));
}
