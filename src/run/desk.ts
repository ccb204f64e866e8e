import type { Subscriber } from 'rxjs';
import type { Program } from '../compile/program.js';
import type { Chunk } from '../core/chunk.js';
import type { Network } from '../network/network.js';
import { AheadPlayback, checkPrecompute } from './ahead.js';
import { interpreter, type Session } from './device.js';
import { type Keeper, openKeeper } from './keeper.js';
import { Playback, type Player } from './playback.js';
import type { RunChunk, RunOptions } from './run.js';
import { isProgram, scoreOf, scoreOfProgram } from './score.js';

/** One subscription's playback: opens once, plays chunk by chunk, closes its session exactly once. */
export interface Desk {
  /** True when nothing more is played or emitted. */
  readonly over: boolean;
  /** A promise while the device opens, nothing if it is open. Errors end the run. */
  open(): Promise<void> | undefined;
  /** A promise while the device plays, nothing if it is done. Errors end the run. */
  play(chunk: Chunk, dropped: number): Promise<void> | undefined;
  /** Closes the session, then completes the subscriber. */
  complete(): void;
  /** Closes the session, then tells the subscriber what went wrong. */
  fail(error: unknown): void;
  /** Closes the session for a subscriber that left; what closing throws has nobody to go to. */
  leave(): void;
}

/** What a desk needs of the options of a run; a program has no probes to choose. */
export type DeskOptions<Name extends string> = Omit<
  RunOptions<Name>,
  'ahead' | 'overflow' | 'probes'
> &
  Partial<Pick<RunOptions<Name>, 'probes'>>;

/**
 * Sets up a network or program to be played for one subscriber; nothing is compiled or opened yet.
 *
 * @param letGo called once, first of all, when the run is over: the source is no longer wanted
 */
export function openDesk<Name extends string>(
  source: Network | Program,
  options: DeskOptions<Name>,
  subscriber: Subscriber<RunChunk<Name>>,
  letGo: () => void,
): Desk {
  const { on = interpreter(), probes = {}, onReport, poison = false, precompute = false } = options;
  let opening: Session | Promise<Session> | null = null;
  let playback: Player | undefined;
  let keeper: Keeper | undefined;
  let over = false;

  function begin(): void | Promise<void> {
    const score = isProgram(source)
      ? scoreOfProgram(source, on)
      : scoreOf(source, probes, on, options);
    if (score.program !== null) onReport?.(score.program.report);
    const ahead = precompute && score.program !== null;
    if (ahead) checkPrecompute(score.program!);
    keeper = openKeeper(score, source.precision, options, fail);
    if (over) return keeper.stop();
    opening = on.kind === 'device' ? on.open(score.program!) : null;
    const start = (session: Session | null): void => {
      opening = session;
      if (over) return;
      playback =
        ahead && session !== null
          ? new AheadPlayback(score, source.precision, session, poison)
          : new Playback(score, source.precision, session, poison);
      keeper!.start(playback);
    };
    return opening instanceof Promise ? opening.then(start) : start(opening);
  }

  function emit(output: Chunk, dropped: number): void {
    if (over) return;
    subscriber.next({ ...(output as Chunk<Name>), dropped: keeper!.totalOf(dropped) });
    keeper!.rest();
  }

  function closeSession(): void | Promise<void> {
    keeper?.stop();
    playback?.stop();
    // A device that fails to open has told so; there is nothing to close then.
    if (opening instanceof Promise)
      return opening.then(
        (s) => s.close(),
        () => undefined,
      );
    return opening?.close();
  }

  /** Runs `then` when the session is closed, with the error of closing if there was one. */
  function end(then: (failure?: { readonly error: unknown }) => void): void {
    if (over) return;
    over = true;
    letGo();
    const failed = (error: unknown): void => then({ error });
    const closing = attempt(closeSession, failed);
    if (closing instanceof Promise) closing.then(() => then(), failed);
    else if (closing !== broken) then();
  }

  function fail(error: unknown): void {
    end(() => subscriber.error(error));
  }

  return {
    get over() {
      return over;
    },
    open() {
      const ready = attempt(begin, fail);
      return ready instanceof Promise ? ready.catch(fail) : undefined;
    },
    play(chunk, dropped) {
      const output = attempt(() => keeper!.play(chunk, dropped), fail);
      if (output instanceof Promise) return output.then((o) => emit(o, dropped)).catch(fail);
      if (output !== broken) attempt(() => emit(output, dropped), fail);
      return undefined;
    },
    complete() {
      if (!over && attempt(() => keeper!.last(), fail) === broken) return;
      end((failure) => {
        if (failure === undefined) subscriber.complete();
        else subscriber.error(failure.error);
      });
    },
    fail,
    leave: () => end(() => {}),
  };
}

const broken = Symbol('broken');

/** What `action` returns; if it throws, `broken` after `onError` was told. */
function attempt<T>(action: () => T, onError: (error: unknown) => void): T | typeof broken {
  try {
    return action();
  } catch (error) {
    onError(error);
    return broken;
  }
}
