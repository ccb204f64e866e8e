import type { ChipArray, ChipModel } from '../../../compile/chip/model.js';
import type { Axon } from '../../axon.js';
import type { CompartmentState } from '../../compartment.js';
import type { Core } from '../../core.js';
import { type Draft, type GatherPlan, planGather } from './gather.js';
import { type Layer, layersOf, type Members } from './layers.js';
import { type Kind, type Places, placesOf } from './planes.js';
import { type PoolPlan, planPool } from './pool.js';
import { incomingRoutes } from './routes.js';

/** How the fast kernels play a model: layer by layer, inputs last. */
export interface BoardPlan {
  readonly layers: readonly Layer[];
  readonly places: readonly Places[];
  /** Parallel to `layers`; `null` for inputs. */
  readonly steps: readonly (GatherPlan | PoolPlan | null)[];
}

/** What is opened of a model: the plain engine's own structures, already checked. */
export interface Opened {
  readonly model: ChipModel;
  readonly cores: readonly Core<ChipArray>[];
  readonly states: readonly CompartmentState[];
  readonly inputAxons: readonly (readonly Axon[])[];
}

export interface PlanOptions {
  readonly populations: readonly Members[];
  /** Every register that runs over must be noticed. */
  readonly strict: boolean;
  /** Ranges that a pool is cut into. */
  readonly parts: number;
}

export function isGather(step: GatherPlan | PoolPlan): step is GatherPlan {
  return 'regions' in step;
}

/**
 * Plans every layer for the fastest kernels its weights allow. Where a layer cannot gather it becomes a
 * pool, and those that read it are looked at again, because its spikes lie differently then.
 */
export function planBoard(opened: Opened, options: PlanOptions): BoardPlan {
  const { model, cores, inputAxons, states } = opened;
  const layers = layersOf(model, options.populations);
  const incoming = incomingRoutes(layers, cores, inputAxons);
  const kinds = layers.map((layer) => firstGuess(model, layer));
  const places = layers.map((layer, i) => placesOf(layer, i, kinds[i]!, options.parts));
  const draft: Draft = { model, layers, places, states, incoming };
  const gathers = new Map<number, GatherPlan>();
  let settled = false;
  while (!settled) {
    settled = true;
    for (const [i, layer] of layers.entries()) {
      if (kinds[i] !== 'gather' || gathers.has(i)) continue;
      const plan = planGather(draft, i);
      if (plan !== null && !(options.strict && plan.regions.some(({ proven }) => !proven))) {
        gathers.set(i, plan);
        continue;
      }
      kinds[i] = 'pool';
      places[i] = placesOf(layer, i, 'pool', options.parts);
      for (const [k, { regions }] of gathers) {
        if (regions.some(({ links }) => links.some(({ source }) => source === i)))
          gathers.delete(k);
      }
      settled = false;
    }
  }
  const steps = layers.map((_, i) => {
    if (kinds[i] === 'input') return null;
    return gathers.get(i) ?? planPool(draft, i, options.strict);
  });
  return { layers, places, steps };
}

/** Layers driven by anything but convolutions and dense weights are not even tried. */
function firstGuess(model: ChipModel, { input, blocks }: Layer): Kind {
  if (input >= 0) return 'input';
  const regular = blocks.every((b) =>
    model.blocks[b]!.synapses.every(
      ({ origin, learning }) =>
        learning === null && (origin?.kind === 'dense' || origin?.kind === 'conv2d'),
    ),
  );
  return regular ? 'gather' : 'pool';
}
