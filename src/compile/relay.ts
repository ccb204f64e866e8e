import { sizeOf } from '../core/shape.js';
import { axonMap } from './build-synapses.js';
import { configureFilter, configureRelu, createCompartments } from './chip/compartments.js';
import type { Block } from './chip/model.js';
import { denseSynapse } from './chip/synapse.js';
import { decodeOf } from './coding.js';
import { convMatrix } from './conv.js';
import { addDecoderBlock, type ChipDraft, leadTo } from './draft.js';
import { encoderAxons } from './encoders.js';
import { radiusOf } from './ensembles.js';
import type { PlacedLink } from './plan.js';
import type { SparseMatrix } from './sparse.js';

/**
 * Connects a population to an ensemble through decode neurons (nef.md 5): a block of integrate-and-
 * fire neurons gets the decoded value in radii of the target, and its spikes reach the encoders.
 */
export function connectThroughDecodeNeurons(draft: ChipDraft, placed: PlacedLink): void {
  const { link, transform, dimensions } = placed;
  const { gain } = draft.plan.settings.decodeNeurons;
  const block = relayBlock(draft, placed);
  const decode = decodeOf(link);
  const position = addDecoderBlock(draft, block, {
    kind: 'neurons',
    source: link.source.name,
    decode: decode?.name ?? null,
    target: link.target.name,
  });
  const { select } = transform;
  leadTo(draft, placed, {
    nAxons: block.synapses[0]!.nAxons,
    target: { block: position, synapse: 0 },
    compartmentMap: select === null ? null : axonMap(select, sizeOf(link.source.shape), false),
    compartmentAtoms: null,
  });
  const places = gain.flatMap(() =>
    [false, true].flatMap((off) => Array.from(dimensions!, (dimension) => ({ dimension, off }))),
  );
  block.axons.push(encoderAxons(draft, placed, 'chip', places));
}

function relayBlock(draft: ChipDraft, { link, transform, ownTau }: PlacedLink): Block {
  const { dt, decodeNeurons } = draft.plan.settings;
  const { map } = transform;
  const matrix = map.kind === 'matrix' ? map.matrix : convMatrix(map.geometry, map.kernel);
  const amplitude = (link.source.params.amplitude as number | undefined) ?? 1;
  const scale = amplitude / dt / radiusOf(link.target);
  const pairs = decodeNeurons.gain.length;
  const nCompartments = 2 * pairs * matrix.rows;
  const compartments = createCompartments(nCompartments);
  configureRelu(compartments, { vth: 1, dt });
  configureFilter(compartments, ownTau, { dt });
  compartments.bias = Float32Array.from({ length: nCompartments }, (_, c) => {
    return decodeNeurons.bias[Math.floor(c / (2 * matrix.rows))]! * dt;
  });
  const gains = decodeNeurons.gain.flatMap((gain) => [gain * dt, -gain * dt]);
  const weights = spreadWeights(matrix, scale, gains);
  const synapses = [denseSynapse(weights, matrix.columns, nCompartments)];
  const label = `${link.source.name}->${link.target.name}`;
  return { label, nCompartments, compartments, synapses, axons: [] };
}

/** Each value goes to one compartment per gain: axons x (gains x values). */
function spreadWeights(
  { rows, columns, ptr, column, value }: SparseMatrix,
  scale: number,
  gains: readonly number[],
): Float64Array {
  const width = gains.length * rows;
  const weights = new Float64Array(columns * width);
  for (let i = 0; i < rows; i++) {
    for (let k = ptr[i]!; k < ptr[i + 1]!; k++) {
      const weight = value[k]! * scale;
      for (const [g, gain] of gains.entries()) {
        weights[column[k]! * width + g * rows + i] = gain * weight;
      }
    }
  }
  return weights;
}
