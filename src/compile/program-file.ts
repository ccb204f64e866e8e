import { decodeDocument, encodeDocument } from '../codec/container.js';
import type { Program } from './program.js';
import { programFromJson, programToJson } from './program-json.js';

/** Kind of the documents in program files. */
export const PROGRAM_KIND = 'program';

/**
 * The bytes of a program file: one self-describing file with a checksum, typed arrays as they are.
 *
 * @throws CodecError that names a value in the network's meta which is no plain data
 *
 * @example
 * await writeFile('digits.prog', encodeProgram(compile(network, { probes: { output } })));
 */
export function encodeProgram(program: Program): Uint8Array {
  return encodeDocument(PROGRAM_KIND, programToJson(program));
}

/**
 * The program in a program file; it plays the same spikes as the one that was written.
 *
 * @param path for the sentences of errors
 * @throws CodecError if the bytes are no undamaged program file of this version, or a field does not
 *   fit; CompileError for a cycle in the host's graph
 *
 * @example
 * const program = decodeProgram(await readFile('digits.prog'), 'digits.prog');
 * source$.pipe(run(program, { on: emulator() }));
 */
export function decodeProgram(bytes: Uint8Array, path?: string): Program {
  const kind = PROGRAM_KIND;
  const json = decodeDocument(bytes, { kind, ...(path === undefined ? {} : { path }) });
  return programFromJson(json, path);
}
