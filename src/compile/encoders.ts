import type { AxonGroup } from './chip/model.js';
import { denseSynapse } from './chip/synapse.js';
import type { ChipDraft } from './draft.js';
import { leadTo } from './draft.js';
import { chipEncoders, ensembleOf } from './ensembles.js';
import type { PlacedLink } from './plan.js';

/** Whose on/off spikes reach an ensemble: those have a synapse group each, shared by all links. */
type EncoderSource = 'host' | 'chip';

/**
 * The axons on an ensemble's encoders: axon j adds to dimension j, axon `dimensions` + j takes away.
 * The synapse group [E, -E] is made when it is first needed.
 *
 * @param places source compartment or neuron -> dimension, and whether it is the off one
 */
export function encoderAxons(
  draft: ChipDraft,
  { link }: PlacedLink,
  source: EncoderSource,
  places: readonly { readonly dimension: number; readonly off: boolean }[],
): AxonGroup {
  const { dimensions } = ensembleOf(link.target)!;
  const compartmentMap = Int32Array.from(
    places,
    ({ dimension, off }) => dimension + (off ? dimensions : 0),
  );
  return {
    nAxons: new Set(compartmentMap).size,
    target: {
      block: draft.blockOf.get(link.target.id)!,
      synapse: encoderGroup(draft, link.target.id, source),
    },
    compartmentMap,
    compartmentAtoms: null,
  };
}

function encoderGroup(draft: ChipDraft, id: number, source: EncoderSource): number {
  const key = `${id} ${source}`;
  const known = draft.encoders.get(key);
  if (known !== undefined) return known;
  const { settings, graph } = draft.plan;
  const ensemble = ensembleOf(graph.nodes[id]!)!;
  const { scale } = source === 'host' ? settings.hostNeurons : settings.decodeNeurons;
  const { neurons, dimensions } = ensemble;
  const scaled = chipEncoders(ensemble);
  const weights = new Float64Array(2 * dimensions * neurons);
  for (let d = 0; d < dimensions; d++) {
    for (let i = 0; i < neurons; i++) {
      const weight = scale * scaled[i * dimensions + d]!;
      weights[d * neurons + i] = weight;
      weights[(dimensions + d) * neurons + i] = -weight;
    }
  }
  const { synapses } = draft.model.blocks[draft.blockOf.get(id)!]!;
  const position = synapses.push(denseSynapse(weights, 2 * dimensions, neurons)) - 1;
  draft.encoders.set(key, position);
  return position;
}

/** A value of the host: its on/off neurons lead straight to the encoders. */
export function connectValue(draft: ChipDraft, placed: PlacedLink): void {
  const on = Array.from(placed.dimensions!, (dimension) => ({ dimension, off: false }));
  const off = on.map((place) => ({ ...place, off: true }));
  leadTo(draft, placed, encoderAxons(draft, placed, 'host', [...on, ...off]));
}
