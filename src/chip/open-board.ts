import type { ChipArray, ChipModel } from '../compile/chip/model.js';
import { Board, type BoardOptions } from './board.js';
import { floats } from './float/floats.js';
import { integers } from './integers.js';

/**
 * Opens a board for any chip model: in integers if it is discretized, else in float32 with every
 * operation rounded (to compare a model before and after discretization). Both have the same API.
 */
export function openBoard(model: ChipModel, options: BoardOptions = {}): Board<ChipArray> {
  if (model.dtype === 'float32') return new Board(model, options, floats);
  return new Board(model, options, integers);
}
