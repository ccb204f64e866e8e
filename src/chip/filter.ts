import type { ChipProbe } from '../compile/chip/model.js';

/** A linear filter over the columns of a probe; its state is float32, as in the reference. */
export interface ProbeFilter {
  /** Filters one row in place; the row keeps float64 so that the caller decides about rounding. */
  step(row: Float64Array): void;
  /** The float32 state; empty for a filter without memory. */
  readonly state: Float32Array;
}

/** Opens the filter of a probe with `columns` outputs, at rest, for a step of `dt` seconds. */
export function openFilter(
  synapse: NonNullable<ChipProbe['synapse']>,
  columns: number,
  dt: number,
): ProbeFilter {
  if (synapse.tau === 0) return { step: () => {}, state: new Float32Array(0) };
  if (synapse.type === 'Alpha') return openAlpha(synapse.tau, columns, dt);
  return openLowpass(synapse.tau, columns, dt);
}

/**
 * First-order lowpass, zero-order hold: x = A x + (1 - A) in, A = exp(-dt / tau), out = x.
 * One column is rounded to float32 once a step, several columns also after the decay.
 */
function openLowpass(tau: number, columns: number, dt: number): ProbeFilter {
  const state = new Float32Array(columns);
  const keep = Math.exp(-dt / tau);
  const gain = -Math.expm1(-dt / tau);
  const single = columns === 1;
  const step = (row: Float64Array) => {
    for (let i = 0; i < columns; i++) {
      const kept = single ? state[i] * keep : Math.fround(state[i] * Math.fround(keep));
      state[i] = kept + gain * row[i];
      row[i] = state[i];
    }
  };
  return { step, state };
}

/**
 * Alpha synapse 1 / (tau s + 1)^2, zero-order hold, h = dt / tau:
 * y = A y + h A a + (1 - A - h A) in with the old a, then a = A a + (1 - A) in, out = y.
 */
function openAlpha(tau: number, columns: number, dt: number): ProbeFilter {
  const state = new Float32Array(2 * columns);
  const inner = state.subarray(0, columns);
  const outer = state.subarray(columns);
  const h = dt / tau;
  const keep = Math.exp(-h);
  const gain = -Math.expm1(-h);
  const step = (row: Float64Array) => {
    for (let i = 0; i < columns; i++) {
      outer[i] = keep * outer[i] + h * keep * inner[i] + (gain - h * keep) * row[i];
      inner[i] = keep * inner[i] + gain * row[i];
      row[i] = outer[i];
    }
  };
  return { step, state };
}
