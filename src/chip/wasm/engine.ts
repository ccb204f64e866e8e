import { endsCost, unitCosts } from '../threads/costs.js';
import { feedForward, stepByStep } from '../threads/stages.js';
import { type TableImage, tableImage } from '../threads/tables.js';
import { type Image, imageOf } from './image.js';
import {
  fixedMemory,
  type KernelMemory,
  type Kernels,
  kernelModule,
  openKernels,
} from './kernels.js';
import type { Members } from './plan/layers.js';
import { type BoardPlan, type Opened, planBoard } from './plan/plan.js';
import { warmUp } from './warm-up.js';

/** How a model is laid out for the kernels. */
export interface EngineOptions {
  readonly populations?: readonly Members[];
  /** Notice every register that runs over; default false: where that cannot be ruled out it wraps. */
  readonly strict?: boolean;
  /** Keep the synaptic input of every neuron; default false. */
  readonly keepInput?: boolean;
  /** Threads that will play it; default 1. */
  readonly threads?: number;
  /** Layers whose spikes leave while several timesteps are played at once; default all. */
  readonly leaving?: (plan: BoardPlan) => readonly number[];
}

/** A model in the kernels' memory, at rest. */
export interface Engine {
  readonly plan: BoardPlan;
  readonly image: Image;
  readonly memory: KernelMemory;
  readonly kernels: Kernels;
  /** The memory as words, and the room for neuron numbers. */
  readonly words: Int32Array;
  readonly numbers: Uint32Array;
  /** Address of the list of all units. */
  readonly units: number;
  /** Dataflows for several threads: all layers step by step; and layer behind layer, where it can be. */
  readonly tables: readonly TableImage[];
}

/** Slots of the spike rings: one thread needs this step and the one before. */
const SLOTS_ALONE = 2;
const LEAST_SLOTS_TOGETHER = 32;

/** Plans a model and lays it out in a memory of its own. */
export function openEngine(opened: Opened, options: EngineOptions = {}): Engine {
  const { populations = [], strict = false, keepInput = false, threads = 1 } = options;
  const plan = planBoard(opened, { populations, strict, parts: threads });
  const ahead = threads === 1 ? null : feedForward(plan);
  const slots = threads === 1 ? SLOTS_ALONE : slotsFor(ahead?.length ?? 0);
  const image = imageOf(plan, opened.states, { slots, keepInput });
  const { arena } = image;
  const units = arena.words(image.units.map(({ address }) => address));
  const leaving = options.leaving?.(plan) ?? [...plan.layers.keys()];
  const flows = threads === 1 ? [] : [stepByStep(plan), ahead];
  const costs = unitCosts(plan);
  const tables = flows.flatMap((stages) =>
    stages === null
      ? []
      : [
          tableImage(arena, {
            stages,
            units: image.units,
            costs,
            threads,
            slots,
            leaving,
            endsCost: endsCost(plan, leaving),
          }),
        ],
  );
  const memory = fixedMemory(arena.size);
  const kernels = openKernels(kernelModule(), memory);
  kernels.fillPositions();
  image.fillIn(memory.buffer);
  const words = new Int32Array(memory.buffer);
  warmUp(kernels, words, image, units);
  const numbers = new Uint32Array(memory.buffer, image.numbers);
  return { plan, image, memory, kernels, words, numbers, units, tables };
}

/** As many slots as the last of so many stages is behind the first, and some to breathe. */
function slotsFor(stages: number): number {
  return Math.max(LEAST_SLOTS_TOGETHER, 2 ** Math.ceil(Math.log2(stages + 4)));
}
