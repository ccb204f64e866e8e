export type { CaseResult } from './case.js';
export { replayChipCase } from './chip-case.js';
export { caseFiles, replayFile } from './folder.js';
export { replayNetworkCase } from './network-case.js';
export { type OpenedCase, openNetworkCase } from './network-open.js';
export { replayNetworkTable } from './network-table.js';
