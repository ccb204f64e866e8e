import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { Worker } from 'node:worker_threads';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { Backend, Tensor } from '../../../src/train/backend/backend.js';
import { openBackend } from '../../../src/train/backend/open.js';

const made: string[] = [];
afterEach(() => {
  for (const folder of made.splice(0)) rmSync(folder, { recursive: true });
  vi.restoreAllMocks();
});

const packages = resolve(import.meta.dirname, '../../../node_modules');

/** A folder that looks like a built tfjs-node; `shared` puts our packages where it will find them. */
function pretended(code: string, { built = true, shared = true } = {}): string {
  const folder = mkdtempSync(join(tmpdir(), 'rxspike-tfjs-node-'));
  made.push(folder);
  writeFileSync(join(folder, 'package.json'), '{"version":"0.0.1","main":"index.js"}');
  writeFileSync(join(folder, 'index.js'), code);
  const addon = join(folder, 'lib', 'napi-v8');
  if (built) mkdirSync(addon, { recursive: true });
  if (built) writeFileSync(join(addon, 'tfjs_binding.node'), '');
  if (shared) symlinkSync(packages, join(folder, 'node_modules'), 'dir');
  return folder;
}

function slope({ tf }: Backend): number {
  const by = tf.grad((x: Tensor) => tf.square(x));
  return tf.tidy(() => by(tf.scalar(3)).dataSync()[0]!);
}

describe('openBackend', () => {
  it.each(['wasm', 'cpu'] as const)('%s differentiates', async (name) => {
    const backend = await openBackend(name);
    expect(backend.name).toBe(name);
    expect(backend.tf.getBackend()).toBe(name);
    expect(slope(backend)).toBe(6);
  });

  it('says with which version it computes', async () => {
    const { tf, version } = await openBackend('wasm');
    expect(version).toContain(tf.version_core);
    expect(version).toContain('wasm with SIMD');
  });

  it('takes native TensorFlow, or wasm and says why', async () => {
    const backend = await openBackend();
    const { name, whyNotNative } = backend;
    expect(name).toBe(whyNotNative === undefined ? 'tfjs-node' : 'wasm');
    if (whyNotNative !== undefined) expect(whyNotNative).toMatch(/tfjs-node.*\.$/);
    expect(slope(backend)).toBe(6);
  });

  it('says nothing on the console', async () => {
    const said = (['log', 'info', 'warn', 'error'] as const).map((level) =>
      vi.spyOn(console, level).mockImplementation(() => {}),
    );
    for (const name of ['cpu', 'wasm', 'wasm', 'cpu'] as const) slope(await openBackend(name));
    expect(said.flatMap(({ mock }) => mock.calls)).toEqual([]);
  });

  it('opens the same backend again', async () => {
    const first = await openBackend('wasm');
    const second = await openBackend('wasm');
    expect(second.tf).toBe(first.tf);
    expect(slope(second)).toBe(6);
  });

  it('opens on threads, each for itself', async () => {
    await openBackend('cpu');
    const workers = [1, 2].map(() => new Worker(new URL('./slope-worker.ts', import.meta.url)));
    const answers = await Promise.all(
      workers.map(
        (worker) => new Promise((done, fail) => worker.once('message', done).once('error', fail)),
      ),
    );
    await Promise.all(workers.map((worker) => worker.terminate()));
    // Every weight of the kernel sees 4 x 4 positions of 2 pictures.
    expect(answers).toEqual([1, 2].map(() => ({ name: 'wasm', slopes: [32] })));
    expect((await openBackend('cpu')).tf.getBackend()).toBe('cpu');
  });

  it('knows no other backend', async () => {
    await expect(openBackend('webgl' as 'cpu')).rejects.toThrow(
      'openBackend: there is no backend "webgl" (expected auto, tfjs-node, wasm or cpu).',
    );
  });
});

describe('a tfjs-node that is no good', () => {
  const cases: readonly [string, () => string, RegExp][] = [
    ['not there', () => '/nowhere/tfjs-node', /is not installed\./],
    ['not built', () => pretended('', { built: false }), /0\.0\.1 is installed without its native/],
    ['beside another tfjs-core', () => pretended('', { shared: false }), /a copy of tfjs-core/],
    [
      'throwing as it loads',
      () => pretended("throw new Error('libtensorflow is gone\\nmore')"),
      /does not work: libtensorflow is gone\./,
    ],
    ['registering nothing', () => pretended(''), /registered no backend "tensorflow"/],
  ];

  it.each(cases)('%s: is passed over, with the reason', async (_, folder, reason) => {
    const backend = await openBackend('auto', { native: folder() });
    expect(backend.name).toBe('wasm');
    expect(backend.whyNotNative).toMatch(reason);
    expect(slope(backend)).toBe(6);
  });

  it.each(cases)('%s: is an error when it was asked for', async (_, folder, reason) => {
    const asked = openBackend('tfjs-node', { native: folder() });
    await expect(asked).rejects.toThrow(/openBackend: tfjs-node does not start: .*Build its addon/);
    await expect(asked).rejects.toThrow(reason);
  });

  it('computing wrongly: is passed over', async () => {
    const code = `
      const tf = require('@tensorflow/tfjs-core');
      class Wrong extends tf.KernelBackend {
        constructor() { super(); this.data = new tf.DataStorage(this, tf.engine()); this.binding = { TF_Version: '0' }; }
        write(values) { const id = {}; this.data.set(id, values); return id; }
        move(id, values) { this.data.set(id, values); }
        async read(id) { return this.data.get(id); }
        readSync(id) { return this.data.get(id); }
        incRef() {}
        disposeData() { return true; }
        numDataIds() { return this.data.numDataIds(); }
        floatPrecision() { return 32; }
        memory() { return { unreliable: true }; }
        dispose() {}
      }
      tf.registerKernel({ kernelName: 'BatchMatMul', backendName: 'tensorflow', kernelFunc: ({ backend }) =>
        ({ dataId: backend.write(Float32Array.of(0, 0, 0, 0)), shape: [2, 2], dtype: 'float32' }) });
      tf.registerBackend('tensorflow', () => new Wrong(), 3);`;
    const backend = await openBackend('auto', { native: pretended(code) });
    expect(backend.whyNotNative).toMatch(/multiplies wrongly \(got 0,0,0,0/);
    backend.tf.removeBackend('tensorflow');
    backend.tf.unregisterKernel('BatchMatMul', 'tensorflow');
    expect(slope(await openBackend('wasm'))).toBe(6);
  });
});
