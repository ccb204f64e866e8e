import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'vitest';
import { builtMain } from './build.js';

/** What a command did. */
export interface Outcome {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the built command line, as a user would, with pipes for its outputs. */
export function rxspike(args: readonly string[], cwd: string): Promise<Outcome> {
  const main = builtMain();
  const env = { ...process.env, NO_COLOR: undefined, FORCE_COLOR: undefined };
  return new Promise((done, fail) => {
    const child = spawn(process.execPath, [main, ...args], { cwd, env });
    const text = { stdout: '', stderr: '' };
    child.stdout.setEncoding('utf8').on('data', (part: string) => {
      text.stdout += part;
    });
    child.stderr.setEncoding('utf8').on('data', (part: string) => {
      text.stderr += part;
    });
    child.on('error', fail);
    child.on('close', (code) => done({ code, ...text }));
  });
}

/** Output of a command that must succeed without a word on standard error. */
export async function succeeds(args: readonly string[], cwd: string): Promise<string> {
  const { code, stdout, stderr } = await rxspike(args, cwd);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  return stdout;
}

/** The one line on standard error of a command that must fail with `code` and print nothing. */
export async function fails(args: readonly string[], cwd: string, code = 2): Promise<string> {
  const outcome = await rxspike(args, cwd);
  expect({ code: outcome.code, stdout: outcome.stdout }).toEqual({ code, stdout: '' });
  const lines = outcome.stderr.split('\n');
  expect(lines).toEqual([expect.stringMatching(/^error: .*[.]$/), '']);
  return lines[0]!.slice('error: '.length);
}

/** A folder of its own for one test file. */
export function scratch(): {
  path: string;
  file(name: string, bytes: Uint8Array | string): string;
  remove(): void;
} {
  const path = mkdtempSync(join(tmpdir(), 'rxspike-cli-'));
  return {
    path,
    file(name, bytes) {
      writeFileSync(join(path, name), bytes);
      return name;
    },
    remove: () => rmSync(path, { recursive: true }),
  };
}
