import { isJson, type Json } from './raw.js';

/** Bookkeeping of the formats that says nothing about what a layer computes. */
const DROPPED =
  /^(batch_shape|batch_input_shape|input_shape|build_config|compile_config|shared_object_id|quantization_config|registered_name|module|optional|sparse|ragged|.*_initializer)$/;

/** A config without bookkeeping, dtype policies as names, wrapped objects as `{class_name, config}`. */
export function plainConfig(config: unknown): Json {
  return isJson(config) ? (plain(config, 0) as Json) : {};
}

/** Options that Keras 2 calls otherwise under their names in Keras 3. */
export function renamedOptions(kind: string, config: Json): Json {
  if (kind !== 'LeakyReLU' || !('alpha' in config)) return config;
  const { alpha, ...rest } = config;
  return { ...rest, negative_slope: alpha };
}

function plain(value: unknown, depth: number): unknown {
  if (depth > 32) return null;
  if (Array.isArray(value)) return value.map((v) => plain(v, depth + 1));
  if (!isJson(value)) return value;
  if (isPolicy(value)) return (value.config as Json).name;
  const kept = Object.entries(value).filter(([key]) => !DROPPED.test(key));
  return Object.fromEntries(kept.map(([key, v]) => [key, plain(v, depth + 1)]));
}

function isPolicy(value: Json): boolean {
  const { class_name, config } = value;
  const named = typeof class_name === 'string' && /Policy$/.test(class_name);
  return named && isJson(config) && typeof config.name === 'string';
}

/**
 * The shape behind the batch axis that a layer (or model) says it takes, open axes as `null`;
 * `undefined` where it says nothing.
 */
export function inputShapeOf(spec: unknown): readonly (number | null)[] | undefined {
  if (!isJson(spec)) return undefined;
  const config = isJson(spec.config) ? spec.config : {};
  const build = isJson(spec.build_config) ? spec.build_config.input_shape : undefined;
  const candidates = [
    config.batch_shape,
    config.batch_input_shape,
    config.build_input_shape,
    build,
  ];
  const whole = candidates.find(isShape);
  if (whole) return whole.slice(1);
  return [config.shape, config.input_shape].find(isShape);
}

function isShape(value: unknown): value is (number | null)[] {
  return Array.isArray(value) && value.every((n) => n === null || typeof n === 'number');
}

/** Name of an activation option: text, a registered function or a layer object; `null` for linear. */
export function activationOf(config: Json): string | null {
  const name = activationName(config.activation);
  return name === 'linear' ? null : name;
}

function activationName(value: unknown): string | null {
  if (typeof value === 'string') return value;
  if (!isJson(value)) return null;
  if (typeof value.config === 'string') return value.config; // a plain function
  return typeof value.class_name === 'string' ? value.class_name : null;
}
