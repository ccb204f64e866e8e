import { execFile } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import ts from 'typescript';
import { writeIdxFiles } from './idx-files.js';
import { type Program, root } from './pages.js';

/** What a process printed, and how it ended. */
export interface Outcome {
  readonly stdout: string;
  readonly stderr: string;
  readonly code: number;
}

/** A package of its own in a temporary folder, with programs beside the library they import. */
export interface Workshop {
  /** What the type checker says of each program, by its file; empty: nothing. */
  readonly complaints: ReadonlyMap<string, readonly string[]>;
  /** Labels of the pictures in the folder `mnist`, in order. */
  readonly labels: readonly number[];
  /**
   * Runs a compiled program in a folder with a model and pictures until it ends by itself; once, then
   * the outcome is kept.
   */
  run(program: Program): Promise<Outcome>;
  /** Runs the command line there. */
  rxspike(args: readonly string[]): Promise<Outcome>;
  close(): void;
}

/** Stands for the reader's own model; the embedded one is beside the programs under its own name. */
const readersModel = 'model.keras';
const ownModel = 'digits.h5';

const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
  name: string;
  exports: Record<string, string | { default: string }>;
};

/** Checks and compiles programs together with the sources of the library, as a user's package. */
export function openWorkshop(programs: readonly Program[], pictures: number): Workshop {
  const home = mkdtempSync(join(tmpdir(), 'rxspike-pages-'));
  const work = join(home, 'work');
  mkdirSync(work);
  copyFileSync(join(root, 'package.json'), join(home, 'package.json'));
  for (const folder of ['node_modules', 'models', 'test']) {
    symlinkSync(join(root, folder), join(home, folder), 'junction');
  }
  copyFileSync(join(root, 'models', ownModel), join(work, ownModel));
  const start = (file: string, args: readonly string[] = []) =>
    execute([join(home, 'dist', file), ...args], work);
  const outcomes = new Map<string, Promise<Outcome>>();
  return {
    complaints: compilePrograms(programs, join(home, 'dist')),
    labels: writeIdxFiles(join(work, 'mnist'), pictures),
    run({ file }) {
      const outcome = outcomes.get(file) ?? start(file.replace(/\.ts$/, '.js'));
      outcomes.set(file, outcome);
      return outcome;
    },
    rxspike: (args) =>
      start(
        'src/cli/main.js',
        args.map((arg) => arg.replace(readersModel, ownModel)),
      ),
    close: () => rmSync(home, { recursive: true, force: true }),
  };
}

function compilePrograms(
  programs: readonly Program[],
  outDir: string,
): ReadonlyMap<string, readonly string[]> {
  const texts = new Map(programs.map(({ file, text }) => [join(root, file), text]));
  const { options, fileNames } = configure([...texts.keys()], outDir);
  const host = ts.createCompilerHost(options);
  const { readFile, fileExists } = host;
  host.readFile = (path) =>
    texts.get(path)?.replaceAll(`'${readersModel}'`, `'${ownModel}'`) ?? readFile(path);
  host.fileExists = (path) => texts.has(path) || fileExists(path);
  const program = ts.createProgram(fileNames, options, host);
  program.emit();
  return new Map(
    programs.map(({ file }) => {
      const source = program.getSourceFile(join(root, file));
      const found = ts.getPreEmitDiagnostics(program, source);
      return [
        file,
        found.map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, ' ')),
      ];
    }),
  );
}

/** Our tsconfig.json with some files more, and the package's own name leading to its sources. */
function configure(files: readonly string[], outDir: string): ts.ParsedCommandLine {
  const { config } = ts.readConfigFile(join(root, 'tsconfig.json'), ts.sys.readFile);
  const own = { outDir, declaration: false, paths: pathsOf() };
  const merged = { ...config, files, compilerOptions: { ...config.compilerOptions, ...own } };
  return ts.parseJsonConfigFileContent(merged, ts.sys, root);
}

function pathsOf(): Record<string, string[]> {
  const entries = Object.entries(manifest.exports).flatMap(([name, target]) => {
    if (typeof target === 'string') return [];
    const source = target.default.replace('./dist/', './').replace(/\.js$/, '.ts');
    return [[manifest.name + name.slice(1), [source]] satisfies [string, string[]]];
  });
  return Object.fromEntries(entries);
}

function execute(args: readonly string[], cwd: string): Promise<Outcome> {
  return new Promise((done) => {
    const options = {
      cwd,
      timeout: 50_000,
      maxBuffer: 2 ** 26,
      env: { ...process.env, NO_COLOR: '1' },
    };
    const child = execFile(process.execPath, [...args], options, (error, stdout, stderr) => {
      const { exitCode } = child;
      // A process that did not start, or was stopped, has printed no reason of its own.
      done({
        stdout,
        stderr: exitCode === null ? `${stderr}${error}` : stderr,
        code: exitCode ?? -1,
      });
    });
  });
}
