import type { Command } from 'commander';
import type { Split } from '../compile/block-shapes.js';
import { type ConvertOptions, type NeuronType, neuronTypes } from '../convert/options.js';
import { UsageError } from './failure.js';
import { choice, number } from './parse.js';

/** Options of every verb that takes a MODEL. */
export interface ModelFlags {
  readonly neuron?: NeuronType;
  readonly rate?: readonly number[];
  readonly synapse?: readonly number[];
  readonly offChip?: readonly string[];
  readonly inputScale?: number;
  readonly blockShape?: Readonly<Record<string, readonly number[]>>;
  readonly maxPool?: 'offChip' | 'average';
  readonly split?: Split;
}

/** Adds the options that say how a Keras file becomes a spiking network. */
export function addModelFlags(command: Command): Command {
  const neurons = Object.keys(neuronTypes) as NeuronType[];
  return command
    .option(
      `--neuron <type>`,
      `what relu becomes: ${neurons.join(', ')}; default: loihiSpikingRelu`,
      choice('--neuron', neurons),
    )
    .option(
      '--rate <hz[,hz...]>',
      'firing rate in Hz per unit of activation: one, or one per neuron layer; default: as the ' +
        'embedded model says, else 400',
      listOf('--rate', 'above 0'),
    )
    .option(
      '--synapse <seconds[,seconds...]>',
      'lowpass behind the neuron layers: one, or one per layer; default: as the embedded model says, ' +
        'else 0.002',
      listOf('--synapse', 'of at least 0'),
    )
    .option(
      '--off-chip <layer[,layer...]>',
      'neuron layers to keep off chip; default: the first',
      (text) => text.split(','),
    )
    .option(
      '--input-scale <value>',
      'input value of a white pixel; default: 1',
      number('--input-scale', 'above 0'),
    )
    .option(
      '--block-shape <layer=n,n,n>',
      'shape of the blocks a layer is cut into, one per core; may be repeated',
      blockShape,
    )
    .option(
      '--max-pool <how>',
      'max pooling: offChip (on the host, between two chip segments) or average (as average ' +
        'pooling); default: offChip',
      choice('--max-pool', ['offChip', 'average'] as const),
    )
    .option(
      '--split <how>',
      'how layers without a block shape are cut over cores: search (fewest cores) or reference (the ' +
        "reference toolchain's own cut); default: search",
      choice('--split', ['search', 'reference'] as const),
    );
}

/** The conversion that the flags ask for; what they leave open comes from `defaults`. */
export function convertOptions(flags: ModelFlags, defaults: ConvertOptions): ConvertOptions {
  const { neuron, rate, synapse, offChip, inputScale, blockShape, maxPool } = flags;
  return {
    ...defaults,
    ...(neuron === undefined ? {} : { activation: neuron }),
    ...(rate === undefined ? {} : { scaleFiringRates: rate.length === 1 ? rate[0]! : rate }),
    ...(synapse === undefined ? {} : { synapse: synapse.length === 1 ? synapse[0]! : synapse }),
    ...(offChip === undefined ? {} : { offChip }),
    ...(inputScale === undefined ? {} : { inputRange: [0, inputScale] as const }),
    ...(blockShape === undefined
      ? {}
      : { blockShapes: { ...defaults.blockShapes, ...blockShape } }),
    ...(maxPool === undefined ? {} : { maxPool }),
  };
}

/** One number, or several behind commas. */
function listOf(option: string, zero: 'above 0' | 'of at least 0'): (text: string) => number[] {
  const one = number(option, zero);
  return (text) => text.split(',').map((part) => (part.trim() === '' ? one(text) : one(part)));
}

function blockShape(
  text: string,
  before: Readonly<Record<string, readonly number[]>> = {},
): Readonly<Record<string, readonly number[]>> {
  const [, layer, sizes] = /^(.+)=(\d+(?:,\d+)*)$/.exec(text) ?? [];
  const shape = sizes?.split(',').map(Number);
  if (layer === undefined || shape === undefined || shape.includes(0)) {
    throw new UsageError(
      `--block-shape: got "${text}", expected LAYER=16,16,4 (a size per dimension).`,
    );
  }
  return { ...before, [layer]: shape };
}
