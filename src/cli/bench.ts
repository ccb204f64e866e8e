import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Command } from 'commander';
import { UsageError } from './failure.js';

type Flags = Readonly<Record<string, string | boolean>>;

/** What can be asked, and which options belong to it. */
const questions: Readonly<Record<string, readonly string[]>> = {
  emulator: ['workloads', 'repeats', 'case', 'python', 'out', 'long', 'json'],
  tutorial: ['data', 'epochs', 'models', 'count', 'steps', 'out', 'json'],
};

/** `rxspike bench QUESTION`: measures; each question is a program of its own, beside the library. */
export function benchVerb(program: Command): void {
  program
    .command('bench')
    .argument(
      '<question>',
      'what to measure: emulator (its speed) or tutorial (its table of rates)',
    )
    .description('measure how fast the emulator is on this machine, or what a tutorial promises')
    .option('--workloads <names>', 'emulator: some of w1,w2,w3,tiny (default: w1,w2,w3)')
    .option('--repeats <n>', 'emulator: timed repeats of everything (default: 7)')
    .option('--case <path>', 'emulator: the golden network seed_convnet, which w1 plays')
    .option(
      '--python <path>',
      'emulator: an interpreter with the reference emulator, to compare with',
    )
    .option('--long', 'emulator: also play a million timesteps of w1, to see memory grow')
    .option('--data <source>', 'tutorial: its pictures, mnist:DIR')
    .option(
      '--models <dir>',
      'tutorial: folder of mnist-tutorial-relu.h5 and mnist-tutorial-loihi.h5 (default: train them)',
    )
    .option('--epochs <n>', 'tutorial: epochs each of its networks is trained for (default: 3)')
    .option('--count <n>', 'tutorial: pictures (default: 100, at least)')
    .option('--steps <n>', 'tutorial: timesteps per picture (default: 30)')
    .option('--out <file>', 'also write the result as JSON')
    .option('--json', 'print one JSON object instead of tables')
    .action(measure);
}

async function measure(question: string, flags: Flags): Promise<void> {
  const names = Object.keys(questions);
  const allowed = Object.hasOwn(questions, question) ? questions[question]! : undefined;
  if (allowed === undefined) {
    throw new UsageError(`bench: got "${question}", expected ${names.join(' or ')}.`);
  }
  const stranger = Object.keys(flags).find((name) => !allowed.includes(name));
  if (stranger !== undefined) {
    throw new UsageError(
      `bench ${question}: --${stranger} has no effect here. There are: --${allowed.join(', --')}.`,
    );
  }
  const entry = fileURLToPath(new URL(`../../bench/${question}.js`, import.meta.url));
  if (!existsSync(entry)) {
    throw new UsageError('bench: its program is not beside the library. Build the package whole.');
  }
  process.exitCode = await exitOf([entry, ...words(flags)]);
}

function words(flags: Flags): string[] {
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
