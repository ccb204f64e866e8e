import type { ChipCounts } from './chip-meter.js';
import { formats } from './chip-reach.js';
import { hopsOf } from './placement.js';
import {
  type ChipEvent,
  type ChipProfile,
  chipEvents,
  type EventCounts,
  type GenericProfile,
} from './profile.js';
import type { StepCounts } from './step-counts.js';

/**
 * Which compartments without a spike are paid for: all that are allocated, or none. Whether the chip
 * saves the energy of one that is at rest is not known, and what it did is not seen from outside, so the
 * truth lies between.
 */
export type IdleRule = 'all' | 'none';

/** Events of a whole run; `messageReceived` includes those from the host. */
export function chipEventCounts(counts: ChipCounts, idle: IdleRule): EventCounts {
  const compartments = sumOf(counts.allocated) * counts.steps;
  return { ...localEvents(counts.total, compartments, idle), ...wayEvents(counts.total) };
}

/** Events of the cores, without those of the mesh; `compartments` is compartments times timesteps. */
function localEvents(total: StepCounts, compartments: number, idle: IdleRule): EventCounts {
  const cores = total.spikes.length;
  const spikes = sumOf(total.spikes);
  const looked = idle === 'all' ? compartments : spikes;
  const [dense, sparse, convolution] = formats.map((_, f) =>
    sumOf(total.synapses.subarray(f * cores, (f + 1) * cores)),
  ) as [number, number, number];
  return {
    ...noEvents,
    synapseDense: dense,
    synapseSparse: sparse,
    synapseConvolution: convolution,
    compartmentActive: spikes,
    compartmentInactive: looked - spikes,
    compartmentAccessed: looked,
    compartmentUpdated: looked,
    spike: spikes,
    messageSent: sumOf(total.sent),
    messageReceived: sumOf(total.arrived),
  };
}

function wayEvents({ ways }: StepCounts): Partial<EventCounts> {
  const all = { messageInTile: 0, hopEastWest: 0, hopNorthSouth: 0 };
  for (const [way, messages] of ways.entries()) {
    const { eastWest, northSouth } = hopsOf(way);
    all.messageInTile += messages;
    all.hopEastWest += messages * eastWest;
    all.hopNorthSouth += messages * northSouth;
  }
  return all;
}

/** A count of 0 for every event, to be spread over. */
export const noEvents: EventCounts = Object.fromEntries(
  chipEvents.map((event) => [event, 0]),
) as Record<ChipEvent, number>;

/** Joules of so many events in a profile. */
export function eventEnergy(
  { perEvent }: Pick<ChipProfile, 'perEvent'>,
  events: EventCounts,
): number {
  return 1e-12 * chipEvents.reduce((sum, e) => sum + events[e] * (perEvent[e] ?? 0), 0);
}

/** Joules of so many synaptic operations and neuron updates in a generic profile. */
export function genericEnergy(
  { perSynapse, perNeuron }: Pick<GenericProfile, 'perSynapse' | 'perNeuron'>,
  synapses: number,
  neurons: number,
): number {
  return 1e-12 * (synapses * perSynapse + neurons * perNeuron);
}

/** A layer that spikes at a known rate. */
export interface SpikingLayer {
  readonly neurons: number;
  /** Mean over its neurons. */
  readonly rateHz: number;
  /** Synapses that one spike reaches. */
  readonly fanout: number;
}

/** Synaptic events of some timesteps of `dt` seconds. */
export function synapticEvents(layers: readonly SpikingLayer[], steps: number, dt: number): number {
  return layers.reduce((sum, l) => sum + l.rateHz * steps * dt * l.fanout * l.neurons, 0);
}

/** Energy-delay product in joule seconds. */
export function energyDelay(joules: number, seconds: number): number {
  return joules * seconds;
}

export function sumOf(values: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i]!;
  return sum;
}
