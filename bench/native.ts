/**
 * How near are the WASM kernels to native code? The same memory, played by the same algorithm in C++,
 * with registers of 128 bits and with the widest there are, each on one thread. The plain engine and
 * all sides must spike alike before anything is timed.
 *
 *     node dist/bench/native.js [--workloads w1,w2] [--repeats 15] [--case GOLDEN/seed_convnet] [--json]
 *
 * Needs make and a C++ compiler.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { openKernelImage } from 'rxspike/chip';
import type { Workload } from './emulator/workload.js';
import { buildWorkload, singleNames } from './emulator/workloads.js';
import { machine, spread } from './machine.js';
import { buildPeer, type PeerPrograms } from './native/build.js';
import { writePeerCase } from './native/export.js';
import { reference } from './native/reference.js';
import { nativeSide, type Side, wasmSide } from './native/sides.js';

const { values } = parseArgs({
  options: {
    workloads: { type: 'string', default: 'w1,w2' },
    repeats: { type: 'string', default: '15' },
    case: { type: 'string' },
    json: { type: 'boolean', default: false },
  },
});

await bench();

async function bench(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'rxspike-native-'));
  try {
    const programs = buildPeer(folder);
    const results = [];
    for (const name of singleNames(values.workloads.split(','))) {
      const workload = await buildWorkload(name, casePath());
      results.push(await compare(workload, programs, folder));
    }
    const result = { machine: machine(), workloads: results };
    process.stdout.write(values.json ? `${JSON.stringify(result)}\n` : text(results));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function casePath(): string | null {
  if (values.case === undefined) return null;
  return values.case.endsWith('.json.gz') ? values.case : `${values.case}.json.gz`;
}

/** Microseconds per timestep of each side, and how near WASM is to the others. */
async function compare(workload: Workload, programs: PeerPrograms, folder: string) {
  const { program, input, warmUp, steps } = workload;
  const image = openKernelImage(program);
  const files = writePeerCase(folder, image, input);
  const stretch = { warmUp, steps };
  const wasm = wasmSide(image, input, stretch);
  const sides: readonly Side[] = [
    wasm,
    await nativeSide('C++, 128 bits', programs.narrow, files, stretch),
    await nativeSide('C++, widest', programs.wide, files, stretch),
  ];
  const plain = reference(program, input, warmUp);
  for (const side of sides) requireEqual(workload.name, plain, side);
  const seconds = await alternate(sides);
  for (const side of sides) side.close();
  const speeds = sides.map(({ name }, s) => {
    const { min, median } = spread(seconds[s]!.map((x) => (1e6 * x) / steps));
    return { name, min, median };
  });
  const ratios = speeds.map(({ min, median }) => {
    return { min: min / speeds[0]!.min, median: median / speeds[0]!.median };
  });
  return { name: workload.name, hash: plain.hash, timesteps: steps, speeds, ratios };
}

type Compared = Awaited<ReturnType<typeof compare>>;
type Played = Pick<Side, 'name' | 'hash' | 'synapticOps'>;

function requireEqual(workload: string, a: Played, b: Played): void {
  if (a.hash === b.hash && a.synapticOps === b.synapticOps) return;
  const [left, right] = [a, b].map((x) => `${x.name} ${x.hash}, ${x.synapticOps} operations`);
  throw new Error(`${workload}: spikes differ: ${left}; ${right}. Nothing was timed.`);
}

/** Plays in turns: a slow moment of the machine meets all sides. The first turn does not count. */
async function alternate(sides: readonly Side[]): Promise<number[][]> {
  const seconds = sides.map((): number[] => []);
  const repeats = Number(values.repeats);
  for (let r = 0; r <= repeats; r++) {
    for (let k = 0; k < sides.length; k++) {
      const s = (r + k) % sides.length;
      const taken = await sides[s]!.repeat();
      if (r > 0) seconds[s]!.push(taken);
    }
  }
  return seconds;
}

function text(results: readonly Compared[]): string {
  const lines = results.flatMap(({ name, hash, speeds, ratios }) => [
    `${name}, spikes ${hash}: microseconds per timestep, time over that of wasm`,
    ...speeds.map((side, s) => {
      const { min, median } = ratios[s]!;
      const times = `min ${side.min.toFixed(2)}, median ${side.median.toFixed(2)}`;
      return `  ${side.name.padEnd(14)} ${times}; ${min.toFixed(3)}, ${median.toFixed(3)}`;
    }),
  ]);
  return `${lines.join('\n')}\n`;
}
