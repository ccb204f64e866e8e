import type { Params } from '../core/description.js';
import { NetworkError } from '../core/errors.js';
import type { Shape } from '../core/shape.js';
import type { Precision } from '../core/vector.js';
import type { Edge, NetworkNode } from './node.js';

/** What `format` says in every saved network. */
export const NETWORK_FORMAT = 'rxspike-network';

/** Version of the form; a reader refuses newer ones. */
export const NETWORK_FORMAT_VERSION = 1;

/** A node of a saved network; its id is its position. */
export interface NodeJson {
  readonly name: string;
  readonly kind: string;
  readonly params: Params;
  readonly inputShape: Shape;
  readonly shape: Shape;
  readonly inputs: readonly Edge[];
}

/** A network as plain data. Typed arrays are in place, as the codec takes them. */
export interface NetworkJson {
  readonly format: typeof NETWORK_FORMAT;
  readonly version: number;
  /** Seconds per timestep. */
  readonly dt: number;
  readonly seed: number;
  readonly precision: Precision;
  readonly meta: Readonly<Record<string, unknown>>;
  readonly nodes: readonly NodeJson[];
}

/** What of a network is saved. */
export interface Drawing {
  readonly dt: number;
  readonly seed: number;
  readonly precision: Precision;
  readonly meta: Readonly<Record<string, unknown>>;
  readonly all: readonly NetworkNode[];
}

/**
 * The plain form of a drawing. Parameters are shared with it, lists are copied. Throws a NetworkError if
 * an operator has a function of the user's.
 */
export function formOf({ dt, seed, precision, meta, all }: Drawing): NetworkJson {
  for (const node of all) refuseFunctions(node);
  return {
    format: NETWORK_FORMAT,
    version: NETWORK_FORMAT_VERSION,
    dt,
    seed,
    precision,
    meta: { ...meta },
    nodes: all.map(({ name, kind, params, inputShape, shape, inputs }) => ({
      name,
      kind,
      params,
      inputShape: [...inputShape],
      shape: [...shape],
      inputs: inputs.map((edge) => ({ ...edge })),
    })),
  };
}

function refuseFunctions({ name, kind, params }: NetworkNode): void {
  if (!Object.values(params).some((value: unknown) => typeof value === 'function')) return;
  throw new NetworkError(
    `"${name}": ${kind} has a function of your own, which cannot be saved. ` +
      "Use a named one such as fn('square'), or declare it after loading.",
    { code: 'function', path: name },
  );
}
