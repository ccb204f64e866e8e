import type { Params } from '../core/description.js';
import { NetworkError } from '../core/errors.js';
import { isShape, type Shape, sizeOf } from '../core/shape.js';
import type { Precision } from '../core/vector.js';
import { checkConnections } from './json-connections.js';
import {
  NETWORK_FORMAT,
  NETWORK_FORMAT_VERSION,
  type NetworkJson,
  type NodeJson,
} from './json-form.js';
import { fromText, isRecord } from './json-text.js';
import type { Edge } from './node.js';

type Fields = Readonly<Record<string, unknown>>;

/**
 * Checks that a value is a saved network and gives it its type; `{ "$float32": [...] }` becomes a
 * typed array. Kinds of operators and their parameters are for those to check who know them.
 *
 * @throws NetworkError that names the node and the field
 */
export function checkNetworkJson(json: unknown): NetworkJson {
  const fields = record(json, 'network');
  checkFormat(fields);
  const dt = number(fields, 'dt', 'network');
  if (dt <= 0) throw wrong('network', 'dt', dt, 'seconds above 0');
  const nodes = list(fields, 'nodes', 'network').map(checkNode);
  checkConnections(nodes);
  return {
    format: NETWORK_FORMAT,
    version: NETWORK_FORMAT_VERSION,
    dt,
    seed: number(fields, 'seed', 'network'),
    precision: checkPrecision(fields.precision),
    meta: plainRecord(fields, 'meta', 'network') as Fields,
    nodes,
  };
}

function checkFormat({ format, version }: Fields): void {
  if (format !== NETWORK_FORMAT) {
    throw wrong('network', 'format', format, `"${NETWORK_FORMAT}"`);
  }
  if (!(Number.isInteger(version) && (version as number) >= 1)) {
    throw wrong('network', 'version', version, 'a whole number of at least 1');
  }
  if ((version as number) <= NETWORK_FORMAT_VERSION) return;
  throw new NetworkError(
    `network: version is ${version}, this rxspike reads up to ${NETWORK_FORMAT_VERSION}. Update rxspike.`,
    { code: 'newer-version', path: 'network.version' },
  );
}

function checkPrecision(precision: unknown): Precision {
  if (precision === 32 || precision === 64) return precision;
  throw wrong('network', 'precision', precision, '32 or 64');
}

function checkNode(json: unknown, id: number): NodeJson {
  const fields = record(json, `node ${id}`);
  const name = text(fields, 'name', `node ${id}`);
  const where = `node ${id} "${name}"`;
  const node = {
    name,
    kind: text(fields, 'kind', where),
    params: plainRecord(fields, 'params', where) as Params,
    inputShape: shape(fields, 'inputShape', where),
    shape: shape(fields, 'shape', where),
    inputs: list(fields, 'inputs', where).map((edge, i) => checkEdge(edge, `${where}, input ${i}`)),
  };
  checkBuiltIn(node, where);
  return node;
}

/** Kinds without a kernel: nobody else would notice that their parameters are wrong. */
function checkBuiltIn({ kind, params, shape: own }: NodeJson, where: string): void {
  if (kind === 'input' && params.kind !== 'values' && params.kind !== 'spikes') {
    throw wrong(where, 'params.kind', params.kind, '"values" or "spikes"');
  }
  if (kind === 'state' && params.key !== 'voltage' && params.key !== 'current') {
    throw wrong(where, 'params.key', params.key, '"voltage" or "current"');
  }
  if (kind === 'constant' && !isNumbers(params.value, sizeOf(own))) {
    throw wrong(where, 'params.value', params.value, `${sizeOf(own)} numbers`);
  }
}

function isNumbers(value: unknown, length: number): boolean {
  if (!Array.isArray(value) && !ArrayBuffer.isView(value)) return false;
  const values = Array.from(value as ArrayLike<unknown>);
  return values.length === length && values.every((item) => typeof item === 'number');
}

function checkEdge(json: unknown, where: string): Edge {
  const fields = record(json, where);
  return {
    from: index(fields, 'from', where),
    offset: index(fields, 'offset', where),
    order: index(fields, 'order', where),
  };
}

function record(value: unknown, where: string): Fields {
  if (isRecord(value)) return value;
  throw new NetworkError(`${where}: is ${show(value)}, expected an object.`, {
    code: 'bad-network-json',
    path: where,
  });
}

function plainRecord(fields: Fields, name: string, where: string): unknown {
  if (!isRecord(fields[name])) throw wrong(where, name, fields[name], 'an object');
  return fromText(fields[name], `${where}, ${name}`);
}

function list(fields: Fields, name: string, where: string): readonly unknown[] {
  const value = fields[name];
  if (Array.isArray(value)) return Array.from(value);
  throw wrong(where, name, value, 'a list');
}

function shape(fields: Fields, name: string, where: string): Shape {
  const value = fields[name];
  if (isShape(value)) return [...value];
  throw wrong(where, name, value, 'a list of whole numbers of at least 1');
}

function text(fields: Fields, name: string, where: string): string {
  const value = fields[name];
  if (typeof value === 'string' && value !== '') return value;
  throw wrong(where, name, value, 'a text that is not empty');
}

function number(fields: Fields, name: string, where: string): number {
  const value = fields[name];
  if (typeof value === 'number' && Number.isFinite(value)) return value;
  throw wrong(where, name, value, 'a finite number');
}

function index(fields: Fields, name: string, where: string): number {
  const value = fields[name];
  if (Number.isSafeInteger(value) && (value as number) >= 0) return value as number;
  throw wrong(where, name, value, 'a whole number of at least 0');
}

function wrong(where: string, field: string, value: unknown, expected: string): NetworkError {
  return new NetworkError(
    `${where}: ${field} is ${show(value)}, expected ${expected}. Correct it, or save the network again.`,
    { code: 'bad-network-json', path: `${where}.${field}` },
  );
}

function show(value: unknown): string {
  if (value === undefined) return 'missing';
  if (Array.isArray(value)) return value.length > 8 ? `a list of ${value.length}` : `[${value}]`;
  if (typeof value === 'string') return JSON.stringify(value.slice(0, 40));
  return typeof value === 'object' && value !== null ? 'an object' : String(value);
}
