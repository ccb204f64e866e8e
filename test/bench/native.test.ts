import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { deepWorkload } from '../../bench/emulator/w2.js';
import { recurrentWorkload } from '../../bench/emulator/w3.js';
import { recurrent } from '../../bench/emulator/w3-sizes.js';
import type { Workload } from '../../bench/emulator/workload.js';
import { buildPeer, type PeerPrograms } from '../../bench/native/build.js';
import { layoutHeader, writePeerCase } from '../../bench/native/export.js';
import { reference } from '../../bench/native/reference.js';
import { nativeSide, type Side, wasmSide } from '../../bench/native/sides.js';
import { kernelLayout, openKernelImage } from '../../src/chip/index.js';

// The benchmark imports the package as users do; here it stands for the sources.
vi.mock('rxspike', () => import('../../src/index.js'));
vi.mock('rxspike/chip', () => import('../../src/chip/index.js'));
vi.mock('rxspike/compile', () => import('../../src/compile/index.js'));

const stretch = { warmUp: 60, steps: 5 };
const workloads: readonly Workload[] = [
  deepWorkload({ side: 8, thinner: 8 }),
  recurrentWorkload({ ...recurrent[0]!, neurons: 1500, expected: null }),
];

/** What a side did in the warm-up, once it has also played the timed stretch twice. */
async function played(side: Side): Promise<Pick<Side, 'hash' | 'synapticOps'>> {
  for (let k = 0; k < 2; k++) expect(await side.repeat()).toBeGreaterThan(0);
  side.close();
  return { hash: side.hash, synapticOps: side.synapticOps };
}

function plainly({ program, input }: Workload): Pick<Side, 'hash' | 'synapticOps'> {
  const { hash, synapticOps } = reference(program, input, stretch.warmUp);
  expect(synapticOps).toBeGreaterThan(0);
  return { hash, synapticOps };
}

describe('the memory image', () => {
  it.each(workloads)('of $name, played bare, spikes as the plain engine', async (workload) => {
    const side = wasmSide(openKernelImage(workload.program), workload.input, stretch);
    expect(await played(side)).toEqual(plainly(workload));
  });

  it('is not made for a model in float32', () => {
    const { program } = workloads[0]!;
    const chip = { ...program.chip, dtype: 'float32' as const };
    expect(() => openKernelImage({ ...program, chip })).toThrow('kernel image: the model learns');
  });

  it('is not made when a population is not whole', () => {
    const { program } = workloads[1]!;
    const populations = program.populations.map((one) => ({ ...one, size: one.size + 1 }));
    expect(() => openKernelImage({ ...program, populations })).toThrow(
      'kernel image: a population is not whole',
    );
  });
});

describe('the header of the native peer', () => {
  it('has every number of the layout', () => {
    const header = layoutHeader();
    for (const [name, table] of Object.entries(kernelLayout)) {
      const line = header.split('\n').find((text) => text.startsWith(`namespace ${name} {`))!;
      const found = [...line.matchAll(/(\w+) = (\d+)/g)].map(([, key, value]) => [key, +value!]);
      expect(found.length).toBeGreaterThan(0);
      const entries = Object.entries(table).filter(([, value]) => typeof value === 'number');
      expect(found).toEqual(entries);
    }
  });
});

const compiler = ['make', 'g++'].every((tool) => spawnSync(tool, ['--version']).status === 0);

describe.skipIf(!compiler)('the native peer', () => {
  let folder = '';
  let programs: PeerPrograms;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'native-peer-'));
    programs = buildPeer(folder);
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it.each(workloads)('spikes on $name as the plain engine, at both widths', async (workload) => {
    const image = openKernelImage(workload.program);
    const files = writePeerCase(folder, image, workload.input);
    const expected = plainly(workload);
    for (const program of [programs.narrow, programs.wide]) {
      expect(await played(await nativeSide('peer', program, files, stretch))).toEqual(expected);
    }
  });
});
