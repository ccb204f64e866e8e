import { CompileError } from '../../core/errors.js';
import { axonTarget } from './axon.js';
import { COMPARTMENT_BASES } from './limits.js';
import type { AxonGroup, Block, ChipModel, SynapseGroup } from './model.js';
import { blockName } from './names.js';
import { groupAtoms } from './synapse.js';
import { type Use, utilization } from './utilization.js';
import { validateFormat } from './validate-format.js';

/**
 * Checks every block of a model against the limits of a core and throws a `CompileError` for the
 * first thing that does not fit. Codes, in the order of the checks: `no-blocks`,
 * `too-many-compartments`, `too-many-output-axons`, `atom-out-of-range`, `too-many-input-axons`,
 * `too-many-synapse-bits`, `index-too-large`, `format-field-out-of-range`,
 * `compartment-base-out-of-range`, `pop16-base-not-multiple-of-4`.
 */
export function validateModel(model: ChipModel): void {
  if (model.blocks.length === 0) {
    throw new CompileError(
      'chip model: it has no blocks. Put at least one population on the chip.',
      {
        code: 'no-blocks',
      },
    );
  }
  model.blocks.forEach((block, i) => {
    validateBlock(model, block, blockName(block, i));
  });
}

function validateBlock(model: ChipModel, block: Block, name: string): void {
  const { compartments, inAxons, outAxons, synapses } = utilization(model, block);
  checkUse(name, compartments, 'compartments', 'Give a smaller block shape.');
  checkUse(
    name,
    outAxons,
    'output axons',
    'Give a smaller block shape, or more channels per tile in the layers it feeds.',
  );
  for (const axons of block.axons) checkAtoms(axons, groupAtoms(axonTarget(model, axons)), name);
  checkUse(name, inAxons, 'input axons', 'Give a block shape with fewer rows and columns.');
  checkUse(
    name,
    synapses,
    'synapse bits',
    'Give a smaller block shape (fewer channels per tile), or use fewer weights.',
  );
  block.synapses.forEach((group, i) => {
    const where = `${name}, synapse group ${i}`;
    validateFormat(group.format, where);
    checkBases(group, where);
  });
}

function checkUse(name: string, { used, max }: Use, what: string, remedy: string): void {
  if (used <= max) return;
  throw new CompileError(`${name} needs ${used} ${what}, a core has ${max}. ${remedy}`, {
    code: `too-many-${what.replaceAll(' ', '-')}`,
  });
}

/** Atoms are checked for all compartments, also those without an axon. */
function checkAtoms({ compartmentAtoms }: AxonGroup, atoms: number, name: string): void {
  const wrong = compartmentAtoms?.findIndex((atom) => atom < 0 || atom >= atoms) ?? -1;
  if (wrong < 0) return;
  throw new CompileError(
    `${name}: compartment ${wrong} sends atom ${compartmentAtoms![wrong]}, its target has atoms 0 to ${atoms - 1}. Use as many atoms as the target's weights have rows.`,
    { code: 'atom-out-of-range' },
  );
}

function checkBases({ axonCompartmentBases: bases, popType }: SynapseGroup, where: string): void {
  if (bases === null) return;
  const wrong = bases.findIndex((base) => base < -1 || base >= COMPARTMENT_BASES);
  if (wrong >= 0) {
    throw new CompileError(
      `${where}: input axon ${wrong} has compartment base ${bases[wrong]}, allowed are -1 to ${COMPARTMENT_BASES - 1}. Move the rest into the indices.`,
      { code: 'compartment-base-out-of-range' },
    );
  }
  const odd = popType === 16 ? bases.findIndex((base) => base >= 0 && base % 4 !== 0) : -1;
  if (odd < 0) return;
  throw new CompileError(
    `${where}: input axon ${odd} has compartment base ${bases[odd]}, pop16 needs a multiple of 4. Use popType 32, or make the channels of the layer and its tile multiples of 4.`,
    { code: 'pop16-base-not-multiple-of-4' },
  );
}
