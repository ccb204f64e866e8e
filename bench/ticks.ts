/**
 * How well does the clock keep time, and what does a chip in a thread of its own cost? On the chip's
 * part of the tutorial's network with seeded weights.
 *
 *     node dist/bench/ticks.js --case FOLDER/seed_convnet [--seconds 10] [--steps 600] [--repeats 7]
 *
 * The worker must give what the session here gives before anything is timed. Worker and session here
 * take turns, so that a busy machine slows both; ratios are taken within a turn.
 */
import { deepStrictEqual } from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { take } from 'rxjs';
import { clock, realTimeFrom, type Session } from 'rxspike';
import { emulator } from 'rxspike/chip';
import { hostInput, hostInputs } from './emulator/input.js';
import { goldenWorkload } from './emulator/w1.js';
import { machine, spread } from './machine.js';

const { values } = parseArgs({
  options: {
    case: { type: 'string' },
    seconds: { type: 'string', default: '10' },
    steps: { type: 'string', default: '600' },
    repeats: { type: 'string', default: '7' },
  },
});
if (values.case === undefined) {
  console.error('ticks: give --case, the path of a golden network without .json.gz.');
  process.exit(2);
}
const { program, input } = await goldenWorkload(`${values.case}.json.gz`);
const [seconds, steps, repeats] = [values.seconds, values.steps, values.repeats].map(Number) as [
  number,
  number,
  number,
];
const dt = 0.001;
const ticks = Math.round(seconds / dt);

/** Microseconds below which so much of the values lie. */
function quantiles(ms: readonly number[]) {
  const sorted = [...ms].sort((a, b) => a - b);
  const at = (part: number): number => {
    return Number((1000 * sorted[Math.ceil(part * sorted.length) - 1]!).toFixed(2));
  };
  return { median: at(0.5), p99: at(0.99), p999: at(0.999), max: at(1) };
}

/** The clock's own thread and this one, by emission; an emission of several ticks counts its worst. */
async function timeClock() {
  const thread: number[] = [];
  const here: number[] = [];
  let late = 0;
  await clock({ dt })
    .pipe(take(ticks))
    .forEach((tick) => {
      thread.push(tick.clockLateMs);
      here.push(tick.lateMs);
      late = tick.late;
    });
  return { ticks, clockUs: quantiles(thread), hereUs: quantiles(here), late };
}

/** How many times a second a timer of one millisecond fires. */
async function timerRate(): Promise<number> {
  let count = 0;
  const timer = setInterval(() => {
    count += 1;
  }, 1);
  const start = performance.now();
  await new Promise((resolve) => setTimeout(resolve, 2000));
  clearInterval(timer);
  return Math.round((1000 * count) / (performance.now() - start));
}

/** The chip driven by the clock: how long after its deadline a timestep begins. */
async function timeChip(late: 'catch-up' | 'drop') {
  const frames = hostInputs(input, 0, ticks, 1);
  const lateMs: number[] = [];
  let counts = { late: 0, dropped: 0, silent: 0 };
  let batches = 0;
  const options = { on: emulator({ worker: true, threads: 1 }), dt, late };
  await realTimeFrom(frames, program, options).forEach((chunk) => {
    lateMs.push(...chunk.lateMs);
    counts = { late: chunk.late, dropped: chunk.dropped, silent: chunk.silent };
    batches += 1;
  });
  return { played: lateMs.length, batches, beginsUs: quantiles(lateMs), ...counts };
}

async function play(session: Session, chunk: number): Promise<number> {
  const inputs = hostInputs(input, 0, steps, chunk);
  const start = performance.now();
  for (const given of inputs) await session.step(given);
  return (1000 * (performance.now() - start)) / steps;
}

const [here, there, spinning] = [
  await emulator({ threads: 1 }).open(program),
  await emulator({ threads: 1, worker: true }).open(program),
  await emulator({ threads: 1, worker: { spinUs: 100 } }).open(program),
];
for (let t = 0; t < 300; t += 100) {
  const given = hostInput(input, t, 100);
  const wanted = await here.step(given);
  deepStrictEqual(await there.step(given), wanted);
  deepStrictEqual(await spinning.step(given), wanted);
}

const before = machine();
const timed = [1, 10, 100].map((chunk) => ({
  chunk,
  here: [] as number[],
  there: [] as number[],
  spinning: [] as number[],
}));
for (let k = 0; k < repeats; k++) {
  for (const row of timed) {
    row.here.push(await play(here, row.chunk));
    row.there.push(await play(there, row.chunk));
    row.spinning.push(await play(spinning, row.chunk));
  }
}
await here.close();
await there.close();
await spinning.close();
const result = {
  question: 'how well the clock keeps time; what a chip in a thread of its own costs',
  case: values.case.replace(/^.*\//, ''),
  dt,
  clock: await timeClock(),
  timerTicksPerSecond: await timerRate(),
  chip: { 'catch-up': await timeChip('catch-up'), drop: await timeChip('drop') },
  usPerStep: timed.map((row) => ({
    stepsPerCall: row.chunk,
    here: spread(row.here),
    worker: spread(row.there),
    ratio: spread(row.there.map((us, k) => us / row.here[k]!)),
    added: spread(row.there.map((us, k) => us - row.here[k]!)),
    spinning: spread(row.spinning),
    spinningRatio: spread(row.spinning.map((us, k) => us / row.here[k]!)),
  })),
  steps,
  repeats,
  date: new Date().toISOString().slice(0, 10),
  machine: { before, after: machine().load },
};
mkdirSync('bench/results', { recursive: true });
writeFileSync('bench/results/ticks.json', `${JSON.stringify(result, null, 2)}\n`);
console.log(JSON.stringify(result, null, 2));
