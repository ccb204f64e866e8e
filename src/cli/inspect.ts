import type { Command } from 'commander';
import { openModel } from './model.js';
import { addModelFlags, type ModelFlags } from './model-options.js';
import { networkRows, table } from './table.js';

/** `rxspike inspect MODEL`: what a model is, and what becomes of it. */
export function inspectVerb(program: Command): void {
  const verb = program
    .command('inspect')
    .argument(
      '<model>',
      'an embedded model, a .net file, or a Keras file (.keras, .h5, model.json)',
    )
    .description('show the layers of a model and what becomes of them')
    .option('--json', 'print one JSON object');
  addModelFlags(verb).action(async (name: string, flags: ModelFlags & { json?: boolean }) => {
    const { network, report, inputScale, output, input, stored } = await openModel(name, flags);
    const layers = report?.layers ?? networkRows(network);
    if (flags.json === true) {
      const facts = { model: name, source: report?.source ?? null, dt: network.dt, inputScale };
      const ends = { input: input.name, output: output.name };
      process.stdout.write(`${JSON.stringify({ ...facts, ...ends, layers })}\n`);
      return;
    }
    if (stored !== null) process.stdout.write(`${stored.source}\n\n`);
    process.stdout.write(report === null ? table(networkRows(network)) : `${report}\n`);
    process.stdout.write(
      `\ninput "${input.name}" ${input.shape.join('x')}, values 0 to ${inputScale}; ` +
        `output "${output.name}" ${output.size} values; dt ${network.dt} s\n`,
    );
  });
}
