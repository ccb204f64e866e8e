import { CaseError } from './case.js';

/** A JSON object whose fields are not known yet. */
export type Fields = Readonly<Record<string, unknown>>;

/** Reads an object; throws a CaseError that names `where` for anything else. */
export function asFields(json: unknown, where: string): Fields {
  if (typeof json === 'object' && json !== null && !Array.isArray(json)) return json as Fields;
  throw new CaseError(`${where}: expected an object (got ${describe(json)}).`);
}

/** Reads a list; throws a CaseError that names `where` for anything else. */
export function asList(json: unknown, where: string): readonly unknown[] {
  if (Array.isArray(json)) return json;
  throw new CaseError(`${where}: expected a list (got ${describe(json)}).`);
}

/** Reads a text; throws a CaseError that names `where` for anything else. */
export function asText(json: unknown, where: string): string {
  if (typeof json === 'string') return json;
  throw new CaseError(`${where}: expected a text (got ${describe(json)}).`);
}

/** Reads a number, which may be written `"Infinity"`, `"-Infinity"` or `"NaN"`. */
export function asNumber(json: unknown, where: string): number {
  if (typeof json === 'number') return json;
  if (json === 'Infinity' || json === '-Infinity' || json === 'NaN') return Number(json);
  throw new CaseError(`${where}: expected a number (got ${describe(json)}).`);
}

/** Reads a whole number of at least `least` (default 0). */
export function asCount(json: unknown, where: string, least = 0): number {
  const value = asNumber(json, where);
  if (Number.isInteger(value) && value >= least) return value;
  throw new CaseError(`${where}: expected a whole number from ${least} (got ${value}).`);
}

/** Reads a truth value, written as a boolean or as 0 or 1. */
export function asFlag(json: unknown, where: string): boolean {
  if (typeof json === 'boolean') return json;
  if (json === 0 || json === 1) return json === 1;
  throw new CaseError(`${where}: expected true or false (got ${describe(json)}).`);
}

function describe(json: unknown): string {
  if (json === undefined) return 'nothing';
  if (typeof json === 'object') {
    return json === null ? 'null' : Array.isArray(json) ? 'a list' : 'an object';
  }
  return String(JSON.stringify(json)).slice(0, 40);
}
