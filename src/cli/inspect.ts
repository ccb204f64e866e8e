import type { Command } from 'commander';
import { type LoadedModel, openPlayable } from './model.js';
import { addModelFlags, type ModelFlags } from './model-options.js';
import { type LoadedProgram, programRows } from './program-model.js';
import { networkRows, table } from './table.js';

/** `rxspike inspect MODEL`: what a model is, and what becomes of it. */
export function inspectVerb(program: Command): void {
  const verb = program
    .command('inspect')
    .argument(
      '<model>',
      'an embedded model, a .net file, a .prog file, or a Keras file (.keras, .h5, model.json)',
    )
    .description('show the layers of a model and what becomes of them')
    .option('--json', 'print one JSON object');
  addModelFlags(verb).action(async (name: string, flags: ModelFlags & { json?: boolean }) => {
    const model = await openPlayable(name, flags);
    process.stdout.write(flags.json === true ? `${jsonOf(name, model)}\n` : textOf(model));
  });
}

function jsonOf(name: string, model: LoadedModel | LoadedProgram): string {
  const { dt, inputScale, input, output } = model;
  const ends = { input: input.name, output: output.name };
  if (model.kind === 'program') {
    const { report, seed, precomputable, probes } = model.program;
    const names = probes.map((probe) => probe.name);
    const facts = { cores: report.cores, seed, precomputable, probes: names };
    const layers = programRows(model);
    return JSON.stringify({ model: name, dt, inputScale, ...ends, ...facts, layers });
  }
  const { report, network } = model;
  const layers = report?.layers ?? networkRows(network);
  return JSON.stringify({
    model: name,
    source: report?.source ?? null,
    ...{ dt, inputScale, ...ends, layers },
  });
}

function textOf(model: LoadedModel | LoadedProgram): string {
  const { dt, inputScale, input, output } = model;
  const ends =
    `input "${input.name}" ${input.shape.join('x')}, values 0 to ${inputScale}; ` +
    `output "${output.name}" ${output.size} values; dt ${dt} s\n`;
  if (model.kind === 'program') {
    const { cores } = model.program.report;
    return `${model.name}: compiled for ${cores} cores\n\n${table(programRows(model))}\n${ends}`;
  }
  const { network, report, stored } = model;
  const source = stored === null ? '' : `${stored.source}\n\n`;
  return `${source}${report === null ? table(networkRows(network)) : `${report}\n`}\n${ends}`;
}
