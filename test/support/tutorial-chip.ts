import type { ConvGeometry } from '../../src/compile/chip/conv-geometry.js';
import { convLayout, convSynapse } from '../../src/compile/chip/conv-layout.js';
import type { ChipModel } from '../../src/compile/chip/model.js';
import { denseSynapse } from '../../src/compile/chip/synapse.js';
import { axonsTo, blockOf, modelOf } from './chip-blocks.js';

/** Different numbers everywhere, so that no two kernels are equal by chance. */
export function different(count: number): Float32Array {
  return Float32Array.from({ length: count }, (_, i) => Math.sin(i + 1));
}

const stride2 = { strides: [2, 2], padding: 'valid', channelsLast: true } as const;
const conv0: ConvGeometry = {
  ...stride2,
  inputShape: [28, 28, 3],
  outputShape: [13, 13, 32],
  kernelShape: [3, 3, 3, 32],
};
const conv1: ConvGeometry = {
  ...stride2,
  inputShape: [13, 13, 32],
  outputShape: [6, 6, 64],
  kernelShape: [3, 3, 32, 64],
};

/** The chip layers of the tutorial: 5408, 2304 and 100 neurons behind 2352 inputs. */
export function tutorialChip(): ChipModel {
  const [a, b] = [convLayout(conv0, different(864)), convLayout(conv1, different(18432))];
  const blocks = [
    blockOf(5408, {
      label: 'conv0',
      synapses: [convSynapse(a, conv0)],
      axons: [axonsTo(1, 0, b.nAxons, b.compartmentMap, b.compartmentAtoms)],
    }),
    blockOf(2304, {
      label: 'conv1',
      synapses: [convSynapse(b, conv1)],
      axons: [axonsTo(2, 0, 2304)],
    }),
    blockOf(100, { label: 'dense0', synapses: [denseSynapse(different(230400), 2304, 100)] }),
  ];
  const axons = [axonsTo(0, 0, a.nAxons, a.compartmentMap, a.compartmentAtoms)];
  return modelOf(blocks, [{ label: 'to-spikes', nNeurons: 2352, axons }]);
}
