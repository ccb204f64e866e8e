import { describe, it } from 'vitest';
import { emulator } from '../../src/chip/emulator.js';
import { deviceSuite } from '../../src/testing/index.js';

deviceSuite('emulator in a worker', () => emulator({ worker: { ringSteps: 2 } }), {
  test: { describe, it },
});
