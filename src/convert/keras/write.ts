import type { File, Group } from 'h5wasm';
import { ConvertError } from '../../core/errors.js';
import type { LayerModel } from '../model.js';
import { type WrittenLayer, writtenGraph } from './write-graph.js';

/** The version of Keras whose form is written: the last of Keras 2. */
const DIALECT = '2.15.0';
/** HDF5 has room for 4000 names in one attribute; Keras goes on in `names0`, `names1` ... */
const NAMES_PER_ATTRIBUTE = 2000;

/** Weights in the order in which Keras keeps them. */
const order = [
  'depthwise_kernel',
  'pointwise_kernel',
  'kernel',
  'gamma',
  'bias',
  'beta',
  'moving_mean',
  'moving_variance',
];

interface FileSystem {
  readFile(path: string): Uint8Array;
  unlink(path: string): void;
}

/**
 * A model as the bytes of a Keras `.h5` file that Keras 2 and Keras 3 read, with its weights bit for bit.
 * It becomes a functional model, also a chain; without optimizer, to be compiled before it is trained on.
 * Layers that no output depends on are left out.
 *
 * @throws {ConvertError} for layers or options that Keras 2 and 3 do not both know.
 *
 * @example
 * await writeFile('model.h5', await encodeKerasH5(model));
 */
export async function encodeKerasH5(model: LayerModel): Promise<Uint8Array> {
  const { config, layers } = writtenGraph(model);
  const h5 = await import('h5wasm'); // loads 4 MB of WASM: only when there is something to write
  const files = (await h5.ready).FS as unknown as FileSystem;
  const path = 'written.h5';
  // From here to the end nothing waits, so the name is free.
  try {
    const file = new h5.File(path, 'w');
    try {
      writeModel(file, JSON.stringify(config), layers);
    } finally {
      file.close();
    }
    return files.readFile(path);
  } finally {
    files.unlink(path);
  }
}

function writeModel(file: File, config: string, layers: readonly WrittenLayer[]): void {
  writeText(file, 'model_config', config);
  writeVersion(file);
  const all = file.create_group('model_weights');
  writeVersion(all);
  const names = layers.map(({ name }) => name);
  writeTexts(all, 'layer_names', names);
  for (const layer of layers) writeLayer(all, layer);
}

function writeVersion(group: File | Group): void {
  writeText(group, 'keras_version', DIALECT);
  writeText(group, 'backend', 'tensorflow');
}

function writeLayer(all: Group, { name, kind, weights }: WrittenLayer): void {
  const group = all.create_group(name);
  const places = Object.keys(weights).map((weight) => placeOf(weight, name));
  const names = places.sort((a, b) => a - b).map((place) => order[place]!);
  const paths = names.map((weight) => `${name}/${storedName(kind, weight)}:0`);
  writeTexts(group, 'weight_names', paths);
  if (names.length === 0) return;
  const inner = group.create_group(name);
  for (const [i, weight] of names.entries()) {
    const { shape, data } = weights[weight]!;
    const path = paths[i]!.slice(name.length + 1);
    inner.create_dataset({ name: path, data, shape: [...shape], dtype: '<f' });
  }
}

function placeOf(weight: string, layer: string): number {
  const place = order.indexOf(weight);
  if (place >= 0) return place;
  throw new ConvertError(`layer "${layer}": weight "${weight}" cannot be written.`, {
    code: 'not-writable',
    path: layer,
  });
}

/** Keras 2's name. */
function storedName(kind: string, weight: string): string {
  return kind.startsWith('Depthwise') && weight === 'kernel' ? 'depthwise_kernel' : weight;
}

function writeText(group: File | Group, name: string, text: string): void {
  group.create_attribute(name, text, null, 'S');
}

function writeTexts(group: Group, name: string, texts: readonly string[]): void {
  if (texts.length === 0) {
    group.create_attribute(name, new Float64Array(0), [0], '<d');
  } else if (texts.length <= NAMES_PER_ATTRIBUTE) {
    group.create_attribute(name, [...texts], [texts.length], 'S');
  } else {
    for (let i = 0; i * NAMES_PER_ATTRIBUTE < texts.length; i++) {
      const part = texts.slice(i * NAMES_PER_ATTRIBUTE, (i + 1) * NAMES_PER_ATTRIBUTE);
      group.create_attribute(`${name}${i}`, part, [part.length], 'S');
    }
  }
}
