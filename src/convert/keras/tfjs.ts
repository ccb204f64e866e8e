import type { Budget } from './limits.js';
import { FORMAT_BYTES, type NumberFormat, toFloat32 } from './numbers.js';
import {
  isJson,
  type Json,
  type RawLayer,
  type RawModel,
  refusal,
  type StoredWeight,
  type WeightStore,
} from './raw.js';
import { assign } from './weight-owners.js';

/** Reads one weight file by its path relative to `model.json`. */
export type ReadShard = (path: string) => Promise<Uint8Array>;

/** The config in a tfjs `model.json`, or a sentence about what the file is instead. */
export function tfjsTopology(json: Json, where: string): { config: Json; version: string } {
  const topology = json.modelTopology;
  if (!isJson(topology) || json.format === 'graph-model' || topology.node)
    throw refusal(
      where,
      `this JSON is not a TensorFlow.js layers model (format ${JSON.stringify(json.format ?? null)}). Give the model.json of a layers model, or a .keras or .h5 file.`,
      'not-layers-model',
    );
  const config = isJson(topology.model_config) ? topology.model_config : topology;
  return { config, version: String(topology.keras_version ?? '?') };
}

/**
 * Weights of a tfjs layers model: `weightsManifest` lists groups of shards and the arrays that follow
 * one another in them.
 *
 * @throws {ConvertError} shards missing or of the wrong length, unknown number formats.
 */
export async function readManifest(
  json: Json,
  model: RawModel,
  where: string,
  budget: Budget,
  readShard: ReadShard,
): Promise<WeightStore> {
  const groups = Array.isArray(json.weightsManifest) ? json.weightsManifest : null;
  if (!groups)
    throw refusal(
      where,
      'there is no weightsManifest, the file holds an architecture only. Save the trained model again.',
      'weights-missing',
    );
  const weights: StoredWeight[] = [];
  for (const group of groups) weights.push(...(await readGroup(group, where, budget, readShard)));
  const names = weights.map((w) => w.name);
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (twice !== undefined)
    throw refusal(
      where,
      `weight "${twice}" is in the manifest twice. Give all layers different names, or use the .keras file.`,
      'duplicate-name',
    );
  const store = new Map<RawLayer, StoredWeight[]>();
  assign(model, weights, where, store);
  return store;
}

interface Entry {
  readonly name: string;
  readonly shape: readonly number[];
  readonly format: NumberFormat;
  /** Stored integers stand for `low + scale * integer`. */
  readonly scale: number;
  readonly low: number;
  readonly bytes: number;
}

async function readGroup(
  group: unknown,
  where: string,
  budget: Budget,
  readShard: ReadShard,
): Promise<StoredWeight[]> {
  const listed = isJson(group) && Array.isArray(group.weights) ? group.weights : [];
  const paths = isJson(group) && Array.isArray(group.paths) ? group.paths.map(String) : [];
  const entries = listed.map((spec) => entryOf(spec, where));
  for (const e of entries)
    budget.take(Math.max(e.bytes, 4 * (e.bytes / FORMAT_BYTES[e.format])), `weight "${e.name}"`);
  const shards: Uint8Array[] = [];
  for (const path of paths) shards.push(await readShard(local(path, where)));
  const blob = Buffer.concat(shards);
  const needed = entries.reduce((a, e) => a + e.bytes, 0);
  if (blob.length !== needed)
    throw refusal(
      where,
      `the weight files ${paths.join(', ')} have ${blob.length} bytes, the manifest lists ${needed}. Copy all files of the model again.`,
      'shard-length',
    );
  let at = 0;
  return entries.map((entry) => {
    const data = decode(blob.subarray(at, at + entry.bytes), entry);
    at += entry.bytes;
    return { name: entry.name, shape: entry.shape, data };
  });
}

function local(path: string, where: string): string {
  const plain = !/^([a-z]+:|[\\/])/i.test(path) && !path.split(/[\\/]/).includes('..');
  if (plain) return path;
  throw refusal(
    where,
    `weight file "${path}" lies outside the model's folder. Put it beside model.json.`,
    'shard-outside',
  );
}

const FORMATS: Readonly<Record<string, NumberFormat>> = {
  bool: 'uint8',
  float16: 'float16',
  float32: 'float32',
  int32: 'int32',
  uint16: 'uint16',
  uint8: 'uint8',
};

function entryOf(spec: unknown, where: string): Entry {
  const { name, shape, dtype, quantization } = isJson(spec) ? spec : ({} as Json);
  const packed = isJson(quantization) ? quantization : null;
  const stored = String(packed ? packed.dtype : dtype);
  const sizes = Array.isArray(shape) ? shape.map(Number) : [];
  const format = Object.hasOwn(FORMATS, stored) ? FORMATS[stored]! : null;
  const valid = Array.isArray(shape) && sizes.every((n) => Number.isSafeInteger(n) && n >= 0);
  if (typeof name !== 'string' || !valid || format === null)
    throw refusal(
      where,
      `weight "${String(name)}" is stored as ${stored} [${sizes.join(', ')}], readable are ${Object.keys(FORMATS).join(', ')}. Convert the model again without quantization.`,
      'bad-weight',
    );
  const bytes = sizes.reduce((a, n) => a * n, FORMAT_BYTES[format]);
  const { scale = 1, min: low = 0 } = packed ?? {};
  return { name, shape: sizes, format, scale: Number(scale), low: Number(low), bytes };
}

function decode(bytes: Uint8Array, { format, scale, low }: Entry): Float32Array {
  const data = toFloat32(bytes, format);
  return scale === 1 && low === 0 ? data : data.map((v) => v * scale + low);
}
