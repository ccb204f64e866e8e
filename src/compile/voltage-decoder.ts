import { sizeOf } from '../core/shape.js';
import type { NetworkNode } from '../network/node.js';
import { configureFilter, configureNonspiking, createCompartments } from './chip/compartments.js';
import type { Block, ChipProbe } from './chip/model.js';
import { denseSynapse } from './chip/synapse.js';
import { radiusOf } from './ensembles.js';
import type { SparseMatrix } from './sparse.js';

/** A value decoded on chip: a decoder's spikes turned into voltages that a probe reads. */
export interface VoltageDecoder {
  readonly label: string;
  readonly population: NetworkNode;
  /** From spikes of the population to the value: values x neurons, value per Hz. */
  readonly matrix: SparseMatrix;
}

/**
 * The block of a voltage decoder (nef.md 6): for each value a compartment that holds its positive
 * part in radii and one for the negative part, for voltages are never below 0.
 */
export function voltageBlock(
  { label, population, matrix }: VoltageDecoder,
  { dt, vthNonspiking }: { readonly dt: number; readonly vthNonspiking: number },
): Block {
  const nCompartments = 2 * matrix.rows;
  const compartments = createCompartments(nCompartments);
  configureNonspiking(compartments, { vth: vthNonspiking, dt });
  configureFilter(compartments, 0, { dt });
  const amplitude = (population.params.amplitude as number | undefined) ?? 1;
  const scale = amplitude / dt / radiusOf(population);
  const neurons = sizeOf(population.shape);
  const weights = new Float64Array(neurons * nCompartments);
  for (let i = 0; i < matrix.rows; i++) {
    for (let k = matrix.ptr[i]!; k < matrix.ptr[i + 1]!; k++) {
      const weight = matrix.value[k]! * scale;
      const row = matrix.column[k]! * nCompartments;
      weights[row + i] = weight;
      weights[row + matrix.rows + i] = -weight;
    }
  }
  const synapses = [denseSynapse(weights, neurons, nCompartments)];
  return { label, nCompartments, compartments, synapses, axons: [] };
}

/** The probe that turns the voltages of a decoder's block back into values. */
export function valueProbe(
  { population, matrix }: VoltageDecoder,
  block: number,
  synapse: ChipProbe['synapse'] = null,
): ChipProbe {
  const { rows } = matrix;
  const values = new Float64Array(2 * rows * rows);
  for (let i = 0; i < rows; i++) {
    values[i * rows + i] = radiusOf(population);
    values[(rows + i) * rows + i] = -radiusOf(population);
  }
  const weights = { values, rows: 2 * rows, columns: rows };
  return { key: 'voltage', targets: [{ block, select: null, weights }], reindexing: null, synapse };
}
