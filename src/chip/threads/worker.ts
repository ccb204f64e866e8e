import { type MessagePort, workerData } from 'node:worker_threads';
import { Control, Place } from '../wasm/assembly/layout.js';
import { type KernelMemory, type KernelModule, openKernels } from '../wasm/kernels.js';
import { memberArea } from '../wasm/member-area.js';
import { playFlow } from './flow.js';

/** What a thread of a team is started with. */
export interface WorkerTask {
  readonly module: KernelModule;
  readonly memory: KernelMemory;
  readonly member: number;
  /** Dataflows by their number in an order: the addresses of their stages. */
  readonly tables: readonly (readonly number[])[];
  readonly patience: number;
  /** Where a failure is told. */
  readonly port: MessagePort;
}

/** A day: a thread that has nothing to do waits for the next order or the end of its team. */
const IDLE_MS = 86_400_000;

const { module, memory, member, tables, patience, port } = workerData as WorkerTask;
const kernels = openKernels(module, memory);
const control = new Int32Array(memory.buffer, Place.CONTROL);
const orders = Place.CONTROL + 4 * Control.ORDER;
const done = Place.CONTROL + 4 * (Control.DONE + 16 * member);

try {
  work();
} catch (error) {
  port.postMessage(error instanceof Error ? error.message : String(error));
  Atomics.store(control, Control.STATE, 1);
  Atomics.notify(control, Control.ORDER);
}

/** Plays order after order until the state ends the team. */
function work(): void {
  kernels.announce(done, 0);
  for (let order = 1; ; order++) {
    if (kernels.reach(orders, order, IDLE_MS) === 0) return;
    const told = {
      stages: tables[control[Control.TABLE]!]!,
      from: control[Control.FROM]!,
      count: control[Control.COUNT]!,
      chunk: control[Control.CHUNK]!,
    };
    if (!playFlow(kernels, member, memberArea(member), told, patience, null)) return;
    kernels.announce(done, order);
  }
}
