import type { Program } from '../../compile/program.js';
import { encodeProgram } from '../../compile/program-file.js';
import { controlBlock, count, Line, request } from '../../core/control-block.js';
import { DeviceError } from '../../core/errors.js';
import { newRing, openRing, type WordRing } from '../../core/word-ring.js';
import type { ChipFrame, ChipInput, ChipOutput, Session, SessionState } from '../../run/device.js';
import type { EmulatorOptions } from '../emulator.js';
import { type ChipHost, startChip } from './chip-host.js';
import { openClockedChip } from './clocked-chip.js';
import { inputWords, lengthOfInput, writeInput } from './input-frame.js';
import { openOutputSheet } from './output-frame.js';
import { openEye, openPen } from './pen.js';
import { ringWords } from './ring-size.js';

/** Opens a session that is played in a worker; its rings have room for so many full timesteps. */
export async function openInWorker(
  program: Program,
  { onWarning, seed, strict, engine, threads }: Omit<EmulatorOptions, 'worker'>,
  ringSteps: number,
): Promise<Session> {
  const sizes = program.chip.inputs.map(({ nNeurons }) => nNeurons);
  const control = controlBlock();
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
  return sessionOf(host, sizes.length, input, openRing(output), sheet);
}

function sessionOf(
  host: ChipHost,
  inputs: number,
  input: WordRing,
  output: WordRing,
  sheet: ReturnType<typeof openOutputSheet>,
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

  async function play(given: ChipInput): Promise<ChipOutput> {
    sheet.begin();
    for (let sent = 0; sheet.steps < given.steps; ) {
      const seen = Atomics.load(words, Line.COMPLETED);
      const before = sent;
      while (sent < given.steps && send(given, sent)) sent += 1;
      if (sent > before) request(words, sent - before);
      receive();
      host.check();
      if (sheet.steps < given.steps) await host.completes(seen);
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
