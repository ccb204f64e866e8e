import { describe, it } from 'vitest';
import { emulator } from '../../src/chip/emulator.js';
import { interpreter } from '../../src/run/device.js';
import { deviceSuite } from '../../src/testing/index.js';

const test = { describe, it };

deviceSuite('emulator', () => emulator(), { test });
deviceSuite('emulator, plain', () => emulator({ engine: 'plain' }), { test });
deviceSuite('emulator, kernels', () => emulator({ engine: 'wasm', threads: 1 }), { test });
deviceSuite('emulator, kernels, 2 threads', () => emulator({ engine: 'wasm', threads: 2 }), {
  test,
});

const noSessions = 'it plays graphs itself and opens no sessions';

deviceSuite('placed interpreter', () => interpreter({ placed: true }), {
  unsupported: {
    'session/opens and closes once, however a run ends': noSessions,
    'session/is silent after it is closed': noSessions,
    'session/is not touched by another one beside it': noSessions,
    'chunks/many timesteps in one call give the same': noSessions,
    'state/continues bit for bit where it was saved': noSessions,
    'state/continues learning bit for bit': noSessions,
    'state/is a copy that knows its timestep': noSessions,
    'state/of another program is refused': noSessions,
    'state/of another kind or version is refused': noSessions,
    'spikes/an index that repeats is a spike each time': noSessions,
    'seeds/another seed gives another run': 'it learns in float and draws nothing',
  },
  test,
});
