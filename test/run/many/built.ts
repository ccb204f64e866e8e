import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type * as Emulator from '../../../src/chip/emulator.js';
import type * as Library from '../../../src/index.js';
import type { Device } from '../../../src/run/device.js';
import type * as RunMany from '../../../src/run/run-many.js';
import { builtMain } from '../../cli/build.js';

const folder = join(builtMain(), '../..');
const urlOf = (path: string): string => pathToFileURL(join(folder, path)).href;

/** Of the build: threads need JavaScript. */
export const { runMany } = (await import(urlOf('run/run-many.js'))) as typeof RunMany;
export const { emulator } = (await import(urlOf('chip/emulator.js'))) as typeof Emulator;
export const built = (await import(urlOf('index.js'))) as typeof Library;

/** What happened on devices in all threads. */
export interface Watched {
  readonly device: Device;
  counts(): { opened: number; closed: number; exited: number; steps: number };
}

/** The emulator, counting; from its fifth step on it does what `then` says. */
export function watchedDevice(
  then: 'play' | 'exit' | 'throw' | 'crash' | 'spin' | 'refuse' = 'play',
): Watched {
  const counts = new SharedArrayBuffer(16);
  const path = resolve(import.meta.dirname, '../../support/thread-devices.js');
  const options = { emulator: urlOf('chip/emulator.js'), counts, then };
  const inWorker = { module: pathToFileURL(path), make: 'watched', options };
  return {
    device: { ...emulator(), name: 'watched', inWorker },
    counts() {
      const [opened, closed, exited, steps] = new Int32Array(counts) as unknown as [
        ...[number, number, number, number],
      ];
      return { opened, closed, exited, steps };
    },
  };
}
