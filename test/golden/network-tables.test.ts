import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { isNetworkTable, replayNetworkTable } from '../../src/golden/network-table.js';
import { readCase } from '../../src/golden/read-case.js';
import { localGoldenDir } from '../support/shared.js';

type Fields = Record<string, unknown>;

interface Table {
  name: string;
  items: Fields[];
  decode_neurons?: Fields[];
}

const file = (name: string, ending: string): string =>
  resolve(localGoldenDir, 'network', `${name}.${ending}.gz`);

function readTable(name: string): { table: Table; bin: Uint8Array | undefined } {
  const path = file(name, 'bin');
  const bin = existsSync(path) ? new Uint8Array(gunzipSync(readFileSync(path))) : undefined;
  return { table: readCase(file(name, 'json')) as Table, bin };
}

describe('host tables of the reference', () => {
  it.each([
    'host_neurons',
    'host_synapses',
    'host_transforms',
    'host_processes',
    'host_random',
    'host_solvers',
    'chip_rates',
  ])('%s agrees, every item of it', (name) => {
    const { table, bin } = readTable(name);
    const count = table.items.length + (table.decode_neurons?.length ?? 0);
    expect(replayNetworkTable(table, bin)).toEqual({
      name,
      status: 'pass',
      reason: `${count} items`,
    });
  });

  it('a table of things that are not built is skipped with the reason', () => {
    const { table, bin } = readTable('host_transforms');
    const items = table.items.map((item) => ({ ...item, type: 'Rotation' }));
    const result = replayNetworkTable({ ...table, items }, bin);
    expect(result).toMatchObject({ name: 'host_transforms', status: 'skip' });
    expect(result.reason).toMatch(/^none of \d+ items is built: /);
  });
});

describe('the judge of the host tables', () => {
  it.each([
    ['host_neurons', 'LIF', 'trace.voltage.values', /^LIF: voltage of step \d+\[\d+\] is /],
    ['host_neurons', 'LIF', 'rates.value', /^LIF: rate\[\d+\] is /],
    ['host_synapses', 0, 'filt', /^lowpass\(0\.005\): value\[\d+, \d+\] is /],
    ['host_synapses', 0, 'through_probe', /^lowpass\(0\.005\): through a /],
    ['host_transforms', 0, 'output', /^Convolution of 7x8x3: output\[\d+, \d+\] is /],
    ['host_processes', 0, 'output', /^present_input\[\d+, \d+\] is /],
    ['chip_rates', 0, 'rates', /^lif: rate on the chip\[\d+, \d+\] is /],
  ])('sees one part in 10^8 in %s, item %s, %s', (name, item, path, reason) => {
    const { table, bin } = readTable(name);
    const found = table.items.find((one, i) => i === item || one.name === item);
    nudge(
      bin!,
      path.split('.').reduce<unknown>((at, key) => (at as Fields)[key], found),
    );
    const result = replayNetworkTable(table, bin);
    expect(result.status).toBe('fail');
    expect(result.reason).toMatch(reason);
  });

  it('fails with a sentence on what it cannot read', () => {
    const { table } = readTable('host_synapses');
    const withoutBinary = replayNetworkTable(table);
    expect(withoutBinary).toMatchObject({ name: 'host_synapses', status: 'fail' });
    expect(withoutBinary.reason).toMatch(/^input: 400 f4 from byte \d+ end behind the 0 bytes/);
    expect(replayNetworkTable(null).reason).toBe('the table: expected an object (got null).');
    expect(replayNetworkTable({ ...table, name: 'host_songs' })).toMatchObject({
      name: 'host_songs',
      status: 'fail',
    });
  });

  it('knows its tables by name', () => {
    expect(['host_neurons', 'conv_bias'].map(isNetworkTable)).toEqual([true, false]);
  });
});

/** Moves the first number that is not 0 of an f8 array in the binary file by one part in 10^8. */
function nudge(bin: Uint8Array, array: unknown): void {
  const { offset, shape, dtype } = array as { offset: number; shape: number[]; dtype: string };
  expect(dtype).toBe('f8');
  const view = new DataView(bin.buffer, bin.byteOffset, bin.byteLength);
  const length = shape.reduce((product, n) => product * n, 1);
  const places = Array.from({ length }, (_, i) => offset + 8 * i);
  const at = places.find((place) => view.getFloat64(place, true) !== 0)!;
  view.setFloat64(at, view.getFloat64(at, true) * (1 + 1e-8), true);
}
