import type { Device, Program, Session } from 'rxspike';
import { emulator } from 'rxspike/chip';

/** Which engine of the emulator plays, on how many threads. */
export interface EngineChoice {
  readonly engine: 'plain' | 'wasm';
  readonly threads: number;
}

/** The engine all others are compared with. */
export const PLAIN: EngineChoice = { engine: 'plain', threads: 1 };

/** How tables call the yardstick of plain loops over whole layers, which is no engine. */
export const SCATTER = 'layer loops';

/** The fast engine on so many threads. */
export function fast(threads: number): EngineChoice {
  return { engine: 'wasm', threads };
}

/** How tables call a choice. */
export function engineName({ engine, threads }: EngineChoice): string {
  return engine === 'plain' ? 'plain' : `wasm, ${threads} thread${threads === 1 ? '' : 's'}`;
}

/** The device of a choice; `null` where this build has none. */
export function deviceOf(choice: EngineChoice): Device | null {
  return choice.engine === 'plain' ? emulator() : null;
}

/** Opens a program on a choice; `null` where this build has no such engine. */
export async function openEngine(program: Program, choice: EngineChoice): Promise<Session | null> {
  return (await deviceOf(choice)?.open(program)) ?? null;
}
