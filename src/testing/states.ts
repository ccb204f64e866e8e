import { deepStrictEqual, notDeepStrictEqual, rejects, strictEqual } from 'node:assert/strict';
import type { Program } from '../compile/program.js';
import { DeviceError } from '../core/errors.js';
import type { Session, SessionState } from '../run/device.js';
import type { DeviceCase, Place } from './case.js';
import { busy, learner } from './networks.js';
import { oneByOne, playPieces, programOf, withSession } from './session-play.js';

const saveAt = 23;
const rest = oneByOne(30);

/** Saves in the middle, goes on, and goes back: in the same session, and in others. */
async function checkContinues(make: () => Place, program: Program): Promise<void> {
  const goOn = (session: Session) => playPieces(session, program, saveAt, rest);
  const { saved, wanted, again } = await withSession(make(), program, async (session) => {
    await playPieces(session, program, 0, oneByOne(saveAt));
    const saved = session.save();
    const wanted = await goOn(session);
    session.restore(saved);
    return { saved, wanted, again: await goOn(session) };
  });
  deepStrictEqual(again, wanted);
  const resume = async (state: SessionState, before: readonly number[]) =>
    withSession(make(), program, async (session) => {
      await playPieces(session, program, 0, before);
      session.restore(state);
      return goOn(session);
    });
  deepStrictEqual(await resume(saved, []), wanted);
  deepStrictEqual(await resume(structuredClone(saved), oneByOne(11)), wanted);
  const cold = await withSession(make(), program, (session) =>
    playPieces(session, program, 0, rest, saveAt),
  );
  notDeepStrictEqual(cold, wanted, 'the state matters in this case');
}

/** Expects a state to be refused with a DeviceError that leaves the session as it was. */
async function checkRefused(session: Session, program: Program, state: SessionState) {
  const kept = structuredClone(session.save());
  await rejects(
    async () => session.restore(state),
    (error) => error instanceof DeviceError,
  );
  deepStrictEqual(session.save(), kept);
  await playPieces(session, program, kept.t, [1]);
}

/** What a saved state is good for, and what is refused. */
export const stateCases: readonly DeviceCase[] = [
  {
    name: 'state/continues bit for bit where it was saved',
    check: (make) => checkContinues(make, programOf(busy())),
  },
  {
    name: 'state/continues learning bit for bit',
    check: (make) => checkContinues(make, programOf(learner())),
  },
  {
    name: 'state/is a copy that knows its timestep',
    async check(make) {
      const program = programOf(busy());
      await withSession(make(), program, async (session) => {
        await playPieces(session, program, 0, oneByOne(saveAt));
        const saved = session.save();
        const before = structuredClone(saved);
        await playPieces(session, program, saveAt, rest);
        deepStrictEqual(saved, before);
        strictEqual(saved.t, saveAt);
      });
    },
  },
  {
    name: 'state/of another program is refused',
    async check(make) {
      const [one, other] = [programOf(busy(6)), programOf(busy(5))];
      const saved = await withSession(make(), other, async (session) => {
        await playPieces(session, other, 0, oneByOne(4));
        return session.save();
      });
      await withSession(make(), one, async (session) => {
        await playPieces(session, one, 0, oneByOne(saveAt));
        await checkRefused(session, one, saved);
      });
    },
  },
  {
    name: 'state/of another kind or version is refused',
    async check(make) {
      const program = programOf(busy());
      await withSession(make(), program, async (session) => {
        const saved = session.save();
        await checkRefused(session, program, { ...saved, kind: `not ${saved.kind}` });
        await checkRefused(session, program, { ...saved, version: saved.version + 1000 });
      });
    },
  },
];
