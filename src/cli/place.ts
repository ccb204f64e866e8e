import type { Command } from 'commander';
import type { Utilization } from '../compile/chip/utilization.js';
import type { CompileReport } from '../compile/report.js';
import { log } from './log.js';
import { openPlayable } from './model.js';
import { addModelFlags, type ModelFlags } from './model-options.js';
import { compileModel } from './program-model.js';
import { table } from './table.js';

/** Cores of one chip. */
const CHIP_CORES = 128;

/** `rxspike place MODEL`: how a model lies on the cores of a chip. */
export function placeVerb(program: Command): void {
  const verb = program
    .command('place')
    .argument('<model>', 'an embedded model, a .net file, a .prog file, or a Keras file')
    .description('place a model on chip cores and show what each block uses of its core')
    .option('--json', 'print one JSON object');
  addModelFlags(verb).action(async (name: string, flags: ModelFlags & { json?: boolean }) => {
    const model = await openPlayable(name, flags);
    const split = model.kind === 'program' ? null : (flags.split ?? 'search');
    const { report } = model.kind === 'program' ? model.program : compileModel(model, flags.split);
    for (const warning of report.warnings) log.warn(warning);
    const { cores, blocks, shapes, crossings } = report;
    process.stdout.write(
      flags.json === true
        ? `${JSON.stringify({ model: name, cores, split, shapes, blocks, crossings })}\n`
        : textOf(name, report),
    );
  });
}

function textOf(name: string, report: CompileReport): string {
  const use = ({ used, max }: Utilization[keyof Utilization]): string => `${used} / ${max}`;
  const rows = report.blocks.map(({ population, use: u }, core) => ({
    core,
    block: population,
    compartments: use(u.compartments),
    'input axons': use(u.inAxons),
    'output axons': use(u.outAxons),
    'synapse bits': use(u.synapses),
  }));
  const shapes = report.shapes.map((s) => {
    const shape = s.shape === null ? 'runs of neurons' : s.shape.join('x');
    return `${s.population}: blocks of ${shape} (${s.how})\n`;
  });
  return [`${name}: ${report.cores} of ${CHIP_CORES} cores\n\n`, ...shapes, '\n', table(rows)].join(
    '',
  );
}
