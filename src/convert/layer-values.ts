import { ConvertError } from '../core/errors.js';
import { sizeOf } from '../core/shape.js';
import type { Signal } from '../network/signal.js';
import { concat } from '../operators/concat.js';
import type { Operator } from '../operators/operator.js';
import { reshape } from '../operators/reshape.js';
import { slice } from '../operators/slice.js';
import { sum } from '../operators/sum.js';
import { type Conversion, declare, innerName, type LayerResult } from './conversion.js';
import type { Layer } from './model.js';
import type { Join, LayerPieces, Slices } from './pieces/piece.js';

/** What reaches a layer. Throws a ConvertError unless that is one layer, or it joins several. */
export function inputsOf(
  layer: Layer,
  joins: boolean,
  { results }: Conversion,
): readonly LayerResult[] {
  if (joins ? layer.inbound.length > 0 : layer.inbound.length === 1) {
    return layer.inbound.map((name) => results.get(name)!);
  }
  throw new ConvertError(
    `layer "${layer.name}" (${layer.kind}): takes ${layer.inbound.length} layers, expected ` +
      'one. Join them in front of it with Add or Concatenate.',
    { code: 'many-inputs', path: layer.name },
  );
}

/** Declares the operators of a layer behind what it takes, without bias and without filter. */
export function moved(
  layer: Layer,
  from: Signal,
  pieces: LayerPieces,
  conversion: Conversion,
): Signal {
  if (pieces.slices === undefined) return declare(layer, from, pieces.operators, conversion);
  return slicewise(layer, from, pieces, pieces.slices, conversion);
}

/** The same, with the synapses of the neurons in front of it, so that what comes out is values. */
export function filtered(
  layer: Layer,
  before: readonly LayerResult[],
  pieces: LayerPieces,
  conversion: Conversion,
): Signal {
  const { join } = pieces;
  if (join !== undefined) {
    return moved(layer, joined(layer, before, join, conversion), pieces, conversion);
  }
  const { signal, synapse } = before[0]!;
  const filter = synapse === null ? [] : [synapse];
  // A linear operator and a filter may change places; behind it there are fewer values as a rule.
  if (pieces.does !== 'max') {
    return declare(layer, moved(layer, signal, pieces, conversion), filter, conversion);
  }
  return moved(layer, declare(layer, signal, filter, conversion), pieces, conversion);
}

function joined(
  layer: Layer,
  before: readonly LayerResult[],
  { by, parts }: Join,
  conversion: Conversion,
): Signal {
  const signals = before.map(({ signal, synapse }, i) => {
    const operators: Operator[] = [...parts[i]!, ...(synapse === null ? [] : [synapse])];
    return declare(layer, signal, operators, conversion);
  });
  const [first, ...others] = signals;
  if (by === 'concat' && others.length > 0) {
    const name = innerName(layer.name, 'concat', conversion);
    return concat(others[0]!, ...others.slice(1))(first!).named(name);
  }
  const meeting = declare(layer, first!, [sum()], conversion);
  for (const other of others) other.into(meeting);
  return meeting;
}

/** Each of the equal parts of the input goes its own way through the operators. */
function slicewise(
  layer: Layer,
  from: Signal,
  { operators }: LayerPieces,
  { count, shape, output }: Slices,
  conversion: Conversion,
): Signal {
  const size = sizeOf(shape);
  const parts = Array.from({ length: count }, (_, t) => {
    const part = slice(Uint32Array.from({ length: size }, (_, i) => t * size + i));
    return declare(layer, from, [part, reshape(shape), ...operators], conversion);
  });
  const [first, ...others] = parts;
  if (others.length === 0) return declare(layer, first!, [reshape(output)], conversion);
  const whole = concat(others[0]!, ...others.slice(1))(first!);
  const named = whole.named(innerName(layer.name, 'concat', conversion));
  return declare(layer, named, [reshape(output)], conversion);
}
