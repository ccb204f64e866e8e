import type { SensorSize } from '../decoder.js';
import { badHeader, type PropheseeHeader, sizeFrom } from './header.js';

/** Formats of RAW files that are decoded here. */
export type RawFormat = 'evt2' | 'evt21' | 'evt3' | 'evt4';

/** What the header of a RAW file says; null where it does not. */
export interface RawInfo {
  readonly format: RawFormat | null;
  readonly sensor: SensorSize | null;
  /** What cameras of this `system_ID` write, where the header itself is silent. */
  readonly usual: { readonly format: RawFormat; readonly sensor: SensorSize } | null;
  /** Layout of the 64-bit words of EVT 2.1. */
  readonly layout: 'little' | 'legacy' | null;
}

const known: Readonly<Record<string, RawFormat>> = {
  EVT2: 'evt2',
  EVT20: 'evt2',
  EVT21: 'evt21',
  EVT3: 'evt3',
  EVT30: 'evt3',
  EVT4: 'evt4',
  EVT40: 'evt4',
};

const vga = { width: 640, height: 480 };
const hd = { width: 1280, height: 720 };

/** What cameras of a `system_ID` write. */
const systems: readonly (readonly [ids: readonly number[], RawFormat, SensorSize])[] = [
  [[21, 23, 25, 28, 29, 33, 34, 35, 41, 151, 153, 161, 162], 'evt2', vga],
  [[26, 31, 39, 154], 'evt2', hd],
  [[40], 'evt3', vga],
  [[30, 46, 48, 49, 50], 'evt3', hd],
];

/**
 * Understands the header of a RAW file (event-formats.md 2.1).
 *
 * @throws StreamError for formats that are not decoded here, and for lines that contradict each other
 */
export function rawInfo({ keys }: PropheseeHeader, path: string): RawInfo {
  const [name, ...fields] = (keys.get('format') ?? '').split(';');
  const said = new Map(fields.map((field) => field.split('=') as [string, string]));
  const version = keys.get('evt');
  const format = agreed(
    [name === '' ? null : formatOf(name, path), version ? formatOf(`EVT${version}`, path) : null],
    (a, b) => a === b,
    () => badHeader(path, `the header says format ${name} and evt ${version}`),
  );
  const [width, height] = [said.get('width'), said.get('height')];
  const geometry = keys.get('geometry');
  const sensor = agreed(
    [
      width === undefined || height === undefined ? null : sizeFrom(width, height, path),
      geometry === undefined ? null : sizeOf(geometry, path),
    ],
    (a, b) => a.width === b.width && a.height === b.height,
    () => badHeader(path, `format says ${width}x${height}, geometry ${geometry}`),
  );
  return { format, sensor, usual: usualOf(keys), layout: layoutOf(keys, path) };
}

/** The first that is there; an error if another contradicts it. */
function agreed<T>(
  values: readonly (T | null)[],
  equal: (a: T, b: T) => boolean,
  error: () => Error,
): T | null {
  const there = values.filter((value) => value !== null);
  if (there.some((value) => !equal(value, there[0]!))) throw error();
  return there[0] ?? null;
}

function formatOf(name: string, path: string): RawFormat {
  const format = known[name.trim().toUpperCase().replace('.', '')];
  if (format !== undefined) return format;
  throw badHeader(
    path,
    `its format is ${name.trim()}, expected EVT2, EVT2.1, EVT3 or EVT4`,
    'unsupported',
  );
}

function sizeOf(geometry: string, path: string): SensorSize {
  const [width = '', height = ''] = geometry.split('x');
  return sizeFrom(width, height, path);
}

function isPropheseeCamera(keys: ReadonlyMap<string, string>): boolean {
  return ['integrator_name', 'camera_integrator_name'].every((key) =>
    /^(prophesee)?$/i.test(keys.get(key) ?? ''),
  );
}

function usualOf(keys: ReadonlyMap<string, string>): RawInfo['usual'] {
  const id = Number(keys.get('system_id') ?? Number.NaN);
  const [, format, sensor] = systems.find(([ids]) => ids.includes(id)) ?? [];
  if (format === undefined || sensor === undefined || !isPropheseeCamera(keys)) return null;
  return { format, sensor };
}

function layoutOf(keys: ReadonlyMap<string, string>, path: string): RawInfo['layout'] {
  const said = keys.get('endianness')?.toLowerCase();
  if (said === 'little' || said === 'legacy') return said;
  if (said !== undefined) {
    throw badHeader(path, `endianness is ${said}, expected little or legacy`, 'unsupported');
  }
  const id = keys.get('system_id');
  if (id === undefined || !/^\d+$/.test(id) || !isPropheseeCamera(keys)) return null;
  return Number(id) < 55 ? 'legacy' : 'little';
}
