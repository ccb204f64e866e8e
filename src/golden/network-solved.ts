import { CaseError } from './case.js';
import { asFields, asList, asText, type Fields } from './json.js';
import { decodeNetworkArray } from './network-arrays.js';

/** The decoders of one decoded connection of a case, with what they were fitted to. */
export interface SolvedItem {
  /** Name of the connection in the case. */
  readonly id: string;
  readonly ensemble: string;
  /** Name of the decoded function; `null` for the value itself. */
  readonly fn: string | null;
  readonly solver: Fields;
  readonly size: number;
  /** points x dimensions, points x size, neurons x size. */
  readonly evalPoints: Float64Array;
  readonly targets: Float64Array;
  readonly decoders: Float64Array;
  readonly activitiesShape: readonly number[];
}

/** Reads every solved connection of a case; those without a name of their own are left out. */
export function solvedItems(json: Fields, bin: Uint8Array): SolvedItem[] {
  const expected = asFields(json.expected ?? {}, 'expected');
  const origins = originsOf(json);
  return Object.entries(asFields(expected.solved ?? {}, 'solved')).flatMap(([id, value]) => {
    const origin = origins(id);
    if (origin === null) return [];
    const item = asFields(value, id);
    const array = (name: string) => decodeNetworkArray(item[name], bin, `${id}, ${name}`);
    return [
      {
        id,
        ...origin,
        size: array('targets').shape[1]!,
        evalPoints: array('eval_points').values,
        targets: array('targets').values,
        decoders: array('decoders').values,
        activitiesShape: asList(item.activities_shape, id) as number[],
      },
    ];
  });
}

/** The decoders a case gives for a function of an ensemble's value, as rows of neurons. */
export function decoderRows(
  items: readonly SolvedItem[],
  ensemble: string,
  fn: string | null,
): Float64Array[] {
  const item = items.find((i) => i.ensemble === ensemble && i.fn === fn);
  if (item === undefined) {
    throw new CaseError(`no decoders are given for ${fn ?? 'the value'} of "${ensemble}".`);
  }
  return rowsOf(item.decoders, item.size);
}

/** A row-major array as rows. */
export function rowsOf(values: Float64Array, size: number): Float64Array[] {
  return Array.from({ length: values.length / size }, (_, i) =>
    values.slice(i * size, (i + 1) * size),
  );
}

type Origin = Pick<SolvedItem, 'ensemble' | 'fn' | 'solver'>;

const usualSolver: Fields = { type: 'LstsqL2', reg: 0.1, weights: false };

/** Connections, their decoders for the host (`_probe`), those of probes (`_conn`), merged (`a->b`). */
function originsOf(json: Fields): (id: string) => Origin | null {
  const network = asFields(json.network, 'network');
  const list = (key: string) => asList(network[key], key).map((f) => asFields(f, key));
  const origins = new Map<string, Origin>();
  for (const connection of list('connections')) {
    const id = asText(connection.id, 'connection id');
    const pre = asFields(connection.pre, id);
    if (pre.kind !== 'ensemble') continue;
    const origin = {
      ensemble: asText(pre.obj, id),
      fn: (connection.function as string | null) ?? null,
      solver: asFields(connection.solver, id),
    };
    origins.set(id, origin);
    origins.set(`${id}_probe`, origin);
  }
  for (const probe of list('probes')) {
    const target = asFields(probe.target, 'target');
    const ensemble = asText(target.obj, 'target');
    origins.set(`${asText(probe.id, 'probe id')}_conn`, {
      ensemble,
      fn: null,
      solver: usualSolver,
    });
  }
  return (id) => {
    const merged = /^(.+)->/.exec(id);
    if (merged !== null) return { ensemble: merged[1]!, fn: null, solver: usualSolver };
    return origins.get(id) ?? null;
  };
}
