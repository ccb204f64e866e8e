import { existsSync } from 'node:fs';
import { basename, extname, join } from 'node:path';
import { documentKind } from '../codec/container.js';
import { decodeNetwork, isNetworkFile } from '../codec/network-file.js';
import { decodeProgram, PROGRAM_KIND } from '../compile/program-file.js';
import { type Converted, convert } from '../convert/convert.js';
import { floatForm } from '../convert/float-form.js';
import { loadKerasWithin } from '../convert/keras/load-within.js';
import { readBytes } from '../convert/keras/source.js';
import type { LayerModel } from '../convert/model.js';
import type { ConvertOptions } from '../convert/options.js';
import type { ConvertReport } from '../convert/report.js';
import { ConvertError, NetworkError } from '../core/errors.js';
import { Network } from '../network/network.js';
import type { Signal } from '../network/signal.js';
import { runFrom } from '../run/run.js';
import { embeddedModel, embeddedNames } from './embedded.js';
import { UsageError } from './failure.js';
import { convertOptions, type ModelFlags } from './model-options.js';
import { layerProbe, type ModelLayer, type Playable } from './playable.js';
import { fromProgram, type LoadedProgram } from './program-model.js';

/** A MODEL of the command line that is a network. */
export interface LoadedModel extends Playable {
  readonly kind: 'network';
  readonly network: Network;
  /** What is read of it: `output`, and `layer NAME` for every layer. */
  readonly probes: Readonly<Record<string, Signal>>;
  readonly report: ConvertReport | null;
  readonly stored: LayerModel | null;
  /** How the stored model was converted; `null` for networks that were converted before. */
  readonly conversion: ConvertOptions | null;
}

/**
 * Opens a MODEL that is a network: the name of an embedded model, a `.net` file, or a Keras file.
 *
 * @throws UsageError for a program, which cannot become a network again
 */
export async function openModel(name: string, flags: ModelFlags): Promise<LoadedModel> {
  const model = await openPlayable(name, flags);
  if (model.kind === 'network') return model;
  throw new UsageError(
    `"${name}": it is a compiled program, expected a network. Give the model it was compiled from.`,
  );
}

/** Opens any MODEL: what `openModel` does, or a program file. */
export async function openPlayable(
  name: string,
  flags: ModelFlags,
): Promise<LoadedModel | LoadedProgram> {
  const embedded = embeddedModel(name);
  const path = embedded?.path ?? modelFile(name);
  if (!existsSync(path)) {
    throw new UsageError(
      `model "${name}": there is no such file, and no embedded model of that name. Give the path of a file, or ` +
        `${embeddedNames().join(' or ')}.`,
    );
  }
  const title = embedded === null ? basename(path) : name;
  const bytes = await readBytes(path);
  if (
    extname(path) === '.prog' ||
    (isNetworkFile(bytes) && documentKind(bytes, path) === PROGRAM_KIND)
  ) {
    refuseFlags(title, flags, 'compiled');
    return fromProgram(title, decodeProgram(bytes, path));
  }
  if (isNetworkFile(bytes) || extname(path) === '.net') {
    refuseFlags(title, flags, 'converted');
    return fromNetwork(title, Network.from(decodeNetwork(bytes, path)), null, null);
  }
  const stored = await loadKerasWithin(path);
  const options = convertOptions(flags, embedded?.convert ?? defaultConversion);
  const { network, report } = convertAsAsked(stored, options);
  return { ...fromNetwork(title, network, report, stored), conversion: options };
}

/** TensorFlow.js models are folders with a model.json in them. */
function modelFile(name: string): string {
  const inside = join(name, 'model.json');
  return existsSync(inside) ? inside : name;
}

/** Names of the conversion's options, and what they are called on the command line. */
const flagOf: Readonly<Record<string, string>> = {
  scaleFiringRates: '--rate',
  synapse: '--synapse',
  offChip: '--off-chip',
  blockShapes: '--block-shape',
};

/** Converts; what is wrong with an option is said of the flag it came from. */
function convertAsAsked(stored: LayerModel, options: ConvertOptions): Converted {
  try {
    return convert(stored, options);
  } catch (error) {
    const option = error instanceof ConvertError ? /^\w+/.exec(error.message)![0] : '';
    const flag = Object.hasOwn(flagOf, option) ? flagOf[option] : undefined;
    if (flag === undefined) throw error;
    throw new UsageError((error as Error).message.replace(option, flag), { cause: error });
  }
}

/** What Keras files are converted with when nothing is said. */
const defaultConversion: ConvertOptions = { scaleFiringRates: 400, synapse: 0.002 };

function fromNetwork(
  name: string,
  network: Network,
  report: ConvertReport | null,
  stored: LayerModel | null,
): LoadedModel {
  const { output, neuronLayers, inputRange } = network.meta as Record<string, unknown>;
  const [input, ...more] = network.inputs;
  if (input === undefined || more.length > 0) {
    throw new NetworkError(
      `"${name}": the network has ${network.inputs.length} inputs, expected one. Give a network that takes one picture at a time.`,
      { code: 'inputs' },
    );
  }
  if (typeof output !== 'string') {
    throw new NetworkError(
      `"${name}": the network does not say which signal is its output. Set network.meta.output.`,
      { code: 'no-output' },
    );
  }
  const layers = (Array.isArray(neuronLayers) ? neuronLayers : []).map((l) =>
    network.get(String(l)),
  );
  const probes = Object.fromEntries([
    ['output', network.get(output)],
    ...layers.map((layer) => [layerProbe(layer.name), layer] as const),
  ]);
  return {
    kind: 'network',
    name,
    network,
    dt: network.dt,
    input,
    output: network.get(output),
    layers: layers.map((layer) => layerFacts(layer, network)),
    probes,
    inputScale: Array.isArray(inputRange) ? Number(inputRange[1]) : 1,
    float: floatForm(network),
    report,
    stored,
    conversion: null,
    play: (chunks, options) => runFrom(chunks, network, { probes, ...options }),
  };
}

function layerFacts({ name, size, id }: Signal, network: Network): ModelLayer {
  return { name, size, spikeValue: (network.node(id).params.amplitude as number) / network.dt };
}

/** A network can still be cut over cores in another way, a program cannot. */
function refuseFlags(name: string, flags: ModelFlags, already: 'converted' | 'compiled'): void {
  const { neuron, rate, synapse, offChip, inputScale, blockShape, maxPool, split } = flags;
  const given = {
    neuron,
    rate,
    synapse,
    'off-chip': offChip,
    'input-scale': inputScale,
    'block-shape': blockShape,
    'max-pool': maxPool,
    ...(already === 'compiled' ? { split } : {}),
  };
  const [flag] = Object.entries(given).find(([, value]) => value !== undefined) ?? [];
  if (flag === undefined) return;
  throw new UsageError(
    `--${flag} has no effect on "${name}": it is ${already} already. Convert the Keras file again ` +
      'with other options.',
  );
}
