export type { Backend, BackendChoice, BackendName, Tensor, Tf } from './backend/backend.js';
export { type BackendOptions, openBackend } from './backend/open.js';
