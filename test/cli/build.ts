import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const root = resolve(import.meta.dirname, '../..');
const main = join(root, 'dist/src/cli/main.js');
const lock = join(tmpdir(), `rxspike-build-${createHash('sha1').update(root).digest('hex')}`);
/** A lock older than this was left by a process that was killed. */
const STALE_MS = 120_000;

/**
 * The built command line, built now if it is missing or older than its sources. Test files run at the
 * same time; one builds, the others wait.
 */
export function builtMain(): string {
  while (!isFresh()) {
    if (!takeLock()) {
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 200);
      continue;
    }
    try {
      if (!isFresh()) build();
      return main;
    } finally {
      rmSync(lock, { recursive: true, force: true });
    }
  }
  return main;
}

function build(): void {
  const tsc = join(root, 'node_modules/typescript/bin/tsc');
  execFileSync(process.execPath, [tsc, '-p', 'tsconfig.json'], { cwd: root, stdio: 'inherit' });
}

function takeLock(): boolean {
  try {
    mkdirSync(lock);
    return true;
  } catch {
    const { mtimeMs } = statSync(lock, { throwIfNoEntry: false }) ?? { mtimeMs: Date.now() };
    if (Date.now() - mtimeMs > STALE_MS) rmSync(lock, { recursive: true, force: true });
    return false;
  }
}

function isFresh(): boolean {
  if (!existsSync(main)) return false;
  return Math.max(...['src', 'streams', 'bench'].map(newest)) <= statSync(main).mtimeMs;
}

function newest(folder: string): number {
  const entries = readdirSync(join(root, folder), { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile() && entry.name.endsWith('.ts'));
  return Math.max(...files.map((file) => statSync(join(file.parentPath, file.name)).mtimeMs));
}
