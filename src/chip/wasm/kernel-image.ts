import type { Program } from '../../compile/program.js';
import { DeviceError } from '../../core/errors.js';
import { openEngine } from './engine.js';
import type { Kernels } from './kernels.js';
import { layerOfPopulation } from './leaving.js';
import { memberArea } from './member-area.js';
import { isFast, openModel } from './opened.js';

/** A program laid out for the kernels, bare: for benchmarks, and for peers that play the same memory. */
export interface KernelImage {
  /** The memory, at rest; addresses count its bytes. `kernelLayout` says where things lie. */
  readonly buffer: SharedArrayBuffer;
  /** The kernels at work in it. */
  readonly kernels: Pick<Kernels, 'enter' | 'play' | 'leave'>;
  /** Address and length of the list of all units, for `play`. */
  readonly units: number;
  readonly unitCount: number;
  /** Area of the thread that plays, where synaptic operations are counted. */
  readonly member: number;
  /** Room for neuron numbers that enter or leave. */
  readonly numbers: number;
  /** Per input of the chip, for `enter`: neurons ascend, none twice. */
  readonly entries: readonly number[];
  /** Per population of the program, for `leave`. */
  readonly exits: readonly number[];
}

/**
 * Lays a program out for one thread. Timesteps count from 1: enter the spikes of every input, then
 * play. Throws a `DeviceError` for what the kernels cannot play, or cannot be fed without sorting.
 */
export function openKernelImage(program: Program): KernelImage {
  const { chip, populations } = program;
  if (!isFast(chip)) throw refused('the model learns, draws noise or is in float32');
  const { plan, image, memory, kernels, units } = openEngine(openModel(chip), { populations });
  const entries = chip.inputs.map((_, i) => plan.layers.findIndex(({ input }) => input === i));
  if (entries.some((layer) => !plan.layers[layer]!.grid.channelsLast)) {
    throw refused('an input does not count channels fastest');
  }
  const exits = populations.map(({ blocks }) => layerOfPopulation(plan, blocks));
  if (exits.includes(-1)) throw refused('a population is not whole');
  return {
    buffer: memory.buffer,
    kernels,
    units,
    unitCount: image.units.length,
    member: memberArea(0),
    numbers: image.numbers,
    entries: entries.map((layer) => image.ports[layer]!),
    exits: exits.map((layer) => image.ports[layer]!),
  };
}

function refused(why: string): DeviceError {
  return new DeviceError(`kernel image: ${why}. Use the emulator, which plays every program.`, {
    code: 'kernel-image',
  });
}
