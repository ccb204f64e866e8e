import { sizeOf } from '../core/shape.js';
import type { ChipModel } from './chip/model.js';
import type { Graph } from './graph.js';
import type { ProgramDecoder } from './population.js';
import type { ErrorPort, Readout } from './program.js';
import { probeColumns } from './program-check-probe.js';
import { choiceOf, eachOf, fieldsOf, positionOf, textOf } from './program-fields.js';

/** A block that carries or reads values, in a saved program; throws a CodecError for a wrong field. */
export function checkDecoder(json: unknown, where: string, chip: ChipModel): ProgramDecoder {
  const decoder = fieldsOf(json, where);
  choiceOf(decoder.kind, `${where}.kind`, ['neurons', 'voltage']);
  textOf(decoder.source, `${where}.source`);
  if (decoder.decode !== null) textOf(decoder.decode, `${where}.decode`);
  textOf(decoder.target, `${where}.target`);
  eachOf(decoder.blocks, `${where}.blocks`, (b, at) =>
    positionOf(b, at, chip.blocks.length, 'blocks'),
  );
  return json as ProgramDecoder;
}

/** A value on its way to the host: as many as its probe records. */
export function checkReadout(json: unknown, where: string, chip: ChipModel, host: Graph): Readout {
  const readout = fieldsOf(json, where);
  const p = positionOf(readout.probe, `${where}.probe`, chip.probes.length, 'probes');
  const columns = probeColumns(chip.probes[p], chip.blocks);
  requireNode(readout.node, `${where}.node`, host, columns, 'receive');
  return json as Readout;
}

/** Errors on their way to the chip: one for every pair of compartments of a block that learns. */
export function checkErrorPort(
  json: unknown,
  where: string,
  chip: ChipModel,
  host: Graph,
): ErrorPort {
  const port = fieldsOf(json, where);
  const block = chip.blocks[positionOf(port.block, `${where}.block`, chip.blocks.length, 'blocks')];
  const at = `${where}.synapse`;
  const group = block.synapses[positionOf(port.synapse, at, block.synapses.length, 'groups')];
  choiceOf(group.learning !== null, `${at}, whether it learns`, [true]);
  requireNode(port.node, `${where}.node`, host, block.nCompartments >> 1, null);
  return json as ErrorPort;
}

/** A node of the host graph with so many values, of a kind if one is given. */
export function requireNode(
  id: unknown,
  where: string,
  host: Graph,
  size: number,
  kind: string | null,
): void {
  const node = host.nodes[positionOf(id, where, host.nodes.length, 'nodes')];
  if (kind !== null) choiceOf(node.kind, `${where}, its kind`, [kind]);
  choiceOf(sizeOf(node.shape), `${where}, its size`, [size]);
}
