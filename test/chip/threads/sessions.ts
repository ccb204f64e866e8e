import type { BoardState } from '../../../src/chip/board.js';
import { type EmulatorOptions, emulator } from '../../../src/chip/emulator.js';
import type { Program } from '../../../src/compile/program.js';
import type { Params } from '../../../src/core/description.js';
import type { ChipInput, Session, SessionState } from '../../../src/run/device.js';
import { type StepOutput, stepsOf, trainOf } from '../../../src/testing/session-play.js';
import type { Sent } from '../wasm/compare.js';

/** What a session gave timestep by timestep, and the weights it added. */
export interface Played {
  readonly steps: readonly StepOutput[];
  readonly synapticOps: number;
}

/** Opens a session of a program on the emulator, lends it to `use` and closes it. */
export function onSession<T>(
  program: Program,
  options: EmulatorOptions,
  use: (session: Session) => T,
): T {
  const session = emulator(options).open(program) as Session;
  try {
    return use(session);
  } finally {
    void session.close();
  }
}

/** The spikes of timesteps t .. t + steps - 1 as a session takes them. */
export function inputOf({ chip }: Program, sent: Sent, t: number, steps: number): ChipInput {
  const spikes = chip.inputs.map(({ nNeurons }, i) =>
    trainOf(
      nNeurons,
      sent.slice(t, t + steps).map((inputs) => Array.from(inputs[i]!)),
    ),
  );
  return { t, steps, spikes };
}

/** Plays pieces of these sizes from timestep `from` on. */
export function playSession(
  session: Session,
  program: Program,
  sent: Sent,
  sizes: readonly number[],
  from = 0,
): Played {
  const out: StepOutput[] = [];
  let synapticOps = 0;
  let t = from;
  for (const steps of sizes) {
    const answer = session.step(inputOf(program, sent, t, steps));
    if (answer instanceof Promise) throw new Error('the emulator answers at once');
    out.push(...stepsOf(answer, steps));
    synapticOps += answer.synapticOps;
    t += steps;
  }
  return { steps: out, synapticOps };
}

/** The state of a session without what decides nothing: the kernels do not count spikes. */
export function savedBy(session: Session): SessionState {
  const { data, ...rest } = session.save();
  const { board, ...others } = data as unknown as { board: BoardState };
  const blocks = board.blocks.map(({ spikeCount, ...block }) => block);
  return { ...rest, data: { ...others, board: { ...board, blocks } } as unknown as Params };
}

/** The whole run on the plain engine, in one piece, and the state behind it. */
export function playPlain(program: Program, sent: Sent): Played & { readonly end: SessionState } {
  return onSession(program, { engine: 'plain' }, (session) => ({
    ...playSession(session, program, sent, [sent.length]),
    end: savedBy(session),
  }));
}
