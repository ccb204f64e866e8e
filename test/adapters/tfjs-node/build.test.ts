import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';

const script = resolve(import.meta.dirname, '../../../adapters/tfjs-node/build.mjs');
const folder = mkdtempSync(join(tmpdir(), 'rxspike-build-'));
afterAll(() => rmSync(folder, { recursive: true }));

let made = 0;

/** A program that answers like Python: to `--version`, and with `answer` to anything else. */
function fakePython(answer: string): string {
  const path = join(folder, `python${made++}`);
  const lines = ['#!/bin/sh', '[ "$1" = --version ] && exit 0', "cat <<'END'", answer, 'END', ''];
  writeFileSync(path, lines.join('\n'), { mode: 0o755 });
  return path;
}

/** A folder with what the build needs of a wheel, as far as looking goes. */
function wheel(files: readonly string[]): string {
  const path = join(folder, `tensorflow${made++}`);
  mkdirSync(join(path, 'include/tensorflow/c'), { recursive: true });
  for (const file of files) writeFileSync(join(path, file), '');
  return path;
}

const all = [
  'libtensorflow_cc.so.2',
  'libtensorflow_framework.so.2',
  'include/tensorflow/c/c_api.h',
];

/** Builds into a place that is taken, so that nothing is ever changed here. */
function build(args: readonly string[], env: Readonly<Record<string, string>> = {}) {
  const { status, stderr } = spawnSync(process.execPath, [script, ...args, '--into', folder], {
    encoding: 'utf8',
    env: { ...process.env, ...env },
  });
  return { status, stderr };
}

describe.skipIf(process.platform !== 'linux')(
  'building the addon says in a sentence what is not there:',
  () => {
    it('an interpreter to ask', () => {
      const { status, stderr } = build([]);
      expect(status).toBe(1);
      expect(stderr).toMatch(/^tfjs-node: name one Python: /);
    });

    it('Python', () => {
      const { status, stderr } = build(['/nowhere/python']);
      expect(status).toBe(1);
      expect(stderr).toMatch(/^tfjs-node: "\/nowhere\/python" is no Python that runs here\. .*\n$/);
    });

    it('TensorFlow', () => {
      const { status, stderr } = build([fakePython('')]);
      expect(status).toBe(1);
      expect(stderr).toMatch(/has no TensorFlow\. .* -m pip install tensorflow-cpu\n$/);
    });

    it('headers or libraries in the wheel', () => {
      const { status, stderr } = build([fakePython(`${wheel(all.slice(0, 1))}\n2.99.0`)]);
      expect(status).toBe(1);
      expect(stderr).toContain('TensorFlow 2.99.0');
      expect(stderr).toContain(`lacks ${all.slice(1).join(', ')}.`);
    });

    it('a compiler', () => {
      const { status, stderr } = build([fakePython(wheel(all))], { CXX: '/nowhere/c++' });
      expect(status).toBe(1);
      expect(stderr).toMatch(/no compiler for C\+\+17 was found \(tried \/nowhere\/c\+\+\)/);
    });

    it('headers of Node where they were said to be', () => {
      const env = { npm_config_nodedir: folder, CXX: 'true' };
      const { status, stderr } = build([fakePython(wheel(all))], env);
      expect(status).toBe(1);
      expect(stderr).toMatch(
        /npm_config_nodedir is .*, where there is no include\/node\/node_api\.h/,
      );
    });

    it('a free place for the copy', () => {
      const env = { CXX: 'true' };
      const { status, stderr } = build([fakePython(wheel(all))], env);
      expect(status).toBe(1);
      expect(stderr).toMatch(/exists already\. Name a folder that does not\./);
    });
  },
);
