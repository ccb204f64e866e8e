import { basename, dirname, join } from 'node:path';
import { RxspikeError } from '../../core/errors.js';
import type { LayerModel, LayerWeights } from '../model.js';
import { openArchive } from './archive.js';
import { parseModel } from './config.js';
import { flatten } from './flatten.js';
import { type Hdf5Group, withHdf5 } from './hdf5.js';
import { type Budget, budget } from './limits.js';
import {
  type Json,
  parseJson,
  type RawLayer,
  type RawModel,
  refusal,
  type WeightStore,
} from './raw.js';
import { detectFormat, type KerasFormat, readBytes } from './source.js';
import { type ReadShard, readManifest, tfjsTopology } from './tfjs.js';
import { nameWeights } from './weight-names.js';
import { checkWeightShapes } from './weight-shapes.js';
import { readGroups } from './weights-groups.js';
import { readLegacy } from './weights-legacy.js';

/** How to read a model that is given as bytes; paths need none of it. */
export interface LoadKerasOptions {
  /** What the bytes are expected to be; otherwise what they begin with decides. */
  readonly format?: KerasFormat;
  /** Name used in errors and in `source`. Default: the path, or `model`. */
  readonly name?: string;
  /** Reads the weight files of a tfjs `model.json`. Default: files beside it. */
  readonly readShard?: ReadShard;
}

interface Job {
  readonly bytes: Uint8Array;
  readonly where: string;
  readonly budget: Budget;
  readonly readShard: ReadShard;
}

interface Stored {
  readonly model: RawModel;
  readonly weights: WeightStore;
  readonly version: string;
}

/**
 * Reads a Keras model: `.keras`, `.h5` (Keras 2 and 3) or a TensorFlow.js layers `model.json` with its
 * weight files. The kind of file is told from its first bytes. Layers without a spiking form load
 * like any other; optimizer state is ignored; weights become float32.
 *
 * @param source path of the file, or its bytes.
 * @throws {ConvertError} with one sentence for everything that is wrong with the file or the model.
 */
export async function loadKeras(
  source: string | Uint8Array,
  options: LoadKerasOptions = {},
): Promise<LayerModel> {
  const where = options.name ?? (typeof source === 'string' ? source : 'model');
  try {
    const bytes = typeof source === 'string' ? await readBytes(source) : source;
    const readShard = options.readShard ?? besides(source, where);
    const job = { bytes, where, budget: budget(where), readShard };
    return describe(await readers[formatOf(job, options.format)](job), where);
  } catch (cause) {
    if (cause instanceof RxspikeError) throw placed(cause, where);
    const detail = cause instanceof Error ? cause.message : String(cause);
    throw refusal(
      where,
      `the model cannot be read (${detail}). Save it again.`,
      'unreadable',
      cause,
    );
  }
}

/** Errors of a layer's shape know only the layer; the file is put in front. */
function placed(error: RxspikeError, where: string): RxspikeError {
  if (!error.message.startsWith('layer "')) return error;
  return refusal(where, error.message, error.code, error);
}

function formatOf({ bytes, where }: Job, expected: KerasFormat | undefined): KerasFormat {
  const found = detectFormat(bytes, where);
  if (expected === undefined || found === expected) return found;
  throw refusal(
    where,
    `the bytes are of format "${found}", expected "${expected}". Leave the format out.`,
    'wrong-format',
  );
}

function besides(source: string | Uint8Array, where: string): ReadShard {
  if (typeof source === 'string') return (path) => readBytes(join(dirname(source), path));
  return (path) => {
    throw refusal(
      where,
      `weight file ${path} cannot be found from bytes. Give readShard, or the path of model.json.`,
      'no-shards',
    );
  };
}

const readers: Readonly<Record<KerasFormat, (job: Job) => Promise<Stored>>> = {
  async keras({ bytes, where, budget }) {
    const archive = openArchive(bytes, where, budget);
    const model = parseModel(parseJson(archive.config, where, 'config.json'), where);
    const metadata = archive.metadata ? parseJson(archive.metadata, where, 'metadata.json') : {};
    const weights = await withHdf5(archive.weights, `${where}: model.weights.h5`, budget, (root) =>
      readGroups(root, model, where),
    );
    return { model, weights, version: String(metadata.keras_version ?? '?') };
  },
  h5({ bytes, where, budget }) {
    return withHdf5(bytes, where, budget, (root) => {
      const model = parseModel(configOf(root, where), where);
      const weights = readLegacy(root, model, where);
      return { model, weights, version: root.text('keras_version') ?? '?' };
    });
  },
  async tfjs({ bytes, where, budget, readShard }) {
    const text = new TextDecoder().decode(bytes);
    const json = parseJson(text, where, 'the file');
    const { config, version } = tfjsTopology(json, where);
    const model = parseModel(config, where);
    const weights = await readManifest(json, model, where, budget, readShard);
    return { model, weights, version };
  },
};

function configOf(root: Hdf5Group, where: string): Json {
  const text = root.text('model_config');
  if (text !== null) return parseJson(text, where, 'model_config');
  const weightsOnly = root.texts('layer_names') !== null || root.keys().includes('layers');
  const what = weightsOnly
    ? 'the file holds weights only (no model_config)'
    : 'this HDF5 file is not a Keras model (no model_config)';
  throw refusal(
    where,
    `${what}. Save the whole model with model.save("model.keras").`,
    'no-config',
  );
}

function describe({ model, weights, version }: Stored, where: string): LayerModel {
  const named = new Map<RawLayer, LayerWeights>();
  const weightsOf = (layer: RawLayer): LayerWeights => {
    const known = named.get(layer) ?? nameWeights(layer, weights.get(layer) ?? [], where);
    named.set(layer, known);
    return known;
  };
  const flat = flatten(model, weightsOf, where);
  checkWeightShapes(flat.layers, where);
  return { name: model.name, source: `${basename(where)} (Keras ${version})`, ...flat };
}
