import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import asc from 'assemblyscript/asc';

/**
 * Compiles AssemblyScript and writes the WASM as text into `binary.ts` in the folder above, so that
 * whatever compiles or bundles the library takes it along; with --check only compares.
 *
 * @param {string} here URL of the script beside the sources
 * @param {string[]} words entries and options of the compiler
 */
export async function assemble(here, words) {
  const folder = fileURLToPath(new URL('.', here));
  const target = fileURLToPath(new URL('../binary.ts', here));
  let binary;
  const { error, stderr } = await asc.main(
    [...words, '--baseDir', folder, '-O3', '--noAssert', '--runtime', 'stub', '-o', 'out.wasm'],
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
  const text = `// Made by the build out of the files in assembly/. Do not edit.

/** The kernels as WebAssembly, in base64. */
export const binary =
  '${Buffer.from(binary).toString('base64')}';
`;
  if (!process.argv.includes('--check')) writeFileSync(target, text);
  else if (readFileSync(target, 'utf8') !== text) {
    console.error('kernels: binary.ts is not what the assembly gives. Run npm run build:kernels.');
    process.exit(1);
  }
}
