import { describe, expect, it } from 'vitest';
import { encodeDocument } from '../../src/codec/container.js';
import { decodeNetwork, encodeNetwork, isNetworkFile } from '../../src/codec/network-file.js';
import { networkToJson } from '../../src/network/json.js';
import { Network } from '../../src/network/network.js';
import { dense } from '../../src/operators/dense.js';
import { lif } from '../../src/operators/lif.js';

describe('a .net file', () => {
  it('gives the network that was written', () => {
    const net = new Network({ dt: 0.002, seed: 9, precision: 64 });
    const { shape, data } = { shape: [2, 2] as const, data: Float32Array.of(0.1, 0.2, 0.3, 0.4) };
    net.input('x', 2).pipe(dense({ shape, data }), lif({ gain: [1, 2] }));
    const back = Network.from(decodeNetwork(encodeNetwork(networkToJson(net)), 'x.net'));
    expect(networkToJson(back)).toStrictEqual(networkToJson(net));
  });

  it('is not written of a network that is no plain data', () => {
    expect(() => encodeNetwork(new Network())).toThrow(/^document: is a Network, expected plain/);
  });

  it('is told from files of other makers', () => {
    expect(isNetworkFile(encodeNetwork({}))).toBe(true);
    expect(isNetworkFile(new TextEncoder().encode('PK\x03\x04 a .keras file'))).toBe(false);
  });

  it('is no program', () => {
    expect(() => decodeNetwork(encodeDocument('program', {}), 'x.net')).toThrow(
      /^x\.net: holds a "program", expected a "network"/,
    );
  });
});
