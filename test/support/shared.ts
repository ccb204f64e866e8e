import { existsSync } from 'node:fs';
import { resolve } from 'node:path';

const root = resolve(import.meta.dirname, '../..');

/** Folder of real inputs: `RXSPIKE_DATA`, else `../shared/data` beside the checkout. */
export const dataDir = resolve(process.env.RXSPIKE_DATA ?? resolve(root, '../shared/data'));

/** Folder of the full golden traces beside the checkout. */
export const goldenDir = resolve(root, '../shared/golden');

/** The part of the golden traces that is kept in the repository. */
export const localGoldenDir = resolve(root, 'test/golden');

/** True if the real inputs are there; tests that need them skip by name otherwise. */
export const hasData = existsSync(dataDir);

/** True if the full golden traces are there. */
export const hasGolden = existsSync(goldenDir);
