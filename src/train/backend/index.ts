export type { Backend, BackendChoice, BackendName, Tf } from './backend.js';
export { type BackendOptions, openBackend } from './open.js';
