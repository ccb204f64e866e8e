/**
 * Assembles the kernels and writes them as text into ../binary.ts; with --check only compares.
 *
 *     node src/kernels/wasm/assembly/build.mjs [--check]
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import asc from 'assemblyscript/asc';

const here = fileURLToPath(new URL('.', import.meta.url));
const target = fileURLToPath(new URL('../binary.ts', import.meta.url));

let binary;
const { error, stderr } = await asc.main(
  [
    ...['filter.ts', 'leaky.ts', 'population.ts', 'scan.ts', 'scatter.ts'],
    '--baseDir',
    here,
    '-O3',
    '--noAssert',
    '--importMemory',
    ...['--runtime', 'stub', '--enable', 'simd', '-o', 'out.wasm'],
  ],
  {
    writeFile: (name, contents) => {
      if (name.endsWith('.wasm')) binary = contents;
    },
  },
);
if (error !== null) {
  console.error(`kernels: the assembly does not compile.\n${stderr.toString()}`);
  process.exit(1);
}
const text = `// Made by assembly/build.mjs out of the files beside it. Do not edit.

/** The kernels as WebAssembly, in base64. */
export const binary =
  '${Buffer.from(binary).toString('base64')}';
`;
if (!process.argv.includes('--check')) writeFileSync(target, text);
else if (readFileSync(target, 'utf8') !== text) {
  console.error(
    'kernels: binary.ts is not what the assembly gives. Run node src/kernels/wasm/assembly/build.mjs.',
  );
  process.exit(1);
}
