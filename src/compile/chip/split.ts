import { CompileError } from '../../core/errors.js';
import type { AxonGroup, Block, ChipModel } from './model.js';
import { blockName } from './names.js';
import { cutAxons, type NewTarget } from './split/axons.js';
import { cutCompartments } from './split/compartments.js';
import { cutProbe } from './split/probes.js';
import { type CutGroup, cutSynapses, type TileMap, tileMap } from './split/synapses.js';
import { automaticTiles, type BlockShape, checkBlockShape, shapeTiles } from './split/tiles.js';

/** A model whose blocks are cut to the size of cores. */
export interface SplitModel {
  readonly model: ChipModel;
  /** Old block -> positions of its new blocks, in tile order. */
  readonly positions: readonly (readonly number[])[];
  /** New block -> the neurons of the old block it holds, in block order. */
  readonly tiles: readonly Int32Array[];
}

/** How one old block is cut. */
interface Cut {
  readonly name: string;
  readonly block: Block;
  /** Positions of the new blocks. */
  readonly positions: readonly number[];
  readonly tiles: readonly Int32Array[];
  /** `null` when the block stays whole. */
  readonly map: TileMap | null;
  /** Per old synapse group and tile; `null` where the tile is not reached. */
  readonly groups: readonly (readonly (CutGroup | null)[])[];
}

/**
 * Cuts the blocks of a float model into tiles, one core each, and rewires synapses, axons and
 * probes. `shapes` has one entry per block; `null` cuts into as many consecutive runs as the
 * scarcest resource asks for. A block of one tile stays as it is. The model is not changed.
 *
 * Throws `block-shape`, `split-learning`, `split-atoms-differ` or `already-discretized`.
 */
export function splitBlocks(model: ChipModel, shapes: readonly (BlockShape | null)[]): SplitModel {
  refuseIntegers(model);
  const cuts = planCuts(model, shapes);
  const places = cuts.map(({ positions, block, map }) => {
    return { positions, compartments: block.nCompartments, map };
  });
  const targets = cuts.map(newTargets);
  const rewire = (axons: readonly AxonGroup[], tile: Int32Array | null, n: number) =>
    axons.flatMap((old) => cutAxons(old, targets[old.target.block][old.target.synapse], tile, n));
  const blocks = cuts.flatMap((cut) =>
    cut.tiles.map((tile, t) =>
      newBlock(cut, t, rewire(cut.block.axons, cut.map === null ? null : tile, tile.length)),
    ),
  );
  const inputs = model.inputs.map((input) => {
    return { ...input, axons: rewire(input.axons, null, input.nNeurons) };
  });
  const probes = model.probes.map((probe) => cutProbe(probe, places));
  return {
    model: { ...model, blocks, inputs, probes },
    positions: cuts.map(({ positions }) => positions),
    tiles: cuts.flatMap(({ tiles }) => tiles),
  };
}

function planCuts(model: ChipModel, shapes: readonly (BlockShape | null)[]): Cut[] {
  let next = 0;
  return model.blocks.map((block, i) => {
    const name = blockName(block, i);
    const shape = shapes[i] ?? null;
    if (shape !== null) checkBlockShape(shape, block.nCompartments, name);
    const tiles = shape === null ? automaticTiles(model, block) : shapeTiles(shape);
    const map = tiles.length === 1 ? null : tileMap(tiles, block.nCompartments);
    const groups = block.synapses.map((group) =>
      map === null ? [{ group, axonMap: null }] : cutSynapses(group, map, name),
    );
    const positions = tiles.map((_, t) => next + t);
    next += tiles.length;
    return { name, block, positions, tiles, map, groups };
  });
}

/** For every old synapse group, its parts with their places in the new blocks. */
function newTargets({ groups, positions }: Cut): NewTarget[][] {
  const taken = positions.map(() => 0);
  return groups.map((parts) =>
    parts.flatMap((part, t) => {
      if (part === null) return [];
      const synapse = taken[t];
      taken[t] = synapse + 1;
      return [{ block: positions[t], synapse, axonMap: part.axonMap }];
    }),
  );
}

function newBlock({ block, map, tiles, groups }: Cut, t: number, axons: AxonGroup[]): Block {
  if (map === null) return { ...block, axons };
  const tile = tiles[t];
  return {
    label: block.label === null ? null : `${block.label}[${t}]`,
    nCompartments: tile.length,
    compartments: cutCompartments(block.compartments, tile),
    synapses: groups.flatMap((parts) => parts[t]?.group ?? []),
    axons,
  };
}

function refuseIntegers(model: ChipModel): void {
  if (model.dtype === 'float32') return;
  throw new CompileError(
    'chip model: it holds integers already, and cutting changes scales. Cut the float model.',
    { code: 'already-discretized' },
  );
}
