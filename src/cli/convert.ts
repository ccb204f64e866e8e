import { extname } from 'node:path';
import type { Command } from 'commander';
import { encodeNetwork } from '../codec/network-file.js';
import { encodeProgram } from '../compile/program-file.js';
import { networkToJson } from '../network/json.js';
import { writeFileAtomic } from '../report/write-file.js';
import { UsageError } from './failure.js';
import { log } from './log.js';
import { type LoadedModel, openModel } from './model.js';
import { addModelFlags, type ModelFlags } from './model-options.js';
import { compileModel } from './program-model.js';

/** `rxspike convert MODEL --out FILE`: stores a model as a spiking network or a compiled program. */
export function convertVerb(program: Command): void {
  const verb = program
    .command('convert')
    .argument(
      '<model>',
      'an embedded model, a .net file, or a Keras file (.keras, .h5, model.json)',
    )
    .description('convert a model to a spiking network or a program for the chip, and store it')
    .requiredOption('--out <file>', 'where it goes: .net, a network, or .prog, compiled')
    .option('--json', 'print one JSON object');
  addModelFlags(verb).action(
    async (name: string, flags: ModelFlags & { out: string; json?: boolean }) => {
      const kind = kindOf(flags);
      const model = await openModel(name, flags);
      const { network, report } = model;
      const { bytes, ...facts } = kind === 'net' ? networkBytes(model) : programBytes(model, flags);
      await writeFileAtomic(flags.out, bytes);
      if (flags.json === true) {
        const about = { out: flags.out, bytes: bytes.length, operators: network.all.length };
        const layers = report?.layers ?? [];
        process.stdout.write(`${JSON.stringify({ ...about, ...facts, layers })}\n`);
        return;
      }
      if (report !== null) process.stdout.write(`${report}\n\n`);
      const cores = facts.cores === undefined ? '' : `${facts.cores} cores, `;
      process.stdout.write(
        `${network.all.length} operators, ${cores}${(bytes.length / 1e6).toFixed(2)} MB; wrote ${flags.out}\n`,
      );
    },
  );
}

function kindOf({ out, split }: ModelFlags & { out: string }): 'net' | 'prog' {
  const extension = extname(out);
  if (extension === '.prog') return 'prog';
  if (extension !== '.net') {
    throw new UsageError(`--out: got "${out}", expected a file ending in .net or .prog.`);
  }
  if (split === undefined) return 'net';
  throw new UsageError(
    `--split has no effect on "${out}": a network is cut over cores when it is compiled. Give ` +
      '--out FILE.prog, or give --split to run or place.',
  );
}

interface Stored {
  readonly bytes: Uint8Array;
  readonly cores?: number;
}

function networkBytes({ network }: LoadedModel): Stored {
  return { bytes: encodeNetwork(networkToJson(network)) };
}

function programBytes(model: LoadedModel, { split }: ModelFlags): Stored {
  const program = compileModel(model, split);
  for (const warning of program.report.warnings) log.warn(warning);
  return { bytes: encodeProgram(program), cores: program.report.cores };
}
