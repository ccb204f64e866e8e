import type { Program } from '../../compile/program.js';
import type { Chunk, Rows } from '../../core/chunk.js';
import { sizeOf } from '../../core/shape.js';
import { vectorOf } from '../../core/vector.js';
import { Network } from '../../network/network.js';
import { checkChunk, copyRow } from '../rows.js';
import type { Score } from '../score.js';

/** One timestep of a chunk. */
export interface Frame {
  readonly chunk: Chunk;
  readonly s: number;
}

/** What a timestep without input is: zeros, or the rows of the one before. */
export type Idle = 'silence' | 'hold';

/** Writes frames into chunks for the inputs of a network. */
export interface Sheet {
  /** The timesteps of a chunk. Throws a RunError if it does not bring every input in full. */
  framesOf(chunk: Chunk): Frame[];
  /** Rows for these timesteps; `undefined` is a timestep without input. */
  fill(frames: readonly (Frame | undefined)[], idle: Idle): Record<string, Rows>;
}

/** Opens a sheet for a network or program; a row is kept, for `hold`, over the end of a chunk. */
export function openSheet(played: Network | Program): Sheet {
  const inputs = played instanceof Network ? sizesOfNetwork(played) : sizesOfProgram(played);
  const held = inputs.map(({ size }) => vectorOf(size, played.precision));
  return {
    framesOf(chunk) {
      checkChunk(chunk, { inputs });
      return Array.from({ length: chunk.steps }, (_, s) => ({ chunk, s }));
    },
    fill(frames, idle) {
      const data: Record<string, Rows> = {};
      for (const [i, { name, size }] of inputs.entries()) {
        const values = vectorOf(frames.length * size, played.precision);
        for (const [k, frame] of frames.entries()) {
          if (frame !== undefined) copyRow(frame.chunk.data[name]!, frame.s * size, held[i]!);
          else if (idle === 'silence') continue;
          values.set(held[i]!, k * size);
        }
        data[name] = values;
      }
      return data;
    },
  };
}

const sizesOfNetwork = ({ inputs }: Network): Score['inputs'] =>
  inputs.map(({ name, size, id }) => ({ name, size, node: id }));

const sizesOfProgram = ({ inputs }: Program): Score['inputs'] =>
  inputs.map(({ name, shape, node }) => ({ name, size: sizeOf(shape), node }));
