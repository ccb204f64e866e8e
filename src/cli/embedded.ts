import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { ConvertOptions } from '../convert/options.js';

const folder = fileURLToPath(new URL('../../../models/', import.meta.url));

/** A model that comes with the package. */
export interface EmbeddedModel {
  readonly path: string;
  readonly title: string;
  /** How it is meant to be converted. */
  readonly convert: ConvertOptions;
}

/** Names of the models that come with the package. */
export function embeddedNames(): string[] {
  return readdirSync(folder)
    .filter((file) => file.endsWith('.json'))
    .map((file) => file.slice(0, -'.json'.length));
}

/** The embedded model of a name, or `null`. */
export function embeddedModel(name: string): EmbeddedModel | null {
  if (!embeddedNames().includes(name)) return null;
  const card = JSON.parse(readFileSync(`${folder}${name}.json`, 'utf8')) as {
    title: string;
    file: string;
    convert: ConvertOptions;
  };
  return { path: `${folder}${card.file}`, title: card.title, convert: card.convert };
}
