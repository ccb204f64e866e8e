import { existsSync, statSync } from 'node:fs';
import type { Command } from 'commander';
import type { EngineChoice } from '../chip/open-board.js';
import type { CaseResult } from '../golden/case.js';
import { caseFiles, replayFile } from '../golden/folder.js';
import { UsageError } from './failure.js';
import { choice, wholeNumber } from './parse.js';

interface Flags {
  readonly json?: boolean;
  readonly engine?: EngineChoice;
  readonly threads?: number;
}

/** `rxspike conformance DIR`: replays golden cases and says which differ. */
export function conformanceVerb(program: Command): void {
  program
    .command('conformance')
    .argument('<dir>', 'folder of golden cases (.json or .json.gz, with their .bin.gz)')
    .description('replay golden cases; exit 1 on any difference')
    .option('--json', 'print one JSON object instead of lines')
    .option(
      '--engine <name>',
      'what plays the chip: plain, wasm or auto (default plain)',
      choice('--engine', ['auto', 'plain', 'wasm']),
    )
    .option('--threads <n>', 'threads of the wasm engine', wholeNumber('--threads', 1, 64))
    .action((dir: string, { json = false, engine, threads }: Flags) => {
      const options = {
        ...(engine === undefined ? {} : { engine }),
        ...(threads === undefined ? {} : { threads }),
      };
      const cases: CaseResult[] = [];
      for (const path of filesOf(dir)) {
        const result = replayFile(path, options);
        cases.push(result);
        if (!json) process.stdout.write(`${line(result)}\n`);
      }
      const count = (status: CaseResult['status']) =>
        cases.filter((c) => c.status === status).length;
      const summary = { passed: count('pass'), failed: count('fail'), skipped: count('skip') };
      if (json) process.stdout.write(`${JSON.stringify({ ...summary, cases })}\n`);
      else {
        const { passed, failed, skipped } = summary;
        process.stdout.write(`${passed} passed, ${failed} failed, ${skipped} skipped\n`);
      }
      if (summary.failed > 0) process.exitCode = 1;
    });
}

function filesOf(dir: string): string[] {
  if (!existsSync(dir) || !statSync(dir).isDirectory()) {
    throw new UsageError(`conformance: "${dir}" is no folder. Give a folder of golden cases.`);
  }
  const files = caseFiles(dir);
  if (files.length > 0) return files;
  throw new UsageError(
    `conformance: "${dir}" holds no .json or .json.gz file. Give a folder of golden cases.`,
  );
}

function line({ name, status, reason }: CaseResult): string {
  const detail = status === 'pass' && reason === 'everything is as expected' ? '' : `  ${reason}`;
  return `${status}  ${name}${detail}`;
}
