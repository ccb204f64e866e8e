import { assemble } from './assemble.mjs';

/** The kernels of the host's operators: `node src/kernels/wasm/assembly/build.mjs [--check]`. */
await assemble(import.meta.url, [
  ...['filter.ts', 'leaky.ts', 'population.ts', 'scan.ts', 'scatter.ts'],
  ...['--importMemory', '--enable', 'simd'],
]);
