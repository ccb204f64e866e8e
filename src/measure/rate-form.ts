import { floatForm } from '../convert/float-form.js';
import { isSpikingKind } from '../convert/neuron-types.js';
import type { Params } from '../core/description.js';
import { sizeOf } from '../core/shape.js';
import { type NeuronParams, plainDrive } from '../kernels/neurons.js';
import { type RateParams, rate } from '../kernels/rates.js';
import { Network } from '../network/network.js';
import type { NetworkNode } from '../network/node.js';

/**
 * The float form of a converted network with each neuron's rate curve in the place of the activation:
 * for chip neurons the staircase of rates 1 / (k dt). One timestep is one pass. It says what the curve alone
 * costs, without spikes and time.
 *
 * @returns a network with the same signal names, which cannot be saved
 */
export function rateForm(network: Network): Network {
  const float = floatForm(network);
  const { dt, seed, precision } = network;
  const form = new Network({ dt, seed, precision });
  for (const node of float.all) {
    const own = network.node(network.get(node.name).id);
    const curve = isSpikingKind(own.kind) ? curveNode(own, dt) : node;
    form.addNode(curve.kind, curve.params, node.inputShape, node.shape, node.name);
  }
  for (const node of float.all) {
    for (const edge of node.inputs) {
      const from = form.get(float.node(edge.from).name);
      form.connect(from, form.get(node.name), edge.offset);
    }
  }
  Object.assign(form.meta, network.meta);
  return form;
}

/** A population as a function of its input. */
function curveNode(
  { kind, params, inputShape }: NetworkNode,
  dt: number,
): { readonly kind: string; readonly params: Params } {
  const onChip = params.onChip !== false;
  const amplitude = params.amplitude as number;
  const own = { ...params, amplitude: 1 } as unknown as RateParams;
  const curve = rate(kind, own, { dt, onChip });
  const size = sizeOf(inputShape);
  const { current, drive } = plainDrive(params as unknown as NeuronParams, size);
  const rates = new Float64Array(size);
  const call = (input: Float32Array | Float64Array): Float64Array => {
    drive(input);
    for (let i = 0; i < size; i++) rates[i] = amplitude * curve(current[i]!);
    return rates;
  };
  return { kind: 'fn', params: { call } as unknown as Params };
}
