/** A population on chip: its cores and which neuron each compartment is. */
export interface Population {
  readonly name: string;
  readonly size: number;
  /** Value of one spike in a vector: amplitude / dt. */
  readonly spikeValue: number;
  /** Positions of its blocks in the chip model. */
  readonly blocks: readonly number[];
  /** Per block the neuron of each compartment. */
  readonly tiles: readonly Int32Array[];
  /** The node of the host graph that receives its spikes; `null` if the host takes none. */
  readonly receive: number | null;
}

/** Blocks that carry or read decoded values. */
export interface ProgramDecoder {
  /** `neurons` carry values to an ensemble as spikes, `voltage` is read by a probe. */
  readonly kind: 'neurons' | 'voltage';
  /** Names of the population, of the `decode` if there is one, and of who takes the values. */
  readonly source: string;
  readonly decode: string | null;
  readonly target: string;
  readonly blocks: readonly number[];
}
