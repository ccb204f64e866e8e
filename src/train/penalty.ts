import type { Layer, LayerModel } from '../convert/model.js';
import type { Penalty } from './gradient.js';
import type { TrainSettings } from './options.js';

export function openPenalty(
  _model: LayerModel,
  _layers: readonly Layer[],
  _settings: TrainSettings,
): Penalty | null {
  return null;
}
