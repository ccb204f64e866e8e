/**
 * How fast is the whole chain beside the reference emulator? Pictures in, the readout's values out,
 * one timestep at a time, on the tutorial's network with seeded weights; both in one run on one machine.
 *
 *     node dist/bench/whole-chain.js --case FOLDER/seed_convnet --python PYTHON [--repeats 7]
 *
 * PYTHON has the packages of bench/peers/nengo-loihi/requirements.txt. Each side plays the same
 * timesteps from rest, `repeats` times after a warm-up; building and compiling are not timed. Before
 * anything is timed both sides must give the golden spikes.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { runFrom } from 'rxspike';
import { emulator } from 'rxspike/chip';
import { openNetworkCase, replayFile } from 'rxspike/golden';
import { machine, spread } from './machine.js';

const { values } = parseArgs({
  options: {
    case: { type: 'string' },
    python: { type: 'string', default: 'python3' },
    repeats: { type: 'string', default: '7' },
  },
});
if (values.case === undefined) {
  console.error('whole-chain: give --case, the path of a golden network without .json.gz.');
  process.exit(2);
}
const path = `${values.case}.json.gz`;
const repeats = Number(values.repeats);

const verdict = replayFile(path);
if (verdict.status !== 'pass') {
  console.error(`whole-chain: ${verdict.name}: ${verdict.reason}. Nothing was timed.`);
  process.exit(1);
}

const opened = openNetworkCase(path);

async function secondsOfOneRun(): Promise<number> {
  let started = 0;
  function* source() {
    // The first pull comes when the device is open.
    started = performance.now();
    for (let t = 0; t < opened.steps; t++) yield opened.input(t, 1);
  }
  const { network, probes } = opened;
  await runFrom(source(), network, { probes, on: emulator() }).forEach(() => {});
  return (performance.now() - started) / 1000;
}

const before = machine();
await secondsOfOneRun();
const ours: number[] = [];
for (let k = 0; k < repeats; k++) ours.push(opened.steps / (await secondsOfOneRun()));

const peer = spawnSync(
  values.python,
  ['bench/peers/nengo-loihi/run.py', '--case', values.case, '--repeats', String(repeats)],
  { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] },
);
if (peer.status !== 0) {
  console.error(
    `whole-chain: the peer did not run (${peer.error?.message ?? `exit ${peer.status}`}).`,
  );
  process.exit(1);
}
const reference = JSON.parse(peer.stdout) as {
  versions: Record<string, string>;
  runs: Record<string, { steps_per_second: { median: number; min: number; max: number } }>;
};
const theirs = reference.runs.lockstep!.steps_per_second;
const result = {
  question: 'whole chain in lockstep, steps per second, beside the reference emulator',
  case: verdict.name,
  steps: opened.steps,
  repeats,
  rxspike: spread(ours),
  reference: { ...theirs, versions: reference.versions },
  ratioOfMedians: spread(ours).median / theirs.median,
  date: new Date().toISOString().slice(0, 10),
  machine: { before, after: machine().load },
};
mkdirSync('bench/results', { recursive: true });
writeFileSync('bench/results/whole-chain.json', `${JSON.stringify(result, null, 2)}\n`);
console.log(
  `${verdict.name}: ${result.rxspike.median.toFixed(0)} steps/s, reference ` +
    `${theirs.median.toFixed(1)} steps/s, ratio ${result.ratioOfMedians.toFixed(1)}`,
);
