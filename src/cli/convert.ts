import type { Command } from 'commander';
import { encodeNetwork } from '../codec/network-file.js';
import { networkToJson } from '../network/json.js';
import { writeFileAtomic } from '../report/write-file.js';
import { UsageError } from './failure.js';
import { openModel } from './model.js';
import { addModelFlags, type ModelFlags } from './model-options.js';

/** `rxspike convert MODEL --out FILE.net`: stores a model as a spiking network. */
export function convertVerb(program: Command): void {
  const verb = program
    .command('convert')
    .argument('<model>', 'an embedded model or a Keras file (.keras, .h5, model.json)')
    .description('convert a model to a spiking network and store it')
    .requiredOption('--out <file.net>', 'where the network goes')
    .option('--json', 'print one JSON object');
  addModelFlags(verb).action(
    async (name: string, flags: ModelFlags & { out: string; json?: boolean }) => {
      if (!flags.out.endsWith('.net')) {
        throw new UsageError(`--out: got "${flags.out}", expected a file ending in .net.`);
      }
      const { network, report } = await openModel(name, flags);
      const bytes = encodeNetwork(networkToJson(network));
      await writeFileAtomic(flags.out, bytes);
      if (flags.json === true) {
        const facts = { out: flags.out, bytes: bytes.length, operators: network.all.length };
        process.stdout.write(`${JSON.stringify({ ...facts, layers: report?.layers ?? [] })}\n`);
        return;
      }
      if (report !== null) process.stdout.write(`${report}\n\n`);
      process.stdout.write(
        `${network.all.length} operators, ${(bytes.length / 1e6).toFixed(2)} MB; wrote ${flags.out}\n`,
      );
    },
  );
}
