import { MAX_OUT_AXONS } from '../limits.js';
import type { ChipModel } from '../model.js';
import type { Candidate } from './candidates.js';
import { fullestSlots } from './slots.js';

/** Choices tried before the best so far is taken; far more than real networks need. */
const MOST_CHOICES = 200_000;

/**
 * Chooses a candidate for every block so that output axons fit too, with the fewest cores, then the
 * fewest synapse bits; `null` if no choice fits. Layers are settled from the last to the first, since
 * how a layer is cut decides what the layers before it must send.
 */
export function assignShapes(
  model: ChipModel,
  candidates: readonly (readonly Candidate[])[],
): Candidate[] | null {
  const order = candidates.map((_, block) => block).reverse();
  const least = leastAfter(candidates, order);
  const chosen: (Candidate | undefined)[] = candidates.map(() => undefined);
  const fits = slotCheck(model, chosen);
  let best: { choice: Candidate[]; cores: number; bits: number } | null = null;
  let tried = 0;
  const settle = (depth: number, cores: number, bits: number): void => {
    if (depth === order.length) {
      best = { choice: chosen.map((c) => c!), cores, bits };
      return;
    }
    const block = order[depth];
    for (const candidate of candidates[block]) {
      const total = cores + candidate.map.tiles.length;
      const bound = { cores: total + least[depth + 1].cores, bits: bits + candidate.demand.bits };
      if (best !== null && !better(bound, best)) continue;
      if (++tried > MOST_CHOICES) return;
      chosen[block] = candidate;
      if (fits(block)) settle(depth + 1, total, bits + candidate.demand.bits);
      chosen[block] = undefined;
    }
  };
  settle(0, 0, 0);
  return (best as { choice: Candidate[] } | null)?.choice ?? null;
}

function better(
  a: { readonly cores: number; readonly bits: number },
  b: { readonly cores: number; readonly bits: number },
): boolean {
  return a.cores < b.cores || (a.cores === b.cores && a.bits < b.bits);
}

/** Cores that the blocks still to be settled need at the least. */
function leastAfter(
  candidates: readonly (readonly Candidate[])[],
  order: readonly number[],
): { cores: number }[] {
  const least = [{ cores: 0 }];
  for (const block of [...order].reverse()) {
    const fewest = candidates[block][0]?.map.tiles.length ?? 0;
    least.unshift({ cores: least[0].cores + fewest });
  }
  return least;
}

/** Checks the output axons of every block whose own cut and targets' cuts are all settled now. */
function slotCheck(model: ChipModel, chosen: readonly (Candidate | undefined)[]) {
  const targets = model.blocks.map(({ axons }) => [...new Set(axons.map((a) => a.target.block))]);
  const known = new Map<string, boolean>();
  const number = new Map<Candidate, number>();
  const nameOf = (candidate: Candidate): number => {
    if (!number.has(candidate)) number.set(candidate, number.size);
    return number.get(candidate)!;
  };
  const fitsOne = (block: number): boolean => {
    const involved = [block, ...targets[block]].map((b) => chosen[b]);
    if (involved.includes(undefined)) return true;
    const key = `${block} ${involved.map((c) => nameOf(c!)).join(' ')}`;
    const seen = known.get(key);
    if (seen !== undefined) return seen;
    const fits = fullestSlots(model, block, chosen[block]!, (b) => chosen[b]!) <= MAX_OUT_AXONS;
    known.set(key, fits);
    return fits;
  };
  return (settled: number): boolean =>
    targets.every(
      (list, block) => (block !== settled && !list.includes(settled)) || fitsOne(block),
    );
}
