/**
 * Milliseconds per batch of training on each backend: wasm with all kernels of ours, wasm with those
 * alone that it lacks, and native TensorFlow if there is a built tfjs-node.
 *
 *     node dist/bench/train-backends.js [--native FOLDER] [--rounds 5] [--batches 20] [--json]
 *
 * Every round plays each side in a process of its own, one after the other.
 */
import { spawnSync } from 'node:child_process';
import { parseArgs } from 'node:util';
import { type BackendOptions, openBackend } from 'rxspike/train';
import { machine, spread } from './machine.js';
import { digitsTrainer } from './train/digits.js';

const { values } = parseArgs({
  options: {
    native: { type: 'string' },
    rounds: { type: 'string', default: '5' },
    batches: { type: 'string', default: '20' },
    json: { type: 'boolean', default: false },
    side: { type: 'string' },
  },
});

const sides = {
  wasm: { choice: 'wasm', kernels: 'all' },
  'wasm, missing kernels alone': { choice: 'wasm', kernels: 'missing' },
  native: { choice: 'tfjs-node', kernels: 'all' },
} as const;

type SideName = keyof typeof sides;

/** What one process measured. */
interface Played {
  readonly version: string;
  readonly openMs: number;
  readonly batchMs: readonly number[];
  /** The same in time of processors, which other programs lengthen less. */
  readonly processorMs: readonly number[];
  readonly loss: number;
}

if (values.side === undefined) compare();
else process.stdout.write(JSON.stringify(await play(values.side as SideName)));

async function play(name: SideName): Promise<Played> {
  const { choice, kernels } = sides[name];
  const native = values.native === undefined ? {} : { native: values.native };
  const options: BackendOptions = { kernels, ...native };
  const opening = performance.now();
  const { tf, version } = await openBackend(choice, options);
  const openMs = performance.now() - opening;
  const { step } = digitsTrainer(tf);
  for (let i = 0; i < 3; i++) step();
  const batchMs: number[] = [];
  const processorMs: number[] = [];
  let loss = Number.NaN;
  for (let i = 0; i < Number(values.batches); i++) {
    const started = performance.now();
    const before = process.cpuUsage();
    loss = step();
    const { user, system } = process.cpuUsage(before);
    batchMs.push(performance.now() - started);
    processorMs.push((user + system) / 1000);
  }
  return { version, openMs, batchMs, processorMs, loss };
}

function compare(): void {
  const played = new Map<SideName, Played[]>();
  const missing: Record<string, string> = {};
  for (let round = 0; round < Number(values.rounds); round++) {
    for (const name of Object.keys(sides) as SideName[]) {
      if (name in missing) continue;
      const one = inOwnProcess(name);
      if (typeof one === 'string') missing[name] = one;
      else played.set(name, [...(played.get(name) ?? []), one]);
    }
  }
  const results = [...played].map(([name, rounds]) => summary(name, rounds));
  const result = { machine: machine(), batch: 200, sides: results, missing };
  process.stdout.write(values.json ? `${JSON.stringify(result)}\n` : text(results, missing));
}

/** What a side measured, or why it did not start. */
function inOwnProcess(name: SideName): Played | string {
  const args = [...process.argv.slice(1), '--side', name];
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' });
  if (status === 0) return JSON.parse(stdout) as Played;
  const reason = stderr.split('\n').find((line) => line.includes('Error: '));
  return reason ?? stderr.trim();
}

function summary(name: SideName, rounds: readonly Played[]) {
  const { version, loss } = rounds[0]!;
  const all = rounds.flatMap(({ batchMs }) => batchMs);
  return {
    name,
    version,
    batches: all.length,
    msPerBatch: spread(all),
    processorMsPerBatch: spread(rounds.flatMap(({ processorMs }) => processorMs)),
    medianOfRounds: rounds.map(({ batchMs }) => spread(batchMs).median),
    msToOpen: spread(rounds.map(({ openMs }) => openMs)).median,
    loss,
  };
}

type Summary = ReturnType<typeof summary>;

function text(results: readonly Summary[], missing: Readonly<Record<string, string>>): string {
  const lines = results.map(({ name, version, msPerBatch, processorMsPerBatch }) => {
    const { median, min, max } = msPerBatch;
    const figures = `median ${median.toFixed(1)}, ${min.toFixed(1)} to ${max.toFixed(1)}`;
    const work = `${processorMsPerBatch.median.toFixed(1)} of processors`;
    return `${name.padEnd(28)} ${figures}, ${work} ms per batch of 200 (${version})`;
  });
  const left = Object.entries(missing).map(([name, why]) => `${name}: not measured: ${why}`);
  return `${[...lines, ...left].join('\n')}\n`;
}
