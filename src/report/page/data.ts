import { RxspikeError } from '../../core/errors.js';
import type { LayerActivity, Measurement } from '../../measure/measurement.js';

export type { KeptSample, LayerActivity, Measurement } from '../../measure/measurement.js';

/** One layer of the stored model, or one operator of a network that was never a layered model. */
export interface ReportLayer {
  readonly layer: string;
  readonly kind: string;
  readonly output: readonly number[];
  readonly parameters: number;
  /** What it became, in words. */
  readonly became: string;
  readonly runs: 'chip' | 'host' | 'merged';
  /** Firing rate scale in Hz per unit; `null` for layers without neurons. */
  readonly scale: number | null;
}

/** What a population takes of the chip; shares are of one core's limits, on its fullest core. */
export interface ReportPopulation {
  readonly name: string;
  readonly cores: number;
  readonly compartments: number;
  readonly inAxons: number;
  readonly outAxons: number;
  readonly synapseMemory: number;
}

/** How far the chip's integers are from the numbers they stand for, per population. */
export interface ReportPrecision {
  readonly population: string;
  readonly weights: number;
  /** Root mean square of the differences, over that of the numbers; `null` if all are 0. */
  readonly weightError: number | null;
  readonly biasError: number | null;
  readonly thresholdError: number | null;
  /** Share of weights that are not 0 but became 0. */
  readonly lost: number;
}

/** The chip's part: what it takes, and what its integers cost. */
export interface ReportChip {
  readonly cores: number;
  /** Cores of the chips it needs. */
  readonly coresMax: number;
  readonly chips: number;
  readonly populations: readonly ReportPopulation[];
  readonly precision: readonly ReportPrecision[];
  /** What compiling and playing warned of, one text per kind, with how often. */
  readonly warnings: readonly { readonly text: string; readonly times: number }[];
}

/** Lowest and highest value of an estimate. */
export interface ReportBand {
  readonly low: number;
  readonly high: number;
}

/** What one inference costs by one profile. */
export interface ReportEnergy {
  readonly profile: string;
  /** Where its numbers come from. */
  readonly source: string;
  /** `energy` or `arithmetic energy`. */
  readonly quantity: string;
  /** What is in it: `core only` ... */
  readonly coverage: string;
  /** What was priced: `chip` are the events of the emulated chip. */
  readonly basis: string;
  readonly joules: ReportBand;
  /** Of chip time, as fast as it goes; `null` in profiles without times. */
  readonly seconds: ReportBand | null;
}

/** Synaptic operations on the way into one population, per inference. */
export interface ReportOperations {
  readonly name: string;
  /** Synapses read, and those whose weight is not 0. */
  readonly events: number;
  readonly accumulates: number;
  /** What a machine does that skips nothing. */
  readonly dense: number;
}

/** A count to print, and what it means. */
export interface ReportMetric {
  readonly group: 'footprint' | 'operations';
  readonly name: string;
  /** With its unit, ready to print. */
  readonly value: string;
  readonly meaning: string;
}

/** Share of right answers when read at each timestep, with its 95 % interval. */
export interface ReportCurve {
  readonly name: 'spiking' | 'chip';
  readonly accuracy: Float64Array;
  readonly low: Float64Array;
  readonly high: Float64Array;
}

/** Input values of a sample that is shown, in its shape; the largest value of all is white. */
export interface ReportInput {
  /** Position in the samples. */
  readonly sample: number;
  readonly values: ArrayLike<number>;
}

/** Everything the page shows: plain data. */
export interface ReportData {
  readonly title: string;
  /** Where the model came from. */
  readonly source: string;
  /** What made the page: name and version. */
  readonly madeBy: string;
  /** The command that made it. */
  readonly command: string;
  readonly samples: {
    readonly source: string;
    readonly shape: readonly number[];
    readonly classes: readonly string[];
  };
  /** Name and value of what the model was converted and played with. */
  readonly settings: readonly (readonly [string, string])[];
  readonly layers: readonly ReportLayer[];
  /** One pass of the float network; `null` if it is not known. */
  readonly float: Measurement | null;
  /** In float with spikes, on the interpreter; `null` if only a program is known. */
  readonly spiking: Measurement | null;
  /** On the emulated chip; `null` if nothing runs there. */
  readonly onChip: Measurement | null;
  readonly curves: readonly ReportCurve[];
  readonly chip: ReportChip | null;
  readonly energy: readonly ReportEnergy[];
  readonly operations: readonly ReportOperations[];
  readonly metrics: readonly ReportMetric[];
  readonly inputs: readonly ReportInput[];
}

/** The measurement that the page is mainly about: the chip's where there is one. */
export function mainOf({ onChip, spiking }: Pick<ReportData, 'onChip' | 'spiking'>): Measurement {
  const main = onChip ?? spiking;
  if (main !== null) return main;
  throw new RxspikeError('report: there is no measurement. Give that of the network or the chip.', {
    code: 'nothing-measured',
  });
}

/** The main measurement's activity of a layer; `null` if it has no neurons. */
export function activityOf(data: ReportData, layer: string): LayerActivity | null {
  return mainOf(data).layers.find((l) => l.layer === layer) ?? null;
}
