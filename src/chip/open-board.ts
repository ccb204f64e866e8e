import type { ChipArray, ChipModel } from '../compile/chip/model.js';
import { Board } from './board.js';
import type { ChipBoard } from './chip-board.js';
import { floats } from './float/floats.js';
import { integers } from './integers.js';
import { isFast } from './wasm/opened.js';
import { WasmBoard, type WasmBoardOptions } from './wasm/wasm-board.js';

/**
 * Which engine plays: `plain` is the readable TypeScript, `wasm` the SIMD kernels, `auto` the
 * kernels for what they can play (models that learn, draw or are in float32 have the plain engine
 * in any case).
 */
export type EngineChoice = 'auto' | 'plain' | 'wasm';

export interface OpenBoardOptions extends WasmBoardOptions {
  /** Default `plain`, which shows every register after every step. */
  readonly engine?: EngineChoice;
}

/**
 * Opens a board for any chip model: in integers if it is discretized, else in float32 with every
 * operation rounded (to compare a model before and after discretization). All have the same API.
 */
export function openBoard(model: ChipModel, options: OpenBoardOptions = {}): ChipBoard<ChipArray> {
  if (model.dtype === 'float32') return new Board(model, options, floats);
  const { engine = 'plain' } = options;
  return engine !== 'plain' && isFast(model)
    ? new WasmBoard(model, options)
    : new Board(model, options, integers);
}
