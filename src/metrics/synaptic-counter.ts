import { RxspikeError } from '../core/errors.js';
import type { Fanout } from './fanout.js';

/** Synaptic operations of one layer over what it has seen. */
export interface SynapticOperations {
  /** Accumulations if every input was -1, 0 or 1, else multiply-accumulations. */
  readonly kind: 'AC' | 'MAC';
  /** Weights other than zero, met by inputs other than zero. */
  readonly effective: number;
  /** What a machine does that skips nothing. */
  readonly dense: number;
  /** Inputs seen, one per application of the layer. */
  readonly applications: number;
}

/** Counts the synaptic operations of a layer while data runs through it. */
export interface SynapticCounter {
  /** Adds inputs of the layer, one row behind another: any cut of a stream gives the same counts. */
  add(rows: ArrayLike<number>): void;
  counts(): SynapticOperations;
}

/**
 * Counts as NeuroBench does: weights and inputs other than zero count 1, biases nothing. Divide by the
 * number of samples for counts per sample.
 */
export function synapticCounter(fanout: Fanout): SynapticCounter {
  const { inputs, nonZero, connections } = fanout;
  let effective = 0;
  let applications = 0;
  let unit = true;
  return {
    add(rows) {
      requireRows(rows, inputs);
      for (let k = 0, i = 0; k < rows.length; k++) {
        const value = rows[k]!;
        if (value !== 0) {
          effective += nonZero[i]!;
          if (value !== 1 && value !== -1) unit = false;
        }
        i = i + 1 === inputs ? 0 : i + 1;
      }
      applications += rows.length / inputs;
    },
    counts: () => ({
      kind: unit ? 'AC' : 'MAC',
      effective,
      dense: applications * connections,
      applications,
    }),
  };
}

/** Refuses what is no whole number of rows. */
export function requireRows(rows: ArrayLike<number>, size: number): void {
  if (rows.length % size === 0) return;
  throw new RxspikeError(
    `counter: got ${rows.length} values, expected whole rows of ${size}. Add complete rows.`,
    { code: 'shape-mismatch' },
  );
}
