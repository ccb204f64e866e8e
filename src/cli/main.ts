#!/usr/bin/env node
import { readFileSync } from 'node:fs';
import { Command } from 'commander';
import { benchVerb } from './bench.js';
import { calibrateVerb } from './calibrate.js';
import { conformanceVerb } from './conformance.js';
import { convertVerb } from './convert.js';
import { demoVerb } from './demo.js';
import { reportFailure } from './failure.js';
import { inspectVerb } from './inspect.js';
import { metricsVerb } from './metrics.js';
import { placeVerb } from './place.js';
import { reportVerb } from './report.js';
import { runVerb } from './run.js';
import { trainVerb } from './train.js';

const manifest = JSON.parse(
  readFileSync(new URL('../../../package.json', import.meta.url), 'utf8'),
) as { version: string; description: string };

/** Widest line of the help. */
const WIDEST = 100;

// A reader that has seen enough (`| head`) closes the pipe; that is no failure.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit();
  process.exit(reportFailure(error, 'rxspike'));
});

const program = new Command('rxspike')
  .description(manifest.description)
  .version(manifest.version)
  .configureOutput({
    getOutHelpWidth: () => Math.min(process.stdout.columns ?? WIDEST, WIDEST),
    getErrHelpWidth: () => Math.min(process.stderr.columns ?? WIDEST, WIDEST),
    outputError: () => {}, // reportFailure says it
  })
  .exitOverride();

const verbs = [
  inspectVerb,
  convertVerb,
  trainVerb,
  placeVerb,
  runVerb,
  reportVerb,
  metricsVerb,
  calibrateVerb,
  conformanceVerb,
  demoVerb,
  benchVerb,
];
for (const verb of verbs) verb(program);

try {
  await program.parseAsync();
} catch (error) {
  const verb = program.commands.find((command) => command.name() === process.argv[2]);
  process.exitCode = reportFailure(error, verb ? `rxspike ${verb.name()}` : 'rxspike');
}
