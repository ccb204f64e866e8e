import { type ChipInput, compile, type Device, type Program, runFrom } from 'rxspike';
import { emulator } from 'rxspike/chip';
import { type OpenedCase, openNetworkCase } from 'rxspike/golden';
import { type Train, trainOf } from './input.js';
import type { Workload } from './workload.js';

/** Larger probes are spikes of layers, which nobody takes from many streams at once. */
const READOUT = 100;

/** Timesteps of host spikes that are recorded, then repeated. */
const RECORDED = 480;

/**
 * W1: the chip's part of the golden network `seed_convnet`, cut as the reference cuts it. Its input
 * is what the network's host layer sends, recorded once while the whole network runs; the case's
 * pictures start again when they are over, as the reference's do.
 *
 * @param path the case's `.json.gz` file
 */
export async function goldenWorkload(path: string): Promise<Workload> {
  const opened = openNetworkCase(path);
  const program = compile(opened.network, { probes: opened.probes, split: 'reference' });
  const trains = await recordHost(opened, program);
  return {
    name: 'w1',
    about: '28x28x3 spikes, two convolutions, dense 100 (seed_convnet, chip only)',
    program,
    input: { period: RECORDED, trains },
    expected: {
      neurons: [7812, 7812],
      density: [0.04, 0.07],
      synapticOps: [50_000, 60_000],
    },
    warmUp: RECORDED,
    steps: 600,
    chunk: 100,
    live: liveOf(opened),
  };
}

/** The whole network with its readout alone, on the input of the case again and again. */
function liveOf(opened: OpenedCase): NonNullable<Workload['live']> {
  const probes = Object.fromEntries(
    Object.entries(opened.probes).filter(([, { size }]) => size <= READOUT),
  );
  const input = opened.input(0, opened.steps);
  return {
    program: compile(opened.network, { probes, split: 'reference' }),
    *chunks(count) {
      for (let k = 0; k < count; k++) yield { ...input, t: k * opened.steps };
    },
  };
}

/** What the host sends in every timestep, by input of the chip. */
async function recordHost(opened: OpenedCase, program: Program): Promise<Train[]> {
  const rows: Uint32Array[][] = program.chip.inputs.map(() => []);
  const on = recorder(({ spikes }) => {
    for (const [i, { indices }] of spikes.entries()) rows[i]!.push(indices.slice());
  });
  function* source() {
    for (let t = 0; t < RECORDED; t++) yield { ...opened.input(t % opened.steps, 1), t };
  }
  await runFrom(source(), program, { on }).forEach(() => {});
  return rows.map((row, i) => trainOf(program.chip.inputs[i]!.nNeurons, row));
}

/** The emulator, overheard. */
function recorder(hear: (input: ChipInput) => void): Device {
  return {
    kind: 'device',
    name: 'recorder',
    async open(program) {
      const session = await emulator().open(program);
      return {
        ...session,
        step(input) {
          hear(input);
          return session.step(input);
        },
      };
    },
  };
}
