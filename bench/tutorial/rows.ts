import type { NeuronType } from 'rxspike';

/** What the tutorial prints for a row: percent right of 100, and Hz of its four layers. */
export interface TutorialFigures {
  readonly accuracy: number;
  readonly hz: readonly [number, number, number, number];
}

/** One row of the tutorial's table. */
export interface TutorialRow {
  readonly name: string;
  readonly model: 'relu' | 'loihi';
  readonly neuron: NeuronType;
  /** Hz per unit of activation; or the mean rate every layer is to have. */
  readonly scale: number | { readonly targetMean: number };
  /** Seconds; `null` for the row without time. */
  readonly synapse: number | null;
  readonly tutorial: TutorialFigures;
}

/** Layers whose rates the tutorial prints. */
export const layerNames = ['to-spikes', 'conv0', 'conv1', 'dense0'] as const;

/** The five rows, with the tutorial's own figures. */
export const rows: readonly TutorialRow[] = [
  {
    name: 'relu, 1',
    model: 'relu',
    neuron: 'relu',
    scale: 1,
    synapse: null,
    tutorial: { accuracy: 1, hz: [14.9, 2.2, 1.2, 3.3] },
  },
  {
    name: 'spiking relu, 100',
    model: 'relu',
    neuron: 'spikingRelu',
    scale: 100,
    synapse: 0.005,
    tutorial: { accuracy: 1, hz: [1498, 198, 94, 168] },
  },
  {
    name: 'chip neurons, 100',
    model: 'relu',
    neuron: 'loihiSpikingRelu',
    scale: 100,
    synapse: 0.005,
    tutorial: { accuracy: 0.89, hz: [813, 98, 48, 37] },
  },
  {
    name: 'chip neurons, per layer for a mean of 200 Hz',
    model: 'relu',
    neuron: 'loihiSpikingRelu',
    scale: { targetMean: 200 },
    synapse: 0.005,
    tutorial: { accuracy: 0.98, hz: [180, 131, 96, 45] },
  },
  {
    name: 'trained with chip neurons at 100, 100',
    model: 'loihi',
    neuron: 'loihiSpikingRelu',
    scale: 100,
    synapse: 0.005,
    tutorial: { accuracy: 0.99, hz: [872, 135, 85, 110] },
  },
];
