import type { Program } from '../../compile/program.js';
import { encodeProgram } from '../../compile/program-file.js';
import { count, Line, newControlBlock, request } from '../../core/control-block.js';
import { DeviceError } from '../../core/errors.js';
import { newRing, openRing, type WordRing } from '../../core/word-ring.js';
import type { ChipFrame, ChipInput, ChipOutput, Session, SessionState } from '../../run/device.js';
import type { EmulatorOptions } from '../emulator.js';
import { type ChipHost, startChip } from './chip-host.js';
import { openClockedChip } from './clocked-chip.js';
import { inputWords, lengthOfInput, writeInput } from './input-frame.js';
import { type OutputSheet, openOutputSheet } from './output-frame.js';
import { openEye, openPen } from './pen.js';
import { ringWords } from './ring-size.js';

/** How the thread of a chip is reached. */
export type ChipThread = Exclude<NonNullable<EmulatorOptions['worker']>, boolean>;

/** Opens a session that is played in a worker. */
export async function openInWorker(
  program: Program,
  { onWarning, seed, strict, engine, threads }: Omit<EmulatorOptions, 'worker'>,
  { ringSteps = 64, spinUs = 0 }: ChipThread,
): Promise<Session> {
  const sizes = program.chip.inputs.map(({ nNeurons }) => nNeurons);
  const control = newControlBlock();
  const input = newRing(ringWords(inputWords(sizes), ringSteps));
  const given = { seed, strict, engine, threads };
  const host = startChip(
    {
      // What a network says about itself is not the chip's, and need not be plain data.
      program: encodeProgram({ ...program, meta: {} }),
      options: Object.fromEntries(Object.entries(given).filter(([, v]) => v !== undefined)),
      warns: onWarning !== undefined,
      control: control.buffer,
      input: input.buffer,
      ringSteps,
    },
    control,
    onWarning,
  );
  const { layout, output } = await host.opened;
  const sheet = openOutputSheet(layout);
  const rings = { input, output: openRing(output) };
  return sessionOf(host, sizes.length, rings, sheet, spinUs / 1000);
}

function sessionOf(
  host: ChipHost,
  inputs: number,
  { input, output }: { readonly input: WordRing; readonly output: WordRing },
  sheet: OutputSheet,
  spinMs: number,
): Session {
  const { words } = host.control;
  const pen = openPen();
  const eye = openEye();
  let busy: 'playing' | 'clocked' | null = null;

  /** Puts a timestep into the ring; false if there is no room for it now. */
  const send = (frame: ChipFrame, s: number): boolean =>
    input.push(writeInput(pen, inputs, frame, s));

  /** Refuses, before anything is sent, what no ring can take. */
  function checkFrames(frame: ChipFrame, from: number, to: number): void {
    if (frame.spikes.length > inputs) throw tooMany(frame.spikes.length, inputs);
    for (let s = from; s < to; s++) {
      const length = lengthOfInput(inputs, frame, s);
      if (length > input.largest) throw tooLarge(length, input.largest);
    }
  }

  function receive(): void {
    const before = sheet.steps;
    for (let frame = output.pop(); frame !== null; frame = output.pop()) {
      eye.begin(frame);
      sheet.add(eye);
    }
    // The chip may be waiting for room.
    if (sheet.steps > before) count(words, Line.BELL);
  }

  /** Looks for something completed until a time; true if there is. */
  function spins(seen: number, until: number): boolean {
    while (until > 0 && performance.now() < until) {
      if (Atomics.load(words, Line.COMPLETED) !== seen) return true;
    }
    return false;
  }

  async function play(given: ChipInput): Promise<ChipOutput> {
    sheet.begin();
    const spinUntil = spinMs === 0 ? 0 : performance.now() + spinMs;
    for (let sent = 0; sheet.steps < given.steps; ) {
      const seen = Atomics.load(words, Line.COMPLETED);
      const before = sent;
      while (sent < given.steps && send(given, sent)) sent += 1;
      if (sent > before) request(words, sent - before);
      receive();
      host.check();
      if (sheet.steps < given.steps && !spins(seen, spinUntil)) await host.completes(seen);
    }
    return sheet.output();
  }

  function requireFree(): void {
    host.check();
    if (busy === null) return;
    const what = busy === 'playing' ? 'timesteps are being played' : 'a clock asks for its steps';
    throw new DeviceError(
      `emulator: ${what} in the worker. ${busy === 'playing' ? 'Wait for their promise.' : 'Take another session.'}`,
      { code: 'busy' },
    );
  }

  return {
    async step(given) {
      requireFree();
      checkFrames(given, 0, given.steps);
      busy = 'playing';
      try {
        return await play(given);
      } finally {
        busy = null;
      }
    },
    save(): SessionState {
      requireFree();
      return host.ask({ kind: 'save' }).state!;
    },
    restore(state) {
      requireFree();
      host.ask({ kind: 'restore', state });
    },
    close: () => host.close(),
    clocked(clock) {
      requireFree();
      host.ask({ kind: 'clock', ...clock });
      busy = 'clocked';
      return openClockedChip({
        host,
        input,
        sheet,
        receive,
        send: (frame, s) => {
          checkFrames(frame, s, s + 1);
          return send(frame, s);
        },
      });
    },
  };
}

function tooMany(got: number, inputs: number): DeviceError {
  return new DeviceError(
    `emulator: got spikes of ${got} inputs, the chip has ${inputs}. Send one train for each.`,
    { code: 'no-such-input' },
  );
}

function tooLarge(length: number, largest: number): DeviceError {
  return new DeviceError(
    `emulator: a timestep of input takes ${length} words, the ring to the worker holds ${largest}. ` +
      'Send fewer spikes at once, or open with larger rings: worker: { ringSteps }.',
    { code: 'frame-too-large', path: 'worker.ringSteps' },
  );
}
