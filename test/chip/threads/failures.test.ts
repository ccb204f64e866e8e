import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { promisify } from 'node:util';
import type { Worker } from 'node:worker_threads';
import { describe, expect, test } from 'vitest';
import type { Ends } from '../../../src/chip/threads/flow.js';
import { openTeam, type Team } from '../../../src/chip/threads/team.js';
import { Stage, Unit } from '../../../src/chip/wasm/assembly/layout.js';
import { type Engine, openEngine } from '../../../src/chip/wasm/engine.js';
import { openModel } from '../../../src/chip/wasm/opened.js';
import { DeviceError } from '../../../src/core/errors.js';
import { chain } from './deep-network.js';

// Long enough for a busy machine to start threads in.
const patience = 2500;
// Wide enough for every layer to be shared out.
const { chip, populations } = chain({ layers: 3, neurons: 150 });

/** The threads that are started while `open` runs. */
async function threadsOf<T>(open: () => T): Promise<{ opened: T; workers: Worker[] }> {
  const workers: Worker[] = [];
  const add = (worker: Worker) => workers.push(worker);
  process.on('worker', add);
  const opened = open();
  await new Promise((done) => setImmediate(done));
  process.off('worker', add);
  return { opened, workers };
}

/** A team of threads on a small network, and its parts. */
async function openPlayers(threads: number) {
  const engine = openEngine(openModel(chip), { populations, threads });
  const { opened: team, workers } = await threadsOf(() =>
    openTeam(engine, threads, engine.tables, patience),
  );
  team.settle(0);
  expect(workers.length).toBe(threads - 1);
  return { engine, team, workers };
}

/** Makes a thread meet units whose kernel does not exist, in each stage of a dataflow. */
function breakUnits({ words, tables }: Engine, table: number, member: number): void {
  for (const stage of tables[table]!.stages) {
    const lists = words[stage / 4 + Stage.LISTS]! / 4;
    const lengths = words[stage / 4 + Stage.LENGTHS]! / 4;
    if (words[lengths + member] === 0) continue;
    const unit = words[words[lists + member]! / 4]!;
    words[unit / 4 + Unit.KERNEL] = 99;
  }
}

/** Blocks this thread, as a host at work does. */
function block(ms: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
}

const nothing: Ends = { enter: () => {}, leave: () => {} };
const flows: readonly (readonly [string, number])[] = [
  ['step by step', 0],
  ['layer behind layer', 1],
];

/** What a team says when it is asked to play; it must be a DeviceError. */
function refusal(team: Team, table: number, ends = nothing, from = 1): string {
  try {
    team.play(table, from, 20, ends);
  } catch (error) {
    expect(error).toBeInstanceOf(DeviceError);
    expect((error as DeviceError).code).toBe('thread-lost');
    return (error as Error).message;
  }
  throw new Error('the team played');
}

const end = 'the session is over. Open it again, with fewer threads if this repeats.';

describe.each(flows)('%s', (_, table) => {
  test('a thread that fails ends the session with what it said', async () => {
    const { engine, team } = await openPlayers(3);
    breakUnits(engine, table, 2);
    expect(refusal(team, table)).toBe(`emulator: thread 2 failed (unreachable), ${end}`);
    expect(refusal(team, table)).toBe(`emulator: thread 2 failed (unreachable), ${end}`);
    team.close();
  });

  test('a thread that was terminated before ends the session', async () => {
    const { team, workers } = await openPlayers(3);
    team.play(table, 1, 20, nothing);
    team.settle(20);
    await workers[0]!.terminate();
    expect(refusal(team, table, nothing, 21)).toBe(`emulator: thread 1 was ended, ${end}`);
    team.close();
  });

  test('a thread that is terminated while this one plays ends the session', async () => {
    const { team, workers } = await openPlayers(2);
    const enter = (t: number) => {
      if (t !== 3) return;
      void workers[0]!.terminate();
      block(50);
    };
    const said = refusal(team, table, { enter, leave: () => {} });
    expect(said).toBe(`emulator: a thread did not answer for 2.5 s, ${end}`);
    team.close();
  });

  test('a host that takes too long loses its threads, with a sentence', async () => {
    const { team } = await openPlayers(2);
    const enter = (t: number) => {
      if (t === 2) block(1.5 * patience);
    };
    expect(refusal(team, table, { enter, leave: () => {} })).toMatch(/, the session is over\. /);
    expect(refusal(team, table)).toMatch(/, the session is over\. /);
    team.close();
  });

  test('an error of the host in the middle is handed on, and ends the session', async () => {
    const { team, workers } = await openPlayers(2);
    const exit = once(workers[0]!, 'exit');
    const leave = (t: number) => {
      if (t === 4) throw new RangeError('of the host');
    };
    expect(() => team.play(table, 1, 20, { enter: () => {}, leave })).toThrow(
      new RangeError('of the host'),
    );
    expect(refusal(team, table)).toBe(`emulator: an error ended a timestep half way, ${end}`);
    await exit;
  });
});

test('closing ends all threads, once; playing on is refused', async () => {
  const { team, workers } = await openPlayers(4);
  const exits = workers.map((worker) => once(worker, 'exit'));
  team.play(1, 1, 20, nothing);
  team.close();
  team.close();
  await Promise.all(exits);
  expect(refusal(team, 1)).toBe(`emulator: its threads were closed, ${end}`);
});

describe('a program that plays on several threads', () => {
  const hooks = resolve(import.meta.dirname, '../../support/ts-hooks.mjs');
  const script = resolve(import.meta.dirname, 'left-open.ts');
  test.each(['close', 'leave open'])('and does %s its session comes to its end', async (how) => {
    const run = promisify(execFile);
    const { stdout } = await run(process.execPath, ['--import', hooks, script, how], {
      timeout: 30_000,
    });
    expect(stdout).toBe('played\n');
  });
});
