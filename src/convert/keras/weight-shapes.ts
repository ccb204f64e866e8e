import { layerShapes } from '../layer-shapes.js';
import type { Layer } from '../model.js';
import { axisOf, channelAxis, numbersOf, spatialRank } from '../shapes/options.js';
import { refusal } from './raw.js';
import { unwrapped } from './wrapped.js';

type Expected = Readonly<Record<string, readonly (number | null)[]>>;

/** Shapes of the weights of the layers we know; `null` for an axis that cannot be told. */
function expectedShapes(layer: Layer, input: readonly number[] | null): Expected {
  const inner = unwrapped(layer);
  if (inner !== null) return expectedShapes(inner, input?.slice(1) ?? null);
  const { config, kind } = layer;
  if (kind === 'Dense') {
    const units = Number(config.units);
    return { kernel: [input?.at(-1) ?? null, units], bias: [units] };
  }
  if (kind === 'BatchNormalization') {
    const at = input ? axisOf(config.axis, input.length) : -1;
    const one = [input?.[at] ?? null];
    return { gamma: one, beta: one, moving_mean: one, moving_variance: one };
  }
  const channels = input ? (input[channelAxis(layer, input.length)] ?? null) : null;
  return /Conv[123]D/.test(kind) ? convolutionShapes(layer, channels) : {};
}

function convolutionShapes(layer: Layer, channels: number | null): Expected {
  const { config, kind } = layer;
  const window = numbersOf(config.kernel_size, spatialRank(layer), 1);
  const filters = Number(config.filters);
  const each = Number(config.depth_multiplier ?? 1);
  const many = channels === null ? null : channels * each;
  if (kind.startsWith('Depthwise')) return { kernel: [...window, channels, each], bias: [many] };
  if (kind.startsWith('Separable')) {
    return {
      depthwise_kernel: [...window, channels, each],
      pointwise_kernel: [...window.map(() => 1), many, filters],
      bias: [filters],
    };
  }
  if (kind.endsWith('Transpose'))
    return { kernel: [...window, filters, channels], bias: [filters] };
  const depth = channels === null ? null : channels / Number(config.groups ?? 1);
  return { kernel: [...window, depth, filters], bias: [filters] };
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
