import type { ChipProbe } from './chip/model.js';
import { addDecoderBlock, type ChipDraft } from './draft.js';
import type { HostDecoder } from './host-decoders.js';
import { learningSynapse } from './learning.js';
import { type VoltageDecoder, valueProbe, voltageBlock } from './voltage-decoder.js';

/** Adds the block of a value that the host takes, learning if it does; returns its position. */
export function addReadout(draft: ChipDraft, readout: HostDecoder): number {
  const { plan } = draft;
  const { decoder, decode, learned } = readout;
  const about = { decode: decode.name, target: 'host' };
  const block = addVoltageDecoder(draft, decoder, about);
  const { synapses } = draft.model.blocks[block]!;
  if (learned !== null) {
    synapses[0] = learningSynapse(synapses[0]!, learned, plan.settings, plan.warnings);
  }
  draft.model.probes.push(valueProbe(decoder, block));
  return block;
}

/** Adds a decoder for one probe, with a block of its own. */
export function addDecodedProbe(
  draft: ChipDraft,
  decoder: VoltageDecoder,
  about: { readonly decode: string; readonly target: string },
  synapse: ChipProbe['synapse'],
): void {
  const block = addVoltageDecoder(draft, decoder, about);
  draft.model.probes.push(valueProbe(decoder, block, synapse));
}

function addVoltageDecoder(
  draft: ChipDraft,
  decoder: VoltageDecoder,
  about: { readonly decode: string; readonly target: string },
): number {
  const { population } = decoder;
  const block = voltageBlock(decoder, draft.plan.settings);
  const source = population.name;
  const position = addDecoderBlock(draft, block, { kind: 'voltage', source, ...about });
  draft.model.blocks[draft.blockOf.get(population.id)!]!.axons.push({
    nAxons: block.synapses[0]!.nAxons,
    target: { block: position, synapse: 0 },
    compartmentMap: null,
    compartmentAtoms: null,
  });
  return position;
}
