import { channelAxis, layerShapes, pairOf } from '../layer-shapes.js';
import type { Layer } from '../model.js';
import { refusal } from './raw.js';

type Expected = Readonly<Record<string, readonly (number | null)[]>>;

/** Shapes of the weights of the layers we know; `null` for an axis that cannot be told. */
function expectedShapes(layer: Layer, input: readonly number[] | null): Expected {
  const { config, kind } = layer;
  const channels = input ? (input[channelAxis(layer, input.length)] ?? null) : null;
  const window = pairOf(config.kernel_size, 1);
  if (kind === 'Dense') {
    const units = Number(config.units);
    return { kernel: [input?.at(-1) ?? null, units], bias: [units] };
  }
  if (kind === 'Conv2D') {
    const filters = Number(config.filters);
    const depth = channels === null ? null : channels / Number(config.groups ?? 1);
    return { kernel: [...window, depth, filters], bias: [filters] };
  }
  if (kind === 'DepthwiseConv2D') {
    const each = Number(config.depth_multiplier ?? 1);
    const bias = channels === null ? null : channels * each;
    return { kernel: [...window, channels, each], bias: [bias] };
  }
  if (kind !== 'BatchNormalization') return {};
  const one = [normalizedSize(layer, input)];
  return { gamma: one, beta: one, moving_mean: one, moving_variance: one };
}

/** Length of the axis that batch normalization keeps; Keras counts the batch axis, or stores a list. */
function normalizedSize({ config }: Layer, input: readonly number[] | null): number | null {
  const axis = Number([config.axis ?? -1].flat()[0]);
  return input?.at(axis < 0 ? axis : axis - 1) ?? null;
}

/**
 * Compares the shapes of all weights with what config and input shapes ask for.
 *
 * @throws {ConvertError} naming the layer, the weight and both shapes.
 */
export function checkWeightShapes(layers: readonly Layer[], where: string): void {
  const shapes = layerShapes(layers);
  for (const layer of layers) {
    const input = layer.inbound.length === 1 ? shapes.get(layer.inbound[0]!) : null;
    const expected = expectedShapes(layer, input ?? null);
    for (const [name, want] of Object.entries(expected)) {
      const got = layer.weights[name]?.shape;
      if (!got || fits(got, want)) continue;
      throw refusal(
        `${where}: layer "${layer.name}" (${layer.kind})`,
        `weight "${name}" is ${got.join('x')}, expected ${want.map((n) => n ?? '?').join('x')}. The weights belong to another model; save the model again.`,
        'weights-shape',
      );
    }
  }
}

function fits(got: readonly number[], want: readonly (number | null)[]): boolean {
  return got.length === want.length && want.every((n, i) => n === null || n === got[i]);
}
