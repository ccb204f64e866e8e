import { ConvertError, NetworkError } from '../core/errors.js';
import type { Signal } from '../network/signal.js';
import { bias as biasOperator } from '../operators/bias.js';
import { type Conversion, declare, type LayerResult, shapeOf, valuesOf } from './conversion.js';
import type { ActivationPlan } from './layer-activation.js';
import { addNeurons, blockShapeOf } from './layer-neurons.js';
import { filtered, inputsOf, moved } from './layer-values.js';
import { isOnChip, mergedInto } from './merged-into.js';
import type { Layer } from './model.js';
import { isSpikingKind } from './neuron-types.js';
import type { LayerPieces, PieceContext } from './pieces/piece.js';
import { piecesOf, takesSeveral } from './pieces/table.js';
import type { LayerReport } from './report.js';

/** One layer on its way into the network. */
interface Job {
  readonly layer: Layer;
  readonly shape: readonly number[];
  readonly before: readonly LayerResult[];
  readonly pieces: LayerPieces;
  readonly conversion: Conversion;
}

/**
 * Declares one layer behind those it takes, and adds its line to the report.
 *
 * @throws ConvertError that names the layer
 */
export function convertLayer(layer: Layer, conversion: Conversion): void {
  try {
    addLayer(layer, conversion);
  } catch (cause) {
    if (!(cause instanceof NetworkError)) throw cause;
    const at = `layer "${layer.name}" (${layer.kind})`;
    const { message } = cause;
    throw new ConvertError(`${at}: ${message}`, { code: cause.code, path: layer.name, cause });
  }
}

function addLayer(layer: Layer, conversion: Conversion): void {
  if (layer.kind === 'InputLayer') {
    const shape = shapeOf(layer, conversion);
    report({ layer, shape, conversion }, 'the input', 'host', null);
    return;
  }
  const before = inputsOf(layer, takesSeveral(layer), conversion);
  const shape = shapeOf(layer, conversion);
  conversion.shapes.set(layer.name, shape);
  const pieces = piecesOf(layer, contextOf(layer, shape, conversion));
  const job: Job = { layer, shape, before, pieces, conversion };
  const plan = conversion.plans.get(layer.name)!;
  if (plan.kind === 'neurons') addNeuronLayer(job, plan);
  else if (pieces.does === 'max') addPool(job);
  else if (pieces.does === 'moves') passOn(job, plan);
  else addValues(job, plan);
}

function contextOf(layer: Layer, output: readonly number[], conversion: Conversion): PieceContext {
  const { popType = 32, maxPool = 'offChip' } = conversion.options;
  const inputs = layer.inbound.map((name) => conversion.shapes.get(name)!);
  const hasNeurons = conversion.plans.get(layer.name)!.kind === 'neurons';
  const merges = hasNeurons ? isOnChip(layer, conversion) : mergedInto(layer, conversion) !== null;
  return { inputs, output, popType, maxPool, merges };
}

/** A layer that changes no value hands on spikes as spikes; the next one filters them. */
function passOn(job: Job, plan: ActivationPlan): void {
  const { layer, before, pieces, conversion } = job;
  const signal = moved(layer, before[0]!.signal, pieces, conversion);
  conversion.results.set(layer.name, { ...before[0]!, signal: named(layer, signal, pieces) });
  const words = plan.kind === 'dropped' ? dropped(plan.was) : pieces.words;
  report(job, words, 'merged', null);
}

/** A layer without operators of its own shares its signal with the layer in front of it. */
function named({ name }: Layer, signal: Signal, { operators }: LayerPieces): Signal {
  return operators.length === 0 ? signal : signal.named(name);
}

function addValues(job: Job, plan: ActivationPlan): void {
  const { layer, before, pieces, conversion } = job;
  const signal = withBias(job, filtered(layer, before, pieces, conversion));
  conversion.results.set(layer.name, valuesOf(signal.named(layer.name)));
  const neurons = mergedInto(layer, conversion);
  const how = plan.kind === 'dropped' ? dropped(plan.was) : 'values';
  const became = neurons === null ? how : `merged into the synapses of ${neurons.join(', ')}`;
  report(job, `${pieces.words}, ${became}`, neurons === null ? 'host' : 'merged', null);
}

function withBias({ layer, pieces, conversion }: Job, signal: Signal): Signal {
  return pieces.bias === null
    ? signal
    : declare(layer, signal, [biasOperator(pieces.bias)], conversion);
}

function dropped(was: string): string {
  return `read out as values (was ${was}: the largest stays the largest)`;
}

function addNeuronLayer(job: Job, plan: ActivationPlan & { readonly kind: 'neurons' }): void {
  const { layer, shape, before, pieces, conversion } = job;
  const scale = conversion.scales.get(layer.name) ?? null;
  const onChip = isOnChip(layer, conversion);
  const { kind } = plan.neurons;
  const signal = addNeurons(filtered(layer, before, pieces, conversion), plan.neurons, {
    scale,
    bias: pieces.bias,
    was: plan.was,
    ...(onChip ? {} : { onChip: false }),
    ...blockShapeOf(layer.name, shape, conversion.options),
  }).named(layer.name);
  const again = plan.was === 'relu' && isSpikingKind(kind) ? plan.neurons : null;
  const synapse = conversion.synapses.get(layer.name)!;
  conversion.results.set(layer.name, { signal, spikesAt: scale, synapse, neurons: again });
  const own = pieces.operators.length > 0 || pieces.join !== undefined;
  const at = scale === null ? '' : ` at ${scale} Hz`;
  const became = `${own ? `${pieces.words} -> ` : ''}${kind}${at} (was ${plan.was})`;
  report(job, became, onChip ? 'chip' : 'host', scale);
}

/** Pooled spikes return as spikes of an off-chip population of the same scale. */
function addPool(job: Job): void {
  const { layer, before, pieces, conversion } = job;
  const pooled = filtered(layer, before, pieces, conversion);
  const { spikesAt, neurons, synapse } = before[0]!;
  if (neurons === null || spikesAt === null) {
    conversion.results.set(layer.name, valuesOf(pooled.named(layer.name)));
    report(job, pieces.words, 'host', null);
    return;
  }
  const own = { scale: spikesAt, bias: null, was: 'relu', onChip: false } as const;
  const signal = addNeurons(pooled, neurons, own).named(layer.name);
  conversion.results.set(layer.name, { signal, spikesAt, synapse, neurons });
  const again = `${neurons.kind} at ${spikesAt} Hz`;
  report(job, `${pieces.words}, off chip between two segments, then ${again}`, 'host', spikesAt);
}

function report(
  { layer, shape, conversion }: Pick<Job, 'layer' | 'shape' | 'conversion'>,
  became: string,
  runs: LayerReport['runs'],
  scale: number | null,
): void {
  const { name, kind } = layer;
  const parameters = conversion.parameters.get(name)!;
  conversion.rows.push({ layer: name, kind, output: shape, parameters, became, runs, scale });
}
