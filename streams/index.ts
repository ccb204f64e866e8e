export type { Samples } from '../src/core/samples.js';
export { type Aedat2Options, readAedat2 } from './events/aedat2.js';
export {
  type DvsChunksOptions,
  type DvsOptions,
  dvsChunks,
  dvsSpikes,
} from './events/dvs-chunks.js';
export { type DvsLayout, type DvsLayoutOptions, dvsLayout } from './events/dvs-layout.js';
export { readLoihiEvents, writeLoihiEvents } from './events/loihi-events.js';
export { type ReadEventsOptions, readEvents } from './events/read-events.js';
export type { EventProblem, EventRecording, ReadOptions } from './events/recording.js';
export { drawnPictures } from './idx/drawn.js';
export { type IdxArray, type IdxType, readIdx } from './idx/idx.js';
export { type MnistSplit, mnistPictures } from './idx/mnist.js';
export type { LabelledPictures } from './idx/pictures.js';
export { type OpenPicturesOptions, openPictures } from './idx/sources.js';
export { type OpenSamplesOptions, openSamples } from './samples/open-samples.js';
export type { SampleSet } from './samples/read.js';
export {
  type PresentChunksOptions,
  type Presented,
  type PresentOptions,
  present,
  presentChunks,
} from './shape/present.js';
export { type DrawnDigitsOptions, drawnDigits, type LabelledPicture } from './synthetic/digits.js';
export {
  type BrownNoiseOptions,
  brownNoise,
  type FilteredNoiseOptions,
  filteredNoise,
  type NoiseFilter,
} from './synthetic/filtered-noise.js';
export { type Piece, type PiecewiseOptions, piecewise } from './synthetic/piecewise.js';
export { type SineOptions, sine } from './synthetic/sine.js';
export { ticks } from './synthetic/ticks.js';
export { type WhiteNoiseOptions, whiteNoise } from './synthetic/white-noise.js';
export { type WhiteSignalOptions, whiteSignal } from './synthetic/white-signal.js';
