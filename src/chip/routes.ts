import type { AxonGroup, ChipArray, ChipModel } from '../compile/chip/model.js';
import { DeviceError } from '../core/errors.js';
import { type Axon, deliver, openAxon } from './axon.js';
import type { Core } from './core.js';
import type { InputQueue } from './input.js';

/** Gives every core its axons and returns those of the inputs; refuses targets that do not exist. */
export function openRoutes(model: ChipModel, cores: readonly Core<ChipArray>[]): Axon[][] {
  const connect = (groups: readonly AxonGroup[], n: number, where: string) =>
    groups.map((group, a) => connectAxon(model, cores, group, n, `${where}, axons ${a}`));
  model.blocks.forEach((block, b) => {
    cores[b].axons = connect(block.axons, block.nCompartments, `block ${block.label ?? b}`);
  });
  return model.inputs.map((input, i) =>
    connect(input.axons, input.nNeurons, `input ${input.label ?? i}`),
  );
}

function connectAxon(
  model: ChipModel,
  cores: readonly Core<ChipArray>[],
  group: AxonGroup,
  nSources: number,
  where: string,
): Axon {
  const { block, synapse } = group.target;
  const target = cores[block]?.synapses[synapse];
  if (target === undefined) {
    throw new DeviceError(
      `${where}: the target, synapse group ${synapse} of block ${block}, does not exist. Correct the target.`,
      { code: 'no-such-target', path: where },
    );
  }
  return openAxon(group, nSources, target, model.blocks[block].synapses[synapse], where);
}

/** Fills the queues of all synapse groups: inputs first, then blocks, each in their order. */
export function deliverSpikes(
  inputs: readonly InputQueue[],
  inputAxons: readonly (readonly Axon[])[],
  cores: readonly Core<ChipArray>[],
): void {
  for (let i = 0; i < inputs.length; i++) {
    for (const axon of inputAxons[i]) deliver(axon, inputs[i].arriving, inputs[i].nArriving);
  }
  for (const { axons, compartments } of cores) {
    for (const axon of axons) deliver(axon, compartments.spiked, compartments.nSpiked);
  }
}
