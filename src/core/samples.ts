/**
 * Labelled samples of one shape in one block of memory: what networks are trained, calibrated and
 * measured with. Value `i` of sample `k` is `data[k * size + i] * scale`, size the product of `shape`.
 */
export interface Samples {
  readonly count: number;
  /** Of one sample, without a batch axis; pictures are rows x columns x channels. */
  readonly shape: readonly number[];
  /** Labels are 0 to classes - 1. */
  readonly classes: number;
  /** `count` samples, row-major; bytes stay bytes. */
  readonly data: Uint8Array | Float32Array;
  /** What stored numbers are multiplied by: 1 / 255 for pictures stored as bytes. */
  readonly scale: number;
  /** One class per sample. */
  readonly labels: Uint8Array | Int32Array;
  /** What the classes are called; without it their numbers. */
  readonly names?: readonly string[];
  /** Where they came from, for reports. */
  readonly source: string;
}
