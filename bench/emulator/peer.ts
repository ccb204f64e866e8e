import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** The reference emulator on the chip's part of a case. */
export interface Peer {
  readonly versions: Readonly<Record<string, string>>;
  readonly timesteps: number;
  /** Seconds per timestep in each repeat. */
  readonly seconds: readonly number[];
}

interface PeerAnswer {
  readonly versions: Record<string, string>;
  readonly steps: number;
  readonly check: { readonly passed: boolean };
  readonly runs: Readonly<Record<string, { readonly seconds: readonly number[] }>>;
}

/** Where the peer's program lies: beside the sources, of which `dist` is the built copy. */
const places = ['../peers/nengo-loihi/run.py', '../../../bench/peers/nengo-loihi/run.py'];

/**
 * Runs the chip's part of a golden network on the reference emulator, its input given beforehand.
 *
 * @param path the case's `.json.gz` file
 */
export function askPeer(python: string, path: string, timesteps: number, repeats: number): Peer {
  const program = places.map((place) => fileURLToPath(new URL(place, import.meta.url)));
  const run = program.find((file) => existsSync(file));
  if (run === undefined) throw new Error('The peer is not part of this package. Use a checkout.');
  const words = ['--case', path.replace(/\.json\.gz$/, ''), '--only', 'chip_only'];
  const counts = ['--repeats', String(repeats), '--steps', String(timesteps)];
  const child = spawnSync(python, [run, ...words, ...counts], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  if (child.status !== 0) {
    throw new Error(`The peer did not run (${child.error?.message ?? `exit ${child.status}`}).`);
  }
  const answer = JSON.parse(child.stdout) as PeerAnswer;
  const seconds = answer.runs.chip_only!.seconds.map((s) => s / answer.steps);
  return { versions: answer.versions, timesteps: answer.steps, seconds };
}
