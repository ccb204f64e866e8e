import { spread } from '../machine.js';
import { askCold, type Cold } from './cold.js';
import { type EngineChoice, engineName, fast, PLAIN, SCATTER } from './engines.js';
import { company, MOST_BUSY_CORES } from './idle.js';
import { hostInputs } from './input.js';
import {
  alternate,
  fromRest,
  openSide,
  requireEqual,
  type Side,
  type Timing,
  warmedUp,
} from './measure.js';
import { play } from './play.js';
import type { Comparison, Speed, WorkloadResult } from './result.js';
import { timeStreams } from './streams.js';
import { deviations, type Workload } from './workload.js';
import { buildWorkload } from './workloads.js';

/** How a workload is measured. */
export interface RunOptions {
  /** The golden case that W1 plays. */
  readonly path: string | null;
  readonly repeats: number;
  /** Numbers of threads beyond one. */
  readonly threads: readonly number[];
  /** Play a million timesteps of W1 for the growth of memory. */
  readonly long: boolean;
  /** Takes note of what is not measured. */
  readonly skip: (sentence: string) => void;
  /** Told what is being done. */
  readonly progress: (sentence: string) => void;
}

const LONG_TIMESTEPS = 1_000_000;
/** Comparisons between numbers of threads are longer, since all their engines are fast. */
const THREAD_STRETCH = 10;
/** Timesteps from rest, for comparing with the reference emulator. */
export const PEER_TIMESTEPS = 240;

/** Measures one workload; throws when engines disagree or the workload is not what it says. */
export async function runWorkload(name: string, options: RunOptions): Promise<WorkloadResult> {
  const { path, repeats, skip, progress } = options;
  progress(`${name}: building`);
  const workload = await buildWorkload(name, path);
  progress(`${name}: playing ${workload.warmUp} timesteps on the plain engine`);
  const plain = (await openSide(workload, PLAIN))!;
  requireExpected(workload, plain);
  const one = await openEqual(workload, fast(1), plain);
  if (one === null) skip(`${name}: this build has no fast engine, so nothing is compared with it.`);
  const scatter = await openYardstick(workload, plain);
  const single = [plain, scatter, one].filter((side) => side !== null);
  progress(`${name}: timing`);
  const { steps: timesteps, chunk } = workload;
  const comparisons = [
    await compare(workload, 'one thread', single, { timesteps, chunk }, repeats),
    await compare(workload, 'closed loop', [one ?? plain], { timesteps, chunk: 1 }, repeats),
  ];
  if (name === 'w1') comparisons.push(await compareFromRest(workload, plain, repeats));
  const threads = one === null ? [] : await threadsNow(name, options);
  if (one !== null && threads.length > 0) {
    comparisons.push(await compareThreads(workload, one, threads, repeats));
  }
  for (const { session } of single) await session.close();
  const streams = name === 'w1' ? await streamsOf(workload, threads.at(-1), options) : null;
  const cold = coldRuns(name, one === null ? [PLAIN] : [PLAIN, fast(1)], options);
  const { facts } = plain;
  return { name, about: workload.about, facts, comparisons, streams, cold };
}

function requireExpected({ name, expected }: Workload, { facts }: Side): void {
  const wrong = deviations(facts, expected);
  if (wrong.length === 0) return;
  throw new Error(`${name} is not the workload it should be: ${wrong.join('; ')}.`);
}

/** Numbers of threads that can be compared while the machine is as busy as it is now. */
async function threadsNow(name: string, { threads, skip }: RunOptions) {
  if (threads.length === 0) return [];
  const { load, busyCores } = await company();
  if (busyCores <= MOST_BUSY_CORES) return threads;
  skip(
    `${name}, several threads: others keep ${busyCores.toFixed(2)} cores busy (load ${load.toFixed(2)}).`,
  );
  return [];
}

/** Opens an engine and compares its spikes before anything is timed. */
async function openEqual(
  workload: Workload,
  choice: EngineChoice,
  reference: Side,
): Promise<Side | null> {
  const side = await openSide(workload, choice);
  if (side !== null) requireEqual(workload.name, reference, side);
  return side;
}

async function openYardstick(workload: Workload, reference: Side): Promise<Side | null> {
  if (workload.scatter === undefined) return null;
  const side = await warmedUp(workload, SCATTER, workload.scatter());
  requireEqual(workload.name, reference, side);
  return side;
}

async function compareThreads(
  workload: Workload,
  one: Side,
  threads: readonly number[],
  repeats: number,
): Promise<Comparison> {
  const many: Side[] = [];
  for (const count of threads) {
    const side = await openEqual(workload, fast(count), one);
    if (side !== null) many.push(side);
  }
  const { steps, chunk } = workload;
  const stretch = { timesteps: THREAD_STRETCH * steps, chunk };
  const comparison = await compare(workload, 'threads', [one, ...many], stretch, repeats);
  for (const { session } of many) await session.close();
  return comparison;
}

async function compare(
  workload: Workload,
  what: Comparison['what'],
  sides: readonly Side[],
  stretch: { readonly timesteps: number; readonly chunk: number },
  repeats: number,
): Promise<Comparison> {
  const { session, saved } = sides[0]!;
  session.restore(saved);
  let added = 0;
  const inputs = hostInputs(workload.input, workload.warmUp, stretch.timesteps, stretch.chunk);
  await play(session, inputs, ({ synapticOps }) => {
    added += synapticOps;
  });
  const synapticOps = added / stretch.timesteps;
  const timings = await alternate(workload, sides, stretch, repeats);
  const { neurons } = sides[0]!.facts;
  const speeds = timings.map((timing) => speedFrom(timing, synapticOps, neurons));
  return { what, synapticOps, speeds };
}

/** The side of the comparison with the reference emulator that is ours. */
async function compareFromRest(
  workload: Workload,
  { facts }: Side,
  repeats: number,
): Promise<Comparison> {
  const timings = [
    await fromRest(workload, PLAIN, PEER_TIMESTEPS, repeats),
    await fromRest(workload, fast(1), PEER_TIMESTEPS, repeats),
  ].filter((timing) => timing !== null);
  const speeds = timings.map((timing) => speedFrom(timing, facts.synapticOps, facts.neurons));
  return { what: 'from rest', synapticOps: facts.synapticOps, speeds };
}

function speedFrom(timing: Timing, synapticOps: number, neurons: number): Speed {
  const { engine, timesteps, chunk } = timing;
  const seconds = spread(timing.seconds);
  const ns = 1e9 * seconds.median;
  return {
    engine,
    timesteps,
    chunk,
    seconds,
    stepsPerSecond: 1 / seconds.median,
    nsPerSynapticOp: ns / synapticOps,
    nsPerNeuron: ns / neurons,
  };
}

async function streamsOf(
  workload: Workload,
  threads: number | undefined,
  { repeats, skip }: RunOptions,
) {
  if (threads === undefined) return null;
  const streams = await timeStreams(workload, threads, repeats);
  if (streams === null) skip('w1: it has no host, so there are no streams to play.');
  return streams;
}

function coldRuns(
  name: string,
  choices: readonly EngineChoice[],
  { path, long, progress }: RunOptions,
): Record<string, Cold> {
  const results: Record<string, Cold> = {};
  for (const choice of choices) {
    progress(`${name}: first timestep and memory of ${engineName(choice)} in a new process`);
    const steps = long && name === 'w1' && choice === choices.at(-1) ? LONG_TIMESTEPS : 0;
    const cold = askCold({ workload: name, path, choice, long: steps });
    if (cold !== null) results[engineName(choice)] = cold;
  }
  return results;
}
