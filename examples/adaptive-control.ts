/**
 * An arm of two joints that learns to hold against a load its controller does not know. The arm is a
 * few lines of physics in the loop below; neurons on the chip see the angles, and by the PES rule
 * learn the torques that the controller would otherwise have to make up for (DeWolf et al., 2016).
 */

import { Subject } from 'rxjs';
import {
  decode,
  ensemble,
  lineFigureSvg,
  lowpass,
  Network,
  pes,
  type RunOptions,
  run,
  writeFigure,
} from 'rxspike';
import { emulator } from 'rxspike/chip';
import { runsDirectly } from './support/run.js';

const dt = 0.001;
/** Controller: torque per radian and per radian a second; the arm's inertia is 1. */
const [stiffness, damping] = [20, 9];
/** Gravity the controller does not know: torque on both joints, by the angles. */
const load = ([a, b]: readonly [number, number]): [number, number] => {
  const forearm = 2 * Math.cos(a + b);
  return [-4 * Math.cos(a) - forearm, -forearm];
};
/** Angles to reach, each for `hold` seconds, in turn. */
const targets = [
  [0.6, 0.8],
  [-0.2, 0.3],
] as const;
const hold = 2;

/** Angles and the controller's torques go in, learned torques come out. */
function declare(learningRate: number) {
  const net = new Network({ seed: 1, dt });
  const angles = net.input('angles', 2);
  const error = net.input('error', 2);
  const arm = angles.pipe(
    ensemble({
      neurons: 500,
      dimensions: 2,
      radius: Math.SQRT2,
      intercepts: { low: -0.9, high: 0.5 },
    }),
  );
  const learned = arm.pipe(decode({ function: () => [0, 0] }), pes({ learningRate }));
  error.pipe(lowpass(0.005)).into(learned.error);
  return { net, torque: learned.pipe(lowpass(0.05)) };
}

/** Moves the arm for `seconds`, with or without what the chip learns. */
function move(adapt: boolean, seconds: number, learningRate: number) {
  const { net, torque } = declare(learningRate);
  const on = emulator();
  const input$ = new Subject<{ t: number; steps: number; data: Record<string, Float32Array> }>();
  const options: RunOptions<'torque'> = { probes: { torque }, on, pesErrorScale: 10 };
  let added: readonly number[] = [0, 0];
  let failure: unknown;
  input$.pipe(run(net, options)).subscribe({
    next: ({ data }) => {
      added = Array.from(data.torque);
    },
    error: (error) => {
      failure = error;
    },
  });
  let angle: [number, number] = [0, 0];
  let speed = [0, 0];
  const angles: number[][] = [];
  const misses: number[] = [];
  for (let t = 0; t < seconds / dt; t++) {
    const target = targets[Math.floor((t * dt) / hold) % targets.length]!;
    const wanted = target.map((goal, j) => stiffness * (goal - angle[j]!) - damping * speed[j]!);
    // The output learns to be what the controller has to do: its torque is the error, turned round.
    const error = Float32Array.from(wanted, (value) => (adapt ? -value : 0));
    input$.next({ t, steps: 1, data: { angles: Float32Array.from(angle), error } });
    if (failure !== undefined) throw failure;
    const push = load(angle);
    speed = speed.map((v, j) => v + dt * (wanted[j]! + added[j]! + push[j]!));
    angle = [angle[0] + dt * speed[0]!, angle[1] + dt * speed[1]!];
    angles.push([...angle]);
    misses.push(Math.hypot(target[0] - angle[0], target[1] - angle[1]));
  }
  input$.complete();
  return { angles, misses };
}

/** Mean distance from the target in the last half second of the last hold. */
function settled(misses: readonly number[]): number {
  const last = misses.slice(-0.5 / dt);
  return last.reduce((sum, miss) => sum + miss, 0) / last.length;
}

/** Moves the arm for `seconds` with and without learning. */
export async function main({ seconds = 16, learningRate = 1e-5, figure = true } = {}) {
  const plain = move(false, seconds, learningRate);
  const learned = move(true, seconds, learningRate);
  const without = settled(plain.misses);
  const adapted = settled(learned.misses);
  console.log(
    `off target: ${without.toFixed(3)} rad without, ${adapted.toFixed(3)} rad with learning`,
  );
  if (figure) {
    const joint = ({ angles }: typeof plain) => angles.map(([first]) => first!);
    const lines = [
      {
        name: 'wanted',
        values: plain.angles.map((_, t) => targets[Math.floor((t * dt) / hold) % 2]![0]),
      },
      { name: 'without', values: joint(plain) },
      { name: 'learned', values: joint(learned) },
    ];
    const title = 'An arm learns to hold against an unknown load: angle of its first joint';
    await writeFigure('out/adaptive-control.svg', lineFigureSvg({ title, dt, lines }));
  }
  return { without, adapted };
}

if (runsDirectly(import.meta.url)) await main();
