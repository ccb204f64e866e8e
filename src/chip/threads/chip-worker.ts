import {
  type MessagePort,
  parentPort,
  receiveMessageOnPort,
  workerData,
} from 'node:worker_threads';
import type { Program } from '../../compile/program.js';
import { decodeProgram } from '../../compile/program-file.js';
import { ChipState, count, Line, openControlBlock } from '../../core/control-block.js';
import { newRing, openRing } from '../../core/word-ring.js';
import type { Session } from '../../run/device.js';
import { emulator } from '../emulator.js';
import { openProbe } from '../probe-layout.js';
import type { BoardWarning } from '../warnings.js';
import { readPopulations } from '../wasm/leaving.js';
import { openChipLoop } from './chip-loop.js';
import type { ChipTask, Letter, Message } from './letters.js';
import { type OutputLayout, outputWords } from './output-frame.js';
import { ringWords } from './ring-size.js';
import { tellError } from './told.js';

const { port, task } = workerData as { readonly port: MessagePort; readonly task: ChipTask };
const control = openControlBlock(task.control);

try {
  work();
} catch (error) {
  tell({ kind: 'failed', error: tellError(error) });
  Atomics.store(control.words, Line.STATE, ChipState.FAILED);
  count(control.words, Line.ANSWERS);
  count(control.words, Line.COMPLETED, 0);
}
port.close();

function tell(message: Message): void {
  port.postMessage(message);
}

/** Opens an ordinary session and plays it until it is closed. */
function work(): void {
  const program = decodeProgram(task.program);
  const onWarning = (warning: BoardWarning): void => tell({ kind: 'warning', warning });
  const device = emulator({ ...task.options, ...(task.warns ? { onWarning } : {}) });
  const session = device.open(program) as Session;
  const layout = layoutOf(program);
  const output = newRing(ringWords(outputWords(layout), task.ringSteps));
  const loop = openChipLoop({
    session,
    inputs: program.chip.inputs.map(({ nNeurons }) => nNeurons),
    control,
    input: openRing(task.input),
    output,
    onLetters: () => answer(receiveMessageOnPort(port)!.message as Letter),
  });
  tell({ kind: 'opened', layout, output: output.buffer });
  parentPort!.postMessage('opened');
  loop.work();
  void session.close();

  function answer(letter: Letter): void {
    try {
      if (letter.kind === 'restore') session.restore(letter.state);
      if (letter.kind === 'clock') loop.follow(letter);
      tell({ kind: 'answer', state: letter.kind === 'save' ? session.save() : null });
    } catch (error) {
      tell({ kind: 'refused', error: tellError(error) });
    }
    count(control.words, Line.ANSWERS);
  }
}

function layoutOf(program: Program): OutputLayout {
  const read = readPopulations(program);
  return {
    populations: program.populations.map(({ size }, p) => (read[p] === true ? size : -1)),
    probes: program.chip.probes.map((probe, p) => {
      const { columns, dtype } = openProbe(program.chip, probe, `probe ${p}`);
      return { columns, type: dtype };
    }),
  };
}
