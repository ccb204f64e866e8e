import type { Population } from '../compile/population.js';
import type { Program } from '../compile/program.js';
import type { SpikeTrain } from '../core/chunk.js';
import { DeviceError } from '../core/errors.js';
import type { ChipOutput, Device, Session } from '../run/device.js';
import { type ChipCounts, type ChipMeter, type MeterOptions, openChipMeter } from './chip-meter.js';

/** A device that counts while it plays. */
export interface MeteredDevice extends Device {
  /** The program of the session opened last. Throws a DeviceError before one is. */
  program(): Program;
  /** What the session opened last did since then. Throws a DeviceError before one is. */
  counts(): ChipCounts;
}

/**
 * Counts on any device, from outside: the device is asked for the spikes of all blocks, which changes
 * none of them. A metered session plays when it is asked to; it has no clock of its own, and is not
 * made again in other threads.
 *
 * @example
 * const device = metered(emulator());
 * await lastValueFrom(runFrom(chunks, network, { probes, on: device }));
 * console.log(device.counts().total.spikes);
 */
export function metered(device: Device, options: MeterOptions = {}): MeteredDevice {
  let last: { readonly program: Program; readonly meter: ChipMeter } | undefined;
  const requireOpen = () => {
    if (last !== undefined) return last;
    throw new DeviceError(`${device.name}: nothing was played yet. Ask after a session is open.`, {
      code: 'not-open',
    });
  };
  return {
    kind: 'device',
    name: device.name,
    open(program) {
      const meter = openChipMeter(program, options);
      last = { program, meter };
      const wrap = (session: Session) => meteredSession(program, session, meter);
      const opened = device.open(withAllSpikes(program));
      return opened instanceof Promise ? opened.then(wrap) : wrap(opened);
    },
    program: () => requireOpen().program,
    counts: () => requireOpen().meter.counts(),
  };
}

function meteredSession(program: Program, session: Session, meter: ChipMeter): Session {
  const split = openSplitter(program);
  return {
    step(input) {
      const count = (output: ChipOutput): ChipOutput => {
        const spikes = output.spikes as readonly SpikeTrain[];
        meter.add(input.steps, input.spikes, split(spikes, input.steps), output.synapticOps);
        return { ...output, spikes: output.spikes.slice(0, program.populations.length) };
      };
      const output = session.step(input);
      return output instanceof Promise ? output.then(count) : count(output);
    },
    save: () => session.save(),
    restore(state) {
      session.restore(state);
      meter.forget();
    },
    close: () => session.close(),
  };
}

/** The program with a probe on everything that spikes, blocks that belong to no population too. */
function withAllSpikes(program: Program): Program {
  const populations = [...program.populations, ...lonelyBlocks(program)];
  const probes = populations.map(({ size }, population) => ({
    name: `all spikes ${population}`,
    size,
    on: 'population' as const,
    population,
  }));
  return { ...program, populations, probes: [...program.probes, ...probes] };
}

/** Blocks that carry or read values, each as a population of its own. */
function lonelyBlocks({ chip, populations }: Program): Population[] {
  const taken = new Set(populations.flatMap(({ blocks }) => blocks));
  return chip.blocks.flatMap(({ label, nCompartments }, b) =>
    taken.has(b)
      ? []
      : {
          name: label ?? `block ${b}`,
          size: nCompartments,
          spikeValue: 1 / chip.dt,
          blocks: [b],
          tiles: [Int32Array.from({ length: nCompartments }, (_, c) => c)],
          receive: null,
        },
  );
}

/** Parts trains of populations into trains of blocks. */
function openSplitter(program: Program) {
  const populations = [...program.populations, ...lonelyBlocks(program)];
  const homes = populations.map(({ size, blocks, tiles }) => {
    const block = new Uint32Array(size);
    const compartment = new Uint32Array(size);
    for (const [k, b] of blocks.entries()) {
      for (const [c, neuron] of tiles[k]!.entries()) {
        block[neuron] = b;
        compartment[neuron] = c;
      }
    }
    return { block, compartment };
  });
  return (trains: readonly SpikeTrain[], steps: number): SpikeTrain[] => {
    const lists = program.chip.blocks.map(() => [] as number[]);
    const offsets = program.chip.blocks.map(() => new Uint32Array(steps + 1));
    for (let s = 0; s < steps; s++) {
      for (const [p, train] of trains.entries()) {
        const { block, compartment } = homes[p]!;
        for (let k = train.offsets[s]!; k < train.offsets[s + 1]!; k++) {
          const neuron = train.indices[k]!;
          lists[block[neuron]!]!.push(compartment[neuron]!);
        }
      }
      for (const [b, list] of lists.entries()) offsets[b]![s + 1] = list.length;
    }
    return lists.map((list, b) => ({
      size: program.chip.blocks[b]!.nCompartments,
      offsets: offsets[b]!,
      indices: Uint32Array.from(list),
    }));
  };
}
