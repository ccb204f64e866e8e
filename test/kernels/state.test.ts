import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sizeOf } from '../../src/core/shape.js';
import type { Kernel } from '../../src/kernels/kernel.js';
import { definitionOf } from '../../src/kernels/table.js';
import { operatorRows } from '../operators/rows.js';
import { playOnce } from './play.js';

const dt = 0.001;

describe.each(operatorRows)('the kernel of $name', ({ make, input, shape }) => {
  const { kind, params } = make();
  const size = input.a!.length;
  const inputShape = shape ?? [size];
  const definition = definitionOf(kind);
  const outputSize = sizeOf(definition.outputShape(params, inputShape));
  const fresh = (): Kernel => definition.make(params, { dt, inputShape });
  const row = fc.array(fc.integer({ min: -2000, max: 2000 }), { minLength: size, maxLength: size });
  const rows = fc.array(row, { minLength: 1, maxLength: 8 });

  const play = (kernel: Kernel, inputs: readonly number[][]): number[][] => {
    const output = new Float64Array(outputSize);
    return inputs.map((values) => {
      playOnce(kernel, Float64Array.from(values), output);
      return [...output];
    });
  };

  it('has all its memory in its state: a copy goes on as the original does', () => {
    fc.assert(
      fc.property(rows, rows, (before, after) => {
        const original = fresh();
        play(original, before);
        const copy = fresh();
        for (const [name, values] of Object.entries(original.state)) copy.state[name]!.set(values);
        expect(play(copy, after)).toEqual(play(original, after));
      }),
      { numRuns: 50 },
    );
  });

  it('does not share state with another of its kind', () => {
    fc.assert(
      fc.property(rows, rows, (one, other) => {
        const alone = play(fresh(), one);
        const [first, second] = [fresh(), fresh()];
        play(second, other);
        expect(play(first, one)).toEqual(alone);
      }),
      { numRuns: 20 },
    );
  });

  it('leaves its input as it is, and answers the same when asked twice', () => {
    const kernel = fresh();
    const values = Float64Array.from(input.a!);
    playOnce(kernel, values, new Float64Array(outputSize));
    expect([...values]).toEqual([...input.a!]);
    if (!kernel.causal) return;
    const answers = [new Float64Array(outputSize), new Float64Array(outputSize)];
    for (const answer of answers) kernel.emit(answer);
    expect(answers[1]).toEqual(answers[0]);
  });

  it('keeps its state in float64 or whole numbers', () => {
    for (const values of Object.values(fresh().state)) {
      expect(['Float64Array', 'Uint32Array']).toContain(values.constructor.name);
    }
  });
});
