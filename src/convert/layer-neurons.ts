import type { Declarable } from '../core/description.js';
import { ConvertError } from '../core/errors.js';
import { isShape } from '../core/shape.js';
import type { Signal } from '../network/signal.js';
import type { Operator } from '../operators/operator.js';
import { isCurved } from './neuron-types.js';
import type { ConvertOptions } from './options.js';

/** What a layer adds to the neurons of its type. */
export interface OwnNeurons {
  /** Hz per unit of activation; `null` for curves, which have none. */
  readonly scale: number | null;
  /** Bias of the layer, in units of activation; `null`: none. */
  readonly bias: Float64Array | null;
  readonly was: string;
  readonly onChip?: false;
  readonly blockShape?: {
    readonly shape: readonly number[];
    readonly ensembleShape: readonly number[];
  };
}

/**
 * Declares neurons of a type with the gain, bias and amplitude of a scale s: gain s, bias s b,
 * amplitude / s. Spikes made from a curve have s in the curve instead.
 */
export function addNeurons(from: Signal, type: Operator, own: OwnNeurons): Signal {
  const { scale, bias, ...rest } = own;
  const s = scale ?? 1;
  const gain = isCurved(type) ? 1 : s;
  const base = isCurved(type) ? (type.params.base as { amplitude: number } | undefined) : undefined;
  const added = {
    gain,
    bias: bias === null ? 0 : bias.map((b) => b * gain),
    amplitude: (type.params.amplitude as number) / s,
    ...(base === undefined ? {} : { base: { ...base, amplitude: base.amplitude * s } }),
    ...rest,
  };
  return withParams(type, added)(from);
}

/** The same operator with other parameters. */
function withParams(type: Operator, added: Declarable['params']) {
  const { kind, draw } = type;
  const params = { ...type.params, ...added };
  return (from: Signal): Signal => {
    const declarable: Declarable = {
      kind,
      params,
      outputShape: (input) => {
        sizesFit(kind, params, input);
        return input;
      },
      ...(draw === undefined ? {} : { draw: (seed) => ({ ...draw(seed), ...added }) }),
    };
    const target = from.network.add(declarable, from.shape);
    from.into(target);
    return target;
  };
}

function sizesFit(kind: string, params: Declarable['params'], input: readonly number[]): void {
  const size = input.reduce((n, d) => n * d, 1);
  const bias = params.bias as number | Float64Array;
  if (typeof bias === 'number' || bias.length === size) return;
  throw new ConvertError(`${kind}: ${bias.length} biases for ${size} neurons.`, {
    code: 'shape-mismatch',
  });
}

/** The block shape that the options give a layer. Throws a ConvertError if it does not fit. */
export function blockShapeOf(
  layer: string,
  ensembleShape: readonly number[],
  { blockShapes = {} }: ConvertOptions,
) {
  const shape = blockShapes[layer];
  if (shape === undefined) return {};
  if (shape.length !== ensembleShape.length || !isShape(shape)) {
    throw new ConvertError(
      `blockShapes: "${layer}" is given ${shape.join(',')}, the layer is ` +
        `${ensembleShape.join('x')}. Give one number per dimension.`,
      { code: 'bad-block-shape', path: layer },
    );
  }
  return { blockShape: { shape, ensembleShape } };
}
