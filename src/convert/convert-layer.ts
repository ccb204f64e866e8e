import { ConvertError } from '../core/errors.js';
import type { Signal } from '../network/signal.js';
import { bias as biasOperator } from '../operators/bias.js';
import type { Operator } from '../operators/operator.js';
import {
  type Conversion,
  declare,
  inputOf,
  type LayerResult,
  reportRow,
  shapeOf,
} from './conversion.js';
import type { ActivationPlan } from './layer-activation.js';
import { type LayerPieces, piecesOf } from './layer-pieces.js';
import { isOnChip, mergedInto } from './merged-into.js';
import type { Layer } from './model.js';
import { type ConvertOptions, type NeuronType, neuronTypes } from './options.js';

/** Declares one layer behind those it takes, and adds its line to the report. */
export function convertLayer(layer: Layer, plan: ActivationPlan, conversion: Conversion): void {
  const shape = shapeOf(layer, conversion);
  conversion.shapes.set(layer.name, shape);
  if (layer.kind === 'InputLayer') {
    conversion.rows.push(reportRow(layer, shape, 'the input', 'host', null));
    return;
  }
  const { popType = 32, maxPool = 'offChip' } = conversion.options;
  const pieces = piecesOf(layer, shape, { popType, maxPool });
  const before = inputOf(layer, conversion);
  if (plan.kind === 'neurons') addNeurons(layer, shape, before, pieces, conversion);
  else if (pieces.operator?.kind === 'maxPool') addPool(layer, shape, before, pieces, conversion);
  else if (pieces.operator === null || pieces.operator.kind === 'flatten') {
    passOn(layer, shape, before, pieces, plan, conversion);
  } else addValues(layer, shape, before, pieces, plan, conversion);
}

/** A layer that changes no value hands on spikes as spikes; the next one filters them. */
function passOn(
  layer: Layer,
  shape: readonly number[],
  before: LayerResult,
  pieces: LayerPieces,
  plan: ActivationPlan,
  conversion: Conversion,
): void {
  const operators = pieces.operator === null ? [] : [pieces.operator];
  const signal = declare(layer, before.signal, operators, conversion);
  conversion.results.set(layer.name, { ...before, signal });
  const words = plan.kind === 'dropped' ? dropped(plan.was) : pieces.words;
  conversion.rows.push(reportRow(layer, shape, words, 'merged', null));
}

function addValues(
  layer: Layer,
  shape: readonly number[],
  before: LayerResult,
  pieces: LayerPieces,
  plan: ActivationPlan,
  conversion: Conversion,
): void {
  const added = pieces.bias === null ? [] : [biasOperator(pieces.bias)];
  const signal = declare(layer, filtered(layer, before, pieces, conversion), added, conversion);
  conversion.results.set(layer.name, valuesOf(signal.named(layer.name)));
  const neurons = mergedInto(layer, conversion);
  const how = plan.kind === 'dropped' ? dropped(plan.was) : 'values';
  const became = neurons === null ? how : `merged into the synapses of ${neurons.join(', ')}`;
  const runs = neurons === null ? 'host' : 'merged';
  conversion.rows.push(reportRow(layer, shape, `${pieces.words}, ${became}`, runs, null));
}

function valuesOf(signal: Signal): LayerResult {
  return { signal, spikesAt: null, synapse: null };
}

function dropped(was: string): string {
  return `read out as values (was ${was}: the largest stays the largest)`;
}

/** A linear operator and a filter may change places; the smaller side is filtered. */
function filtered(
  layer: Layer,
  before: LayerResult,
  pieces: LayerPieces,
  conversion: Conversion,
): Signal {
  const filter = before.synapse === null ? [] : [before.synapse];
  const own = pieces.operator === null ? [] : [pieces.operator];
  const linear = pieces.operator?.kind !== 'maxPool';
  const operators = linear ? [...own, ...filter] : [...filter, ...own];
  return declare(layer, before.signal, operators, conversion);
}

function addNeurons(
  layer: Layer,
  shape: readonly number[],
  before: LayerResult,
  pieces: LayerPieces,
  conversion: Conversion,
): void {
  const scale = conversion.scales.get(layer.name)!;
  const onChip = isOnChip(layer, conversion);
  const neurons = neuronsOf(conversion, scale, {
    bias: pieces.bias === null ? 0 : pieces.bias.map((b) => b * scale),
    ...(onChip ? {} : { onChip: false }),
    ...blockShapeOf(layer, shape, conversion.options),
  });
  const signal = filtered(layer, before, pieces, conversion).pipe(neurons).named(layer.name);
  const synapse = conversion.synapses.get(layer.name)!;
  conversion.results.set(layer.name, { signal, spikesAt: scale, synapse });
  const linear = pieces.operator === null ? '' : `${pieces.words} -> `;
  const became = `${linear}${neurons.kind} at ${scale} Hz (was relu)`;
  conversion.rows.push(reportRow(layer, shape, became, onChip ? 'chip' : 'host', scale));
}

/** Pooled spikes return as spikes of an off-chip population of the same scale. */
function addPool(
  layer: Layer,
  shape: readonly number[],
  before: LayerResult,
  pieces: LayerPieces,
  conversion: Conversion,
): void {
  const pooled = filtered(layer, before, pieces, conversion);
  const { spikesAt } = before;
  if (spikesAt === null) {
    conversion.results.set(layer.name, valuesOf(pooled.named(layer.name)));
    conversion.rows.push(reportRow(layer, shape, 'max pool', 'host', null));
    return;
  }
  const neurons = neuronsOf(conversion, spikesAt, { onChip: false });
  const signal = pooled.pipe(neurons).named(layer.name);
  conversion.results.set(layer.name, { ...before, signal });
  const became = `max pool, off chip between two segments, then ${neurons.kind} at ${spikesAt} Hz`;
  conversion.rows.push(reportRow(layer, shape, became, 'host', spikesAt));
}

function neuronsOf(
  { activation }: Conversion,
  scale: number,
  own: Readonly<Record<string, unknown>>,
): Operator {
  const make = neuronTypes[activation.kind as NeuronType] as (options: object) => Operator;
  const amplitude = (activation.params.amplitude as number) / scale;
  return make({ ...activation.params, gain: scale, bias: 0, amplitude, was: 'relu', ...own });
}

function blockShapeOf(
  layer: Layer,
  ensembleShape: readonly number[],
  { blockShapes = {} }: ConvertOptions,
) {
  const shape = blockShapes[layer.name];
  if (shape === undefined) return {};
  if (shape.length !== ensembleShape.length) {
    throw new ConvertError(
      `blockShapes: "${layer.name}" is given ${shape.join(',')}, the layer is ` +
        `${ensembleShape.join('x')}. Give one number per dimension.`,
      { code: 'bad-block-shape', path: layer.name },
    );
  }
  return { blockShape: { shape, ensembleShape } };
}
