import { lastValueFrom, toArray } from 'rxjs';
import type { Chunk } from '../core/chunk.js';
import { DeviceError } from '../core/errors.js';
import type { Network } from '../network/network.js';
import type { Signal } from '../network/signal.js';
import type { Device, Interpreter } from '../run/device.js';
import { runFrom } from '../run/run.js';

/** Where networks run: what a suite is about. */
export type Place = Device | Interpreter;

/** One claim about a device: `check` throws, or rejects, where it does not hold. */
export interface DeviceCase {
  /** `group/what the device does`; the name by which a device says that it cannot. */
  readonly name: string;
  readonly check: (make: () => Place) => void | Promise<void>;
}

/** A network with what is to be seen of it. */
export interface Probed {
  readonly network: Network;
  readonly probes: Readonly<Record<string, Signal>>;
}

/** Per probe, the rows of a whole run. */
export type Played = Readonly<Record<string, readonly number[]>>;

/** Plays chunks on a place, which takes the time it wants; rows are joined over the chunks. */
export async function play(
  { network, probes }: Probed,
  chunks: readonly Chunk[],
  on: Place,
  options: { readonly seed?: number } = {},
): Promise<Played> {
  const out = await lastValueFrom(
    runFrom(chunks, network, { ...options, probes, on }).pipe(toArray()),
  );
  const rows = Object.keys(probes).map((name) => {
    return [name, out.flatMap(({ data }) => Array.from(data[name]!))] as const;
  });
  return Object.fromEntries(rows);
}

/** A chunk of one input that starts at timestep `t`, default 0; a number is a row of one. */
export function chunkOf(name: string, rows: readonly (number | readonly number[])[], t = 0): Chunk {
  return { t, steps: rows.length, data: { [name]: Float64Array.from(rows.flat()) } };
}

/** The device among places. Throws a DeviceError for the interpreter, which opens no sessions. */
export function deviceOf(place: Place): Device {
  if (place.kind === 'device') return place;
  throw new DeviceError(
    `${place.name}: opens no sessions, the case needs a device. List the case as unsupported.`,
    { code: 'no-sessions' },
  );
}
