import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { datDecoder } from '../../../../streams/events/prophesee/dat-decoder.js';
import type { PropheseeOptions } from '../../../../streams/events/prophesee/geometry.js';
import {
  evt2Decoder,
  evt3Decoder,
  rawDecoder,
} from '../../../../streams/events/prophesee/raw-decoder.js';
import { dataDir, hasData } from '../../../support/shared.js';
import { crcOf, decodeCut } from './support.js';

interface Truth {
  readonly file: string;
  readonly sensor: readonly [number, number] | null;
  readonly events: number;
  readonly x_range: readonly [number, number];
  readonly y_range: readonly [number, number];
  readonly first5: readonly (readonly number[])[];
  readonly last5: readonly (readonly number[])[];
  readonly crc32_t64_x16_y16_p8: string;
}

const folder = resolve(dataDir, 'events');

function truthOf(name: string): Truth {
  const { files } = JSON.parse(readFileSync(resolve(folder, 'truth.json'), 'utf8')) as {
    files: Truth[];
  };
  return files.find(({ file }) => file === name)!;
}

const cases = [
  ['evt3-gen41.raw', evt3Decoder, {}],
  ['evt3-gen41.raw', rawDecoder, {}],
  ['evt2-gen3.raw', evt2Decoder, {}],
  ['evt2-gen3.raw', rawDecoder, {}],
  ['mnist-simulated.dat', datDecoder, {}],
  ['ncars-004397.dat', datDecoder, { geometry: 'scan' }],
  ['ncars-004397.dat', datDecoder, { geometry: 'none' }],
  ['ncars-004397.dat', datDecoder, { width: 64, height: 64 }],
] as const satisfies readonly (readonly [string, unknown, PropheseeOptions])[];

describe.skipIf(!hasData)('recordings of Prophesee cameras', () => {
  it.each(cases)('%s gives the events of the truth  (case %#)', (name, decoder, options) => {
    const bytes = new Uint8Array(readFileSync(resolve(folder, name)));
    const truth = truthOf(name);
    const cuts = Array.from({ length: Math.floor(bytes.length / 9973) }, (_, i) => (i + 1) * 9973);
    const { rows, summary } = decodeCut(decoder(options), bytes, cuts);
    expect(summary.damage).toBe(null);
    expect(summary.problems).toEqual({});
    expect(summary.trailingBytes).toBe(0);
    expect(rows.length).toBe(truth.events);
    expect(rows.slice(0, 5)).toEqual(truth.first5);
    expect(rows.slice(-5)).toEqual(truth.last5);
    expect(crcOf(rows)).toBe(truth.crc32_t64_x16_y16_p8);
    if (truth.sensor !== null) {
      expect(summary.sensor).toEqual({ width: truth.sensor[0], height: truth.sensor[1] });
    }
  });

  it('finds the size of a recording without one by looking at all events', () => {
    const { x_range, y_range } = truthOf('ncars-004397.dat');
    const bytes = new Uint8Array(readFileSync(resolve(folder, 'ncars-004397.dat')));
    const { summary } = decodeCut(datDecoder({ geometry: 'scan' }), bytes);
    expect(summary.sensor).toEqual({ width: x_range[1] + 1, height: y_range[1] + 1 });
  });

  it('asks for the size of a recording without one', () => {
    const bytes = new Uint8Array(readFileSync(resolve(folder, 'ncars-004397.dat')));
    expect(() => datDecoder({ path: 'car.dat' }).push(bytes)).toThrow(
      /car\.dat: it does not say how large/,
    );
  });
});
