/** How much a neuron layer fires, in the rates of the curve, over the samples looked at. */
export interface TrainedRates {
  readonly layer: string;
  /** Mean over neurons and samples, and the largest of all, in Hz. */
  readonly meanHz: number;
  readonly maxHz: number;
}

/** One epoch. */
export interface EpochReport {
  /** From 0. */
  readonly epoch: number;
  readonly steps: number;
  /** Means over the epoch, while the weights changed. */
  readonly loss: number;
  /** What regularizers added to the loss. */
  readonly penalty: number;
  /** Share of right answers, 0 to 1. */
  readonly accuracy: number;
  /** After the epoch, of the validation samples; `null` without any. */
  readonly validation: ValidationReport | null;
  readonly learningRate: number;
  readonly seconds: number;
}

export interface ValidationReport {
  readonly count: number;
  readonly loss: number;
  readonly accuracy: number;
  readonly rates: readonly TrainedRates[];
}
