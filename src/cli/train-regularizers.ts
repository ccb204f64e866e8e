import type { LayerChoice, RegularizerSpec } from '../train/regularizers/spec.js';
import { UsageError } from './failure.js';

const FORM = /^([a-zA-Z]+)(?:=([\d.:]+))?(?:@([\d.eE+-]+))?(?:#(.+))?$/;

/** Reads `KIND=NUMBERS@WEIGHT#LAYERS`, as `--regularize` takes it. */
export function regularizerOf(text: string): RegularizerSpec {
  const [, kind, given, weightText, layerText] = FORM.exec(text) ?? [];
  const numbers = given === undefined ? [] : given.split(':').map(Number);
  const rest = { ...weightOf(weightText, text), ...layersOf(layerText) };
  if (numbers.some(Number.isNaN)) throw bad(text);
  const [a, b, c] = numbers;
  const count = numbers.length;
  if (kind === 'targetRate' && count <= 1) {
    return { kind, ...(a === undefined ? {} : { targetHz: a }), ...rest };
  }
  if (kind === 'range' && (count === 0 || count === 2)) {
    return { kind, ...(count === 0 ? {} : { minHz: a!, maxHz: b! }), ...rest };
  }
  if (kind === 'percentileRange' && count === 3) {
    return { kind, percentile: a!, minHz: b!, maxHz: c!, ...rest };
  }
  if (kind === 'norm' && count <= 1) {
    return { kind, ...(a === undefined ? {} : { order: a }), ...rest };
  }
  throw bad(text);
}

function weightOf(weight: string | undefined, text: string): { weight?: number } {
  if (weight === undefined) return {};
  const value = Number(weight);
  if (value >= 0) return { weight: value };
  throw bad(text);
}

function layersOf(text: string | undefined): { layers?: LayerChoice } {
  if (text === undefined) return {};
  if (text === 'all' || text === 'onChip' || text === 'offChip') return { layers: text };
  return { layers: text.split(',') };
}

function bad(text: string): UsageError {
  return new UsageError(
    `--regularize: got "${text}", expected targetRate=HZ, range=MIN:MAX, percentileRange=PERCENTILE:MIN:MAX or ` +
      'norm=ORDER, with @WEIGHT and #LAYER,LAYER (or #onChip, #offChip) behind it.',
  );
}
