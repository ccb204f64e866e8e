import { assemble } from '../../../../kernels/wasm/assembly/assemble.mjs';

/** Gradients on the heap of the wasm backend: `node src/train/backend/wasm/assembly/build.mjs [--check]`. */
await assemble(import.meta.url, [
  ...['gradients.ts', 'rows.ts'],
  ...['--importMemory', '--noExportMemory', '--enable', 'simd', '--enable', 'bulk-memory'],
]);
