import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Command } from 'commander';
import { UsageError } from './failure.js';

interface BenchFlags {
  readonly json?: boolean;
  readonly long?: boolean;
  readonly workloads?: string;
  readonly repeats?: string;
  readonly python?: string;
  readonly case?: string;
  readonly out?: string;
}

/** `rxspike bench emulator`: measures the emulator; a program of its own, beside the library. */
export function benchVerb(program: Command): void {
  program
    .command('bench')
    .argument('<question>', 'what to measure: emulator')
    .description('measure how fast the emulator is on this machine')
    .option('--workloads <names>', 'some of w1,w2,w3,tiny (default: w1,w2,w3)')
    .option('--repeats <n>', 'timed repeats of everything (default: 7)')
    .option('--case <path>', 'the golden network seed_convnet, which w1 plays')
    .option('--python <path>', 'an interpreter with the reference emulator, to compare w1 with')
    .option('--out <file>', 'also write the result as JSON')
    .option('--long', 'also play a million timesteps of w1, to see memory grow')
    .option('--json', 'print one JSON object instead of tables')
    .action(measure);
}

async function measure(question: string, flags: BenchFlags): Promise<void> {
  if (question !== 'emulator') {
    throw new UsageError(`bench: got "${question}", expected emulator.`);
  }
  const entry = fileURLToPath(new URL('../../bench/emulator.js', import.meta.url));
  if (!existsSync(entry)) {
    throw new UsageError('bench: its program is not beside the library. Build the package whole.');
  }
  process.exitCode = await exitOf([entry, ...words(flags)]);
}

function words(flags: BenchFlags): string[] {
  return Object.entries(flags).flatMap(([name, value]) =>
    value === true ? [`--${name}`] : [`--${name}=${value}`],
  );
}

/** Runs a program on this Node with this terminal; 1 if a signal ended it. */
function exitOf(args: readonly string[]): Promise<number> {
  return new Promise((done, fail) => {
    const child = spawn(process.execPath, args, { stdio: 'inherit' });
    child.on('error', fail);
    child.on('close', (code) => done(code ?? 1));
  });
}
