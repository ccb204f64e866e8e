import { describe, expect, it } from 'vitest';
import { NetworkError } from '../../src/core/errors.js';
import { networkFromJson, networkToJson } from '../../src/network/json.js';
import { Network } from '../../src/network/network.js';
import { concat } from '../../src/operators/concat.js';
import { conv2d } from '../../src/operators/conv2d.js';
import { dense } from '../../src/operators/dense.js';
import { flatten } from '../../src/operators/flatten.js';
import { lif } from '../../src/operators/lif.js';
import { lowpass } from '../../src/operators/lowpass.js';
import { slice } from '../../src/operators/slice.js';
import { runFrom } from '../../src/run/run.js';

const thirds = (length: number): Float32Array => Float32Array.from({ length }, (_, i) => i / 3 - 1);

/** Every kind of node and connection: loops, parts of an input, states, several inputs. */
function example(): Network {
  const net = new Network({ dt: 0.002, seed: 11, precision: 64 });
  net.meta.classes = ['no', 'yes'];
  net.meta.range = { from: 0, table: Uint8Array.of(1, 2, 255) };
  const pixels = net.input('pixels', [3, 3, 1]);
  const kernel = { shape: [2, 2, 1, 2], data: thirds(8) };
  const features = pixels.pipe(conv2d(kernel, { bias: [0.1, 0.2] }), lif(), flatten());
  const loop = net.add(lif({ gain: thirds(4), blockShape: { shape: [2] } }), 4, 'loop');
  loop.pipe(lowpass(0.1)).into(loop);
  net.constant([1, 2, 1 / 3, -4], 'drive').into(loop);
  features.pipe(slice([7, 0, 0, 3])).into(loop);
  loop
    .state('voltage')
    .pipe(concat(net.input('spikes', 2, { kind: 'spikes' })))
    .named('all');
  net
    .get('all')
    .pipe(dense([[1, 2, 3, 4, 5, 6]]))
    .named('y');
  return net;
}

/** What the network answers to 40 timesteps, as numbers. */
async function answers(net: Network): Promise<number[]> {
  const data = { pixels: thirds(40 * 9), spikes: thirds(80) };
  const rows: number[] = [];
  const probes = { y: net.get('y'), loop: net.get('loop') };
  await runFrom([{ t: 0, steps: 40, data }], net, { probes }).forEach((chunk) => {
    rows.push(...chunk.data.y, ...chunk.data.loop);
  });
  return rows;
}

describe('a network as plain data', () => {
  it('comes back with the same nodes, connections and facts', () => {
    const net = example();
    const back = networkFromJson(networkToJson(net));
    expect(back.all).toStrictEqual(net.all);
    expect(back.meta).toStrictEqual(net.meta);
    expect([back.dt, back.seed, back.precision]).toEqual([0.002, 11, 64]);
  });

  it('comes back from text with the types of its arrays', () => {
    const net = example();
    expect(Network.from(JSON.parse(JSON.stringify(net))).all).toStrictEqual(net.all);
  });

  it('plays as the network it was made of', async () => {
    const net = example();
    const played = await answers(net);
    expect(played.some((value) => value !== 0)).toBe(true);
    expect(await answers(networkFromJson(networkToJson(net)))).toEqual(played);
    expect(await answers(Network.from(JSON.parse(JSON.stringify(net))))).toEqual(played);
  });

  it('may have its arrays as plain lists of numbers', async () => {
    const net = example();
    const plain = JSON.stringify(networkToJson(net), (_, value) =>
      ArrayBuffer.isView(value) ? Array.from(value as Float64Array) : value,
    );
    expect(plain).not.toContain('$');
    expect(await answers(Network.from(JSON.parse(plain)))).toEqual(await answers(net));
  });

  it('goes on where the declaring ended', () => {
    const [net, back] = [example(), networkFromJson(networkToJson(example()))];
    for (const network of [net, back]) network.get('y').pipe(lowpass(0.1), lif());
    expect(back.all).toStrictEqual(net.all);
  });

  it('stays as it was when networks on both sides of it go on', () => {
    const net = example();
    const saved = networkToJson(net);
    const before = structuredClone(saved);
    for (const network of [net, networkFromJson(saved)]) {
      network.get('loop').named('again').into(network.get('again'));
      network.meta.title = 'new';
    }
    expect(saved).toStrictEqual(before);
  });

  it('is not written as text when numbers would be lost', () => {
    const net = new Network();
    net.constant([1, Number.NaN], 'c');
    expect(() => JSON.stringify(net)).toThrow(NetworkError);
    expect(() => JSON.stringify(net)).toThrow(
      /^network\.nodes\[0\]\.params\.value\[1\]: NaN cannot be written as JSON/,
    );
  });

  it.each([
    ['a date', new Date(0), /network\.meta\.fact: is a Date/],
    ['a function', () => 1, /network\.meta\.fact: is function/],
    ['a key __proto__', JSON.parse('{"__proto__":1}'), /network\.meta\.fact: has the key/],
  ])('is not written as text with %s in its facts', (_, fact, sentence) => {
    const net = new Network();
    net.meta.fact = fact;
    expect(() => JSON.stringify(net)).toThrow(sentence);
  });
});
