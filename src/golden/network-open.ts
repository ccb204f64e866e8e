import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { Chunk } from '../core/chunk.js';
import type { Network } from '../network/network.js';
import type { Signal } from '../network/signal.js';
import { asCount, asFields } from './json.js';
import { buildNetwork } from './network-build.js';
import { inputChunk } from './network-play.js';
import { readCase } from './read-case.js';

/** A golden network as a network of this library, with the input it was played on. */
export interface OpenedCase {
  readonly network: Network;
  /** The probes of the case by their ids. */
  readonly probes: Readonly<Record<string, Signal>>;
  readonly steps: number;
  /** The input of timesteps t .. t + steps - 1. */
  input(t: number, steps: number): Chunk;
}

/**
 * Opens a golden network case, for runs other than the judge's (benchmarks, experiments).
 *
 * @param path the `.json.gz` file; its arrays lie beside it in `.bin.gz`
 */
export function openNetworkCase(path: string): OpenedCase {
  const json = asFields(readCase(path), 'case');
  const binary = path.replace(/\.json\.gz$/, '.bin.gz');
  const bytes = existsSync(binary) ? gunzipSync(readFileSync(binary)) : new Uint8Array(0);
  const built = buildNetwork(json, bytes, (file) => readFileSync(join(dirname(path), file)));
  return {
    network: built.network,
    probes: built.probes,
    steps: asCount(json.n_steps, 'n_steps'),
    input: (t, steps) => inputChunk(built, t, steps),
  };
}
