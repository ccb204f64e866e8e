import type { Session } from 'rxspike';
import { addSpikes, hashText, spikeHash } from './hash.js';
import { hostInputs } from './input.js';
import { play } from './play.js';
import { type Facts, neuronsOf, synapsesOf, type Workload } from './workload.js';

/** What an engine does on a workload, from rest, in the first timesteps. */
export async function factsOf(
  { program, input, chunk, warmUp: timesteps }: Workload,
  session: Session,
): Promise<Facts> {
  const hash = spikeHash();
  const counts = program.populations.map(() => 0);
  let synapticOps = 0;
  await play(session, hostInputs(input, 0, timesteps, chunk), (output, { t }) => {
    addSpikes(hash, t, output);
    synapticOps += output.synapticOps;
    for (const [p, { indices }] of output.spikes.entries()) counts[p]! += indices.length;
  });
  const neurons = neuronsOf(program);
  const layers = program.populations.map(({ name, size }, p) => {
    return [name, counts[p]! / (size * timesteps)] as const;
  });
  return {
    neurons,
    blocks: program.chip.blocks.length,
    synapses: synapsesOf(program),
    timesteps,
    density: hash.spikes / (neurons * timesteps),
    layers: Object.fromEntries(layers),
    synapticOps: synapticOps / timesteps,
    hash: hashText(hash),
  };
}
