/**
 * How fast is the emulator, engine by engine, on networks of known shape? Every engine must give the
 * plain engine's spikes before it is timed; all ratios are taken within one run.
 *
 *     node dist/bench/emulator.js [--workloads w1,w2,w3] [--repeats 7] [--case GOLDEN/seed_convnet]
 *       [--python PYTHON] [--out FILE] [--json] [--long]
 *
 * `w1` plays the golden network given with --case; with --python, an interpreter with the packages of
 * bench/peers/nengo-loihi/requirements.txt, the reference emulator plays it as well. --long adds a
 * million timesteps of it for the growth of memory.
 */
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { replayFile } from 'rxspike/golden';
import { answerCold } from './emulator/cold.js';
import { company } from './emulator/idle.js';
import { askPeer, type Peer } from './emulator/peer.js';
import { judge } from './emulator/ratios.js';
import type { BenchResult, WorkloadResult } from './emulator/result.js';
import { PEER_TIMESTEPS, runWorkload } from './emulator/run-workload.js';
import { resultText } from './emulator/text.js';
import { singleNames, workloadNames } from './emulator/workloads.js';
import { machine } from './machine.js';

/** Numbers of threads that are compared with one. */
const THREADS = [2, 3, 4];

const { values } = parseArgs({
  options: {
    workloads: { type: 'string', default: 'w1,w2,w3' },
    repeats: { type: 'string', default: '7' },
    case: { type: 'string' },
    python: { type: 'string' },
    out: { type: 'string' },
    json: { type: 'boolean', default: false },
    long: { type: 'boolean', default: false },
    cold: { type: 'string' },
  },
});

if (values.cold !== undefined) {
  process.stdout.write(JSON.stringify(await answerCold(JSON.parse(values.cold))));
} else {
  try {
    await bench();
  } catch (error) {
    stop(`${error instanceof Error ? error.message : error}`, 1);
  }
}

async function bench(): Promise<void> {
  const skipped: string[] = [];
  const skip = (sentence: string) => void skipped.push(sentence);
  const progress = (sentence: string) => void process.stderr.write(`${sentence}\n`);
  const path = goldenPath();
  const repeats = wholeNumber('--repeats', values.repeats);
  const names = namesFrom(values.workloads, path, skip);
  const about = machine();
  const others = await company();
  const threads = threadsFor(about.cores, skip);
  const quiet = !process.stderr.isTTY;
  const options = { path, repeats, threads, long: values.long, skip };
  const workloads: WorkloadResult[] = [];
  let peer: Peer | null = null;
  for (const name of names) {
    const told = { ...options, progress: quiet ? () => {} : progress };
    workloads.push(await runWorkload(name, told));
    if (name === 'w1' && values.python !== undefined) {
      peer = askPeer(values.python, path!, PEER_TIMESTEPS, repeats);
    }
  }
  if (values.python === undefined) skip('the reference emulator: give --python.');
  if (!values.long) skip('growth of memory over a million timesteps: give --long.');
  const date = new Date().toISOString().slice(0, 10);
  const ratios = judge({ workloads, peer });
  const load = machine().load;
  const result: BenchResult & { readonly loadAfter: readonly number[] } = {
    date,
    repeats,
    machine: about,
    company: others,
    workloads,
    peer,
    ratios,
    skipped,
    loadAfter: load,
  };
  if (values.out !== undefined) writeFileSync(values.out, `${JSON.stringify(result, null, 2)}\n`);
  process.stdout.write(values.json ? `${JSON.stringify(result)}\n` : resultText(result));
}

/** The golden case of W1, which must replay without a difference. */
function goldenPath(): string | null {
  if (values.case === undefined) return null;
  const path = values.case.endsWith('.json.gz') ? values.case : `${values.case}.json.gz`;
  const verdict = replayFile(path);
  if (verdict.status === 'pass') return path;
  throw new Error(`${verdict.name}: ${verdict.reason}. Nothing was timed.`);
}

function namesFrom(words: string, path: string | null, skip: (sentence: string) => void): string[] {
  const asked = words.split(',').map((name) => name.trim());
  const unknown = asked.find((name) => !workloadNames.includes(name));
  if (unknown !== undefined) {
    stop(`--workloads: got "${unknown}", expected some of ${workloadNames.join(', ')}.`, 2);
  }
  const names = singleNames(asked);
  if (path !== null || !names.includes('w1')) return names;
  skip('w1: give --case, the path of the golden network seed_convnet.');
  return names.filter((name) => name !== 'w1');
}

/** Numbers of threads that this machine has the cores for. */
function threadsFor(cores: number, skip: (sentence: string) => void): readonly number[] {
  for (const count of THREADS.filter((n) => n > cores)) {
    skip(`${count} threads: the machine has ${cores} cores.`);
  }
  return THREADS.filter((n) => n <= cores);
}

function wholeNumber(name: string, word: string): number {
  const number = Number(word);
  if (Number.isInteger(number) && number >= 1) return number;
  return stop(`${name}: got "${word}", expected a whole number above 0.`, 2);
}

function stop(sentence: string, code: number): never {
  process.stderr.write(`error: bench emulator: ${sentence}\n`);
  process.exit(code);
}
