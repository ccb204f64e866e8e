import { describe, expect, it } from 'vitest';
import { compile } from '../../src/compile/compile.js';
import { CompileError } from '../../src/core/errors.js';
import { Network } from '../../src/network/network.js';
import { decode } from '../../src/operators/decode.js';
import { ensemble } from '../../src/operators/ensemble.js';
import { lowpass } from '../../src/operators/lowpass.js';
import { type PesOptions, pes } from '../../src/operators/pes.js';
import { sum } from '../../src/operators/sum.js';

const neurons = 20;
const population = (more: object = {}) => ensemble({ neurons, dimensions: 1, ...more });

/** Ensembles a -> b with a learned value, and c that gives the error. */
function learner(options: { b?: object; c?: object; pes?: PesOptions } = {}) {
  const net = new Network();
  const a = net.input('x', 1).pipe(population()).named('a');
  const learned = a.pipe(decode({ function: () => [0] }), pes(options.pes)).named('learned');
  const b = learned.pipe(lowpass(0.005), population(options.b)).named('b');
  const c = b.pipe(decode(), lowpass(0.005), population(options.c)).named('c');
  c.pipe(decode(), lowpass(0.005)).into(learned.error);
  return { net, learned };
}

describe('learning on the chip', () => {
  it('holds who takes the learned value and who gives the error on the host', () => {
    const { chip, populations, decoders, errors, precomputable } = compile(learner().net);
    expect(populations.map(({ name }) => name)).toEqual(['a']);
    expect(decoders).toEqual([
      { kind: 'voltage', source: 'a', decode: 'decode2', target: 'host', blocks: [1] },
    ]);
    expect(chip.blocks[1]!.synapses[0]!.learning).not.toBeNull();
    expect(errors).toEqual([{ node: expect.any(Number), block: 1, synapse: 0 }]);
    expect(precomputable).toBe(false);
  });

  it.each([
    [{ b: { onChip: true } }, '"b": it takes what "learned" learns, so it must run on the host.'],
    [{ c: { onChip: true } }, '"c": it gives the error that "learned" learns from, so it must'],
  ])('cannot be forced onto the chip around it: %j', (options, message) => {
    expect(() => compile(learner(options).net)).toThrow(CompileError);
    expect(() => compile(learner(options).net)).toThrow(message);
  });

  it('leaves a population on chip that a sum on the host parts from it', () => {
    const { net, learned } = learner();
    learned.pipe(lowpass(0.005), sum(), population()).named('d');
    expect(compile(net).populations.map(({ name }) => name)).toEqual(['a', 'd']);
  });

  it('turns its rate into the increment of traces, and its filter into whole timesteps', () => {
    const learning = (options: PesOptions, more: object = {}) =>
      compile(learner({ pes: options }).net, more).chip.blocks[1]!.synapses[0]!.learning!;
    const { tracingMag, tracingTau, lrExp } = learning({ learningRate: 2e-4 });
    expect([tracingTau, lrExp]).toEqual([5, -7]);
    const close = (value: number, wanted: number) =>
      // Increments are kept in 1/128 parts.
      expect(Math.abs(value - wanted)).toBeLessThan(1 / 32);
    close(learning({ learningRate: 4e-4 }).tracingMag, 2 * tracingMag);
    close(learning({ learningRate: 2e-4 }, { pesErrorScale: 50 }).tracingMag, 2 * tracingMag);
    const { report } = compile(learner({ pes: { preSynapse: 0.0126 } }).net);
    expect(report.warnings).toContainEqual(
      expect.stringMatching(/^"learned": preSynapse became 13 timesteps on the chip/),
    );
  });

  it('refuses a trace shorter than a timestep', () => {
    const { net } = learner({ pes: { preSynapse: 0.0004 } });
    expect(() => compile(net)).toThrow(/^"learned": preSynapse is 0.0004 s, on the chip a trace/);
  });

  it('sends every error by itself, for the chip clips them before it adds', () => {
    const { net, learned } = learner();
    net.get('x').into(learned.error);
    expect(compile(net).errors.map(({ block }) => block)).toEqual([1, 1]);
  });
});
