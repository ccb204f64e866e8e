import { describe, expect, it } from 'vitest';
import { compile } from '../../src/compile/compile.js';
import { CompileError, NetworkError } from '../../src/core/errors.js';
import { Network } from '../../src/network/network.js';
import type { Signal } from '../../src/network/signal.js';
import { alpha } from '../../src/operators/alpha.js';
import { bias } from '../../src/operators/bias.js';
import { dense } from '../../src/operators/dense.js';
import { lif } from '../../src/operators/lif.js';
import { loihiLif } from '../../src/operators/loihi-lif.js';
import { loihiSpikingRelu } from '../../src/operators/loihi-spiking-relu.js';
import { lowpass } from '../../src/operators/lowpass.js';
import { relu } from '../../src/operators/relu.js';
import { scale } from '../../src/operators/scale.js';
import { slice } from '../../src/operators/slice.js';
import { spikingRelu } from '../../src/operators/spiking-relu.js';
import { sum } from '../../src/operators/sum.js';

/** A network with one population on chip, fed by a value. */
function small(): { net: Network; x: Signal; a: Signal } {
  const net = new Network();
  const x = net.input('x', 1);
  return { net, x, a: x.pipe(lif()).named('a') };
}

function refusal(net: Network, probes: Record<string, Signal> = {}): CompileError {
  try {
    compile(net, { probes });
  } catch (error) {
    expect(error).toBeInstanceOf(CompileError);
    return error as CompileError;
  }
  throw new Error('the network was compiled');
}

describe('where populations run', () => {
  it.each([
    { name: 'lif', make: lif },
    { name: 'loihiLif', make: loihiLif },
    { name: 'spikingRelu', make: spikingRelu },
    { name: 'loihiSpikingRelu', make: loihiSpikingRelu },
  ])('$name runs on chip unless declared onChip: false', ({ make }) => {
    const { net, x } = small();
    x.pipe(make()).named('told nothing');
    x.pipe(make({ onChip: true })).named('told on');
    x.pipe(make({ onChip: false })).named('told off');
    const names = compile(net).populations.map((p) => p.name);
    expect(names).toEqual(['a', 'told nothing', 'told on']);
  });

  it('relu runs on the host', () => {
    const { net, x } = small();
    x.pipe(relu(), lif()).named('b');
    expect(compile(net).populations.map((p) => p.name)).toEqual(['a', 'b']);
  });

  it('relu that insists on the chip is refused, with what would do', () => {
    const { net, x } = small();
    x.pipe(relu({ onChip: true })).named('rates');
    const error = refusal(net);
    expect(error.message).toBe(
      '"rates": the chip cannot run relu neurons. Use lif or spikingRelu (or their loihi variants), ' +
        'or declare it with onChip: false.',
    );
    expect(error).toMatchObject({ code: 'neuron-type', path: 'rates' });
  });

  it('a network without a population on chip is refused', () => {
    const net = new Network();
    net.input('x', 1).pipe(lif({ onChip: false }));
    const error = refusal(net);
    expect(error.message).toBe(
      'network: no population is on chip. Give at least one spiking population without ' +
        'onChip: false, or run the network on the interpreter.',
    );
    expect(error.code).toBe('empty-chip');
  });
});

describe('probes', () => {
  const placeOf = (probe: (a: Signal) => Signal) => {
    const { net, a } = small();
    const { probes } = compile(net, { probes: { p: probe(a) } });
    // Spikes may be read from the population or recorded by a probe: either way from the chip.
    return probes[0]!.on === 'host' ? 'host' : 'chip';
  };

  it.each<[string, 'chip' | 'host', (a: Signal) => Signal]>([
    ['spikes', 'chip', (a) => a],
    ['a voltage', 'chip', (a) => a.state('voltage')],
    ['filtered spikes', 'chip', (a) => a.pipe(lowpass(0.01))],
    ['spikes behind an alpha', 'chip', (a) => a.pipe(alpha(0.01))],
    ['some spikes, filtered', 'chip', (a) => a.pipe(slice([0]), lowpass(0.01))],
    ['a filtered current', 'chip', (a) => a.state('current').pipe(lowpass(0.01))],
    ['spikes behind a matrix', 'host', (a) => a.pipe(dense([[1]]))],
    ['spikes behind two filters', 'host', (a) => a.pipe(lowpass(0.01), lowpass(0.01))],
    ['spikes behind a sum', 'host', (a) => a.pipe(sum(), lowpass(0.01))],
    ['filtered spikes of which some are taken', 'host', (a) => a.pipe(lowpass(0.01), slice([0]))],
  ])('%s of a population on chip: read on the %s side', (_name, place, probe) => {
    expect(placeOf(probe)).toBe(place);
  });

  it('of state are integers', () => {
    const { net, a } = small();
    const probes = { voltage: a.state('voltage'), filtered: a.pipe(lowpass(0.01)) };
    expect(compile(net, { probes }).probes).toMatchObject([{ integer: true }, { integer: false }]);
  });

  it('of another network are refused', () => {
    const other = new Network().input('y', 1);
    const { net } = small();
    expect(() => compile(net, { probes: { other } })).toThrow(NetworkError);
    expect(() => compile(net, { probes: { other } })).toThrow(
      'signal "y" belongs to another network. Declare both signals in one network.',
    );
  });
});

describe('what cannot be compiled is refused by name', () => {
  it('a cycle without delay on the host, in the direction of its signals', () => {
    const { net, x, a } = small();
    const first = x.pipe(scale(1)).named('first');
    const second = first.pipe(sum()).named('second');
    const third = second.pipe(bias(1)).named('third');
    third.into(first);
    third.pipe(relu()).into(a);
    const error = refusal(net);
    expect(error.message).toMatch(/^cycle without delay: ([a-z]+ -> ){3}[a-z]+\. Put delay\(1\)/);
    expect(error.message).toMatch(/first -> second -> third|third -> first -> second/);
    expect(error.code).toBe('cycle');
  });

  it('a cycle is found even where no probe or population needs it', () => {
    const { net, x } = small();
    const loop = x.pipe(sum()).named('loop');
    loop.into(loop);
    expect(refusal(net).message).toMatch(/^cycle without delay: loop -> loop\./);
  });

  it('a cycle through the chip is none: the way in takes a timestep', () => {
    const { net, a } = small();
    a.pipe(scale(0.5)).into(a);
    a.pipe(relu(), scale(0.1)).into(a);
    expect(compile(net).populations).toHaveLength(1);
  });

  it('a loop of filters without a population that leads to the chip', () => {
    const { net, x, a } = small();
    const memory = x.pipe(lowpass(0.1)).named('memory');
    memory.pipe(scale(0.9)).into(memory);
    memory.into(a);
    expect(refusal(net).message).toBe(
      '"memory": a loop of linear operators without a population leads to the chip. ' +
        'Put a population into the loop, or keep it off chip.',
    );
  });

  it('state of a chip population that is computed with', () => {
    const { net, a } = small();
    const v = a.state('voltage').pipe(scale(2));
    const error = refusal(net, { v });
    expect(error.message).toBe(
      '"a.voltage": the state of a chip population can be probed (also behind one filter), not ' +
        'computed with. Probe it, or declare the population with onChip: false.',
    );
    expect(error.code).toBe('chip-state');
  });

  it('state that leads to the chip', () => {
    const { net, a } = small();
    a.state('voltage').pipe(lif()).named('b');
    expect(refusal(net).message).toBe(
      '"a.voltage" is read from a population and cannot lead to the chip. Probe it instead.',
    );
  });

  it('a block that does not fit, with the number, the limit and what would help', () => {
    const net = new Network();
    const wide = { shape: [40, 40, 1], ensembleShape: [40, 40, 1] };
    net
      .input('x', 1)
      .pipe(dense(Array.from({ length: 1600 }, () => [1])), lif({ blockShape: wide }))
      .named('big');
    const error = refusal(net);
    expect(error.message).toBe(
      'block "big" needs 1600 compartments with block shape 40,40,1, a core has 1024. ' +
        'The nearest shape that fits is 40,20,1.',
    );
    expect(error.code).toBe('too-many-compartments');
  });

  it('a block shape of another dimension than its layer', () => {
    const net = new Network();
    net
      .input('x', [4, 4, 1])
      .pipe(lif({ blockShape: { shape: [8] } }))
      .named('flat');
    expect(refusal(net).message).toMatch(
      /flat.*block shape \[8\] has 1 dimensions, the layer \[4,4,1\] has 3\./,
    );
  });
});

describe('what is lost is said', () => {
  it('voltages in the beginning: the chip starts at rest', () => {
    const { net, x } = small();
    x.pipe(lif({ initialVoltage: 0.5 })).named('b');
    expect(compile(net).report.warnings).toContain(
      '"b": initialVoltage is left out, populations on chip start at 0.',
    );
  });
});
