import { CompileError } from '../../../core/errors.js';
import type { ChipModel } from '../model.js';
import { blockName } from '../names.js';
import { type BlockShape, checkBlockShape } from '../split/tiles.js';
import { splitBlocks } from '../split.js';
import { utilization } from '../utilization.js';
import { assignShapes } from './assign.js';
import { type Candidate, candidatesOf, shapesByTiles, tryShape } from './candidates.js';
import { type GroupReach, groupReach } from './reach.js';

/** Shapes tried per layer where the smallest cuts do not fit together. */
const MOST_CANDIDATES = 64;

/** A layer whose cut is asked for. */
export interface Layer {
  /** Sizes of its dimensions; their product is the number of neurons. */
  readonly shape: readonly number[];
  /** A shape the user insists on. */
  readonly given: BlockShape | null;
}

/**
 * Finds block shapes that fit every limit of a core, for all blocks of an uncut float model at once:
 * fewest cores, then fewest synapse bits. The same model always gives the same shapes. Shapes that
 * were given stay as they are.
 *
 * @throws CompileError that names the layer no shape fits, or the given shape and the nearest that would
 */
export function searchShapes(model: ChipModel, layers: readonly Layer[]): BlockShape[] {
  const reaches = model.blocks.map(({ synapses }) => synapses.map(groupReach));
  // Cuts with the fewest tiles of every layer come first: where they fit together nothing is better.
  for (const most of ['fewest tiles', MOST_CANDIDATES] as const) {
    const candidates = layers.map((layer, block) =>
      layer.given === null
        ? freeCandidates(model, block, layer, reaches[block], most)
        : givenCandidate(model, block, layer.given, reaches[block]),
    );
    const chosen = assignShapes(model, candidates);
    if (chosen !== null) return chosen.map(({ shape }) => shape);
  }
  throw new CompileError(
    'chip model: no block shapes were found that leave every core within its 4096 output axons. ' +
      'Give a smaller block shape to the layer that sends most, or popType: 16 to the convolution ' +
      'behind it.',
    { code: 'no-block-shapes' },
  );
}

function freeCandidates(
  model: ChipModel,
  block: number,
  { shape }: Layer,
  groups: readonly GroupReach[],
  most: number | 'fewest tiles',
): Candidate[] {
  const found = candidatesOf(shape, groups, most);
  if (found.length > 0) return found;
  throw new CompileError(
    `${blockName(model.blocks[block], block)} (${shape.join('x')}): not even single neurons fit a ` +
      'core: too many input axons or synapse bits arrive at each. Use fewer inputs.',
    { code: 'no-block-shape' },
  );
}

function givenCandidate(
  model: ChipModel,
  block: number,
  given: BlockShape,
  groups: readonly GroupReach[],
): Candidate[] {
  const { nCompartments } = model.blocks[block];
  checkBlockShape(given, nCompartments, blockName(model.blocks[block], block));
  const candidate = tryShape(given, groups);
  if (candidate !== null) return [candidate];
  const nearest = nearestShape(given, groups);
  const remedy =
    nearest === null
      ? 'No shape fits: use fewer inputs.'
      : `The nearest shape that fits is ${nearest}.`;
  const { sentence, code } = misfit(model, block, given);
  throw new CompileError(`${sentence} ${remedy}`, {
    code,
    path: blockName(model.blocks[block], block),
  });
}

/** What the fullest resource of a given cut asks for, and what a core has. */
function misfit(
  model: ChipModel,
  block: number,
  given: BlockShape,
): { readonly sentence: string; readonly code: string } {
  const cuts = model.blocks.map((_, b) => (b === block ? given : null));
  const { model: cut, positions } = splitBlocks(model, cuts);
  const name = blockName(model.blocks[block], block);
  for (const position of positions[block]) {
    const { compartments, inAxons, synapses } = utilization(cut, cut.blocks[position]);
    const uses = { compartments, 'input axons': inAxons, 'synapse bits': synapses };
    for (const [what, { used, max }] of Object.entries(uses)) {
      if (used <= max) continue;
      const sentence = `${name} needs ${used} ${what} with block shape ${given.shape}, a core has ${max}.`;
      return { sentence, code: `too-many-${what.replace(' ', '-')}` };
    }
  }
  const sentence = `${name}: block shape ${given.shape} does not fit the axons or indices of a core.`;
  return { sentence, code: 'block-shape-too-large' };
}

/** The fitting shape that changes the given one least, by the factors of its sizes. */
export function nearestShape(
  given: BlockShape,
  groups: readonly GroupReach[],
): readonly number[] | null {
  const clipped = given.shape.map((size, axis) => Math.min(size, given.ensembleShape[axis]));
  const distance = (shape: readonly number[]): number =>
    shape.reduce((sum, size, axis) => sum + Math.abs(Math.log(size / clipped[axis])), 0);
  const nearestFirst = shapesByTiles(given.ensembleShape)
    .map(({ shape }) => shape)
    .sort((a, b) => distance(a) - distance(b));
  for (const shape of nearestFirst) {
    if (tryShape({ shape, ensembleShape: given.ensembleShape }, groups) !== null) return shape;
  }
  return null;
}
