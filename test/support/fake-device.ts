import type { Program } from '../../src/compile/program.js';
import type { ChipOutput, Device, Session } from '../../src/run/device.js';

/** What a device was asked to do, in order. */
export type DeviceLog = ('open' | 'step' | 'close')[];

/** A device that writes down what happens to it; silent chip, unless another device is inside. */
export function loggingDevice(log: string[], inner?: Device): Device {
  return {
    kind: 'device',
    name: 'logged',
    open(program) {
      log.push('open');
      const session = (inner?.open(program) as Session | undefined) ?? silentSession(program);
      return {
        ...session,
        step(input) {
          log.push('step');
          return session.step(input);
        },
        close() {
          log.push('close');
          return session.close();
        },
      };
    },
  };
}

/** A device whose every timestep ends when the test says so. */
export interface SlowDevice {
  readonly device: Device;
  readonly log: string[];
  /** Ends the timestep that is being played and waits until the run has gone on. */
  finish(): Promise<void>;
  /** Ends the timestep with an error. */
  break(error: Error): Promise<void>;
}

/** A silent chip that takes its time: `step` gives promises that the test resolves. */
export function slowDevice(options: { close?: () => Promise<void> } = {}): SlowDevice {
  const log: string[] = [];
  let settle: { resolve(): void; reject(error: Error): void } | undefined;
  const device: Device = {
    kind: 'device',
    name: 'slow',
    open(program) {
      log.push('open');
      const silent = silentSession(program);
      return {
        ...silent,
        step(input) {
          log.push('step');
          return new Promise<ChipOutput>((resolve, reject) => {
            settle = { resolve: () => resolve(silent.step(input) as ChipOutput), reject };
          });
        },
        close() {
          log.push('close');
          return options.close?.();
        },
      };
    },
  };
  return {
    device,
    log,
    async finish() {
      settle!.resolve();
      await settled();
    },
    async break(error) {
      settle!.reject(error);
      await settled();
    },
  };
}

/** Waits until everything that is ready to happen has happened. */
export function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

function silentSession(program: Program): Session {
  return {
    step: ({ steps }) => ({
      spikes: program.populations.map(({ size }) => ({
        size,
        offsets: new Uint32Array(steps + 1),
        indices: new Uint32Array(0),
      })),
      probes: program.chip.probes.map(() => new Float64Array(0)),
      synapticOps: 0,
    }),
    save: () => ({ kind: 'silent', version: 1, t: 0, data: {} }),
    restore() {},
    close() {},
  };
}
