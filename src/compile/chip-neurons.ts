import type { Params } from '../core/description.js';
import type { RateBase } from '../kernels/spikes-from-rates.js';
import type { NetworkNode } from '../network/node.js';
import { neuronKindOf } from './ensembles.js';

/** A population as the chip plays it: a float neuron kind with the chip's timing, and its parameters. */
export interface ChipNeurons {
  readonly kind: 'loihiLif' | 'loihiSpikingRelu';
  readonly params: Params;
}

/** What chip compartments make of a population; `null` for a neuron type they cannot play. */
export function chipNeurons(node: NetworkNode): ChipNeurons | null {
  const { params } = node;
  switch (neuronKindOf(node)) {
    case 'lif':
    case 'loihiLif':
      return { kind: 'loihiLif', params };
    case 'spikingRelu':
    case 'loihiSpikingRelu':
      return { kind: 'loihiSpikingRelu', params };
    case 'regularSpiking':
      return regular(params);
    default:
      return null;
  }
}

/** Regular spikes of a compartment's own rate curve are that compartment. */
function regular({ base, ...params }: Params): ChipNeurons | null {
  const { kind, amplitude, tauRc, tauRef } = base as unknown as RateBase;
  if (amplitude !== 1) return null;
  if (kind === 'relu') return { kind: 'loihiSpikingRelu', params };
  if (kind !== 'lifRate') return null;
  return {
    kind: 'loihiLif',
    params: { ...params, tauRc: tauRc!, tauRef: tauRef!, minVoltage: 0 },
  };
}

/** What to do about a population that `chipNeurons` refuses. */
export function refusalOf(node: NetworkNode): string {
  const kind = neuronKindOf(node);
  const offChip = 'declare it with onChip: false';
  if (kind === 'adaptiveLif') {
    return `The chip has no adaptation. Use lif, or ${offChip}.`;
  }
  if (kind === 'regularSpiking') {
    return `Its base must be lifRate or relu of amplitude 1. Change the base, or ${offChip}.`;
  }
  return `Use lif or spikingRelu (or their loihi variants), or ${offChip}.`;
}
