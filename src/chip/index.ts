export { Board, type BoardOptions, type BoardState, type SpikeList } from './board.js';
export { type EmulatorOptions, emulator } from './emulator.js';
export { openProbes, type ProbeReading, type ProbeRecorder } from './probe.js';
