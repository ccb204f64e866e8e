import { describe, expect, it } from 'vitest';
import { buildChip } from '../../src/compile/build-chip.js';
import type { ChipModel } from '../../src/compile/chip/model.js';
import { type CompileOptions, compile } from '../../src/compile/compile.js';
import { snapshot } from '../../src/compile/graph.js';
import { lowerHost } from '../../src/compile/host.js';
import { planNetwork } from '../../src/compile/plan.js';
import { CompileError } from '../../src/core/errors.js';
import { Network } from '../../src/network/network.js';
import type { Signal } from '../../src/network/signal.js';
import { concat } from '../../src/operators/concat.js';
import { decode } from '../../src/operators/decode.js';
import { dense } from '../../src/operators/dense.js';
import { ensemble } from '../../src/operators/ensemble.js';
import { lif } from '../../src/operators/lif.js';
import { lowpass } from '../../src/operators/lowpass.js';
import { scale } from '../../src/operators/scale.js';
import { slice } from '../../src/operators/slice.js';
import { sum } from '../../src/operators/sum.js';

const dt = 0.001;

/** The uncut float chip, for its weights; `read` are signals that the host needs. */
function draft(net: Network, read: readonly Signal[] = []) {
  const plan = planNetwork(snapshot(net));
  const host = lowerHost(
    plan,
    read.map((s) => s.id),
  );
  const { model, decoders } = buildChip(plan, host.senders, host.readouts);
  return { host, model, decoders };
}

/** Weights of one synapse group: a row per axon. */
function weightsOf(model: ChipModel, block: number, synapse: number): number[][] {
  return model.blocks[block]!.synapses[synapse]!.weights.map(({ values }) => Array.from(values));
}

const two = (more: object = {}) =>
  ensemble({
    neurons: 2,
    dimensions: 1,
    encoders: [[1], [-1]],
    gain: [2, 4],
    bias: [1, 1],
    evalPoints: [[0.5], [-0.5]],
    ...more,
  });
const known = decode({ decoders: [[0.002], [-0.001]] });

describe('a decoded value on its way from ensemble to ensemble', () => {
  it('passes decode neurons with the weights and biases of ten pairs, in radii of the target', () => {
    const net = new Network();
    const a = net.add(two({ onChip: true }), 1, 'a');
    a.pipe(known, scale(3), lowpass(0.1), two({ radius: 2 })).named('b');
    const { model, decoders } = draft(net);
    expect(decoders).toEqual([
      { kind: 'neurons', source: 'a', decode: 'decode1', target: 'b', block: 2 },
    ]);
    const { nCompartments, compartments } = model.blocks[2]!;
    expect(nCompartments).toBe(20);
    // The first pair has rate 171.186 at 1 and intercept -1.171.
    const gain = 171.186 / 2.171;
    const [fromFirst, fromSecond] = weightsOf(model, 2, 0);
    expect(fromFirst![0]).toBeCloseTo((gain * dt * 3 * 0.002) / dt / 2, 5);
    expect(fromFirst![1]).toBe(-fromFirst![0]!);
    expect(fromSecond![0]).toBeCloseTo(-fromFirst![0]! / 2, 5);
    expect(compartments.bias[0]).toBeCloseTo(1.171 * gain * dt, 6);
    expect(compartments.vth[0]).toBe(1);
    expect(compartments.tauS).toBe(0.1);
  });

  it('reaches one group of encoders, whatever number of links there are; the host has its own', () => {
    const net = new Network();
    const a = net.add(two({ onChip: true }), 1, 'a');
    const b = net.add(two(), 1, 'b');
    a.pipe(known).into(b);
    a.pipe(known, scale(-1)).into(b);
    net.input('x', 1).into(b);
    net.input('y', 1).into(b);
    const { model } = draft(net);
    expect(model.blocks[1]!.synapses.map(({ nAxons }) => nAxons)).toEqual([2, 2]);
    const host = weightsOf(model, 1, 1);
    expect(host).toEqual([
      [2, -4],
      [-2, 4],
    ]);
    const chip = weightsOf(model, 1, 0);
    expect(chip[0]![0]! / host[0]![0]!).toBeCloseTo(0.8799452259429853, 6);
    expect(model.blocks[1]!.compartments.tauS).toBe(0.005);
  });

  it('has decode neurons for the dimensions it reaches only', () => {
    const net = new Network();
    const [a, b] = ['a', 'b'].map((name) => net.add(two({ onChip: true }), 1, name));
    const both = a!.pipe(known).pipe(concat(b!.pipe(known)));
    both.pipe(ensemble({ neurons: 30, dimensions: 2 })).named('c');
    const { model } = draft(net);
    const relays = model.blocks.slice(3);
    expect(relays.map(({ nCompartments }) => nCompartments)).toEqual([20, 20]);
    const maps = relays.map(({ axons }) => [...new Set(axons[0]!.compartmentMap)]);
    expect(maps).toEqual([
      [0, 2],
      [1, 3],
    ]);
  });

  it('takes the set of decode neurons it is told', () => {
    const net = new Network();
    net.add(two({ onChip: true }), 1).pipe(known, two());
    const sizes = (options: CompileOptions) => compile(net, options).chip.blocks[2]!.nCompartments;
    expect(sizes({ decodeNeurons: 'preset5' })).toBe(10);
    expect(sizes({ decodeNeurons: { kind: 'onOff', pairs: 3 } })).toBe(6);
    expect(() => sizes({ decodeNeurons: { kind: 'onOff', pairs: 0 } })).toThrow(CompileError);
  });

  it('needs none with full weights: encoder times matrix times decoder', () => {
    const net = new Network();
    const a = net.add(two({ onChip: true }), 1, 'a');
    const full = decode({ decoders: [[0.002], [-0.001]], solver: { weights: true } });
    a.pipe(full, scale(3), lowpass(0.1), two({ radius: 2 })).named('b');
    const { model, decoders } = draft(net);
    expect(decoders).toEqual([]);
    const value = (3 * 0.002) / dt / 2;
    const expected = [2 * value, -4 * value, (-2 * value) / 2, (4 * value) / 2];
    expect(weightsOf(model, 1, 0).flat()).toEqual(expected.map(Math.fround));
    expect(model.blocks[1]!.compartments.tauS).toBe(0.1);
  });

  it('from plain neurons is their weighted sum', () => {
    const net = new Network();
    const a = net.add(lif({ amplitude: 0.5 }), 3, 'a');
    a.pipe(slice([2, 0]), dense([[0.01, 0.02]]), two({ radius: 2 })).named('b');
    const { model } = draft(net);
    const gain = 171.186 / 2.171;
    const [first, second] = weightsOf(model, 2, 0);
    expect(first![0]).toBeCloseTo((gain * dt * 0.01 * 0.5) / dt / 2, 5);
    expect(second![0]).toBeCloseTo(first![0]! * 2, 5);
    expect(Array.from(model.blocks[0]!.axons[0]!.compartmentMap!)).toEqual([1, -1, 0]);
  });

  it('that sums in between make 0 has no block', () => {
    const net = new Network();
    const a = [0, 1].map((k) => net.add(two({ onChip: true }), 1, `a${k}`));
    const joined = a[0]!.pipe(known).pipe(concat(a[1]!.pipe(known)), sum());
    const crossed = joined.pipe(
      dense([
        [0, 1],
        [1, 1],
      ]),
      sum(),
    );
    for (const k of [0, 1]) crossed.pipe(slice([k])).into(a[k]!);
    const { decoders } = draft(net);
    expect(decoders.map(({ source, target }) => `${source}->${target}`).sort()).toEqual([
      'a0->a1',
      'a1->a0',
      'a1->a1',
    ]);
  });
});

describe('a decoded value on its way to the host', () => {
  it('takes the linear operators behind it onto the chip, up to the first filter', () => {
    const net = new Network();
    const a = net.add(two({ onChip: true, radius: 2 }), 1, 'a');
    const y = a.pipe(known, dense([[3], [5]]), lowpass(0.1), scale(7));
    const { model, host } = draft(net, [y]);
    expect(model.blocks[1]!.nCompartments).toBe(4);
    expect(weightsOf(model, 1, 0)[0]!.map((w) => w * 2)).toEqual(
      [6, 10, -6, -10].map((w) => expect.closeTo(w, 5)),
    );
    expect(host.graph.nodes.map(({ kind }) => kind)).toEqual(['receive', 'lowpass', 'scale']);
  });

  it('leaves operators on the host when others need the value too', () => {
    const net = new Network();
    const value = net.add(two({ onChip: true }), 1, 'a').pipe(known);
    const read = [value.pipe(scale(2), sum()), value.pipe(lowpass(0.1), sum())];
    const { model, host } = draft(net, read);
    expect(model.blocks).toHaveLength(2);
    expect(host.graph.nodes.map(({ kind }) => kind).sort()).toEqual([
      'lowpass',
      'receive',
      'scale',
      'sum',
      'sum',
    ]);
  });

  it('is read below the threshold it is told', () => {
    const net = new Network();
    const y = net.add(two({ onChip: true }), 1, 'a').pipe(known);
    const vth = (options: CompileOptions) =>
      compile(net, { probes: { y }, ...options }).chip.blocks[1]!.compartments.vth[0]!;
    expect(vth({ vthNonspiking: 20 }) / vth({})).toBeCloseTo(2, 2);
  });
});

describe('an intercept near 1', () => {
  it('is lowered on the chip, with a warning, and the rate stays', () => {
    const net = new Network();
    const tuning = { maxRates: [100, 100], intercepts: [0.99, 0] };
    net.add(ensemble({ neurons: 2, dimensions: 1, ...tuning }), 1, 'a');
    const plan = planNetwork(snapshot(net));
    expect(plan.warnings).toEqual(['"a": intercepts above 0.95 became 0.95 on the chip.']);
    const gains = plan.graph.nodes[0]!.params.gain as Float64Array;
    const before = net.node(0).params.gain as Float64Array;
    expect(gains[0]! / before[0]!).toBeCloseTo(0.01 / 0.05, 9);
    expect(gains[1]).toBe(before[1]);
    expect(planNetwork(snapshot(net), { interceptLimit: 1 }).warnings).toEqual([]);
  });
});
