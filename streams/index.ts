export { drawnPictures } from './idx/drawn.js';
export { type IdxArray, type IdxType, readIdx } from './idx/idx.js';
export { type MnistSplit, mnistPictures } from './idx/mnist.js';
export type { LabelledPictures } from './idx/pictures.js';
export { type OpenPicturesOptions, openPictures } from './idx/sources.js';
export {
  type PresentChunksOptions,
  type Presented,
  type PresentOptions,
  present,
  presentChunks,
} from './shape/present.js';
export { type DrawnDigitsOptions, drawnDigits, type LabelledPicture } from './synthetic/digits.js';
export { type SineOptions, sine } from './synthetic/sine.js';
export { ticks } from './synthetic/ticks.js';
