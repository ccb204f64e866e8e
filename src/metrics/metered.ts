import type { Program } from '../compile/program.js';
import type { SpikeTrain } from '../core/chunk.js';
import { DeviceError } from '../core/errors.js';
import type { ChipOutput, Device, Session } from '../run/device.js';
import { type ChipCounts, type ChipMeter, type MeterOptions, openChipMeter } from './chip-meter.js';
import { allPopulations } from './chip-sources.js';

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
  return {
    step(input) {
      const count = (output: ChipOutput): ChipOutput => {
        const spikes = output.spikes as readonly SpikeTrain[];
        meter.add(input.steps, input.spikes, spikes, output.synapticOps);
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
  const populations = allPopulations(program);
  const probes = populations.map(({ size }, population) => ({
    name: `all spikes ${population}`,
    size,
    on: 'population' as const,
    population,
  }));
  return { ...program, populations, probes: [...program.probes, ...probes] };
}
