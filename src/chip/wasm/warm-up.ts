import { Plane, Unit } from './assembly/layout.js';
import type { Image } from './image.js';
import type { Kernels } from './kernels.js';
import { memberArea, openCounts } from './member-area.js';

/** Kernels that have run long enough for the machine code to be the fast one; shared by a process. */
const warm = new Set<number>();

/** Steps that make the runtime compile a kernel for speed, and the time they may take. */
const STEPS = 200;
const MOST_MS = 100;

/**
 * Plays scratch steps until the kernels of an image run at full speed, then puts the memory back to
 * rest: a first step would take many times as long as those that follow.
 */
export function warmUp(kernels: Kernels, words: Int32Array, image: Image, units: number): void {
  touch(words);
  const used = image.units.map(({ address }) => words[address / 4 + Unit.KERNEL]!);
  if (used.every((kernel) => warm.has(kernel))) return;
  const begun = performance.now();
  for (let t = 1; t <= STEPS && performance.now() - begun < MOST_MS; t++) {
    kernels.play(units, image.units.length, t, memberArea(0));
  }
  for (const kernel of used) warm.add(kernel);
  toRest(words, image);
  openCounts(words.buffer, 1, 0);
}

/** Has the system give every page of the memory now, not one by one in the first step. */
function touch(words: Int32Array): void {
  for (let i = 0; i < words.length; i += 1024) words[i] = words[i]!;
}

/** Forgets registers and spikes; weights and parameters stay. */
function toRest(words: Int32Array, { registers, planes, slots }: Image): void {
  for (const layer of registers) {
    if (layer === null) continue;
    for (const address of [layer.u, layer.v, layer.r, layer.q]) {
      if (address !== 0) words.fill(0, address / 4, address / 4 + layer.words);
    }
  }
  for (const plane of planes.flat()) {
    const field = (k: Plane): number => words[plane / 4 + k]!;
    const first = field(Plane.POINTERS) / 4;
    words.fill(0, first, first + (slots * field(Plane.POINTER_SLOT)) / 4);
  }
}
