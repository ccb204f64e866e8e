/** What an energy includes. Whole systems have all four. */
export type EnergyPart = 'core' | 'static' | 'io' | 'host';

/** Events of a chip that a profile may have a price for. */
export const chipEvents = [
  'synapseDense',
  'synapseSparse',
  'synapseConvolution',
  // A compartment in a timestep with a spike, and in one without.
  'compartmentActive',
  'compartmentInactive',
  // For profiles that price by stages: every compartment looked at, changed, and its spike.
  'compartmentAccessed',
  'compartmentUpdated',
  'spike',
  'messageSent',
  'messageReceived',
  'messageInTile',
  'hopEastWest',
  'hopNorthSouth',
] as const;
export type ChipEvent = (typeof chipEvents)[number];

/** How often every event happened. */
export type EventCounts = Readonly<Record<ChipEvent, number>>;

/** How long the end of a timestep takes, by what takes part; linear between points, constant beyond. */
export interface Barrier {
  readonly per: 'tiles' | 'chips';
  /** [number taking part, nanoseconds], ascending. */
  readonly points: readonly (readonly [number, number])[];
}

/** Power that flows whether or not something happens. */
export interface StaticPower {
  readonly wattsPerChip: number;
  readonly source: string;
}

/** Prices of the events of a chip. What a profile leaves out costs nothing in it. */
export interface ChipProfile {
  readonly kind: 'chip';
  readonly name: string;
  /** Where the numbers come from. */
  readonly source: string;
  /** Picojoules. */
  readonly perEvent: Readonly<Partial<Record<ChipEvent, number>>>;
  /** Nanoseconds. */
  readonly perEventTime: Readonly<Partial<Record<ChipEvent, number>>>;
  readonly barrier: Barrier;
  /** Only used when static energy is asked for. */
  readonly static?: StaticPower;
  readonly includes: readonly EnergyPart[];
}

/** Prices of one operation on some machine, for tables of comparison. */
export interface GenericProfile {
  readonly kind: 'generic';
  readonly name: string;
  readonly source: string;
  /** Picojoules of a synaptic operation and of a neuron update. */
  readonly perSynapse: number;
  readonly perNeuron: number;
  /** True: pays for spikes that arrive. False: pays for every connection, once per inference. */
  readonly skipsZeros: boolean;
  /** What its result is called; default `energy`. */
  readonly quantity?: 'energy' | 'arithmetic energy';
  readonly includes: readonly EnergyPart[];
}

export type Profile = ChipProfile | GenericProfile;

/** `core only`, unless static, input and output and host energy are in it. */
export function coverage(includes: readonly EnergyPart[]): string {
  const whole = (['core', 'static', 'io', 'host'] as const).every((part) =>
    includes.includes(part),
  );
  if (whole) return 'whole system';
  const also = includes.filter((part) => part !== 'core');
  return also.length === 0 ? 'core only' : `core only, with ${also.join(' and ')}`;
}
