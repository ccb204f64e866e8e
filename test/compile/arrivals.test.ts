import { describe, expect, it } from 'vitest';
import { CompileError } from '../../src/core/errors.js';
import { seededRandom } from '../../src/core/random.js';
import { Network } from '../../src/network/network.js';
import { alpha } from '../../src/operators/alpha.js';
import { dense } from '../../src/operators/dense.js';
import { lif } from '../../src/operators/lif.js';
import { lowpass } from '../../src/operators/lowpass.js';
import { scale } from '../../src/operators/scale.js';
import { slice } from '../../src/operators/slice.js';
import { expectClose, wholeChip } from '../support/whole-chip.js';

const random = seededRandom(3);
const rows = (n: number, m: number) =>
  Array.from({ length: n }, () => Float64Array.from({ length: m }, () => random.normal()));

/** A population on chip. */
function pair(size: number) {
  const net = new Network();
  return { net, a: net.add(lif(), size, 'a') };
}

describe('values on their way to the chip', () => {
  it('come as on/off pairs: T for on neurons, -T for off neurons', () => {
    const net = new Network();
    const w = rows(2, 3);
    net
      .input('x', 3)
      .pipe(dense(w), lif({ gain: [1, 2] }))
      .named('a');
    const chip = wholeChip(net);
    expectClose(
      chip.inputWeights(0, 'a'),
      w.map((row, i) => [...row, ...row.map((v) => -v)].map((v) => (i + 1) * v)),
    );
    expect(chip.model.inputs[0]!.nNeurons).toBe(6);
  });

  it('of which only some are taken have no axons for the others', () => {
    const net = new Network();
    net
      .input('x', 3)
      .pipe(slice([2]), lif())
      .named('a');
    const chip = wholeChip(net);
    expectClose(chip.inputWeights(0, 'a'), [[0, 0, 1, 0, 0, -1]]);
    expect(Array.from(chip.model.inputs[0]!.axons[0]!.compartmentMap!)).toEqual([
      -1, -1, 0, -1, -1, 1,
    ]);
  });

  it('are filtered on the host by any filter, and on the chip with 0.005 s', () => {
    const net = new Network();
    net.input('x', 1).pipe(alpha(0.02), lif()).named('a');
    net.input('y', 1).pipe(lif()).named('b');
    const chip = wholeChip(net);
    expect(chip.model.blocks.map((b) => b.compartments.tauS)).toEqual([0.005, 0.005]);
    const slow = wholeChip(net, { decodeTau: 0.1 });
    expect(slow.model.blocks.map((b) => b.compartments.tauS)).toEqual([0.1, 0.1]);
  });

  it('are spikes as they are from an input of kind spikes, with height 1 / dt', () => {
    const net = new Network();
    net
      .input('x', 2, { kind: 'spikes' })
      .pipe(dense([[3, 4]]), lowpass(0.02), lif())
      .named('a');
    const chip = wholeChip(net);
    expectClose(chip.inputWeights(0, 'a'), [[3000, 4000]]);
    expect(chip.model.blocks[0]!.compartments.tauS).toBe(0.02);
  });

  it('are spikes from a population on the host, one stream for all it leads to', () => {
    const net = new Network();
    const a = net.input('x', 2).pipe(lif({ onChip: false, amplitude: 0.5 }));
    a.pipe(lif()).named('b');
    a.pipe(dense([[2, 0]]), lif()).named('c');
    const chip = wholeChip(net);
    expect(chip.model.inputs.map((input) => input.nNeurons)).toEqual([2]);
    expectClose(chip.inputWeights(0, 'b'), [
      [500, 0],
      [0, 500],
    ]);
    expectClose(chip.inputWeights(0, 'c'), [[1000, 0]]);
  });
});

describe('the filter of a population', () => {
  it('is the largest of those that lead to it, with a warning', () => {
    const { net, a } = pair(1);
    const b = a.pipe(lowpass(0.01), lif()).named('b');
    a.pipe(lowpass(0.03)).into(b);
    a.into(b);
    const { model, block, plan } = wholeChip(net);
    expect(model.blocks[block('b')]!.compartments.tauS).toBe(0.03);
    expect(plan.warnings).toEqual([
      '"b": inputs with different filters; the larger time constant replaces the one before.',
      '"b": inputs with different filters; the larger time constant stays.',
    ]);
  });

  it('is the sum of lowpass filters in a row, with a warning', () => {
    const { net, a } = pair(1);
    a.pipe(lowpass(0.25), scale(1), lowpass(0.5), lif()).named('b');
    const { model, block, plan } = wholeChip(net);
    expect(model.blocks[block('b')]!.compartments.tauS).toBe(0.75);
    expect(plan.warnings).toEqual(['"a" -> "b": 2 lowpass filters in a row became one of 0.75 s.']);
  });

  it('is 0.005 s where nothing leads to it', () => {
    const { net } = pair(1);
    net.input('x', 1, { kind: 'spikes' }).pipe(lowpass(0.005), lif()).named('b');
    const { model } = wholeChip(net);
    const [alone, filtered] = model.blocks.map((b) => b.compartments.decayU);
    expect(alone).toEqual(filtered);
  });

  it('cannot be anything but a lowpass', () => {
    const { net, a } = pair(1);
    a.pipe(alpha(0.01), lif()).named('b');
    expect(() => wholeChip(net)).toThrow(CompileError);
    expect(() => wholeChip(net)).toThrow(
      '"a" -> "b": the chip filters its input with a lowpass only, "alpha1" is alpha. Use lowpass(tau).',
    );
  });
});
