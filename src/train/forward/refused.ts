import type { Layer, LayerModel } from '../../convert/model.js';
import { ConvertError } from '../../core/errors.js';

/** Options that training would otherwise leave out without a word. */
export function requireOptions(model: LayerModel): void {
  for (const layer of model.layers) {
    const refused = refusedOption(layer);
    if (refused === null) continue;
    throw new ConvertError(
      `layer "${layer.name}" (${layer.kind}): ${refused.what} cannot be trained here. ${refused.instead}`,
      { code: 'unsupported-option', path: layer.name },
    );
  }
}

function refusedOption({ kind, config }: Layer): { what: string; instead: string } | null {
  if (kind === 'ReLU' && (config.max_value != null || Number(config.threshold ?? 0) !== 0)) {
    return { what: 'max_value or threshold', instead: 'Use a plain ReLU.' };
  }
  const { interpolation = 'nearest' } = config;
  if (kind.startsWith('UpSampling') && interpolation !== 'nearest') {
    return {
      what: `interpolation ${interpolation}`,
      instead: 'Use "nearest", or Conv2DTranspose.',
    };
  }
  return null;
}
