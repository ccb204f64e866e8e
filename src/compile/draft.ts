import type { AxonGroup, Block, ChipModel } from './chip/model.js';
import type { PlacedLink, Plan } from './plan.js';
import type { Sender } from './senders.js';

/** A block that carries or reads decoded values. */
export interface DecoderBlock {
  /** `neurons` carry values to an ensemble as spikes, `voltage` is read by a probe. */
  readonly kind: 'neurons' | 'voltage';
  /** Names of the population, of the `decode` if there is one, and of who takes the values. */
  readonly source: string;
  readonly decode: string | null;
  readonly target: string;
  /** Position in the model. */
  readonly block: number;
}

/** A chip model while it is being built, before it is cut. */
export interface ChipDraft {
  readonly plan: Plan;
  readonly model: ChipModel;
  /** Population -> its block. */
  readonly blockOf: ReadonlyMap<number, number>;
  readonly senders: readonly Sender[];
  readonly decoders: DecoderBlock[];
  /** Ensemble and kind of source -> the synapse group of its encoders. */
  readonly encoders: Map<string, number>;
}

/** Leads the source of a link to a synapse group. */
export function leadTo(draft: ChipDraft, link: PlacedLink, axons: AxonGroup): void {
  const { model, blockOf, senders } = draft;
  const from =
    link.crossing === 'chip'
      ? model.blocks[blockOf.get(link.link.source.id)!]!
      : model.inputs[senders.find((s) => s.link === link)!.input]!;
  from.axons.push(axons);
}

/** Adds a block that belongs to no population; returns its position. */
export function addDecoderBlock(
  draft: ChipDraft,
  block: Block,
  about: Omit<DecoderBlock, 'block'>,
): number {
  const position = draft.model.blocks.push(block) - 1;
  draft.decoders.push({ ...about, block: position });
  return position;
}
