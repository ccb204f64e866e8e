import { requireRows } from './synaptic-counter.js';

/** Gathers how many outputs of activation or spiking layers are zero. */
export interface ActivationSparsity {
  /** Adds outputs of a layer. */
  add(values: ArrayLike<number>): void;
  /** Share of zeros over everything added; 0 before anything is. */
  share(): number;
}

/** Opens the gathering: one ratio over the whole run, not a mean of ratios. */
export function activationSparsity(): ActivationSparsity {
  let zeros = 0;
  let all = 0;
  return {
    add(values) {
      all += values.length;
      for (let i = 0; i < values.length; i++) if (values[i] === 0) zeros += 1;
    },
    share: () => (all === 0 ? 0 : zeros / all),
  };
}

/** Counts neurons whose potential changed. */
export interface MembraneCounter {
  /** Adds potentials at the ends of timesteps, a row per timestep. */
  add(rows: ArrayLike<number>): void;
  /** The next row is the first of another sample: all of its neurons count. */
  next(): void;
  /** Membrane updates so far, and the neuron steps that were looked at. */
  counts(): { readonly updates: number; readonly neuronSteps: number };
}

/** Opens the counting for a layer of `neurons` neurons; on the first timestep of a sample all count. */
export function membraneCounter(neurons: number): MembraneCounter {
  const before = new Float64Array(neurons);
  let first = true;
  let updates = 0;
  let neuronSteps = 0;
  return {
    add(rows) {
      requireRows(rows, neurons);
      neuronSteps += rows.length;
      for (let at = 0; at < rows.length; at += neurons) {
        for (let i = 0; i < neurons; i++) {
          const value = rows[at + i]!;
          if (first || value !== before[i]) updates += 1;
          before[i] = value;
        }
        first = false;
      }
    },
    next() {
      first = true;
    },
    counts: () => ({ updates, neuronSteps }),
  };
}

/** Neuron models with a known number of arithmetic operations. */
export type NeuronModel = 'leaky' | 'synaptic' | 'lapicque' | 'alpha';

/** What is done to the potential at a spike. */
export type NeuronReset = 'subtract' | 'zero';

/**
 * Operations per neuron and timestep: leaky integrate-and-fire, the same with a synaptic current,
 * Lapicque's, and with alpha currents. From NeuroBench, for the models of snnTorch.
 */
export const neuronOperationTable: Readonly<
  Record<NeuronModel, Readonly<Record<NeuronReset, number>>>
> = {
  leaky: { subtract: 4, zero: 4 },
  synaptic: { subtract: 6, zero: 8 },
  lapicque: { subtract: 11, zero: 11 },
  alpha: { subtract: 18, zero: 24 },
};

/** Arithmetic inside neurons: for the updates that happened, and for every neuron in every timestep. */
export function neuronOperations(
  { updates, neuronSteps }: { readonly updates: number; readonly neuronSteps: number },
  model: NeuronModel,
  reset: NeuronReset,
): { readonly effective: number; readonly dense: number } {
  const each = neuronOperationTable[model][reset];
  return { effective: updates * each, dense: neuronSteps * each };
}
