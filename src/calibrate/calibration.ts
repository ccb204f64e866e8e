import type { ConvertOptions } from '../convert/options.js';
import type { Measurement } from '../measure/measurement.js';
import { calibrationText } from './calibration-text.js';
import type { Tried } from './judge.js';
import type { LayerNeed, Target } from './layer-needs.js';
import type { Goal } from './search.js';
import type { Setting } from './setting.js';

/** Settings found for a conversion, and what they gain. */
export interface Calibration {
  /** Ready for `convert`. */
  readonly settings: ConvertOptions;
  /** Timesteps per sample they are meant for. */
  readonly steps: number;
  readonly goal: Goal;
  /** For a goal of an accuracy: true if it was reached on the samples kept aside. */
  readonly reached: boolean | null;
  /** The rates no layer was to exceed; `null` without. */
  readonly target: Target | null;
  /** The setting before, and after. */
  readonly from: Setting;
  readonly to: Setting;
  /** Both on samples that the search never saw, at `steps` timesteps. */
  readonly before: Measurement;
  readonly after: Measurement;
  readonly needs: readonly LayerNeed[];
  /** Everything that was tried, in order; empty without a search. */
  readonly history: readonly Tried[];
  /** Samples played for rates (float), by the search, and to compare before and after. */
  readonly played: { readonly rates: number; readonly search: number; readonly check: number };
  toString(): string;
}

/** Puts a calibration together; it prints as tables. */
export function calibration(parts: Omit<Calibration, 'toString'>): Calibration {
  return { ...parts, toString: () => calibrationText(parts) };
}
