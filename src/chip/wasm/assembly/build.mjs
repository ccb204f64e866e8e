import { assemble } from '../../../kernels/wasm/assembly/assemble.mjs';

/** The kernels of the chip: `node src/chip/wasm/assembly/build.mjs [--check]`. */
await assemble(import.meta.url, [
  'index.ts',
  ...['--importMemory', '--noExportMemory', '--sharedMemory'],
  ...['--initialMemory', '17', '--maximumMemory', '65536'],
  ...['--enable', 'simd', '--enable', 'threads', '--enable', 'bulk-memory', '--converge'],
]);
