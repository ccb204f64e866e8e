import { cpus, loadavg } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';

/** How busy the machine is with other things. */
export interface Company {
  /** Load average of the last minute; this process counts in it as well. */
  readonly load: number;
  /** Cores that others keep busy while this process sleeps. */
  readonly busyCores: number;
}

/** More than this and ratios of several threads say nothing. */
export const MOST_BUSY_CORES = 0.3;

const WATCHED_MS = 1500;

/** Watches the machine for a moment, doing nothing. */
export async function company(): Promise<Company> {
  const before = ticks();
  await sleep(WATCHED_MS);
  const after = ticks();
  const all = after.all - before.all;
  const busy = all === 0 ? 0 : (cpus().length * (after.busy - before.busy)) / all;
  return { load: loadavg()[0]!, busyCores: busy };
}

function ticks(): { readonly busy: number; readonly all: number } {
  let [busy, all] = [0, 0];
  for (const { times } of cpus()) {
    const sum = times.user + times.nice + times.sys + times.irq;
    busy += sum;
    all += sum + times.idle;
  }
  return { busy, all };
}
