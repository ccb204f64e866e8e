import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { digitsTrainer } from '../../../bench/train/digits.js';
import type { Backend } from '../../../src/train/backend/backend.js';
import { openBackend } from '../../../src/train/backend/open.js';

const root = resolve(import.meta.dirname, '../../..');
const long = process.env.RXSPIKE_LONG !== undefined;
const python = process.env.RXSPIKE_PYTHON;
const addon = 'node_modules/@tensorflow/tfjs-node/lib/napi-v8/tfjs_binding.node';
const reason = !long
  ? 'it is long: set RXSPIKE_LONG=1'
  : python === undefined && !existsSync(join(root, addon))
    ? 'tfjs-node has no addon: build it, or name a Python with TensorFlow in RXSPIKE_PYTHON'
    : undefined;

const made: string[] = [];
afterAll(() => {
  for (const folder of made) rmSync(folder, { recursive: true });
});

/** Builds into a copy of the package, so that nothing changes here. */
function built(interpreter: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'rxspike-native-'));
  made.push(folder);
  const into = join(folder, 'tfjs-node');
  const script = join(root, 'adapters/tfjs-node/build.mjs');
  const { status, stderr } = spawnSync(process.execPath, [script, interpreter, '--into', into], {
    encoding: 'utf8',
  });
  expect(status, stderr).toBe(0);
  return into;
}

const batches = 8;

function losses({ tf, version }: Backend): number[] {
  const trainer = digitsTrainer(tf);
  const values = Array.from({ length: batches }, () => trainer.step());
  const times = Array.from({ length: 20 }, () => {
    const started = performance.now();
    trainer.step();
    return performance.now() - started;
  });
  trainer.dispose();
  const median = times.sort((a, b) => a - b)[10]!;
  process.stdout.write(`${version}: ${median.toFixed(1)} ms per batch of 200\n`);
  return values;
}

const title = reason === undefined ? 'native TensorFlow' : `native TensorFlow (skipped: ${reason})`;

describe.skipIf(reason !== undefined)(title, () => {
  it('learns as the wasm backend does', { timeout: 600_000 }, async () => {
    const native = python === undefined ? {} : { native: built(python) };
    const theirs = losses(await openBackend('tfjs-node', native));
    const ours = losses(await openBackend('wasm'));
    const worst = Math.max(...theirs.map((loss, i) => Math.abs(ours[i]! / loss - 1)));
    process.stdout.write(`largest relative difference of ${batches} losses: ${worst}\n`);
    expect(worst).toBeLessThan(1e-4);
    expect(ours.at(-1)).toBeLessThan(ours[0]!);
  });
});
