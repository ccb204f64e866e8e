import type { AxonGroup, ChipArray, SynapseGroup } from '../compile/chip/model.js';
import { DeviceError } from '../core/errors.js';
import { enqueue, type Synapse } from './synapse.js';

/** Where the spikes of one source (a block or an input) go: flat maps, one entry a compartment. */
export interface Axon {
  readonly target: Synapse<ChipArray>;
  /** Source compartment -> input axon of the target; -1: the spike is dropped. */
  readonly axon: Int32Array;
  /** Source compartment -> weight row within the axon. */
  readonly atom: Int32Array;
}

/**
 * Opens an axon group of a source with `nSources` compartments.
 * A map that leaves the target is refused here, so that delivering need not look.
 */
export function openAxon(
  group: AxonGroup,
  nSources: number,
  target: Synapse<ChipArray>,
  targetGroup: SynapseGroup,
  where: string,
): Axon {
  checkLength(group.compartmentMap, nSources, `${where}, compartment map`);
  checkLength(group.compartmentAtoms, nSources, `${where}, compartment atoms`);
  const axon = new Int32Array(nSources);
  const atom = new Int32Array(nSources);
  for (let c = 0; c < nSources; c++) {
    const mapped = group.compartmentMap === null ? c : group.compartmentMap[c];
    axon[c] = mapped < 0 ? -1 : mapped;
    atom[c] = group.compartmentAtoms?.[c] ?? 0;
    if (mapped >= 0) checkRoute(mapped, atom[c], targetGroup, target, `${where}, compartment ${c}`);
  }
  return { target, axon, atom };
}

function checkLength(map: Int32Array | null, nSources: number, where: string): void {
  if (map === null || map.length === nSources) return;
  throw new DeviceError(
    `${where}: it has ${map.length} entries (expected one for each of ${nSources} compartments). Correct the map.`,
    { code: 'map-length', path: where },
  );
}

function checkRoute(
  axon: number,
  atom: number,
  group: SynapseGroup,
  target: Synapse<ChipArray>,
  where: string,
): void {
  if (axon >= group.nAxons) {
    throw new DeviceError(
      `${where}: the target has no input axon ${axon} (it has ${group.nAxons}). Correct the compartment map.`,
      { code: 'axon-out-of-range', path: where },
    );
  }
  if (target.base[axon] < 0) return;
  const atoms = target.atoms[axon];
  if (atom < 0 || atom >= atoms) {
    throw new DeviceError(
      `${where}: atom ${atom} of axon ${axon} does not exist (the axon has ${atoms}). Correct the atoms.`,
      { code: 'atom-out-of-range', path: where },
    );
  }
}

/** Puts the first `count` spikes into the target's queue; a spike listed twice is queued twice. */
export function deliver(route: Axon, spikes: Int32Array, count: number): void {
  const { target, axon, atom } = route;
  for (let i = 0; i < count; i++) {
    const c = spikes[i];
    if (axon[c] >= 0) enqueue(target, axon[c], atom[c]);
  }
}
