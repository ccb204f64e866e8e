export type { ChipModel } from './chip/model.js';
export { type Utilization, utilization, utilizationSummary } from './chip/utilization.js';
export { type CompileOptions, compile } from './compile.js';
export type { Population } from './population.js';
export type { Port, Program, ProgramInput, ProgramProbe } from './program.js';
export type { BlockReport, CompileReport, CrossingReport } from './report.js';
