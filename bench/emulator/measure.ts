import type { ChipInput, Session, SessionState } from 'rxspike';
import { type EngineChoice, engineName, openEngine } from './engines.js';
import { factsOf } from './facts.js';
import { hostInputs } from './input.js';
import { secondsOf } from './play.js';
import type { Facts, Workload } from './workload.js';

/** An engine that has played a workload's warm-up and stands behind it. */
export interface Side {
  readonly engine: string;
  readonly session: Session;
  readonly facts: Facts;
  /** Where the warm-up ended: every timed repeat starts here, so all do the same work. */
  readonly saved: SessionState;
}

/** Times of one engine in one comparison, next to what was played. */
export interface Timing {
  readonly engine: string;
  readonly timesteps: number;
  /** Timesteps of a call. */
  readonly chunk: number;
  /** Seconds per timestep in each repeat. */
  readonly seconds: readonly number[];
}

/** Plays the warm-up on an engine; `null` where this build has no such engine. */
export async function openSide(workload: Workload, choice: EngineChoice): Promise<Side | null> {
  const session = await openEngine(workload.program, choice);
  return session === null ? null : await warmedUp(workload, engineName(choice), session);
}

/** Plays the warm-up on any session from rest. */
export async function warmedUp(
  workload: Workload,
  engine: string,
  session: Session,
): Promise<Side> {
  const facts = await factsOf(workload, session);
  return { engine, session, facts, saved: session.save() };
}

/** Throws unless two engines gave the same spikes and added as many weights. */
export function requireEqual(workload: string, reference: Side, other: Side): void {
  const [a, b] = [reference.facts, other.facts];
  if (a.hash === b.hash && a.synapticOps === b.synapticOps) return;
  throw new Error(
    `${workload}: ${other.engine} gives spikes ${b.hash} and ${b.synapticOps} synaptic ` +
      `operations per timestep, ${reference.engine} ${a.hash} and ${a.synapticOps}. ` +
      'Nothing was timed.',
  );
}

/** What is played in a timed repeat. */
export interface Stretch {
  readonly timesteps: number;
  readonly chunk: number;
}

/**
 * Times engines on the same stretch, in turns: a slow moment of the machine meets all of them. Who
 * begins moves on with every repeat.
 */
export async function alternate(
  workload: Workload,
  sides: readonly Side[],
  { timesteps, chunk }: Stretch,
  repeats: number,
): Promise<Timing[]> {
  const inputs = hostInputs(workload.input, workload.warmUp, timesteps, chunk);
  const seconds = sides.map((): number[] => []);
  for (let r = 0; r < repeats; r++) {
    for (let k = 0; k < sides.length; k++) {
      const s = (r + k) % sides.length;
      seconds[s]!.push((await repeat(sides[s]!, inputs)) / timesteps);
    }
  }
  return sides.map(({ engine }, s) => {
    return { engine, timesteps, chunk, seconds: seconds[s]! };
  });
}

async function repeat({ session, saved }: Side, inputs: readonly ChipInput[]): Promise<number> {
  session.restore(saved);
  return await secondsOf(session, inputs);
}

/** Seconds per timestep from rest, as the reference emulator is timed; every repeat opens anew. */
export async function fromRest(
  workload: Workload,
  choice: EngineChoice,
  timesteps: number,
  repeats: number,
): Promise<Timing | null> {
  const session = await openEngine(workload.program, choice);
  if (session === null) return null;
  const rest = session.save();
  const inputs = hostInputs(workload.input, 0, timesteps, workload.chunk);
  const seconds: number[] = [];
  for (let r = -1; r < repeats; r++) {
    session.restore(rest);
    const taken = await secondsOf(session, inputs);
    if (r >= 0) seconds.push(taken / timesteps);
  }
  await session.close();
  return { engine: engineName(choice), timesteps, chunk: workload.chunk, seconds };
}
