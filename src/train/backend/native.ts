import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import util from 'node:util';
import type { Backend } from './backend.js';

/** Why there is no native backend: one sentence for people, and what was thrown, if anything. */
export interface NoNative {
  readonly why: string;
  readonly cause?: unknown;
}

const installed = '@tensorflow/tfjs-node';
const ourRequire = createRequire(import.meta.url);

/**
 * Starts native TensorFlow through tfjs-node, the installed one or the one in the folder `name`, if it
 * is there, was built, shares our tfjs-core and computes; otherwise says what of these is not so.
 */
export async function openNative(name: string = installed): Promise<Backend | NoNative> {
  const why = missingPart(name);
  if (why !== undefined) return { why };
  try {
    return await start(name);
  } catch (cause) {
    const [line] = String(cause instanceof Error ? cause.message : cause).split('\n');
    return { why: `${name} is there but does not work: ${ended(line!)}`, cause };
  }
}

/** Looks before loading: what fails to load leaves half of it behind. */
function missingPart(name: string): string | undefined {
  const manifest = resolved(ourRequire, `${name}/package.json`);
  if (manifest === undefined) return `${name} is not installed.`;
  const { version } = JSON.parse(readFileSync(manifest, 'utf8')) as { version: string };
  if (!existsSync(addonOf(manifest)))
    return `${name} ${version} is installed without its native addon.`;
  const theirs = resolved(createRequire(manifest), '@tensorflow/tfjs-core');
  if (theirs === ourRequire.resolve('@tensorflow/tfjs-core')) return undefined;
  return `${name} ${version} comes with a copy of tfjs-core of its own, so its backend cannot be seen from here.`;
}

function resolved(from: NodeJS.Require, name: string): string | undefined {
  try {
    return from.resolve(name);
  } catch {
    return undefined;
  }
}

/** The package builds for version 8 of Node-API, which later versions of Node still serve. */
function addonOf(manifest: string): string {
  return join(dirname(manifest), 'lib', 'napi-v8', 'tfjs_binding.node');
}

interface NativeBinding {
  readonly binding: { readonly TF_Version: string };
}

async function start(name: string): Promise<Backend> {
  bringBackRemoved();
  ourRequire(name);
  const { startRegistered } = await import('./start.js');
  const tf = await startRegistered('tensorflow');
  const { binding } = tf.backend() as unknown as NativeBinding;
  const version = `TensorFlow ${binding.TF_Version} (tfjs-node, tfjs ${tf.version_core})`;
  return { tf, name: 'tfjs-node', version };
}

/** tfjs-node 4.22 calls two helpers that Node 23 removed. */
function bringBackRemoved(): void {
  const old = util as unknown as Record<string, unknown>;
  old.isNullOrUndefined ??= (value: unknown) => value === null || value === undefined;
  old.isArray ??= Array.isArray;
}

function ended(sentence: string): string {
  return /[.!?]$/.test(sentence) ? sentence : `${sentence}.`;
}
