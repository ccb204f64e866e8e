export { type CalibrateOptions, calibrate } from './calibrate/calibrate.js';
export type { Calibration } from './calibrate/calibration.js';
export type { Tried } from './calibrate/judge.js';
export type { LayerNeed, Target } from './calibrate/layer-needs.js';
export type { Goal } from './calibrate/search.js';
export type { Setting } from './calibrate/setting.js';
export { decodeNetwork, encodeNetwork } from './codec/network-file.js';
export { type CompileOptions, compile } from './compile/compile.js';
export type { Program } from './compile/program.js';
export { decodeProgram, encodeProgram } from './compile/program-file.js';
export type { CompileReport } from './compile/report.js';
export { type Converted, convert } from './convert/convert.js';
export { floatForm } from './convert/float-form.js';
export { type LoadKerasOptions, loadKeras } from './convert/keras/load.js';
export { encodeKerasH5 } from './convert/keras/write.js';
export { modelSummary } from './convert/layer-shapes.js';
export {
  type BuildOptions,
  type FunctionalOptions,
  functional,
  sequential,
} from './convert/layers/build-model.js';
export { freshWeights } from './convert/layers/initial.js';
export * as layers from './convert/layers/layers.js';
export { seedModel } from './convert/layers/seed-model.js';
export type { LayerFunction, Tensor } from './convert/layers/tensor.js';
export type { Layer, LayerModel, LayerWeights } from './convert/model.js';
export type { ConvertOptions, Neurons, NeuronType, Synapse } from './convert/options.js';
export type { ConvertReport, LayerReport } from './convert/report.js';
export type { Chunk, Rows, SpikeTrain } from './core/chunk.js';
export * from './core/errors.js';
export { type EventBatch, emptyBatch } from './core/event-batch.js';
export type { Samples } from './core/samples.js';
export type { Shape } from './core/shape.js';
export { type SplitSamples, split, subset } from './core/subset.js';
export type { Precision, Vector } from './core/vector.js';
export type { Measurable } from './measure/measurable.js';
export {
  type CountOptions,
  type MeasureOptions,
  measure,
  type SampleAnswer,
} from './measure/measure.js';
export { type MeasureFloatOptions, measureFloat } from './measure/measure-float.js';
export type { KeptSample, LayerActivity, Measurement } from './measure/measurement.js';
export { wilson } from './measure/wilson.js';
export {
  type ActivationSparsity,
  activationSparsity,
  type MembraneCounter,
  membraneCounter,
  type NeuronModel,
  type NeuronReset,
  neuronOperations,
} from './metrics/activity.js';
export { measuredEnergy, type PublishedPower, publishedPower } from './metrics/anchors.js';
export type { ChipCounts } from './metrics/chip-meter.js';
export { type ChipResources, chipResources } from './metrics/chip-resources.js';
export type { Estimate } from './metrics/estimates.js';
export type { Fanout } from './metrics/fanout.js';
export {
  type InferenceMetrics,
  type InferenceOptions,
  inferenceMetrics,
} from './metrics/inference.js';
export { unroll } from './metrics/layer-fanout.js';
export {
  layerMetrics,
  type StaticMetrics,
  type StaticOptions,
} from './metrics/layer-metrics.js';
export { type MeteredDevice, metered } from './metrics/metered.js';
export { networkMetrics, nodeFanout } from './metrics/network-metrics.js';
export type { ChipProfile, GenericProfile, Profile } from './metrics/profile.js';
export { genericProfiles, loihi2018, loihiFitted, profiles } from './metrics/profiles.js';
export {
  type RecurrentCell,
  type RecurrentCounter,
  recurrentCounter,
} from './metrics/recurrent-counter.js';
export { type SpikeRates, spikeRates } from './metrics/spike-rates.js';
export {
  type SynapticCounter,
  type SynapticOperations,
  synapticCounter,
} from './metrics/synaptic-counter.js';
export { metricsText, staticText } from './metrics/text.js';
export { type NetworkJson, networkFromJson, networkToJson } from './network/json.js';
export { type InputKind, Network, type NetworkOptions } from './network/network.js';
export type { Signal, StateKey } from './network/signal.js';
export * from './operators/index.js';
export type { Operator } from './operators/operator.js';
export { activityFigureSvg } from './report/figure-activity.js';
export type { ActivityFigure } from './report/figure-activity-types.js';
export { type FigureLine, type LineFigure, lineFigureSvg } from './report/figure-lines.js';
export { writeFigure } from './report/figure-write.js';
export { type Checkpoint, decodeCheckpoint, encodeCheckpoint } from './run/checkpoint.js';
export { type ClockOptions, clock, type Ticks } from './run/clock/clock.js';
export { type PacedChunk, type PaceOptions, pace, paceFrom } from './run/clock/pace.js';
export type {
  ChipFrames,
  RealTimeChunk,
  RealTimeFromOptions,
} from './run/clock/play-clocked.js';
export { type RealTimeOptions, realTime, realTimeFrom } from './run/clock/real-time.js';
export {
  type ChipFrame,
  type ChipInput,
  type ChipOutput,
  type ClockedChip,
  type ClockedOutput,
  type Device,
  type DeviceRecipe,
  type Interpreter,
  interpreter,
  type Session,
  type SessionState,
} from './run/device.js';
export type { CheckpointOptions, RunCheckpoint } from './run/keeper.js';
export type { CheckpointRequest } from './run/requests.js';
export {
  type Overflow,
  type RunChunk,
  type RunOptions,
  type RunProgramOptions,
  run,
  runFrom,
} from './run/run.js';
export {
  type ManyChunk,
  type ManyOptions,
  type RunManyOptions,
  type RunManyProgramOptions,
  runMany,
} from './run/run-many.js';
export { decodeSessionState, encodeSessionState } from './run/session-file.js';
