import { DeviceError } from '../core/errors.js';
import type { DeviceCase, Place } from './case.js';
import { delayCases } from './delays.js';
import { learningCases } from './learning.js';
import { runCases } from './runs.js';
import { probeCases, spikeCases } from './signals.js';
import { stateCases } from './states.js';

/** What the suite uses of a test framework; vitest, jest and node:test have it. */
export interface TestFramework {
  describe(name: string, body: () => void): unknown;
  readonly it: {
    (name: string, body: () => Promise<void>): unknown;
    skip(name: string, body: () => Promise<void>): unknown;
  };
}

export interface DeviceSuiteOptions {
  /** What the device cannot do: the name of a case, and why. Such a case is skipped by its title. */
  readonly unsupported?: Readonly<Record<string, string>>;
  /** The functions of the test framework; default the global `describe` and `it`. */
  readonly test?: TestFramework;
}

const cases: readonly DeviceCase[] = [
  ...runCases,
  ...stateCases,
  ...delayCases,
  ...spikeCases,
  ...probeCases,
  ...learningCases,
];

/** The names of all cases, for `unsupported`. */
export const deviceCaseNames: readonly string[] = cases.map(({ name }) => name);

/**
 * Registers the tests that every device answers to: sessions, states, delays, spikes, probes,
 * learning, seeds. What a device cannot do is listed with a reason, and skipped; one test more
 * plays what is listed and fails when a case holds after all.
 *
 * @param name of the device in the report
 * @param make a device ready to open sessions; called once or more for every case
 * @throws DeviceError if `unsupported` names a case that there is not, or gives no reason
 *
 * @example
 * import { describe, it } from 'vitest';
 * deviceSuite('my board', () => myBoard('ws://localhost:9000'), {
 *   unsupported: { 'learning/errors reach the decoders, which learn against them': 'no plastic synapses' },
 *   test: { describe, it },
 * });
 */
export function deviceSuite(
  name: string,
  make: () => Place,
  options: DeviceSuiteOptions = {},
): void {
  const { unsupported = {}, test = globalFramework() } = options;
  checkUnsupported(name, unsupported);
  test.describe(name, () => {
    for (const one of cases) {
      const body = async () => one.check(make);
      const reason = unsupported[one.name];
      if (reason === undefined) test.it(one.name, body);
      else test.it.skip(`${one.name} (unsupported: ${reason})`, body);
    }
    const listed = cases.filter((one) => one.name in unsupported);
    if (listed.length === 0) return;
    test.it('cannot do what is listed as unsupported', () => checkNeeded(name, make, listed));
  });
}

function checkUnsupported(name: string, unsupported: Readonly<Record<string, string>>): void {
  for (const [listed, reason] of Object.entries(unsupported)) {
    if (!deviceCaseNames.includes(listed)) {
      throw new DeviceError(
        `deviceSuite "${name}": unsupported names "${listed}", there is no such case. ` +
          `Take one of: ${deviceCaseNames.join('; ')}.`,
        { code: 'unknown-case', path: listed },
      );
    }
    if (typeof reason !== 'string' || reason.trim() === '') {
      throw new DeviceError(
        `deviceSuite "${name}": unsupported "${listed}" has no reason. Say why the device cannot do it.`,
        { code: 'no-reason', path: listed },
      );
    }
  }
}

/** Plays the cases that a device is said not to manage; fails if one holds. */
async function checkNeeded(
  name: string,
  make: () => Place,
  listed: readonly DeviceCase[],
): Promise<void> {
  const passed: string[] = [];
  for (const { name: title, check } of listed) {
    try {
      await check(make);
      passed.push(`"${title}"`);
    } catch {
      // As listed.
    }
  }
  if (passed.length === 0) return;
  throw new DeviceError(
    `deviceSuite "${name}": ${passed.join(', ')} no longer needed in unsupported: the device does it. ` +
      'Take it out of the list.',
    { code: 'not-needed' },
  );
}

function globalFramework(): TestFramework {
  const { describe, it } = globalThis as Partial<TestFramework>;
  if (describe !== undefined && it !== undefined) return { describe, it };
  throw new DeviceError(
    'deviceSuite: there is no global describe and it. Give those of the test framework: { test: { describe, it } }.',
    { code: 'no-framework' },
  );
}
