import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { ChipInput, Session } from 'rxspike';
import { spread } from '../machine.js';
import { type EngineChoice, openEngine } from './engines.js';
import { hostInputs } from './input.js';
import { play, secondsOf } from './play.js';
import { buildWorkload } from './workloads.js';

/** What a fresh process sees that opens one engine on one workload. Memory in MiB, times in ms. */
export interface Cold {
  readonly buildMs: number;
  readonly openMs: number;
  /** The slowest of the first timesteps; spikes arrive from the second on. */
  readonly firstStepMs: number;
  /** Median of single timesteps behind the warm-up. */
  readonly steadyStepMs: number;
  /** Resident memory before and behind building, behind opening, and at the end. */
  readonly memory: {
    readonly start: number;
    readonly built: number;
    readonly open: number;
    readonly end: number;
    readonly peak: number;
  };
  readonly growth: Growth | null;
}

/** Memory in use after a tenth of many timesteps and after all of them, garbage collected. */
export interface Growth {
  readonly timesteps: number;
  readonly before: number;
  readonly after: number;
}

/** What a fresh process is asked. */
export interface ColdQuestion {
  readonly workload: string;
  readonly path: string | null;
  readonly choice: EngineChoice;
  /** Timesteps over which memory may not grow; 0 leaves that out. */
  readonly long: number;
}

const MIB = 2 ** 20;
const FIRST_STEPS = 3;
/** Most single timesteps that are timed behind the warm-up. */
const MOST = 200;

/** Asks a fresh process. */
export function askCold(question: ColdQuestion): Cold | null {
  const entry = fileURLToPath(new URL('../emulator.js', import.meta.url));
  const words = ['--expose-gc', entry, '--cold', JSON.stringify(question)];
  const child = spawnSync(process.execPath, words, {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  if (child.status === 0) return JSON.parse(child.stdout) as Cold | null;
  throw new Error(`${question.workload}: the process for first steps and memory failed.`);
}

/** What the fresh process answers; `null` where this build has no such engine. */
export async function answerCold(question: ColdQuestion): Promise<Cold | null> {
  const start = resident();
  const begun = performance.now();
  const workload = await buildWorkload(question.workload, question.path);
  const buildMs = performance.now() - begun;
  const built = resident();
  const opening = performance.now();
  const session = await openEngine(workload.program, question.choice);
  if (session === null) return null;
  const openMs = performance.now() - opening;
  const open = resident();
  const { input, warmUp, steps, chunk } = workload;
  const first = await singleSteps(session, hostInputs(input, 0, FIRST_STEPS, 1));
  await play(session, hostInputs(input, FIRST_STEPS, warmUp, chunk));
  const settled = FIRST_STEPS + warmUp;
  const steady = await singleSteps(session, hostInputs(input, settled, Math.min(MOST, steps), 1));
  const round = hostInputs(input, 0, input.period, chunk);
  const growth = await growthOf(question.long, input.period, () => play(session, round));
  const memory = {
    start,
    built,
    open,
    end: resident(),
    peak: process.resourceUsage().maxRSS / 1024,
  };
  await session.close();
  const firstStepMs = Math.max(...first);
  return { buildMs, openMs, firstStepMs, steadyStepMs: spread(steady).median, memory, growth };
}

/** Milliseconds of calls, one by one. */
async function singleSteps(session: Session, inputs: readonly ChipInput[]): Promise<number[]> {
  const taken: number[] = [];
  for (const input of inputs) taken.push(1000 * (await secondsOf(session, [input])));
  return taken;
}

/** Plays one round of the input again and again. */
async function growthOf(
  timesteps: number,
  period: number,
  playOnce: () => Promise<void>,
): Promise<Growth | null> {
  if (timesteps === 0) return null;
  const rounds = Math.ceil(timesteps / period);
  const tenth = Math.ceil(rounds / 10);
  let before = 0;
  for (let round = 1; round <= rounds; round++) {
    await playOnce();
    if (round === tenth) before = inUse();
  }
  return { timesteps: rounds * period, before, after: inUse() };
}

function resident(): number {
  return process.memoryUsage.rss() / MIB;
}

function inUse(): number {
  globalThis.gc?.();
  const { heapUsed, external } = process.memoryUsage();
  return (heapUsed + external) / MIB;
}
