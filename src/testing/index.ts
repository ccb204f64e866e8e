export type { Place } from './case.js';
export {
  type DeviceSuiteOptions,
  deviceCaseNames,
  deviceSuite,
  type TestFramework,
} from './device-suite.js';
