import { describe, expect, it } from 'vitest';
import { NetworkError } from '../../src/core/errors.js';
import { Network } from '../../src/network/network.js';
import type { Signal } from '../../src/network/signal.js';
import { concat } from '../../src/operators/concat.js';
import { conv2d } from '../../src/operators/conv2d.js';
import { dense } from '../../src/operators/dense.js';
import { lif } from '../../src/operators/lif.js';
import { lowpass } from '../../src/operators/lowpass.js';
import { slice } from '../../src/operators/slice.js';
import { sum } from '../../src/operators/sum.js';

const kindsOf = (net: Network) => net.all.map((node) => node.kind);
const inputsOf = (net: Network, signal: Signal) =>
  net.node(signal.id).inputs.map((edge) => net.node(edge.from).name);

describe('declaring', () => {
  it('a network has the usual timestep, seed and precision unless told', () => {
    expect(new Network()).toMatchObject({ dt: 0.001, seed: 0, precision: 32 });
    expect(new Network({ dt: 0.002, seed: 7, precision: 64 })).toMatchObject({
      dt: 0.002,
      seed: 7,
      precision: 64,
    });
  });

  it('an input is a vector of a size, or a picture of a shape', () => {
    const net = new Network();
    expect(net.input('x', 3).shape).toEqual([3]);
    const picture = net.input('pixels', [4, 5, 2]);
    expect(picture.shape).toEqual([4, 5, 2]);
    expect(picture.size).toBe(40);
    expect(net.inputs.map((signal) => signal.name)).toEqual(['x', 'pixels']);
  });

  it('pipe declares one operator after another and gives the last', () => {
    const net = new Network();
    const y = net.input('x', 2).pipe(dense([[1, 2]]), lowpass(0.01), lif());
    expect(kindsOf(net)).toEqual(['input', 'dense', 'lowpass', 'lif']);
    expect(y.id).toBe(3);
    expect(y.shape).toEqual([1]);
    expect(net.all.map((node) => node.inputs.map((edge) => edge.from))).toEqual([
      [],
      [0],
      [1],
      [2],
    ]);
  });

  it('pipe without operators is the signal itself', () => {
    const x = new Network().input('x', 2);
    expect(x.pipe()).toBe(x);
  });

  it('piping twice fans out', () => {
    const net = new Network();
    const x = net.input('x', 1);
    const [a, b] = [x.pipe(lif()), x.pipe(lif())];
    expect([inputsOf(net, a), inputsOf(net, b)]).toEqual([['x'], ['x']]);
  });

  it('the shape that an operator makes of its input is the shape of the signal', () => {
    const kernel = { shape: [3, 3, 1, 4], data: new Float64Array(36) };
    const x = new Network().input('x', [8, 6, 1]);
    expect(x.pipe(conv2d(kernel)).shape).toEqual([6, 4, 4]);
    expect(x.pipe(conv2d(kernel, { strides: 2, padding: 'same' })).shape).toEqual([4, 3, 4]);
    expect(x.pipe(slice([0, 9])).shape).toEqual([2]);
  });

  it('an operator can be added with nothing connected to it', () => {
    const net = new Network();
    const alone = net.add(lif({ bias: 2 }), [2, 3], 'alone');
    expect(alone.name).toBe('alone');
    expect(alone.shape).toEqual([2, 3]);
    expect(inputsOf(net, alone)).toEqual([]);
    expect(net.add(lif(), 4).shape).toEqual([4]);
  });

  it('a constant keeps a copy of its values', () => {
    const net = new Network();
    const values = [1, 2];
    const c = net.constant(values, 'c');
    values[0] = 9;
    expect(c.size).toBe(2);
    expect(net.node(c.id).params.value).toEqual(Float64Array.of(1, 2));
  });
});

describe('connections', () => {
  it('into adds, in the order of the calls over the whole network', () => {
    const net = new Network();
    const [a, b, c] = ['a', 'b', 'c'].map((name) => net.input(name, 1)) as [Signal, Signal, Signal];
    const meet = b.pipe(sum());
    expect(c.into(meet)).toBe(c);
    const other = c.pipe(sum());
    a.into(meet);
    expect(inputsOf(net, meet)).toEqual(['b', 'c', 'a']);
    expect(net.node(meet.id).inputs.map((edge) => edge.order)).toEqual([0, 1, 3]);
    expect(net.node(other.id).inputs.map((edge) => edge.order)).toEqual([2]);
  });

  it('into itself closes a loop', () => {
    const net = new Network();
    const x = net.input('x', 1).pipe(lowpass(0.1)).named('memory');
    x.into(x);
    expect(inputsOf(net, x)).toEqual(['x', 'memory']);
  });

  it('sizes must match, shapes need not', () => {
    const net = new Network();
    const flat = net.input('flat', 6);
    const picture = net.input('picture', [1, 2, 3]).pipe(lif());
    flat.into(picture);
    expect(inputsOf(net, picture)).toEqual(['picture', 'flat']);
  });

  it('a concatenation has its parts one behind another', () => {
    const net = new Network();
    const [a, b] = [net.input('a', 2), net.input('b', 3)];
    const both = a.pipe(concat(b, a));
    expect(both.shape).toEqual([7]);
    expect(net.node(both.id).inputs.map(({ from, offset }) => [from, offset])).toEqual([
      [a.id, 0],
      [b.id, 2],
      [a.id, 5],
    ]);
  });
});

describe('names', () => {
  it('are found again', () => {
    const net = new Network();
    const y = net.input('x', 1).pipe(lif()).named('y');
    expect(net.get('y').id).toBe(y.id);
    expect(y.name).toBe('y');
  });

  it('follow the kind where none is given, around names that are taken', () => {
    const net = new Network();
    net.input('lif2', 1);
    const free = net.get('lif2').pipe(lif());
    expect(free.name).toBe('lif1');
    expect(free.pipe(lif()).name).toBe('lif3');
  });

  it('may be given back', () => {
    const net = new Network();
    const a = net.input('a', 1).named('b').named('b');
    expect(a.name).toBe('b');
    expect(net.input('a', 1).id).toBe(1);
  });
});

describe('state', () => {
  it('is a signal of the size of its population, named after it', () => {
    const net = new Network();
    const v = net.add(lif(), [2, 2], 'cells').state('voltage');
    expect(v.name).toBe('cells.voltage');
    expect(v.shape).toEqual([2, 2]);
    expect(inputsOf(net, v)).toEqual(['cells']);
  });

  it('asked for twice is the same signal', () => {
    const net = new Network();
    const cells = net.add(lif(), 1, 'cells');
    const v = cells.state('voltage').named('v');
    expect(cells.state('voltage').id).toBe(v.id);
    expect(cells.state('current').id).not.toBe(v.id);
    expect(net.all).toHaveLength(3);
  });
});

describe('mistakes are told where they are made', () => {
  const net = new Network();
  const x = net.input('hidden', 256);
  const logits = net.add(dense([new Float64Array(128)]), 128, 'logits');
  const fixed = net.constant([1], 'fixed');

  it.each<[string, () => unknown, string, string]>([
    [
      'a signal of another size',
      () => x.into(logits),
      'shape-mismatch',
      '"hidden" -> "logits": dense expects 128 values, "hidden" has 256. Put a dense or slice between them.',
    ],
    [
      'a matrix that does not fit',
      () => x.pipe(dense([[1, 2]])),
      'shape-mismatch',
      'dense: weights are 1x2 and expect 2 values, the input has 256. Give a matrix of (outputs, inputs).',
    ],
    [
      'a part that leaves the target',
      () => net.connect(fixed, logits, 128),
      'shape-mismatch',
      '"fixed" -> "logits": dense expects 128 values, "fixed" has 1. Put a dense or slice between them.',
    ],
    [
      'into an input',
      () => fixed.into(x),
      'no-input',
      '"fixed" -> "hidden": input "hidden" takes nothing. To add values, end in sum() and go into that.',
    ],
    [
      'into a constant',
      () => fixed.into(fixed),
      'no-input',
      '"fixed" -> "fixed": constant "fixed" takes nothing. To add values, end in sum() and go into that.',
    ],
    [
      'into a state',
      () => logits.into(logits.pipe(lif()).named('cells').state('voltage')),
      'no-input',
      '"logits" -> "cells.voltage": state "cells.voltage" takes nothing. To add values, end in sum() and go into that.',
    ],
    [
      'a signal of another network',
      () => new Network().input('y', 256).into(x),
      'other-network',
      'signal "hidden" belongs to another network. Declare both signals in one network.',
    ],
    [
      'a name that is taken',
      () => x.named('logits'),
      'name-taken',
      'network: the name "logits" is taken. Choose another.',
    ],
    [
      'no name at all',
      () => net.input('', 1),
      'name-taken',
      'network: the name "" is empty. Choose another.',
    ],
    [
      'a size of 0',
      () => net.input('none', 0),
      'bad-shape',
      '"none": shape is [0], expected whole numbers of at least 1.',
    ],
    [
      'a broken size',
      () => net.add(lif(), [2, 1.5], 'half'),
      'bad-shape',
      '"half": shape is [2,1.5], expected whole numbers of at least 1.',
    ],
    [
      'no timestep',
      () => new Network({ dt: 0 }),
      'bad-dt',
      'network: dt is 0, expected seconds per timestep above 0. The usual value is 0.001.',
    ],
    [
      'bits that no vector has',
      () => new Network({ precision: 16 as 32 }),
      'bad-precision',
      'network: precision is 16, expected 32 or 64 bits. The usual value is 32.',
    ],
  ])('%s', (_, declare, code, message) => {
    let failure: unknown;
    try {
      declare();
    } catch (error) {
      failure = error;
    }
    expect(failure).toBeInstanceOf(NetworkError);
    expect(failure).toMatchObject({ name: 'NetworkError', code, message });
  });

  it('a name that is not there, with those that are', () => {
    const named = new Network();
    expect(() => named.get('y')).toThrow('network: there is no signal "y". There are: none yet.');
    named.input('a', 1);
    named.input('b', 1);
    expect(() => named.get('y')).toThrow('network: there is no signal "y". There are: a, b.');
  });

  it('what was refused has changed nothing', () => {
    const untouched = new Network();
    const y = untouched.input('y', 2);
    expect(() => y.pipe(dense([[1]]))).toThrow(NetworkError);
    expect(() => y.named('')).toThrow(NetworkError);
    expect(() => untouched.input('y', 3)).toThrow(NetworkError);
    expect(untouched.all).toHaveLength(1);
    expect(y.name).toBe('y');
  });
});
