import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { decodeNetworkArray, decodeSeries, decodeSpikes } from '../../src/golden/network-arrays.js';
import { isNetworkCase, replayNetworkCase } from '../../src/golden/network-case.js';
import { readCase } from '../../src/golden/read-case.js';
import { goldenDir, localGoldenDir } from '../support/shared.js';

const local = resolve(localGoldenDir, 'network');
const shared = resolve(goldenDir, 'network');

function namesIn(folder: string): string[] {
  if (!existsSync(folder)) return [];
  const files = readdirSync(folder).filter((file) => file.endsWith('.json.gz'));
  return files.map((file) => file.replace('.json.gz', '')).sort();
}

function caseIn(folder: string, name: string): { json: unknown; bin: Uint8Array } {
  const path = resolve(folder, `${name}.bin.gz`);
  const bin = existsSync(path) ? gunzipSync(readFileSync(path)) : new Uint8Array();
  return { json: readCase(resolve(folder, `${name}.json.gz`)), bin };
}

const besideIn = (folder: string) => (file: string) => readFileSync(resolve(folder, file));

function replays(folder: string, names: readonly string[]): void {
  it.each(names)('%s', (name) => {
    const { json, bin } = caseIn(folder, name);
    const { status, reason } = replayNetworkCase(json, bin, besideIn(folder));
    expect({ status, reason }).toEqual({ status: 'pass', reason: 'everything is as expected' });
  });
}

const localNames = namesIn(local).filter((name) => isNetworkCase(caseIn(local, name).json));
const others = namesIn(shared)
  .filter((name) => !localNames.includes(name))
  .filter((name) => isNetworkCase(caseIn(shared, name).json));

describe('golden networks of the repository play as the reference plays them', () => {
  it('there are some', () => expect(localNames.length).toBeGreaterThan(10));
  replays(local, localNames);
});

describe('the other golden networks play as the reference plays them', () => {
  if (others.length === 0) it.skip('golden/network (folder not here)', () => {});
  else replays(shared, others);
});

interface Json {
  [key: string]: Json | undefined;
}

/** A case that passes, with one thing in it changed. */
function changed(name: string, change: (json: Json, bin: Uint8Array) => void) {
  const { json, bin } = caseIn(local, name);
  const copy = structuredClone(json) as Json;
  change(copy, bin);
  return replayNetworkCase(copy, bin, besideIn(local));
}

const put = (record: Json, key: string, value: unknown) =>
  Object.assign(record, { [key]: value as Json });

function changeArray(record: Json, key: string, bin: Uint8Array, change: (v: number[]) => void) {
  const { shape, values } = decodeNetworkArray(record[key], bin, key);
  const data = Array.from(values);
  change(data);
  put(record, key, { shape, data });
}

/** Moves one spike of a population to the next neuron that is silent in that timestep. */
function moveSpike(spikes: Json, id: string, size: number, bin: Uint8Array): void {
  const { offsets, indices } = decodeSpikes(spikes[id], size, bin, id);
  const step = offsets.findIndex((offset, s) => s > 0 && offset > 0) - 1;
  const here = new Set(indices.subarray(offsets[step], offsets[step + 1]));
  here.delete(indices[offsets[step]!]!);
  const free = Array.from({ length: size }, (_, i) => i).find(
    (i) => !here.has(i) && i !== indices[offsets[step]!],
  )!;
  const moved = [...here, free].sort((a, b) => a - b);
  put(spikes, id, {
    counts: Array.from(offsets.subarray(1), (end, s) => end - offsets[s]!),
    indices: [
      ...indices.subarray(0, offsets[step]),
      ...moved,
      ...indices.subarray(offsets[step + 1]),
    ],
  });
}

function changeSeries(record: Json, id: string, bin: Uint8Array, at: number, by: number): void {
  const { shape, values } = decodeSeries(record[id], bin, id);
  const data = Array.from(values);
  data[at] = data[at]! + by;
  put(record, id, { format: 'dense', values: { shape, data } });
}

const transformOf = (json: Json, connection: number) =>
  (json.network!.connections as unknown as Json[])[connection]!.transform!;

describe('the judge fails', () => {
  it('when one expected spike sits on the neuron beside', () => {
    const result = changed('conv_lif', (json, bin) =>
      moveSpike(json.expected!.chip_spikes!, 'ens1', 216, bin),
    );
    expect(result.status).toBe('fail');
    expect(result.reason).toMatch(/^spikes of "ens1": step \d+, neuron \d+ should (not )?spike$/);
  });

  it('when a host neuron should have spiked once more', () => {
    const result = changed('conv_lif', (json, bin) =>
      changeSeries(json.expected!.host_spikes!, 'ens0', bin, 128 * 20 + 5, 1),
    );
    expect(result.status).toBe('fail');
    expect(result.reason).toMatch(/^spikes of "ens0"/);
  });

  it('when one weight of a kernel is another', () => {
    const result = changed('conv_lif', (json, bin) =>
      changeArray(transformOf(json, 1), 'kernel', bin, (weights) => {
        weights[7] = weights[7]! / 2 + 0.1;
      }),
    );
    expect(result.status).toBe('fail');
    expect(result.reason).toMatch(/^block 0 .* is .*, expected /);
  });

  it('when one weight of the readout is another', () => {
    const result = changed('conv_lif', (json, bin) =>
      changeArray(transformOf(json, 2), 'init', bin, (weights) => {
        for (let i = 0; i < 216; i++) weights[i] = weights[i]! * (1 + 1e-6);
      }),
    );
    expect(result.status).toBe('fail');
    expect(result.reason).toMatch(/^probe0/);
  });

  it('when one value of a host probe is off by a millionth', () => {
    const result = changed('conv_lif', (json, bin) =>
      changeSeries(json.expected!.probes!, 'probe0', bin, 4 * 50 + 1, 1e-6),
    );
    expect(result.status).toBe('fail');
    expect(result.reason).toMatch(/^probe0/);
  });

  it('when one voltage is off by one', () => {
    const result = changed('conv_lif', (json, bin) =>
      changeSeries(json.expected!.probes!, 'probe2', bin, 216 * 30 + 3, 1),
    );
    expect(result.status).toBe('fail');
    expect(result.reason).toMatch(/^probe2/);
  });

  it('when a population should be on the host', () => {
    const result = changed('conv_lif', (json) => put(json.expected!.placement!, 'ens1', 'host'));
    expect(result.status).toBe('fail');
    expect(result.reason).toBe('"ens1" is on the chip, expected host');
  });

  it('when the network should not be precomputable', () => {
    const result = changed('conv_lif', (json) => put(json.expected!, 'precomputable', false));
    expect(result.status).toBe('fail');
    expect(result.reason).toBe('the network is precomputable, expected the opposite');
  });

  it('when there should be another block', () => {
    const result = changed('conv_lif', (json) => put(json.expected!, 'n_blocks', 2));
    expect(result.status).toBe('fail');
    expect(result.reason).toBe('1 blocks, expected 2');
  });

  it('when one timestep should have one more synaptic operation', () => {
    const result = changed('conv_lif', (json, bin) =>
      changeArray(json.expected!, 'synaptic_ops_per_step', bin, (ops) => {
        ops[11] = ops[11]! + 1;
      }),
    );
    expect(result.status).toBe('fail');
    expect(result.reason).toMatch(/^synaptic operations/);
  });

  it('when the binary file ends too early', () => {
    const { json, bin } = caseIn(local, 'conv_lif');
    const result = replayNetworkCase(json, bin.subarray(0, 1000));
    expect(result.status).toBe('fail');
    expect(result.reason).toMatch(/end behind the 1000 bytes there are/);
  });

  it('when a file is no case', () => {
    expect(replayNetworkCase({}, new Uint8Array()).status).toBe('fail');
    expect(isNetworkCase({})).toBe(false);
  });
});
