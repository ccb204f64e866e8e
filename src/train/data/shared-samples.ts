import type { Samples } from '../../core/samples.js';
import { sizeOf } from '../../core/shape.js';

/** The same samples in shared memory, so that all threads see one copy. */
export function sharedSamples(samples: Samples): Samples {
  const { data, labels, count, shape } = samples;
  const size = sizeOf(shape);
  return { ...samples, data: shared(data.subarray(0, count * size)), labels: shared(labels) };
}

function shared<T extends Uint8Array | Float32Array | Int32Array>(array: T): T {
  const make = array.constructor as new (buffer: SharedArrayBuffer) => T;
  const copy = new make(new SharedArrayBuffer(array.byteLength));
  copy.set(array);
  return copy;
}
