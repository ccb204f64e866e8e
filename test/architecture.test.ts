import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  anyIn,
  cyclesIn,
  defaultExportsIn,
  type Import,
  importsOf,
  isThere,
  type SourceText,
  sourcesIn,
} from './support/imports.js';

/**
 * Who may import whom: a room and the rooms it may take from; `room/file` is one file, with `types:`
 * before it for its types alone. `*` is every room of the library except the command line and the
 * dashboard. A room that is not here does not exist yet: give it a row when it is opened.
 */
const mayImport: Readonly<Record<string, readonly string[]>> = {
  core: [],
  codec: ['core'],
  kernels: ['core'],
  network: ['core'],
  operators: ['core', 'kernels', 'network/signal'],
  convert: ['core', 'codec', 'network', 'operators'],
  train: ['core', 'codec', 'kernels', 'network', 'operators', 'convert'],
  compile: ['core', 'codec', 'network', 'kernels'],
  run: ['core', 'codec', 'network', 'compile', 'operators', 'kernels'],
  chip: ['core', 'kernels', 'compile', 'types:run/device'],
  // Tables of golden numbers are about single kernels and about what some streams give; networks
  // play recordings that lie beside them.
  golden: [
    'core',
    'network',
    'operators',
    'compile',
    'run',
    'chip',
    'kernels',
    'streams/shape/present',
    'streams/events/read-events',
    'streams/events/dvs-chunks',
    'streams/synthetic/filtered-noise',
    'streams/synthetic/piecewise',
    'streams/synthetic/white-noise',
    'streams/synthetic/white-signal',
  ],
  // Plays labelled samples through networks and counts; what calibration and reports look at.
  measure: ['core', 'network', 'operators', 'convert', 'compile', 'run', 'kernels'],
  // Searches the settings of a conversion, by measuring.
  calibrate: ['core', 'network', 'operators', 'convert', 'compile', 'run', 'measure'],
  // Footprint, operations and energy, counted from programs and spikes.
  metrics: ['core', 'network', 'convert', 'compile', 'run'],
  report: ['core', 'types:run/run', 'types:measure', 'types:metrics'],
  // Declares networks, compiles them and plays them as users do; never the chip, which it judges.
  testing: ['core', 'network', 'operators', 'compile', 'run'],
  streams: ['core', 'codec'],
  adapters: ['core', 'codec', 'types:run/device'],
  dashboard: ['types:codec'],
  cli: ['*'],
  // The public surface: re-exports.
  index: ['*'],
  bench: [],
  examples: [],
  test: ['*', 'cli', 'examples', 'bench'],
};

/** Packages that some rooms never see. */
const never: readonly { readonly name: RegExp; readonly except: (room: string) => boolean }[] = [
  {
    name: /^rxjs($|\/)/,
    except: (room) => !['core', 'kernels', 'network', 'compile', 'chip'].includes(room),
  },
  { name: /^rxjs\/internal/, except: () => false },
  { name: /^@tensorflow\//, except: (room) => ['train', 'test'].includes(room) },
  { name: /^rxspike($|\/)/, except: (room) => ['bench', 'examples', 'test'].includes(room) },
  { name: /^(vitest|fast-check|typescript)($|\/)/, except: (room) => room === 'test' },
  { name: /^commander$/, except: (room) => room === 'cli' },
  { name: /^pino/, except: (room) => room === 'cli' },
];

const hardLimit = 400;
const softLimit = 250;

const library = sourcesIn(['src', 'streams', 'adapters']);
const sources = [...library, ...sourcesIn(['bench', 'examples', 'test'])];
const imports = sources.flatMap(importsOf);

/** Room of a path: the folder below src, or the folder at the top. */
function roomOf(path: string): string {
  const [top, room, more] = path.split('/');
  if (top !== 'src') return top!;
  return more === undefined ? 'index' : room!;
}

function permits(rule: string, { to, typeOnly }: Import): boolean {
  if (rule.startsWith('types:')) {
    return typeOnly && permits(rule.slice('types:'.length), { to, typeOnly } as Import);
  }
  const room = roomOf(to);
  if (rule === '*')
    return room in mayImport && !['cli', 'dashboard', 'bench', 'test', 'examples'].includes(room);
  if (!rule.includes('/')) return room === rule;
  return to === `src/${rule}.ts` || to === `${rule}.ts`;
}

function forbidden(found: readonly Import[]): string[] {
  return found
    .filter((one) => one.ours && roomOf(one.from) !== roomOf(one.to))
    .filter((one) => !(mayImport[roomOf(one.from)] ?? []).some((rule) => permits(rule, one)))
    .map(({ from, to }) => `${from} imports ${to}`);
}

function forbiddenPackages(found: readonly Import[]): string[] {
  return found
    .filter(({ ours }) => !ours)
    .filter(({ from, to }) =>
      never.some(({ name, except }) => name.test(to) && !except(roomOf(from))),
    )
    .map(({ from, to }) => `${from} imports ${to}`);
}

/** As many as an editor shows: the newline that ends the last line begins no other. */
const linesOf = ({ text }: SourceText) => text.trimEnd().split('\n').length;

describe('the house', () => {
  it('has a row in the table for every room', () => {
    const rooms = new Set(sources.map(({ path }) => roomOf(path)));
    expect([...rooms].filter((room) => !(room in mayImport))).toEqual([]);
  });

  it('imports what the table allows', () => expect(forbidden(imports)).toEqual([]));

  it('keeps packages where they belong', () => expect(forbiddenPackages(imports)).toEqual([]));

  it('imports files that are there', () => {
    const lost = imports.filter(({ ours, to }) => ours && !isThere(to));
    expect(lost.map(({ from, to }) => `${from} imports ${to}`)).toEqual([]);
  });

  it('has no cycles between files', () => expect(cyclesIn(imports)).toEqual([]));

  it('has no cycles between rooms in its table', () => {
    const edges = Object.entries(mayImport).flatMap(([from, rules]) =>
      rules
        .filter((rule) => rule !== '*' && !rule.startsWith('types:'))
        .map((rule) => ({ from, to: rule.split('/')[0]!, ours: true, typeOnly: false })),
    );
    expect(cyclesIn(edges)).toEqual([]);
  });

  const long = sources.filter((source) => linesOf(source) > softLimit);
  const listed = long.map((source) => `${source.path} ${linesOf(source)}`).join(', ');
  it(`has no file above ${hardLimit} lines (above ${softLimit}: ${listed || 'none'})`, () => {
    expect(long.filter((source) => linesOf(source) > hardLimit).map(({ path }) => path)).toEqual(
      [],
    );
  });

  it('has no default exports', () => expect(library.flatMap(defaultExportsIn)).toEqual([]));

  it('has no any outside implementations of overloads', () =>
    expect(sources.flatMap(anyIn)).toEqual([]));
});

interface Manifest {
  readonly exports: Readonly<Record<string, string | Readonly<Record<string, string>>>>;
  readonly bin: Readonly<Record<string, string>>;
}

describe('the manifest', () => {
  const path = resolve(import.meta.dirname, '../package.json');
  const manifest = JSON.parse(readFileSync(path, 'utf8')) as Manifest;
  const targets = Object.entries(manifest.exports).flatMap(([name, target]) =>
    typeof target === 'string'
      ? [[name, target] as const]
      : Object.entries(target).map(([kind, file]) => [`${name} (${kind})`, file] as const),
  );

  it.each([...targets, ...Object.entries(manifest.bin)])('%s has its source', (_, target) => {
    const source = target.replace(/^(\.\/)?dist\//, '').replace(/(\.d)?\.(ts|js)$/, '.ts');
    expect(isThere(source), source).toBe(true);
  });
});

describe('the checks see what they look for', () => {
  const from = (path: string, text: string) => importsOf({ path, text });

  it.each([
    ['src/core/a.ts', "import { x } from '../run/b.js';", 'src/core/a.ts imports src/run/b.ts'],
    ['src/run/a.ts', "export * from '../cli/b.js';", 'src/run/a.ts imports src/cli/b.ts'],
    [
      'src/run/a.ts',
      "const b = await import('../chip/b.js');",
      'src/run/a.ts imports src/chip/b.ts',
    ],
    [
      'src/network/a.ts',
      "let b: import('../run/b.js').B;",
      'src/network/a.ts imports src/run/b.ts',
    ],
    [
      'src/chip/a.ts',
      "import { interpreter } from '../run/device.js';",
      'src/chip/a.ts imports src/run/device.ts',
    ],
    [
      'src/operators/a.ts',
      "import type { Network } from '../network/network.js';",
      'src/operators/a.ts imports src/network/network.ts',
    ],
    [
      'streams/a/b.ts',
      "import { c } from '../../adapters/ws/c.js';",
      'streams/a/b.ts imports adapters/ws/c.ts',
    ],
    ['bench/a.ts', "import { c } from '../src/core/c.js';", 'bench/a.ts imports src/core/c.ts'],
    ['src/index.ts', "export { c } from './cli/c.js';", 'src/index.ts imports src/cli/c.ts'],
  ])('%s may not say: %s', (path, text, complaint) => {
    expect(forbidden(from(path, text))).toEqual([complaint]);
  });

  it.each([
    ['src/chip/a.ts', "import type { Device } from '../run/device.js';"],
    ['src/chip/a.ts', "import { type Device, type Session } from '../run/device.js';"],
    ['src/cli/a.ts', "import { c } from '../../streams/idx/c.js';"],
    ['src/core/a.ts', "// import { x } from '../run/b.js';"],
  ])('%s may say: %s', (path, text) => expect(forbidden(from(path, text))).toEqual([]));

  it.each([
    ['src/compile/a.ts', 'rxjs'],
    ['src/run/a.ts', 'rxjs/internal/Observable'],
    ['src/operators/a.ts', '@tensorflow/tfjs-core'],
    ['src/run/a.ts', 'pino'],
    ['src/run/a.ts', 'rxspike/chip'],
  ])('%s may not import %s', (path, name) => {
    expect(forbiddenPackages(from(path, `import '${name}';`))).toHaveLength(1);
  });

  it('a circle of three files, but not of types', () => {
    const circle = (word: string) => [
      ...from('src/a/a.ts', "import { b } from './b.js';"),
      ...from('src/a/b.ts', "import { c } from './c.js';"),
      ...from('src/a/c.ts', `import ${word} { a } from './a.js';`),
    ];
    expect(cyclesIn(circle(''))).toEqual(['src/a/a.ts -> src/a/b.ts -> src/a/c.ts -> src/a/a.ts']);
    expect(cyclesIn(circle('type'))).toEqual([]);
  });

  it('default exports in their forms', () => {
    const of = (text: string) => defaultExportsIn({ path: 'a.ts', text });
    expect(of('export default 1;')).toEqual(['a.ts:1']);
    expect(of('\nexport default class A {}')).toEqual(['a.ts:2']);
    expect(of('const a = 1;\nexport { a as default };')).toEqual(['a.ts:2']);
    expect(of('export const a = 1;')).toEqual([]);
  });

  it('any, unless it is in a commented implementation of overloads', () => {
    // Written in two parts, so that this file holds none itself.
    const any = 'a' + 'ny';
    const of = (text: string) => anyIn({ path: 'a.ts', text });
    expect(of(`let x: ${any};`)).toEqual(['a.ts:1']);
    expect(of(`const y = x as ${any};`)).toEqual(['a.ts:1']);
    expect(of(`function f(x: ${any}) {}`)).toEqual(['a.ts:1']);
    const overloads = 'function f(x: 1): 1;\nfunction f(x: 2): 2;\n';
    expect(of(`${overloads}function f(x: ${any}): ${any} {}`)).toEqual(['a.ts:3', 'a.ts:3']);
    expect(
      of(`${overloads}// Callers see the overloads.\nfunction f(x: ${any}): ${any} {}`),
    ).toEqual([]);
    expect(of(`const text = '${any}'; // ${any}`)).toEqual([]);
  });
});
