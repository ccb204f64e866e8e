import { spawnSync } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { layoutHeader } from './export.js';

/** The peer's programs: registers of 128 bits, and the widest that this machine has. */
export interface PeerPrograms {
  readonly narrow: string;
  readonly wide: string;
}

/** Where the sources lie: beside this file, or beside the folder it was built from. */
const places = ['../peers/native', '../../../bench/peers/native'];

/** Compiles the peer into a folder; throws when there is no compiler, with what it said. */
export function buildPeer(folder: string): PeerPrograms {
  const sources = places
    .map((place) => fileURLToPath(new URL(place, import.meta.url)))
    .find((place) => existsSync(join(place, 'Makefile')));
  if (sources === undefined) throw new Error('native peer: no sources. Use a checkout.');
  writeFileSync(join(folder, 'layout.hpp'), layoutHeader());
  const made = spawnSync('make', ['-s', '-C', sources, `OUT=${folder}`], { encoding: 'utf8' });
  if (made.status !== 0) {
    throw new Error(`native peer: it did not compile. ${made.error?.message ?? made.stderr}`);
  }
  return { narrow: join(folder, 'native-128'), wide: join(folder, 'native-wide') };
}
