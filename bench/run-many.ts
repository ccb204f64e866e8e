/**
 * How much do threads give when many streams run through one program? Timesteps per second of all
 * streams together, on the tutorial's network with seeded weights, in lockstep and precomputed.
 *
 *     node dist/bench/run-many.js --case FOLDER/seed_convnet [--streams 8] [--threads 1,2,4]
 *         [--chunks 10] [--repeats 5]
 *
 * Every stream plays the input of the case again and again, in chunks of all its timesteps. Numbers
 * of threads take turns, so that a busy machine slows all of them. Timed from when all streams have
 * answered once: compiling and starting threads are not in it. Processor time per timestep, of all
 * threads, says what threads cost, and does not depend on what else the machine does. Before anything is timed all streams
 * must give what the stream gives alone.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { lastValueFrom, toArray } from 'rxjs';
import { type Chunk, compile, type Program, runFrom, runMany } from 'rxspike';
import { emulator } from 'rxspike/chip';
import { openNetworkCase } from 'rxspike/golden';
import { machine, spread } from './machine.js';

const { values } = parseArgs({
  options: {
    case: { type: 'string' },
    streams: { type: 'string', default: '8' },
    threads: { type: 'string', default: '1,2,4' },
    chunks: { type: 'string', default: '10' },
    repeats: { type: 'string', default: '5' },
  },
});
if (values.case === undefined) {
  console.error('run-many: give --case, the path of a golden network without .json.gz.');
  process.exit(2);
}
const opened = openNetworkCase(`${values.case}.json.gz`);
const program: Program = compile(opened.network, { probes: opened.probes });
const input = opened.input(0, opened.steps);
const [streams, chunks, repeats] = [values.streams, values.chunks, values.repeats].map(Number) as [
  number,
  number,
  number,
];
const threadCounts = values.threads.split(',').map(Number);

/** A source of this many chunks. */
function* repeated(count: number): Generator<Chunk> {
  for (let k = 0; k < count; k++) yield { ...input, t: k * opened.steps };
}

function sources(count: number): Iterable<Chunk>[] {
  return Array.from({ length: streams }, () => repeated(count));
}

async function check(threads: number, precompute: boolean): Promise<void> {
  const options = { on: emulator(), precompute };
  const alone = await lastValueFrom(runFrom(repeated(2), program, options).pipe(toArray()));
  const wanted = JSON.stringify(alone.map(({ data }) => data));
  const together = await lastValueFrom(
    runMany(program, sources(2), { ...options, threads }).pipe(toArray()),
  );
  for (let k = 0; k < streams; k++) {
    const got = together.filter(({ stream }) => stream === k).map(({ data }) => data);
    if (JSON.stringify(got) === wanted) continue;
    console.error(`run-many: stream ${k} differs on ${threads} threads. Nothing was timed.`);
    process.exit(1);
  }
}

interface Timed {
  readonly stepsPerSecond: number;
  /** Microseconds of processor time, all threads together. */
  readonly cpuPerStep: number;
}

async function timed(threads: number, precompute: boolean): Promise<Timed> {
  const begun = new Set<number>();
  let started = 0;
  let cpu = process.cpuUsage();
  let steps = 0;
  const options = { on: emulator(), precompute, threads };
  await runMany(program, sources(chunks), options).forEach((chunk) => {
    if (begun.size === streams) steps += chunk.steps;
    else if (begun.add(chunk.stream).size === streams) {
      started = performance.now();
      cpu = process.cpuUsage();
    }
  });
  const { user, system } = process.cpuUsage(cpu);
  const seconds = (performance.now() - started) / 1000;
  return { stepsPerSecond: steps / seconds, cpuPerStep: (user + system) / steps };
}

const before = machine();
const modes = { lockstep: false, precompute: true };
const rows = Object.entries(modes).flatMap(([mode, precompute]) =>
  threadCounts.map((threads) => ({ mode, precompute, threads, runs: [] as Timed[] })),
);
for (const { threads, precompute } of rows) await check(threads, precompute);
for (let k = 0; k < repeats; k++) {
  for (const row of rows) row.runs.push(await timed(row.threads, row.precompute));
}
const results = rows.map(({ mode, threads, runs }) => {
  const base = rows.find((row) => row.mode === mode)!.runs;
  const ratios = runs.map((run, k) => run.stepsPerSecond / base[k]!.stepsPerSecond);
  const stepsPerSecond = spread(runs.map((run) => run.stepsPerSecond));
  const cpuPerStep = spread(runs.map((run) => run.cpuPerStep));
  return { mode, threads, stepsPerSecond, ratio: spread(ratios), cpuPerStep };
});
const result = {
  question: 'timesteps per second of many streams together, by threads',
  case: values.case.replace(/^.*\//, ''),
  streams,
  stepsPerChunk: opened.steps,
  chunksPerStream: chunks,
  repeats,
  results,
  date: new Date().toISOString().slice(0, 10),
  machine: { before, after: machine().load },
};
mkdirSync('bench/results', { recursive: true });
writeFileSync('bench/results/run-many.json', `${JSON.stringify(result, null, 2)}\n`);
for (const { mode, threads, stepsPerSecond, ratio, cpuPerStep } of results) {
  console.log(
    `${mode}, ${threads} threads: ${stepsPerSecond.median.toFixed(0)} steps/s, ` +
      `x${ratio.median.toFixed(2)}, ${cpuPerStep.median.toFixed(0)} us of processor per step`,
  );
}
