import type { ChipArray } from '../../../compile/chip/model.js';
import type { Axon } from '../../axon.js';
import type { Core } from '../../core.js';
import type { Layer } from './layers.js';

/** Spikes of some neurons of a layer on their way into one synapse group. */
export interface Route {
  /** The layer they come from. */
  readonly source: number;
  readonly axon: Axon;
  /** Neuron of the source layer for every entry of the axon's maps; `null`: the same number. */
  readonly neurons: Int32Array | null;
}

/** All routes into a block, by synapse group. */
export type Incoming = readonly (readonly Route[])[];

/** Turns the axons of all sources round: what reaches each synapse group of each block. */
export function incomingRoutes(
  layers: readonly Layer[],
  cores: readonly Core<ChipArray>[],
  inputAxons: readonly (readonly Axon[])[],
): Incoming[] {
  const incoming = cores.map(({ synapses }) => synapses.map((): Route[] => []));
  const place = new Map(
    cores.flatMap(({ synapses }, b) => synapses.map((synapse, s) => [synapse, incoming[b]![s]!])),
  );
  for (const [source, layer] of layers.entries()) {
    const add = (axon: Axon, neurons: Int32Array | null): void => {
      place.get(axon.target)!.push({ source, axon, neurons });
    };
    for (const axon of layer.input < 0 ? [] : inputAxons[layer.input]!) add(axon, null);
    for (const [k, b] of layer.blocks.entries()) {
      for (const axon of cores[b]!.axons) add(axon, layer.tiles[k]!);
    }
  }
  return incoming;
}

/** Calls `visit` for every spike path of a route: the source neuron and its row of weights. */
export function eachRow(
  { axon: { target, axon, atom }, neurons }: Route,
  visit: (neuron: number, base: number, start: number, end: number) => void,
): void {
  for (let i = 0; i < axon.length; i++) {
    const a = axon[i]!;
    if (a < 0 || target.base[a]! < 0) continue;
    const row = target.firstRow[a]! + atom[i]!;
    const neuron = neurons === null ? i : neurons[i]!;
    visit(neuron, target.base[a]!, target.rowStart[row]!, target.rowStart[row + 1]!);
  }
}
