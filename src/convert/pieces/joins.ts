import { sizeOf } from '../../core/shape.js';
import type { Operator } from '../../operators/operator.js';
import { reshape } from '../../operators/reshape.js';
import { scale } from '../../operators/scale.js';
import { axisOf } from '../shapes/options.js';
import { flatPosition, gather } from './gather.js';
import type { PieceRule } from './piece.js';

/** `Add`, `Average`, `Subtract`: a sum with a factor on every input. */
export function sumPieces(words: string, factorOf: (input: number, count: number) => number) {
  const rule: PieceRule = (_layer, { inputs, output }) => {
    const parts = inputs.map((input, i): Operator[] => {
      const factor = factorOf(i, inputs.length);
      return [...spread(input, output), ...(factor === 1 ? [] : [scale(factor)])];
    });
    return { does: 'linear', operators: [], bias: null, words, join: { by: 'sum', parts } };
  };
  return rule;
}

/** An axis of length 1 is repeated where another input is longer. */
function spread(input: readonly number[], output: readonly number[]): Operator[] {
  if (input.every((n, i) => n === output[i])) return [];
  return gather(input, output, (at) =>
    flatPosition(
      at.map((n, i) => (input[i] === 1 ? 0 : n)),
      input,
    ),
  );
}

/** `Concatenate`: one input behind another in memory, then each element to its place. */
export const concatPieces: PieceRule = (layer, { inputs, output }) => {
  const axis = axisOf(layer.config.axis, output.length);
  const starts = inputs.map((_, i) => inputs.slice(0, i).reduce((n, s) => n + s[axis]!, 0));
  const offsets = inputs.map((_, i) => inputs.slice(0, i).reduce((n, s) => n + sizeOf(s), 0));
  const operators =
    axis === 0
      ? [reshape(output)]
      : gather([sizeOf(output)], output, (at) => {
          const i = starts.findLastIndex((start) => start <= at[axis]!);
          const inside = at.map((n, a) => (a === axis ? n - starts[i]! : n));
          return offsets[i]! + flatPosition(inside, inputs[i]!);
        });
  const join = { by: 'concat', parts: inputs.map(() => []) } as const;
  return { does: 'linear', operators, bias: null, words: 'concatenate', join };
};
