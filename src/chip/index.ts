export {
  Board,
  type BoardOptions,
  type BoardState,
  type BoardWarning,
  type BoardWarningKind,
  type PesErrors,
  type SpikeList,
} from './board.js';
export { type EmulatorOptions, emulator } from './emulator.js';
export { openBoard } from './open-board.js';
export { openProbes, type ProbeReading, type ProbeRecorder } from './probe.js';
export * as kernelLayout from './wasm/assembly/layout.js';
export { type KernelImage, openKernelImage } from './wasm/kernel-image.js';
