import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import { binary } from './binary.js';

/** What assembly/ exports. Matrices are float32, pointers are byte offsets, sizes are counts. */
export interface Code {
  addProductOfTransposed(
    rows: number,
    m: number,
    n: number,
    a: number,
    b: number,
    sums: number,
  ): void;
  filterGradient(
    geometry: number,
    x: number,
    rows: number,
    m: number,
    n: number,
    dy: number,
    sums: number,
    windows: number,
  ): void;
  packPanels(n: number, depth: number, b: number, panels: number): void;
  productWithPanels(
    rows: number,
    depth: number,
    n: number,
    a: number,
    panels: number,
    out: number,
  ): void;
  inputGradient(
    geometry: number,
    dx: number,
    rows: number,
    depth: number,
    n: number,
    dy: number,
    panels: number,
    windows: number,
  ): void;
  /** The sums are float64. */
  sumRows(rows: number, columns: number, x: number, sums: number): void;
  addToRows(rows: number, columns: number, x: number, bias: number, out: number): void;
}

/** Rows of windows that are made at a time. */
export const windowRows = 16;

// The part of WebAssembly that is used: its types come with those of browsers only.
interface Assembly {
  readonly Memory: new (options: { initial: number }) => { readonly buffer: ArrayBuffer };
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (
    module: object,
    imports: { env: { memory: object } },
  ) => { readonly exports: object };
}

const { WebAssembly: assembly } = globalThis as unknown as { WebAssembly: Assembly };

const opened = new WeakMap<BackendWasm, Code | null>();

/**
 * Our code on the heap of a backend, or null when the heap is out of reach: TensorFlow.js does not
 * promise access to it. Kernels then do without.
 */
export function codeOn(backend: BackendWasm): Code | null {
  const known = opened.get(backend);
  if (known !== undefined) return known;
  const memory = heapOf(backend);
  const code = memory === undefined ? null : started(memory);
  opened.set(backend, code);
  return code;
}

function heapOf({ wasm }: BackendWasm): object | undefined {
  const { asm = {}, HEAPU8 } = wasm as unknown as { asm?: object; HEAPU8: Uint8Array };
  return Object.values(asm).find(
    (value) => value instanceof assembly.Memory && value.buffer === HEAPU8.buffer && !shared(value),
  );
}

/** A heap of several threads would need code that was made for one. */
function shared({ buffer }: { readonly buffer: ArrayBufferLike }): boolean {
  return buffer instanceof SharedArrayBuffer;
}

function started(memory: object): Code {
  const module = new assembly.Module(Uint8Array.from(atob(binary), (c) => c.charCodeAt(0)));
  return new assembly.Instance(module, { env: { memory } }).exports as Code;
}
