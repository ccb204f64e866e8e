import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { decodeNetworkArray, decodeSpikes } from '../../src/golden/network-arrays.js';
import { replayNetworkCase } from '../../src/golden/network-case.js';
import { readCase } from '../../src/golden/read-case.js';
import { localGoldenDir } from '../support/shared.js';

interface Json {
  [key: string]: Json | undefined;
}

/** A case that passes, with one thing in it changed. */
function changed(name: string, change: (expected: Json, bin: Uint8Array) => void) {
  const file = resolve(localGoldenDir, 'network', name);
  const bin = gunzipSync(readFileSync(`${file}.bin.gz`));
  const json = structuredClone(readCase(`${file}.json.gz`)) as Json;
  change(json.expected!, bin);
  return replayNetworkCase(json, bin);
}

function changeArray(record: Json, key: string, bin: Uint8Array, change: (v: number[]) => void) {
  const { shape, values } = decodeNetworkArray(record[key], bin, key);
  const data = Array.from(values);
  change(data);
  Object.assign(record, { [key]: { shape, data } });
}

describe('the judge of represented values fails', () => {
  it('when a neuron that carries a value should have spiked one timestep earlier', () => {
    const result = changed('nef_channel_lif', ({ decode_spikes }, bin) => {
      const { offsets, indices } = decodeSpikes(decode_spikes!.conn1, 20, bin, 'conn1');
      const counts = Array.from(offsets.subarray(1), (end, s) => end - offsets[s]!);
      const step = counts.findIndex((count, s) => s > 0 && count > 0 && counts[s - 1] === 0);
      counts[step - 1] = 1;
      counts[step] = counts[step]! - 1;
      Object.assign(decode_spikes!, { conn1: { counts, indices: Array.from(indices) } });
    });
    expect(result.status).toBe('fail');
    expect(result.reason).toMatch(
      /^spikes that decode "conn1": step \d+, neuron \d+ should spike$/,
    );
  });

  it('when a decoder of a reader differs by a billionth of the largest', () => {
    const result = changed('nef_channel_lif', ({ solved }, bin) =>
      changeArray(solved!.probe0_conn!, 'decoders', bin, (decoders) => {
        const largest = Math.max(...decoders.map(Math.abs));
        decoders[3] = decoders[3]! + 1e-9 * largest;
      }),
    );
    expect(result.status).toBe('fail');
    expect(result.reason).toMatch(/^decoders of "probe0_conn": a decoder is off by /);
  });

  it.each(['weights', 'traces'])('when one of the learned %s is another', (what) => {
    const result = changed('pes_host_target', ({ learning }, bin) => {
      const [group] = learning as unknown as Json[];
      changeArray(group!, what, bin, (values) => {
        const at = values.findIndex((value) => value !== 0);
        values[at] = values[at]! - 1;
      });
    });
    expect(result.status).toBe('fail');
    expect(result.reason).toMatch(new RegExp(`^learning group 0: ${what}\\[`));
  });

  it('when a constant of learning is another', () => {
    const result = changed('pes_host_target', ({ learning }) => {
      const [group] = learning as unknown as Json[];
      Object.assign(group!, { tracing_mag: 2.3046875 });
    });
    expect(result.status).toBe('fail');
    expect(result.reason).toBe('learning group 0 tracing_mag is 2.296875, expected 2.3046875');
  });

  it('when no block of merged connections has the expected weights', () => {
    const result = changed('lmu_memory', ({ blocks }) => {
      const block = (blocks as unknown as Json[])[9]!;
      const [group] = block.synapses as unknown as Json[];
      Object.assign(group!, { weight_abs_sum: 1 });
    });
    expect(result.status).toBe('fail');
    expect(result.reason).toMatch(/^no block is /);
  });
});
