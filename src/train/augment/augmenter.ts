import { RxspikeError } from '../../core/errors.js';
import { type Random, seededRandom, seedOfPlace } from '../../core/random.js';
import { type Shape, showShape, sizeOf } from '../../core/shape.js';
import { type Movement, moveInto, type Picture } from './warp.js';

/** How far pictures are changed at random; what is not given stays as it is. */
export interface AugmentOptions {
  /** Most pixels in each direction: by whole pixels if it is a whole number, else by parts as well. */
  readonly shift?: number;
  /** Most degrees to either side. */
  readonly rotate?: number;
  /** Largest change of size: 0.1 for 0.9 to 1.1; below 1. */
  readonly scale?: number;
  /** Half of the pictures are mirrored, left to right. */
  readonly flip?: boolean;
  /** Standard deviation of normal noise on every value, in units of the output. */
  readonly noise?: number;
}

/** Changes samples of one shape. */
export interface Augmenter {
  /**
   * Writes a changed copy of one sample. What is done to it depends on the seed, the epoch and the
   * number of the sample alone, so any order and any number of threads gives the same.
   *
   * @param output as many values as the sample
   * @param scale what the input's values are multiplied by: `Samples.scale`
   */
  augmentInto(
    output: Float32Array,
    input: Picture,
    epoch: number,
    index: number,
    scale?: number,
  ): void;
}

/**
 * An augmenter for samples of rows x columns x channels; each is moved with one draw for all of its
 * channels, uniform within the options. Outside of a picture there is 0.
 *
 * @param shape of one sample; only noise may be given for other shapes than pictures
 * @param seed a whole number
 * @throws RxspikeError for options out of range, or that need a picture
 *
 * @example
 * const { augmentInto } = augmenter({ shift: 2, rotate: 10 }, [28, 28, 1], 7);
 * augmentInto(batch.subarray(0, 784), picture, epoch, index, 1 / 255);
 */
export function augmenter(options: AugmentOptions, shape: Shape, seed: number): Augmenter {
  requireOptions(options, shape);
  const moves = ['shift', 'rotate', 'scale', 'flip'].some((key) => isGiven(options, key));
  const { noise = 0 } = options;
  const [rows, columns, channels] = moves ? shape : [1, 1, sizeOf(shape)];
  const size = { rows: rows!, columns: columns!, channels: channels! };
  const values = sizeOf(shape);
  return {
    augmentInto(output, input, epoch, index, scale = 1) {
      requireSizes(output, input, values);
      const random = seededRandom(seedOfPlace(seedOfPlace(seed, epoch), index));
      moveInto(output, input, size, moves ? drawn(options, random) : still, scale);
      if (noise === 0) return;
      for (let i = 0; i < values; i++) output[i]! += noise * random.normal();
    },
  };
}

const still: Movement = { flip: false, angle: 0, factor: 1, down: 0, right: 0 };

/** Always the same number of draws, so that one option does not change what another does. */
function drawn(options: AugmentOptions, random: Random): Movement {
  const { shift = 0, rotate = 0, scale = 0, flip = false } = options;
  const within = (most: number) => most * (2 * random.uniform() - 1);
  const pixels = () => {
    const u = random.uniform();
    return Number.isInteger(shift) ? Math.floor(u * (2 * shift + 1)) - shift : shift * (2 * u - 1);
  };
  const [down, right] = [pixels(), pixels()];
  const angle = (within(rotate) * Math.PI) / 180;
  const factor = 1 + within(scale);
  return { down, right, angle, factor, flip: random.uniform() < 0.5 && flip };
}

function isGiven(options: AugmentOptions, key: string): boolean {
  const value = options[key as keyof AugmentOptions];
  return value !== undefined && value !== 0 && value !== false;
}

function requireOptions(options: AugmentOptions, shape: Shape): void {
  const { shift = 0, rotate = 0, scale = 0, noise = 0 } = options;
  for (const [name, value] of Object.entries({ shift, rotate, scale, noise })) {
    if (Number.isFinite(value) && value >= 0 && (name !== 'scale' || value < 1)) continue;
    const range = name === 'scale' ? 'at least 0 and below 1' : 'at least 0';
    throw refusal(`${name} is ${value}, expected ${range}.`, name);
  }
  const needing = ['shift', 'rotate', 'scale', 'flip'].filter((key) => isGiven(options, key));
  if (needing.length === 0 || shape.length === 3) return;
  throw refusal(
    `${needing.join(', ')} need pictures (rows x columns x channels), samples are ${showShape(shape)}. Leave them out.`,
    needing[0]!,
  );
}

function requireSizes(output: Float32Array, input: Picture, values: number): void {
  if (output.length === values && input.length === values) return;
  const got = `${input.length} values into ${output.length}`;
  throw refusal(`${got}, a sample has ${values}. Give one sample.`, 'augmentInto');
}

function refusal(what: string, path: string): RxspikeError {
  return new RxspikeError(`augmenter: ${what}`, { code: 'bad-option', path });
}
