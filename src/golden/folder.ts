import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { CaseError, type CaseResult, type ReplayOptions } from './case.js';
import { replayChipCase } from './chip-case.js';
import { isNetworkCase, replayNetworkCase } from './network-case.js';
import { isNetworkTable, replayNetworkTable } from './network-table.js';
import { readCase } from './read-case.js';

const CHIP = 'loihi-chip-golden/1';
const NETWORK = 'network-golden/1';

/** Paths of the case files (`.json`, `.json.gz`) of a folder, in name order. */
export function caseFiles(folder: string): string[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.json') || name.endsWith('.json.gz'))
    .sort()
    .map((name) => join(folder, name));
}

/** Replays one case file of either schema. Never throws; what is no case is skipped and named. */
export function replayFile(path: string, options: ReplayOptions = {}): CaseResult {
  const file = basename(path).replace(/\.json(\.gz)?$/, '');
  try {
    const json = readCase(path) as Record<string, unknown> | null;
    if (json?.schema === CHIP) return replayChipCase(json, options);
    if (json?.schema === NETWORK) return replayNetworkFile(file, json, path, options);
    return skip(file, 'the file is no golden case: it has neither schema');
  } catch (error) {
    return {
      name: file,
      status: 'fail',
      reason: error instanceof Error ? error.message : String(error),
    };
  }
}

function replayNetworkFile(
  file: string,
  json: Readonly<Record<string, unknown>>,
  path: string,
  options: ReplayOptions,
): CaseResult {
  const name = typeof json.name === 'string' ? json.name : file;
  if (json.group === 'errors') return skip(name, 'a record of what the reference refuses');
  const binary = readBinary(json, path);
  if (isNetworkCase(json)) {
    return replayNetworkCase(json, binary, (name) => readBeside(name, path), options);
  }
  if (isNetworkTable(name)) return replayNetworkTable(json, binary);
  return skip(name, 'tables of this name are not known');
}

/** The unzipped arrays beside a case; empty if it has none. */
function readBinary(json: Readonly<Record<string, unknown>>, path: string): Uint8Array {
  if (typeof json.binary !== 'string') return new Uint8Array(0);
  const bytes = readBeside(json.binary, path);
  const zipped = bytes[0] === 0x1f && bytes[1] === 0x8b;
  return zipped ? gunzipSync(bytes) : bytes;
}

function readBeside(name: string, path: string): Uint8Array {
  const file = join(dirname(path), basename(name));
  if (!existsSync(file)) throw new CaseError(`${name}, which belongs to the case, is missing`);
  return readFileSync(file);
}

function skip(name: string, reason: string): CaseResult {
  return { name, status: 'skip', reason };
}
