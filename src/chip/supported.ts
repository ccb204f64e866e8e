import type { Block, ChipModel } from '../compile/chip/model.js';
import { DeviceError } from '../core/errors.js';

/** What a model asks of the emulator that this engine does not have; `null` if it has all. */
export function findUnsupported(model: ChipModel): string | null {
  if (model.dtype !== 'int32') return 'float mode is not supported yet';
  if (model.blocks.some(learns)) return 'learning is not supported yet';
  if (model.blocks.some(isNoisy)) return 'noise is not supported yet';
  return null;
}

function learns(block: Block): boolean {
  return block.synapses.some((group) => group.learning !== null);
}

function isNoisy(block: Block): boolean {
  return block.compartments.enableNoise.some((enabled) => enabled !== 0);
}

/** Refuses a model that needs what `findUnsupported` names. */
export function requireSupported(model: ChipModel): void {
  const missing = findUnsupported(model);
  if (missing === null) return;
  const advice =
    model.dtype === 'int32'
      ? 'Open a model without it.'
      : 'Discretize the model before opening it.';
  throw new DeviceError(`emulator: ${missing}. ${advice}`, { code: 'unsupported' });
}
