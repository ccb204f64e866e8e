import { NetworkError } from '../core/errors.js';
import { isShape, type Shape, showShape, sizeOf } from '../core/shape.js';
import type { Vector } from '../core/vector.js';
import { numbers, requireNumber, requireSize, spread } from './check.js';
import { WORTH } from './wasm/arena.js';
import { wasmDrive } from './wasm/drive.js';

/** How a layer on the chip is cut into blocks. */
export interface BlockShape {
  /** Sizes of a block. */
  readonly shape: readonly number[];
  /** Sizes of the layer, as many as `shape` has; default the shape of the signal. */
  readonly ensembleShape?: readonly number[];
}

/** Parameters every neuron type has. The current is J = gain * input + bias. */
export interface NeuronParams {
  /** One number for all neurons, or one for each. */
  readonly gain: number | Float64Array;
  readonly bias: number | Float64Array;
  /** A spike has height amplitude / dt; a rate is multiplied by it. */
  readonly amplitude: number;
  /** False keeps the population off the chip, true insists on it; not said: wherever it can run. */
  readonly onChip?: boolean;
  readonly blockShape?: BlockShape;
  /** Name of the activation this population stands in for. */
  readonly was?: string;
}

/** Parameters of the neuron types that have a voltage. */
export interface SpikingParams extends NeuronParams {
  /** Voltage at rest before the first timestep; the threshold is 1. */
  readonly initialVoltage: number | Float64Array;
}

/** What users give; everything has a default. */
export interface NeuronOptions {
  /** Factor on the input, one number or one per neuron; default 1. */
  readonly gain?: number | ArrayLike<number>;
  /** Added to the current, one number or one per neuron; default 0. */
  readonly bias?: number | ArrayLike<number>;
  /** Height of a spike times dt, above 0; default 1. */
  readonly amplitude?: number;
  /** False: off the chip. True: on the chip or an error. Default: on the chip if it can. */
  readonly onChip?: boolean;
  /** How the layer is cut into blocks on the chip; default: found by the compiler. */
  readonly blockShape?: BlockShape;
  /** Activation this population replaced, for reports. */
  readonly was?: string;
}

/** What users give for a type with a voltage. */
export interface SpikingOptions extends NeuronOptions {
  /** Voltage before the first timestep, one number or one per neuron; default 0 (threshold is 1). */
  readonly initialVoltage?: number | ArrayLike<number>;
}

/** Checks the options common to all neuron types and fills in the defaults. */
export function neuronParams(kind: string, options: NeuronOptions): NeuronParams {
  const { gain = 1, bias = 0, amplitude = 1, onChip, blockShape, was } = options;
  requireNumber(kind, 'amplitude', amplitude, { above: 0 });
  if (blockShape !== undefined) checkBlockShape(kind, blockShape);
  return {
    gain: numbers(kind, 'gain', gain),
    bias: numbers(kind, 'bias', bias),
    amplitude,
    ...(onChip === undefined ? {} : { onChip }),
    ...(blockShape === undefined ? {} : { blockShape }),
    ...(was === undefined ? {} : { was }),
  };
}

/** As `neuronParams`, with the voltage. */
export function spikingParams(kind: string, options: SpikingOptions): SpikingParams {
  const initialVoltage = numbers(kind, 'initialVoltage', options.initialVoltage ?? 0);
  return { ...neuronParams(kind, options), initialVoltage };
}

function checkBlockShape(kind: string, { shape, ensembleShape }: BlockShape): void {
  for (const sizes of [shape, ensembleShape ?? shape]) {
    if (isShape(sizes) && sizes.length === shape.length && sizes.length > 0) continue;
    throw new NetworkError(
      `${kind}: blockShape is ${JSON.stringify(shape)} of ${JSON.stringify(ensembleShape)}, ` +
        'expected whole numbers of at least 1, as many in the one as in the other.',
      { code: 'bad-option', path: `${kind}.blockShape` },
    );
  }
}

/** Output shape of a population: that of its input. Throws a NetworkError if a parameter does not fit. */
export function neuronShape(
  kind: string,
  params: NeuronParams & Partial<SpikingParams>,
  input: Shape,
): Shape {
  const size = sizeOf(input);
  requireSize(kind, 'gain', params.gain, size);
  requireSize(kind, 'bias', params.bias, size);
  requireSize(kind, 'initialVoltage', params.initialVoltage ?? 0, size);
  const whole = params.blockShape?.ensembleShape;
  if (whole !== undefined && sizeOf(whole) !== size) {
    throw new NetworkError(
      `${kind}: blockShape.ensembleShape ${showShape(whole)} is ${sizeOf(whole)} neurons, ` +
        `the input has ${size}.`,
      { code: 'shape-mismatch', path: `${kind}.blockShape` },
    );
  }
  return input;
}

/** The input current of a population and the function that computes it from the input. */
export interface Drive {
  /** J of the last timestep. */
  readonly current: Float64Array;
  drive(input: Vector): void;
}

/** Makes J = gain * input + bias for a population of `size` neurons. */
export function makeDrive(params: NeuronParams, size: number): Drive {
  return size < WORTH ? plainDrive(params, size) : wasmDrive(params, size);
}

/** The current in TypeScript: the one to read. */
export function plainDrive(params: NeuronParams, size: number): Drive {
  const gain = spread(params.gain, size);
  const bias = spread(params.bias, size);
  const current = new Float64Array(size);
  const drive = (input: Vector): void => {
    for (let i = 0; i < size; i++) current[i] = gain[i]! * input[i]! + bias[i]!;
  };
  return { current, drive };
}
