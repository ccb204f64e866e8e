import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { KernelImage } from 'rxspike/chip';
import { addSpikes, hashText, spikeHash } from '../emulator/hash.js';
import type { HostSpikes, Train } from '../emulator/input.js';
import type { PeerCase } from './export.js';

/** A player of a memory image that has played the warm-up. */
export interface Side {
  readonly name: string;
  /** Hash of all spikes of the warm-up, and the weights added. */
  readonly hash: string;
  readonly synapticOps: number;
  /** Seconds of the timed stretch, which always begins where the warm-up ended. */
  repeat(): Promise<number>;
  close(): void;
}

/** Timesteps that are compared, then timesteps that are timed. */
export interface Stretch {
  readonly warmUp: number;
  readonly steps: number;
}

/** The peer in a process of its own, told to play by a line each time. */
export async function nativeSide(
  name: string,
  program: string,
  { image, words }: PeerCase,
  { warmUp, steps }: Stretch,
): Promise<Side> {
  const child = spawn(program, [image, words, `${warmUp}`, `${steps}`], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const lines = createInterface(child.stdout)[Symbol.asyncIterator]();
  const answer = async (): Promise<string> => {
    const { value, done } = await lines.next();
    if (done === true) throw new Error(`${name}: the peer ended before it answered.`);
    return value;
  };
  const { hash, ops } = JSON.parse(await answer()) as { hash: string; ops: number };
  return {
    name,
    hash,
    synapticOps: ops,
    repeat: async () => {
      child.stdin.write('\n');
      return Number(await answer());
    },
    close: () => void child.stdin.end(),
  };
}

/** The WASM kernels in this process, driven as the peer drives its own. */
export function wasmSide(image: KernelImage, spikes: HostSpikes, stretch: Stretch): Side {
  const { warmUp, steps } = stretch;
  const { buffer, member } = image;
  const step = stepper(image, spikes);
  const hash = spikeHash();
  for (let t = 1; t <= warmUp; t++) {
    step(t);
    addSpikes(hash, t - 1, { spikes: leaving(image, t) });
  }
  const synapticOps = Number(new BigInt64Array(buffer, member, 1)[0]);
  const saved = new Uint8Array(buffer).slice();
  return {
    name: 'wasm',
    hash: hashText(hash),
    synapticOps,
    repeat: async () => {
      new Uint8Array(buffer).set(saved);
      const begun = performance.now();
      for (let t = warmUp + 1; t <= warmUp + steps; t++) step(t);
      return (performance.now() - begun) / 1000;
    },
    close: () => {},
  };
}

function stepper({ buffer, kernels, entries, ...image }: KernelImage, spikes: HostSpikes) {
  const numbers = new Uint32Array(buffer, image.numbers);
  return (t: number): void => {
    const row = (t - 1) % spikes.period;
    for (const [i, { offsets, indices }] of spikes.trains.entries()) {
      const [from, to] = [offsets[row]!, offsets[row + 1]!];
      for (let k = from; k < to; k++) numbers[k - from] = indices[k]!;
      kernels.enter(entries[i]!, t, image.numbers, to - from);
    }
    kernels.play(image.units, image.unitCount, t, image.member);
  };
}

/** What every population spiked in timestep t. */
function leaving({ buffer, kernels, numbers, exits }: KernelImage, t: number): Train[] {
  return exits.map((exit) => {
    const count = kernels.leave(exit, t, numbers);
    const indices = new Uint32Array(buffer, numbers, count).slice();
    return { size: 0, offsets: Uint32Array.of(0, count), indices };
  });
}
