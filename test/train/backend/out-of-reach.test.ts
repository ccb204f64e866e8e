import { beforeAll, describe, expect, it } from 'vitest';
import { openBackend } from '../../../src/train/backend/open.js';
import { codeOn } from '../../../src/train/backend/wasm/code.js';
import { numbers, relativeDifference } from './compare.js';
import { convolutionTests } from './convolutions.js';
import { productTests } from './products.js';

type Backend = Parameters<typeof codeOn>[0];

describe('with the heap of the wasm backend out of reach', () => {
  beforeAll(async () => {
    const { tf } = await openBackend('wasm');
    const backend = tf.backend() as Backend;
    // Our WASM is looked for through the memory among these; the rest of them does the work.
    const { asm } = backend.wasm as unknown as { asm: Readonly<Record<string, unknown>> };
    const rest = Object.entries(asm).filter(([, value]) => typeof value === 'function');
    Object.assign(backend.wasm, { asm: Object.fromEntries(rest) });
    expect(codeOn(backend)).toBeNull();
  });

  convolutionTests();
  productTests();

  it('adds a bias and sums it', async () => {
    const inputs = [numbers([4, 5, 6], 1), numbers([6], 2)];
    const difference = await relativeDifference(inputs, (tf, x, bias) => [
      tf.add(x, bias),
      tf.sum(x, [0, 1]),
    ]);
    expect(difference).toBeLessThan(1e-5);
  });
});
