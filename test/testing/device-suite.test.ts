import { describe, expect, it } from 'vitest';
import { emulator } from '../../src/chip/emulator.js';
import type { SpikeTrain } from '../../src/core/chunk.js';
import type { Params } from '../../src/core/description.js';
import type { ChipInput, Device, Session } from '../../src/run/device.js';
import { deviceCaseNames, deviceSuite, type Place } from '../../src/testing/index.js';

interface Registered {
  readonly name: string;
  readonly body: () => Promise<void>;
}

/** What a suite registers, and nothing of it is played yet. */
function registered(make: () => Place, unsupported: Record<string, string> = {}) {
  const titles: string[] = [];
  const tests: Registered[] = [];
  const skipped: string[] = [];
  deviceSuite('fake', make, {
    unsupported,
    test: {
      describe(name, body) {
        titles.push(name);
        body();
      },
      it: Object.assign((name: string, body: () => Promise<void>) => tests.push({ name, body }), {
        skip: (name: string) => skipped.push(name),
      }),
    },
  });
  return { titles, tests, skipped };
}

/** The tests of the suite that fail for a device. */
async function failuresOf(make: () => Place): Promise<string[]> {
  const failed: string[] = [];
  for (const { name, body } of registered(make).tests) {
    await body().catch(() => failed.push(name));
  }
  return failed;
}

/** The emulator, with something done to each of its sessions. */
function emulatorBut(change: (session: Session) => Partial<Session>): Device {
  return {
    kind: 'device',
    name: 'broken',
    open(program) {
      const session = emulator().open(program) as Session;
      return { ...session, ...change(session) };
    },
  };
}

function fired({ offsets, indices }: SpikeTrain): number[][] {
  return Array.from({ length: offsets.length - 1 }, (_, s) =>
    Array.from(indices.subarray(offsets[s], offsets[s + 1])),
  );
}

function trainOf(size: number, steps: readonly number[][]): SpikeTrain {
  const offsets = new Uint32Array(steps.length + 1);
  for (const [s, { length }] of steps.entries()) offsets[s + 1] = offsets[s]! + length;
  return { size, offsets, indices: Uint32Array.from(steps.flat()) };
}

/** Plays every spike a timestep after it came, and remembers that even in its state. */
const late = () =>
  emulatorBut((session) => {
    let held: number[][] = [];
    return {
      step({ spikes, ...more }) {
        const shifted = spikes.map((train, i) => {
          const steps = [held[i] ?? [], ...fired(train)];
          held[i] = steps.pop()!;
          return trainOf(train.size, steps);
        });
        return session.step({ ...more, spikes: shifted });
      },
      save() {
        const inner = session.save();
        const data = { inner: inner.data, held: structuredClone(held) } as unknown as Params;
        return { ...inner, data };
      },
      restore(state) {
        const data = state.data as unknown as { inner: Params; held: number[][] };
        session.restore({ ...state, data: data.inner });
        held = structuredClone(data.held);
      },
    };
  });

/** Takes a state, and is at rest. */
const forgetful = () =>
  emulatorBut((session) => {
    const rest = session.save();
    return {
      restore(state) {
        session.restore(state);
        session.restore(rest);
      },
    };
  });

const once = ({ size, ...train }: SpikeTrain) =>
  trainOf(
    size,
    fired({ size, ...train }).map((indices) => [...new Set(indices)]),
  );

/** Spikes of one neuron in one timestep count once. */
const deduplicating = () =>
  emulatorBut((session) => ({
    step: ({ spikes, ...more }) => session.step({ ...more, spikes: spikes.map(once) }),
  }));

/** Hears no errors. */
const deaf = () =>
  emulatorBut((session) => ({
    step: ({ t, steps, spikes }: ChipInput) => session.step({ t, steps, spikes }),
  }));

/** Restores whatever it is given, and if it cannot, goes on as if it had. */
const credulous = () =>
  emulatorBut((session) => ({
    restore(state) {
      try {
        session.restore(state);
      } catch {
        // Nobody is told.
      }
    },
  }));

/** Never ends a session. */
const clinging = () => emulatorBut(() => ({ close: () => Promise.reject(new Error('stuck')) }));

/** Draws the same whatever the program says. */
const unseeded = (): Device => ({
  ...emulator(),
  open: (program) => emulator().open({ ...program, seed: 5 }),
});

/** Takes up a program where its last session left it. */
function warm(): Device {
  let left: ReturnType<Session['save']> | undefined;
  return emulatorBut((session) => ({
    step(input) {
      if (input.t === 0 && left !== undefined) session.restore(left);
      return session.step(input);
    },
    close() {
      left = session.save();
    },
  }));
}

/** As the emulator, with promises for everything that may be one. */
function slow(): Device {
  const soon = () => new Promise((resolve) => setImmediate(resolve));
  return {
    kind: 'device',
    name: 'slow',
    async open(program) {
      await soon();
      const session = emulator().open(program) as Session;
      return {
        ...session,
        async step(input) {
          await soon();
          return session.step(input);
        },
        close: async () => void (await soon()),
      };
    },
  };
}

const group = (name: string) => deviceCaseNames.filter((one) => one.startsWith(`${name}/`));

describe('the suite finds a device that', () => {
  it.each<[string, () => Device, readonly string[]]>([
    [
      'is late by one timestep',
      late,
      [...group('delays'), 'probes/current jumps with a spike and decays by its filter'],
    ],
    [
      'forgets its state when it is restored',
      forgetful,
      ['state/continues bit for bit where it was saved', 'state/continues learning bit for bit'],
    ],
    ['drops repeated spikes', deduplicating, group('spikes')],
    ['hears no errors', deaf, [...group('learning'), 'seeds/another seed gives another run']],
    [
      'takes any state',
      credulous,
      ['state/of another program is refused', 'state/of another kind or version is refused'],
    ],
    ['draws the same for every seed', unseeded, ['seeds/another seed gives another run']],
  ])('%s, and says where', async (_, make, expected) => {
    expect(await failuresOf(make)).toEqual(expected);
  });

  it('is not at rest when it opens again', async () => {
    const failed = await failuresOf(warm);
    expect(failed).toContain('rest/every run starts at rest');
  });

  it('cannot close', async () => {
    const failed = await failuresOf(clinging);
    expect(failed).toEqual(expect.arrayContaining([...group('session'), ...group('delays')]));
  });
});

describe('the suite', () => {
  it('has nothing against a device that takes its time', async () => {
    expect(await failuresOf(slow)).toEqual([]);
  });

  it('names every case differently', () => {
    expect(new Set(deviceCaseNames).size).toBe(deviceCaseNames.length);
  });

  it('registers all cases under the name of the device, and no test about exceptions', () => {
    const { titles, tests, skipped } = registered(() => emulator());
    expect(titles).toEqual(['fake']);
    expect(tests.map(({ name }) => name)).toEqual(deviceCaseNames);
    expect(skipped).toEqual([]);
  });

  it('skips what is unsupported, with the reason in the title', async () => {
    const name = 'learning/errors reach the decoders, which learn against them';
    const { tests, skipped } = registered(deaf, { [name]: 'no plastic synapses' });
    expect(skipped).toEqual([`${name} (unsupported: no plastic synapses)`]);
    expect(tests.map((test) => test.name)).not.toContain(name);
    await expect(tests.at(-1)!.body()).resolves.toBeUndefined();
  });

  it('says when an exception is no longer needed', async () => {
    const [, name] = group('delays');
    const { tests } = registered(() => emulator(), { [name!]: 'was late once' });
    await expect(tests.at(-1)!.body()).rejects.toThrow(`"${name}" no longer needed in unsupported`);
  });

  it('refuses exceptions for cases that there are not', () => {
    expect(() => registered(() => emulator(), { 'learning/stdp': 'not yet' })).toThrow(
      /^deviceSuite "fake": unsupported names "learning\/stdp", there is no such case\. Take one of: /,
    );
  });

  it('refuses exceptions without a reason', () => {
    expect(() => registered(() => emulator(), { [deviceCaseNames[0]!]: ' ' })).toThrow(
      'has no reason',
    );
  });

  it('asks for the functions of the test framework when none are global', () => {
    expect(() => deviceSuite('fake', () => emulator())).toThrow('{ test: { describe, it } }');
  });
});
