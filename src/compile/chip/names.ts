import type { Block } from './model.js';

/** How messages call a block: its label in quotes, or its position. */
export function blockName(block: Pick<Block, 'label'>, position: number): string {
  return block.label === null ? `block ${position}` : `block "${block.label}"`;
}
