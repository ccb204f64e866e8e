import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { allPages, commandsOf, type Program, programsOf, root } from './pages.js';
import { openWorkshop } from './workshop.js';

const programs = allPages().flatMap(programsOf);

/** Not on any page: shows that the checks see what they look for. */
const wrong: Program = {
  place: 'nowhere:1',
  file: 'docs/nowhere-1.ts',
  text: "import { Network, run } from 'rxspike';\nrun(new Network(), { probes: 3 });\nthrow new Error('thrown');",
  prints: null,
};

const workshop = openWorkshop([...programs, wrong], 100);
afterAll(() => workshop.close());

/** Spaces at the ends of lines and blank lines do not count. */
function lines(text: string): string[] {
  return text
    .split('\n')
    .map((line) => line.trimEnd())
    .filter((line) => line !== '');
}

describe.each(programs)('the program at $place', (program) => {
  it('type-checks', () => expect(workshop.complaints.get(program.file)).toEqual([]));

  it(`runs${program.prints === null ? '' : ' and prints what the page says'}`, async () => {
    const { stdout, stderr, code } = await workshop.run(program);
    expect({ stderr, code }).toEqual({ stderr: '', code: 0 });
    expect(lines(stdout).length).toBeGreaterThan(0);
    if (program.prints !== null) expect(lines(stdout)).toEqual(lines(program.prints));
  });
});

describe('the programs of the README', () => {
  const containing = (words: string): Program =>
    programs.find(({ place, text }) => place.startsWith('README') && text.includes(words))!;

  it('answer most digits right', async () => {
    const { stdout } = await workshop.run(containing('mnistPictures'));
    const answers = [...stdout.matchAll(/^(\d+) ms: (\d)$/gm)].map(([, t, digit]) => {
      return { label: workshop.labels[Number(t) / 30], digit: Number(digit) };
    });
    expect(answers).toHaveLength(100);
    expect(answers.filter(({ label, digit }) => label === digit).length).toBeGreaterThan(90);
  });

  it('print a thousand timesteps of two filtered spike trains', async () => {
    const { stdout } = await workshop.run(containing('sine('));
    const rows = [...stdout.matchAll(/^(\d+) Float32Array\(2\) \[ (\S+), (\S+) \]$/gm)];
    expect(rows.map(([, t]) => Number(t))).toEqual(Array.from({ length: 1000 }, (_, t) => t));
    const ons = rows.map(([, , on]) => Number(on));
    const offs = rows.map(([, , , off]) => Number(off));
    // The neurons of a wave and of its mirror image fire in turns, once per half wave of 250 ms.
    for (const quarter of [0, 500]) {
      const half = (values: readonly number[], from: number) =>
        values.slice(from, from + 250).reduce((sum, value) => sum + value, 0);
      expect(half(ons, quarter)).toBeGreaterThan(half(offs, quarter));
      expect(half(offs, quarter + 250)).toBeGreaterThan(half(ons, quarter + 250));
    }
  });
});

const ours = 'npm run -s rxspike -- ';
const commands = [...new Set(allPages().flatMap(commandsOf))];
const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
  scripts: Record<string, string>;
};

/** The words behind `rxspike --`, with a reader's folders and counts made ours. */
function argumentsOf(command: string): string[] {
  return command
    .slice(ours.length)
    .replace(/--count \d+/, '--count 2')
    .replace(/--epochs \d+/, '--epochs 1')
    .replace('mnist:DIR', 'mnist:mnist')
    .replace('test/golden', join(root, 'test/golden'))
    .split(/ +/);
}

/** Training tells how it goes on standard error, where nobody asked for JSON. */
function withoutProgress(stderr: string): string {
  return stderr.replace(/^(info: \d+ parameters|Epoch \d).*\n/gm, '');
}

describe('the commands of the pages', () => {
  it.each(commands)('name a script there is: %s', (command) => {
    const [, script] = /^npm (?:run )?(?:-s )?([\w:-]+)/.exec(command)!;
    expect(['install', ...Object.keys(manifest.scripts)]).toContain(script);
  });

  // In the order of the pages: a file that one command writes is there for the next.
  it.each(commands.filter((command) => command.startsWith(ours)))('run: %s', async (command) => {
    const { stdout, code, stderr } = await workshop.rxspike(argumentsOf(command));
    expect({ code, stderr: withoutProgress(stderr) }).toEqual({ code: 0, stderr: '' });
    expect(stdout).not.toBe('');
  });
});

describe('the checks see', () => {
  it('an option of the wrong type', () =>
    expect(workshop.complaints.get(wrong.file)!.join()).toContain("Type 'number'"));

  it('a program that throws', async () => {
    const { code, stderr } = await workshop.run(wrong);
    expect(code).not.toBe(0);
    expect(stderr).toContain('thrown');
  });

  it('a command that is wrong', async () => {
    const { code, stderr } = await workshop.rxspike(argumentsOf(`${ours}inspect digits --jsonn`));
    expect(code).toBe(2);
    expect(stderr).toContain('--jsonn');
  });

  it('at least the two programs of the README', () =>
    expect(programs.filter(({ place }) => place.startsWith('README'))).toHaveLength(2));

  it('commands on several pages', () => expect(commands.length).toBeGreaterThan(5));
});
