import { from, lastValueFrom, toArray } from 'rxjs';
import { describe, expect, expectTypeOf, it } from 'vitest';
import { emulator } from '../../src/chip/emulator.js';
import { compile } from '../../src/compile/compile.js';
import type { Chunk } from '../../src/core/chunk.js';
import { Network } from '../../src/network/network.js';
import { dense } from '../../src/operators/dense.js';
import { lif } from '../../src/operators/lif.js';
import { lowpass } from '../../src/operators/lowpass.js';
import { interpreter } from '../../src/run/device.js';
import { type RunChunk, type RunProgramOptions, run, runFrom } from '../../src/run/run.js';
import { loggingDevice } from '../support/fake-device.js';
import { chunkOf } from '../support/play.js';

function declared() {
  const net = new Network({ precision: 64 });
  const spikes = net.input('u', 1).pipe(dense([[3], [-2]]), lif({ bias: 0.5 }));
  return { net, probes: { spikes, rates: spikes.pipe(lowpass(0.01)) } };
}

const wave = (from: number) => Array.from({ length: 30 }, (_, t) => Math.sin((from + t) / 7));
const chunks: Chunk[] = [0, 30, 60].map((t) => chunkOf('u', wave(t), t));

const rowsOf = (out: readonly RunChunk[]) => out.map(({ t, data }) => ({ t, data }));

describe('a program is played', () => {
  it('by run as the network it was compiled from', async () => {
    const { net, probes } = declared();
    const program = compile(net, { probes });
    const played = from(chunks).pipe(run(program, { on: emulator() }), toArray());
    const same = from(chunks).pipe(run(net, { probes, on: emulator() }), toArray());
    const rows = rowsOf(await lastValueFrom(played));
    expect(rows).toStrictEqual(rowsOf(await lastValueFrom(same)));
    expect(rows.some(({ data }) => data.spikes.some((value) => value > 0))).toBe(true);
  });

  it('by runFrom as by run, and from rest every time', async () => {
    const { net, probes } = declared();
    const program = compile(net, { probes });
    const pulled$ = runFrom(chunks, program, { on: emulator() }).pipe(toArray());
    const first = await lastValueFrom(pulled$);
    expect(await lastValueFrom(pulled$)).toStrictEqual(first);
    const pushed = from(chunks).pipe(run(program, { on: emulator() }), toArray());
    expect(rowsOf(await lastValueFrom(pushed))).toStrictEqual(rowsOf(first));
  });

  it('without what was declared after compiling', async () => {
    const { net, probes } = declared();
    const program = compile(net, { probes });
    const before = await lastValueFrom(
      runFrom(chunks, program, { on: emulator() }).pipe(toArray()),
    );
    net.input('late', 2).pipe(dense([[9, 9]]), lif());
    const after = await lastValueFrom(runFrom(chunks, program, { on: emulator() }).pipe(toArray()));
    expect(after).toStrictEqual(before);
  });

  it('with its report told once, and its session closed once', async () => {
    const { net, probes } = declared();
    const program = compile(net, { probes });
    const reports: unknown[] = [];
    const log: string[] = [];
    const on = loggingDevice(log);
    const out = runFrom(chunks, program, { on, onReport: (report) => reports.push(report) });
    await lastValueFrom(out);
    expect(reports).toEqual([program.report]);
    expect(log.filter((word) => word === 'close')).toHaveLength(1);
  });
});

describe('a program is not played', () => {
  it('by the interpreter', async () => {
    const { net, probes } = declared();
    // Callers without types can still try.
    const on = interpreter() as unknown as RunProgramOptions['on'];
    const out = runFrom(chunks, compile(net, { probes }), { on });
    await expect(lastValueFrom(out)).rejects.toThrow(
      /^run: a program is compiled for a chip and the interpreter plays networks only\./,
    );
  });

  it('with probes of its own, as the types say', () => {
    expectTypeOf<RunProgramOptions>().not.toHaveProperty('probes');
  });
});
