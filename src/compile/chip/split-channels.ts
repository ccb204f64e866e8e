import { CompileError } from '../../core/errors.js';
import { imageSize, type Shape3 } from './conv-geometry.js';

export interface SplitChannelsOptions {
  /** Most neurons of a group; unlimited unless given. */
  readonly maxSize?: number;
  /** Most channels of a group, 1024. */
  readonly maxChannels?: number;
}

/** Cuts the channels of an image into consecutive groups of nearly equal size. */
export function splitChannels(
  shape: Shape3,
  channelsLast: boolean,
  { maxSize, maxChannels = 1024 }: SplitChannelsOptions = {},
): number[][] {
  const { rows, cols, channels } = imageSize(shape, channelsLast);
  let most = maxChannels;
  if (maxSize !== undefined) most = Math.min(most, Math.floor(maxSize / (rows * cols)));
  if (most < 1) {
    throw new CompileError(
      `channel groups of ${rows}x${cols} pixels: one channel already has ${rows * cols} neurons, at most ${maxSize ?? maxChannels} are allowed. Raise the limit, or cut rows and columns.`,
      { code: 'channel-too-large' },
    );
  }
  const size = Math.ceil(channels / Math.ceil(channels / most));
  return Array.from({ length: Math.ceil(channels / size) }, (_, group) => {
    const first = group * size;
    return Array.from({ length: Math.min(size, channels - first) }, (_, i) => first + i);
  });
}
