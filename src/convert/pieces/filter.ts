import { ConvertError } from '../../core/errors.js';
import { alpha } from '../../operators/alpha.js';
import { lowpass } from '../../operators/lowpass.js';
import type { PieceRule } from './piece.js';
import { weight } from './piece.js';

/** `Lowpass` and `Alpha` of keras-spiking: one time constant, at rest in the beginning. */
export const filterPieces: PieceRule = (layer) => {
  const taus = new Set(weight(layer, 'tau').data);
  const [tau] = taus;
  if (taus.size !== 1 || !(tau! >= 0)) {
    throw new ConvertError(
      `layer "${layer.name}" (${layer.kind}): has ${taus.size} time constants, expected one for all ` +
        'values. Train the layer with one tau.',
      { code: 'unsupported-option', path: layer.name },
    );
  }
  const start = layer.weights.initial_level?.data ?? [];
  if (start.some((level) => level !== 0)) {
    throw new ConvertError(
      `layer "${layer.name}" (${layer.kind}): begins at a level other than 0, filters here begin at ` +
        'rest. Train the layer without an initial level.',
      { code: 'unsupported-option', path: layer.name },
    );
  }
  const filter = layer.kind === 'Alpha' ? alpha(tau!) : lowpass(tau!);
  return { does: 'linear', operators: [filter], bias: null, words: `${filter.kind} of ${tau} s` };
};
