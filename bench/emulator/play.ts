import type { ChipInput, ChipOutput, Session } from 'rxspike';

/** Plays calls one after the other; `each` sees what a call gave before the next one. */
export async function play(
  session: Session,
  inputs: readonly ChipInput[],
  each: (output: ChipOutput, input: ChipInput) => void = () => {},
): Promise<void> {
  for (const input of inputs) {
    const output = session.step(input);
    each(output instanceof Promise ? await output : output, input);
  }
}

/** Seconds that calls take. */
export async function secondsOf(session: Session, inputs: readonly ChipInput[]): Promise<number> {
  const started = performance.now();
  await play(session, inputs);
  return (performance.now() - started) / 1000;
}
