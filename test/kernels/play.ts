import type { Params } from '../../src/core/description.js';
import { type Shape, sizeOf } from '../../src/core/shape.js';
import type { Kernel, KernelDefinition } from '../../src/kernels/kernel.js';
import { definitionOf } from '../../src/kernels/table.js';

/** Plays one timestep of a kernel as a network does: a causal kernel answers before it takes in. */
export function playOnce(kernel: Kernel, input: Float64Array, output: Float64Array): void {
  if (kernel.causal) {
    kernel.emit(output);
    kernel.absorb(input);
  } else {
    kernel.step(input, output);
  }
}

/** What a kernel made for this shape answers to rows of input, one timestep each, in float64. */
export function play(
  kind: string | KernelDefinition,
  params: object,
  inputShape: Shape,
  rows: readonly ArrayLike<number>[],
  dt = 0.001,
): number[][] {
  const definition = typeof kind === 'string' ? definitionOf(kind) : kind;
  const kernel = definition.make(params as Params, { dt, inputShape });
  const output = new Float64Array(sizeOf(definition.outputShape(params as Params, inputShape)));
  return rows.map((row) => {
    playOnce(kernel, Float64Array.from(row), output);
    return [...output];
  });
}
