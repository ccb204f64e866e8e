import { lastValueFrom, of, Subject, throwError, toArray } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { emulator } from '../../src/chip/emulator.js';
import { decodeDocument, encodeDocument } from '../../src/codec/container.js';
import { compile } from '../../src/compile/compile.js';
import type { Params } from '../../src/core/description.js';
import { CodecError } from '../../src/core/errors.js';
import { Network } from '../../src/network/network.js';
import { dense } from '../../src/operators/dense.js';
import { fn } from '../../src/operators/fn.js';
import { lif } from '../../src/operators/lif.js';
import { lowpass } from '../../src/operators/lowpass.js';
import { type Checkpoint, decodeCheckpoint, encodeCheckpoint } from '../../src/run/checkpoint.js';
import { type Device, interpreter, type Session } from '../../src/run/device.js';
import type { CheckpointOptions, RunCheckpoint } from '../../src/run/keeper.js';
import { runFrom } from '../../src/run/run.js';
import { decodeSessionState, encodeSessionState } from '../../src/run/session-file.js';
import { loggingDevice } from '../support/fake-device.js';
import { chunkOf } from '../support/play.js';

function declared(weight = 3) {
  const net = new Network();
  const spikes = net.input('x', 1).pipe(dense([[weight]]), lif({ bias: 1 }));
  return { net, probes: { spikes, y: spikes.pipe(lowpass(0.01)) } };
}

const chunk = chunkOf('x', [1, 1, 1, 1]);

async function taken(on: Device | ReturnType<typeof interpreter> = emulator()) {
  const { net, probes } = declared();
  let kept: RunCheckpoint | undefined;
  const take = (checkpoint: RunCheckpoint): void => {
    kept = checkpoint;
  };
  const options = { probes, on, checkpoints: { at: of('end' as const), take } };
  await lastValueFrom(runFrom([chunk], net, options));
  return kept!.bytes;
}

/** What going on from these bytes comes to. */
function goOn(from: Uint8Array, { net, probes } = declared(), on: Device = emulator()) {
  return lastValueFrom(runFrom([chunk], net, { probes, on, from }).pipe(toArray()));
}

describe('a checkpoint is refused', () => {
  it('when its bytes are cut off, damaged or something else, at any place', async () => {
    const bytes = await taken();
    await expect(goOn(bytes)).resolves.toHaveLength(1);
    for (let length = 0; length < bytes.length; length += 13) {
      expect(() => decodeCheckpoint(bytes.subarray(0, length))).toThrow(CodecError);
    }
    for (let at = 0; at < bytes.length; at++) {
      const flipped = bytes.slice();
      flipped[at] = flipped[at]! ^ (1 << (at % 8));
      expect(() => decodeCheckpoint(flipped), `byte ${at}`).toThrow(CodecError);
    }
    await expect(goOn(bytes.subarray(0, -8))).rejects.toThrow(/^checkpoint: announces \d+ bytes/);
    await expect(goOn(Uint8Array.of(1, 2, 3))).rejects.toThrow(
      /^checkpoint: this is no file of rxspike/,
    );
  });

  it('when it is of another kind or version', async () => {
    const state = encodeSessionState({ kind: 'a', version: 1, t: 0, data: {} });
    await expect(goOn(state)).rejects.toThrow(
      'checkpoint: holds a "session state", expected a "checkpoint". Give a file of that kind.',
    );
    const later = { ...decodeCheckpoint(await taken()), version: 2 };
    await expect(goOn(encodeDocument('checkpoint', later))).rejects.toThrow(
      'checkpoint: version is missing or wrong, expected 1. Save it again.',
    );
  });

  it('by another program, before the device is opened', async () => {
    const bytes = await taken();
    const log: string[] = [];
    await expect(goOn(bytes, declared(2), loggingDevice(log, emulator()))).rejects.toThrow(
      /^run: the checkpoint was taken from another network or program \(\d+-[0-9a-f]{8}, expected \d+-[0-9a-f]{8}\)\. Go on with the one/,
    );
    expect(log).toEqual([]);
    const { net, probes } = declared();
    const fewer = runFrom([chunk], net, { probes: { y: probes.y }, on: emulator(), from: bytes });
    await expect(lastValueFrom(fewer)).rejects.toMatchObject({ code: 'other-program' });
    const float = runFrom([chunk], net, { probes, on: interpreter(), from: bytes });
    await expect(lastValueFrom(float)).rejects.toMatchObject({ code: 'other-program' });
  });

  it('by another device, whose session is closed', async () => {
    const log: string[] = [];
    const inner = emulator();
    const other: Device = {
      ...inner,
      open: (program) => {
        const session = inner.open(program) as Session;
        return { ...session, restore: (s) => session.restore({ ...s, kind: 'other' }) };
      },
    };
    const run = goOn(await taken(), declared(), loggingDevice(log, other));
    await expect(run).rejects.toThrow(/^emulator: the saved state is other version 1/);
    expect(log).toEqual(['open', 'close']);
  });

  const mangled: [string, (c: Checkpoint) => unknown, RegExp][] = [
    ['without its timestep', ({ t: _, ...c }) => c, /^checkpoint: t is missing or wrong/],
    ['with part of a timestep', (c) => ({ ...c, t: 1.5 }), /^checkpoint: t is missing or wrong/],
    ['without its host', (c) => ({ ...c, host: null }), /^checkpoint: host is missing or wrong/],
    [
      'with an operator that is none',
      (c) => ({ ...c, host: { ...c.host, kernels: { 1: [2] } } }),
      /^checkpoint: host\.kernels\.1 is missing or wrong/,
    ],
    [
      'with a text for an array',
      (c) => ({ ...c, host: { ...c.host, received: { 1: 'x' } } }),
      /^checkpoint: host\.received\.1 is missing or wrong, expected an array/,
    ],
    [
      'without the state of an operator',
      (c) => ({ ...c, host: { ...c.host, kernels: {} } }),
      /^run: the checkpoint has nothing for ".+", expected Float64Array of 2\./,
    ],
    ['without its session', (c) => ({ ...c, session: null }), /^run: the device cannot go on/],
    [
      'with a session of nothing',
      (c) => ({ ...c, session: { ...c.session!, data: {} as Params } }),
      /^run: the device cannot go on from the state in the checkpoint\. /,
    ],
  ];

  it.each(mangled)('%s', async (_, change, sentence) => {
    const bytes = encodeDocument('checkpoint', {
      ...(change({ ...decodeCheckpoint(await taken()) }) as object),
      version: 1,
    });
    await expect(goOn(bytes)).rejects.toThrow(sentence);
  });

  it('and is the same after being read and written', async () => {
    const bytes = await taken();
    expect(encodeCheckpoint(decodeCheckpoint(bytes))).toEqual(bytes);
    expect(decodeDocument(bytes, { kind: 'checkpoint' })).toMatchObject({ version: 1, t: 4 });
  });
});

describe('a run ends with an error', () => {
  const run = (checkpoints: CheckpointOptions['checkpoints'] & object) => {
    const { net, probes } = declared();
    return lastValueFrom(runFrom([chunk], net, { probes, checkpoints }).pipe(toArray()));
  };
  const ignore = (): void => {};

  it('when a checkpoint is asked for at no timestep', async () => {
    for (const request of [-1, 0.5, 'later' as 'now']) {
      await expect(run({ at: of(request), take: ignore })).rejects.toThrow(
        `run: a checkpoint was asked for at ${JSON.stringify(request)}, expected a timestep from 0 on, 'now' or 'end'.`,
      );
    }
  });

  it('when who asks for checkpoints, or who takes them, throws', async () => {
    const broken = new Error('disk is full');
    const at = throwError(() => broken);
    await expect(run({ at, take: ignore })).rejects.toBe(broken);
    const take = (): void => {
      throw broken;
    };
    for (const request of [0, 2, 4, 'now', 'end'] as const) {
      await expect(run({ at: of(request), take })).rejects.toBe(broken);
    }
    const asked = new Subject<'now'>();
    const { net, probes } = declared();
    const waiting: AsyncIterable<never> = {
      [Symbol.asyncIterator]: () => ({ next: () => new Promise(() => {}) }),
    };
    const out = runFrom(waiting, net, { probes, checkpoints: { at: asked, take } });
    const outcome = lastValueFrom(out);
    await Promise.resolve();
    asked.next('now');
    await expect(outcome).rejects.toBe(broken);
  });
});

describe('the state of a session', () => {
  it('comes back from its bytes', () => {
    const { net, probes } = declared();
    const session = emulator().open(compile(net, { probes })) as Session;
    const saved = session.save();
    const back = decodeSessionState(encodeSessionState(saved));
    expect(back).toStrictEqual(saved);
    session.restore(back);
    expect(session.save()).toStrictEqual(saved);
  });

  it('is refused when it is cut off, of another kind or without its fields', () => {
    const bytes = encodeSessionState({ kind: 'k', version: 1, t: 3, data: { a: Int8Array.of(1) } });
    expect(() => decodeSessionState(bytes.subarray(0, 40), 'a.state')).toThrow(
      /^a\.state: announces/,
    );
    expect(() => decodeSessionState(encodeDocument('network', {}))).toThrow(
      'session state: holds a "network", expected a "session state".',
    );
    expect(() => decodeSessionState(encodeDocument('session state', { kind: 'k', t: 1 }))).toThrow(
      'session state: version is missing or wrong, expected a whole number from 0 on.',
    );
  });
});

it('functions of a network do not keep it from being saved', async () => {
  const net = new Network();
  const probes = { y: net.input('x', 1).pipe(fn((x, t) => [x[0]! + t])) };
  let kept: RunCheckpoint | undefined;
  const take = (checkpoint: RunCheckpoint): void => {
    kept = checkpoint;
  };
  await lastValueFrom(runFrom([chunk], net, { probes, checkpoints: { at: of(3), take } }));
  const [rest] = await lastValueFrom(
    runFrom([chunkOf('x', [5])], net, { probes, from: kept!.bytes }).pipe(toArray()),
  );
  expect(rest).toMatchObject({ t: 3, data: { y: Float32Array.of(8) } });
});
