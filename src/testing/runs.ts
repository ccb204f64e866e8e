import { deepStrictEqual, ok } from 'node:assert/strict';
import { concat, from, NEVER, type Observable, type Subscription, throwError } from 'rxjs';
import type { Chunk } from '../core/chunk.js';
import { DeviceError } from '../core/errors.js';
import type { Device } from '../run/device.js';
import { run, runFrom } from '../run/run.js';
import { chunkOf, type DeviceCase, deviceOf, play } from './case.js';
import { busy, busyInput } from './networks.js';
import { oneByOne, playPieces, programOf, withSession } from './session-play.js';

const steps = 60;
const input = busyInput(steps);
const patience = 5000;

/** The input of `busy` in chunks of these sizes. */
function cut(sizes: readonly number[]): Chunk[] {
  let t = 0;
  return sizes.map((size) => {
    t += size;
    return chunkOf('u', input.slice(t - size, t), t - size);
  });
}

/** A device that writes down when it is opened, stepped and closed. */
function logged(inner: Device, log: string[]): Device {
  return {
    kind: 'device',
    name: inner.name,
    async open(program) {
      log.push('open');
      const session = await inner.open(program);
      return {
        step(given) {
          log.push('step');
          return session.step(given);
        },
        save: () => session.save(),
        restore: (state) => session.restore(state),
        async close() {
          log.push('close');
          try {
            await session.close();
          } catch (error) {
            log.push('failed to close');
            throw error;
          }
        },
      };
    },
  };
}

/** Waits until something is so; a DeviceError when it takes longer than `patience` ms. */
async function until(what: string, isSo: () => boolean): Promise<void> {
  const end = Date.now() + patience;
  while (!isSo()) {
    if (Date.now() > end) {
      throw new DeviceError(`device: ${what} did not happen within ${patience} ms.`);
    }
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
}

/** Subscribes, lets `end` bring the run to its end, and gives what the device was asked for. */
async function logOf(
  on: Device,
  source: Observable<Chunk>,
  end: (subscription: Subscription, log: readonly string[]) => Promise<void>,
): Promise<string[]> {
  const log: string[] = [];
  const { network, probes } = busy();
  const played = source.pipe(run(network, { probes, on: logged(on, log), ahead: 100 }));
  const subscription = played.subscribe({ error: () => {} });
  await end(subscription, log);
  await until('closing the session', () => log.includes('close'));
  return log;
}

/** How runs begin, go on and end. */
export const runCases: readonly DeviceCase[] = [
  {
    name: 'session/opens and closes once, however a run ends',
    async check(make) {
      const on = deviceOf(make());
      const stepped = (log: readonly string[]) => until('a timestep', () => log.includes('step'));
      const ends = [
        await logOf(on, from(cut([30, 30])), async () => {}),
        await logOf(
          on,
          throwError(() => new Error('the source broke')),
          async () => {},
        ),
        await logOf(on, waiting(), async (subscription, log) => {
          await stepped(log);
          subscription.unsubscribe();
        }),
      ];
      for (const log of ends) {
        const begun = log.filter((word) => word !== 'step');
        deepStrictEqual(begun, ['open', 'close']);
      }
    },
  },
  {
    name: 'session/is silent after it is closed',
    async check(make) {
      const log: string[] = [];
      const { network, probes } = busy();
      const on = logged(deviceOf(make()), log);
      let emitted = 0;
      const out = runFrom(cut(oneByOne(steps)), network, { probes, on });
      const subscription = out.subscribe(() => {
        emitted += 1;
        if (emitted === 3) subscription.unsubscribe();
      });
      await until('closing the session', () => log.includes('close'));
      await new Promise((resolve) => setTimeout(resolve, 20));
      deepStrictEqual([emitted, log.at(-1)], [3, 'close']);
    },
  },
  {
    name: 'session/is not touched by another one beside it',
    async check(make) {
      const device = deviceOf(make());
      const program = programOf(busy());
      const alone = await withSession(device, program, (s) =>
        playPieces(s, program, 0, oneByOne(20)),
      );
      const beside = await withSession(device, program, (one) =>
        withSession(device, program, async (two) => {
          const out = [];
          for (let t = 0; t < 20; t++) {
            await playPieces(two, program, t, [1], 40);
            out.push(...(await playPieces(one, program, t, [1])));
          }
          return out;
        }),
      );
      deepStrictEqual(beside, alone);
    },
  },
  {
    name: 'rest/every run starts at rest',
    async check(make) {
      const on = make();
      const first = await play(busy(), cut([steps]), on);
      ok(
        first.second!.some((value) => value !== 0),
        'the network is alive',
      );
      deepStrictEqual(await play(busy(), cut([steps]), on), first);
      deepStrictEqual(await play(busy(), cut([steps]), make()), first);
    },
  },
  {
    name: 'chunks/a run cut anyhow gives the same',
    async check(make) {
      const whole = await play(busy(), cut([steps]), make());
      for (const sizes of [oneByOne(steps), [7, 1, 0, 52], [59, 1]]) {
        deepStrictEqual(await play(busy(), cut(sizes), make()), whole);
      }
    },
  },
  {
    name: 'chunks/many timesteps in one call give the same',
    async check(make) {
      const program = programOf(busy());
      const inPieces = (sizes: number[]) =>
        withSession(make(), program, (session) => playPieces(session, program, 0, sizes));
      const single = await inPieces(oneByOne(steps));
      for (const sizes of [[steps], [7, 1, 52], [59, 1]]) {
        deepStrictEqual(await inPieces(sizes), single);
      }
    },
  },
];

/** Some chunks, and then none for ever. */
function waiting(): Observable<Chunk> {
  return concat(from(cut([10, 10])), NEVER);
}
