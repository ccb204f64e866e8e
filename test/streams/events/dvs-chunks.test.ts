import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Chunk } from '../../../src/core/chunk.js';
import { type DvsOptions, dvsChunks, dvsSpikes } from '../../../streams/events/dvs-chunks.js';
import { dvsLayout } from '../../../streams/events/dvs-layout.js';
import { batchOf } from './batches.js';

const sensor = { height: 7, width: 9 };

const recordings = fc.array(
  fc.record({
    t: fc.oneof(
      fc.nat(12_000),
      fc.nat(18).map((k) => 1000 * k),
    ),
    x: fc.nat(sensor.width - 1),
    y: fc.nat(sensor.height - 1),
    p: fc.nat(1),
  }),
  { maxLength: 50 },
);

const layouts = fc.record({
  pool: fc.oneof(
    fc.integer({ min: 1, max: 4 }),
    fc.tuple(fc.constantFrom(1, 3), fc.constantFrom(2, 5)),
  ),
  channelsLast: fc.boolean(),
});

/** Every event looked at for every bin, as the rule is written. */
function slowly(
  recording: readonly { t: number; x: number; y: number; p: number }[],
  { pool, channelsLast }: Required<Pick<DvsOptions, 'pool' | 'channelsLast'>>,
  steps: number,
  inBin: (t: number, k: number) => boolean,
): number[][] {
  const [pr, pc] = typeof pool === 'number' ? [pool, pool] : pool;
  const [rows, columns] = [Math.ceil(sensor.height / pr), Math.ceil(sensor.width / pc)];
  const place = (x: number, y: number, p: number) =>
    channelsLast ? (y * columns + x) * 2 + p : (p * rows + y) * columns + x;
  return Array.from({ length: steps }, (_, k) =>
    recording
      .filter(({ t }) => inBin(t, k))
      .map(({ x, y, p }) => place(Math.floor(x / pc), Math.floor(y / pr), p))
      .sort((a, b) => a - b),
  );
}

function listed({ offsets, indices }: ReturnType<typeof dvsSpikes>): number[][] {
  return Array.from({ length: offsets.length - 1 }, (_, k) =>
    Array.from(indices.subarray(offsets[k], offsets[k + 1])),
  );
}

describe('dvsSpikes', () => {
  it('puts every event into its bin and pooled pixel, on any recording', () => {
    fc.assert(
      fc.property(recordings, layouts, fc.constantFrom(0, 0.0025), (recording, layout, tStart) => {
        const from = tStart * 1e6;
        const inBin = (t: number, k: number) =>
          t < from + 1000 * (k + 1) && (k === 0 || t >= from + 1000 * k);
        const options = { ...sensor, ...layout, tStart, steps: 20 };
        const spikes = listed(dvsSpikes(batchOf(recording), options));
        expect(spikes).toEqual(slowly(recording, layout, 20, inBin));
      }),
    );
  });

  it('stops with the bin that passes the last event, and loses none', () => {
    fc.assert(
      fc.property(recordings, layouts, (recording, layout) => {
        const { offsets, indices } = dvsSpikes(batchOf(recording), { ...sensor, ...layout });
        expect(indices.length).toBe(recording.length);
        if (recording.length > 0) expect(offsets.at(-1)).toBeGreaterThan(offsets.at(-2)!);
        else expect(offsets.length).toBe(1);
      }),
    );
  });

  it('has the host decide borderline events in doubles, in the order of the reference', () => {
    fc.assert(
      fc.property(recordings, layouts, fc.constantFrom(0.001, 0.0007), (recording, layout, dt) => {
        const inBin = (t: number, k: number) => {
          const time = (k + 1) * dt;
          return (time - dt) * 1e6 <= t && t < time * 1e6;
        };
        const options: DvsOptions = { ...sensor, ...layout, dt, steps: 20, edges: 'host' };
        const spikes = listed(dvsSpikes(batchOf(recording), options));
        expect(spikes).toEqual(slowly(recording, layout, 20, inBin));
      }),
    );
    const spikesAt = (t: number, options: DvsOptions) =>
      dvsSpikes(batchOf([{ t, x: 0, y: 0, p: 0 }]), { steps: 20, ...options }).indices.length;
    // 0.018 is a little above 18 x 0.001, so two bins have the event; 13 x 0.0007 leaves one out.
    expect(spikesAt(18_000, { edges: 'host' })).toBe(2);
    expect(spikesAt(8_400, { edges: 'host', dt: 0.0007 })).toBe(0);
    expect([spikesAt(18_000, {}), spikesAt(8_400, { dt: 0.0007 })]).toEqual([1, 1]);
  });

  it('begins with the first event when time is relative', () => {
    const late = batchOf([
      { t: 5_000_700, x: 0, y: 0, p: 1 },
      { t: 5_001_699, x: 1, y: 0, p: 0 },
      { t: 5_001_700, x: 2, y: 0, p: 0 },
    ]);
    expect(listed(dvsSpikes(late, { relTime: true }))).toEqual([[1, 2], [4]]);
  });

  it.each<[DvsOptions, RegExp]>([
    [{ dt: 0 }, /^dvs: dt is 0, expected seconds above 0/],
    [{ tStart: Number.NaN }, /^dvs: tStart is NaN/],
    [{ steps: -1 }, /^dvs: steps is -1/],
    [{ pool: 0 }, /^dvs: poolRows is 0, expected a whole number of at least 1/],
    [{ width: 2.5 }, /^dvs: width is 2\.5/],
    [{ width: 3 }, /^dvs: event 0 is at column 5, row 6, the sensor has 3x180 pixels/],
    [{ height: 6 }, /^dvs: event 0 is at column 5, row 6, the sensor has 240x6 pixels/],
  ])('refuses %j', (options, message) => {
    expect(() => dvsSpikes(batchOf([{ t: 1, x: 5, y: 6, p: 0 }]), options)).toThrow(message);
  });
});

describe('dvsChunks', () => {
  it('has the counts of the spikes, divided by dt, however they are cut', () => {
    fc.assert(
      fc.property(
        recordings,
        layouts,
        fc.integer({ min: 1, max: 9 }),
        (recording, layout, chunk) => {
          const options = { ...sensor, ...layout, steps: 20 };
          const events = batchOf(recording);
          const { size } = dvsLayout(options);
          const rows = new Float32Array(20 * size);
          for (const [k, indices] of listed(dvsSpikes(events, options)).entries()) {
            for (const index of indices) rows[k * size + index] += 1000;
          }
          const chunks = [...dvsChunks('eyes', events, { ...options, chunk })];
          expect(chunks.flatMap(({ data }) => Array.from(data.eyes))).toEqual(Array.from(rows));
          expect(chunks.map(({ t }) => t)).toEqual(chunks.map((_, i) => i * chunk));
        },
      ),
    );
  });

  it('can be walked through again', () => {
    const chunks = dvsChunks('eyes', batchOf([{ t: 2500, x: 1, y: 1, p: 1 }]), sensor);
    expect([...chunks]).toStrictEqual([...chunks]);
  });

  it('says when its first timestep was, in the time of the sensor', () => {
    const events = batchOf([
      { t: 5_000_700, x: 0, y: 0, p: 1 },
      { t: 5_003_000, x: 0, y: 0, p: 1 },
    ]);
    const stamps = (options: DvsOptions) =>
      [...dvsChunks('eyes', events, { ...options, chunk: 2 })].map((c: Chunk) => c.timestampUs);
    expect(stamps({ relTime: true })).toEqual([5_000_700, 5_002_700]);
    expect(stamps({ tStart: 5.001 })).toEqual([5_001_000, 5_003_000]);
  });
});
