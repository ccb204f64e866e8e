import type { ChipProfile, GenericProfile, Profile } from './profile.js';

/** Least energies and most times of the chip's first paper. */
export const loihi2018: ChipProfile = {
  kind: 'chip',
  name: 'loihi-2018',
  source: 'Davies et al., IEEE Micro 2018: minimum energies at 0.75 V, pre-silicon simulation',
  perEvent: {
    synapseDense: 23.6,
    synapseSparse: 23.6,
    synapseConvolution: 23.6,
    compartmentActive: 81,
    compartmentInactive: 52,
    messageInTile: 1.7,
    hopEastWest: 3,
    hopNorthSouth: 4,
  },
  perEventTime: {
    synapseDense: 3.5,
    synapseSparse: 3.5,
    synapseConvolution: 3.5,
    compartmentActive: 8.4,
    compartmentInactive: 5.3,
    messageInTile: 2.1,
    hopEastWest: 4.1,
    hopNorthSouth: 6.5,
  },
  barrier: {
    per: 'tiles',
    points: [
      [1, 113],
      [32, 465],
    ],
  },
  static: {
    wattsPerChip: 0.1044,
    source: 'Frady et al. 2020, measured static power of a chip',
  },
  includes: ['core'],
};

/** Parameters that somebody fitted to measurements of the same chip. */
export const loihiFitted: ChipProfile = {
  kind: 'chip',
  name: 'loihi-fitted',
  source:
    'SANA-FE, IEEE TCAD 2025: fitted to measurements; stated errors up to 11.7 % (energy) and 24.3 % (time)',
  perEvent: {
    synapseDense: 35.5,
    synapseSparse: 33.6,
    synapseConvolution: 24,
    compartmentAccessed: 51.2,
    compartmentUpdated: 21.6,
    spike: 69.3,
    messageSent: 111,
    hopEastWest: 3,
    hopNorthSouth: 4.2,
  },
  perEventTime: {
    synapseDense: 3.8,
    synapseSparse: 4.7,
    synapseConvolution: 3.1,
    compartmentAccessed: 6,
    compartmentUpdated: 3.7,
    spike: 30,
    messageSent: 5.1,
    messageReceived: 16,
    hopEastWest: 4.1,
    hopNorthSouth: 6.5,
  },
  barrier: {
    per: 'chips',
    points: [
      [1, 600],
      [2, 1000],
      [4, 1400],
      [29, 1800],
    ],
  },
  includes: ['core'],
};

const kerasSpiking = 'per-operation table of KerasSpiking, for comparison only';

function generic(
  name: string,
  perSynapse: number,
  perNeuron: number,
  skipsZeros: boolean,
): GenericProfile {
  const source = `${kerasSpiking} (${name})`;
  return { kind: 'generic', name, source, perSynapse, perNeuron, skipsZeros, includes: ['core'] };
}

/** Memory traffic, which dominates, is left out: no energy of any machine. */
function arithmetic(
  name: string,
  operation: string,
  perSynapse: number,
  skipsZeros: boolean,
): GenericProfile {
  const source = `Horowitz 2014, 45 nm: ${operation} in float32, without memory traffic`;
  const quantity = 'arithmetic energy';
  const prices = { perSynapse, perNeuron: 0, skipsZeros };
  return { kind: 'generic', name, source, ...prices, quantity, includes: ['core'] };
}

/**
 * Per-operation figures of several machines. The synaptic figure of `loihi` is the 23.6 pJ of the
 * chip's paper plus 3.5, which in that paper is a time in nanoseconds: kept to reproduce tables.
 */
export const genericProfiles: readonly GenericProfile[] = [
  generic('cpu', 8600, 8600, false),
  generic('gpu', 300, 300, false),
  generic('arm', 900, 900, false),
  generic('loihi', 27.1, 81, true),
  generic('spinnaker', 13300, 26000, true),
  generic('spinnaker2', 450, 2190, true),
  arithmetic('arithmetic-45nm', 'multiply-add', 4.6, false),
  arithmetic('arithmetic-45nm-add', 'add', 0.9, true),
];

/** Every profile that is built in. */
export const profiles: readonly Profile[] = [loihi2018, loihiFitted, ...genericProfiles];
