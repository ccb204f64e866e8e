/** What configuring and discretizing may warn about. */
export type ChipWarningKind =
  | 'filter_kept_larger'
  | 'filter_overwritten_larger'
  | 'lost_weight_bits'
  | 'noise_below_limit'
  | 'noise_above_limit'
  | 'trace_increment_limit'
  | 'pes_error_above'
  | 'pes_error_below';

/** Numbers that belong to a warning. */
export interface ChipWarningDetail {
  /** Name of the block it is about. */
  readonly block?: string;
  /** Position of the synapse group in the block. */
  readonly synapse?: number;
  /** Low bits lost by weights (`lost_weight_bits`). */
  readonly bits?: number;
}

/** Receives warnings; the same one may come many times. */
export type ChipWarn = (kind: ChipWarningKind, detail?: ChipWarningDetail) => void;

/** Drops every warning. */
export const ignoreWarning: ChipWarn = () => {};
