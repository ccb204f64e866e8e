#!/usr/bin/env node
import { readFileSync } from 'node:fs';
import { Command } from 'commander';
import { conformanceVerb } from './conformance.js';
import { convertVerb } from './convert.js';
import { demoVerb } from './demo.js';
import { reportFailure } from './failure.js';
import { inspectVerb } from './inspect.js';
import { runVerb } from './run.js';

const manifest = JSON.parse(
  readFileSync(new URL('../../../package.json', import.meta.url), 'utf8'),
) as { version: string; description: string };

const program = new Command('rxspike')
  .description(manifest.description)
  .version(manifest.version)
  .showHelpAfterError('(rxspike --help shows the verbs and their options)')
  .exitOverride();

for (const verb of [inspectVerb, convertVerb, runVerb, conformanceVerb, demoVerb]) {
  verb(program);
}

try {
  await program.parseAsync();
} catch (error) {
  process.exitCode = reportFailure(error);
}
