import { describe, expect, it } from 'vitest';
import { NetworkError } from '../../src/core/errors.js';
import { Network } from '../../src/network/network.js';

/** A saved network that is right: x -> a -> sum, drive -> sum, and the voltage of a. */
function right() {
  const net = new Network();
  const node = (name: string, kind: string, params: object, inputs: object[]) => {
    return { name, kind, params, inputShape: [2], shape: [2], inputs };
  };
  const edge = (from: number, order: number) => ({ from, offset: 0, order });
  return {
    format: 'rxspike-network',
    version: 1,
    dt: net.dt,
    seed: net.seed,
    precision: net.precision,
    meta: {},
    nodes: [
      node('x', 'input', { kind: 'values' }, []),
      node('drive', 'constant', { value: [1, 2] }, []),
      node('a', 'lif', { gain: 1 }, [edge(0, 0)]),
      node('all', 'sum', {}, [edge(2, 1), edge(1, 2)]),
      node('v', 'state', { key: 'voltage' }, [edge(2, 3)]),
    ],
  };
}

/** The same with one field, found by its path, replaced. */
function changed(path: string, value: unknown): unknown {
  type Fields = Record<string, unknown>;
  const network: Fields = right();
  const keys = path.split('.');
  const last = keys.pop()!;
  const holder = keys.reduce((at, key) => at[key] as Fields, network);
  holder[last] = value;
  return network;
}

const edge = { from: 0, offset: 0, order: 9 };

const cases: readonly [path: string, value: unknown, sentence: RegExp][] = [
  ['format', 'other', /^network: format is "other", expected "rxspike-network"/],
  ['version', '1', /^network: version is "1", expected a whole number/],
  ['version', 2, /^network: version is 2, this rxspike reads up to 1\. Update rxspike/],
  ['dt', 0, /^network: dt is 0, expected seconds above 0/],
  ['dt', null, /^network: dt is null, expected a finite number/],
  ['seed', undefined, /^network: seed is missing/],
  ['precision', 16, /^network: precision is 16, expected 32 or 64/],
  ['meta', [], /^network: meta is \[\], expected an object/],
  ['meta', { f: () => 1 }, /^network, meta\.f: is function/],
  ['nodes', {}, /^network: nodes is an object, expected a list/],
  ['nodes.2', 7, /^node 2: is 7, expected an object/],
  ['nodes.2.name', '', /^node 2: name is "", expected a text that is not empty/],
  ['nodes.2.name', 'x', /^node 2: has the name "x" of node 0/],
  ['nodes.2.kind', 3, /^node 2 "a": kind is 3, expected a text/],
  ['nodes.2.params', null, /^node 2 "a": params is null, expected an object/],
  ['nodes.2.params.gain', new Map(), /^node 2 "a", params\.gain: is a Map/],
  ['nodes.2.params.gain', { $float32: [1, 'x'] }, /params\.gain: \$float32 holds something else/],
  ['nodes.2.params.gain', { $uint8: [1, 256] }, /element 1 is 256, which is no uint8 number/],
  ['nodes.2.params.gain', JSON.parse('{"__proto__":1}'), /params\.gain: has the key "__proto__"/],
  ['nodes.2.shape', [2, 0], /^node 2 "a": shape is \[2,0\], expected a list of whole numbers/],
  ['nodes.2.shape', [3], /^node 3 "all", input 0: "a" has 3 values from element 0 on/],
  ['nodes.2.inputShape', 'flat', /^node 2 "a": inputShape is "flat"/],
  ['nodes.2.inputShape', [1], /^node 2 "a", input 0: "x" has 2 values .* the input has 1\./],
  ['nodes.2.inputs', undefined, /^node 2 "a": inputs is missing, expected a list/],
  ['nodes.2.inputs.0', null, /^node 2 "a", input 0: is null, expected an object/],
  ['nodes.2.inputs.0.from', 5, /^node 2 "a", input 0: from is 5, expected a node from 0 to 4/],
  ['nodes.2.inputs.0.from', -1, /^node 2 "a", input 0: from is -1, expected a whole number/],
  ['nodes.2.inputs.0.from', 0.5, /^node 2 "a", input 0: from is 0\.5/],
  ['nodes.2.inputs.0.offset', 1, /^node 2 "a", input 0: "x" has 2 values from element 1 on/],
  ['nodes.2.inputs.0.offset', '0', /^node 2 "a", input 0: offset is "0"/],
  ['nodes.2.inputs.0.order', 1, /^node 3 "all", input 0: order is 1, as at node 2 "a", input 0/],
  ['nodes.3.inputs.1.order', 0, /^node 3 "all", input 1: order is 0, as at node 2 "a", input 0/],
  ['nodes.3.inputs.0.order', 9, /^node 3 "all", input 1: order is 2, expected more than 9/],
  ['nodes.0.params.kind', 'light', /^node 0 "x": params\.kind is "light", expected "values"/],
  ['nodes.0.inputs', [edge], /^node 0 "x": is of kind input and takes nothing, but has 1 inputs/],
  ['nodes.1.inputs', [edge], /^node 1 "drive": is of kind constant and takes nothing/],
  ['nodes.1.params.value', [1], /^node 1 "drive": params\.value is \[1\], expected 2 numbers/],
  [
    'nodes.1.params.value',
    [1, '2'],
    /^node 1 "drive": params\.value is \[1,2\], expected 2 numbers/,
  ],
  ['nodes.1.params.value', 1, /^node 1 "drive": params\.value is 1, expected 2 numbers/],
  ['nodes.4.params.key', 'mood', /^node 4 "v": params\.key is "mood", expected "voltage"/],
  ['nodes.4.inputs', [], /^node 4 "v": is the state of one population, but has 0 inputs/],
  ['nodes.4.inputShape', [3], /^node 4 "v", input 0: "a" has 2 values from element 0 on/],
];

describe('a saved network', () => {
  it('is accepted when all is right', () => {
    expect(Network.from(right()).all.map((node) => node.name)).toEqual(
      right().nodes.map((node) => node.name),
    );
  });

  it.each(cases)('with %s = %j is refused', (path, value, sentence) => {
    expect(() => Network.from(changed(path, value))).toThrow(NetworkError);
    expect(() => Network.from(changed(path, value))).toThrow(sentence);
  });

  it.each([null, 7, 'network', [], undefined])('is not %j', (json) => {
    expect(() => Network.from(json)).toThrow(/^network: is .*, expected an object/);
  });

  it('that contains itself is refused', () => {
    const params: Record<string, unknown> = {};
    params.again = params;
    expect(() => Network.from(changed('nodes.2.params', params))).toThrow(/deeper than 100 levels/);
  });
});
