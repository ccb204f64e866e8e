import { formOf, type NetworkJson } from './json-form.js';
import { Network } from './network.js';

export type { NetworkJson, NodeJson } from './json-form.js';

/**
 * A network as plain data, for the codec: typed arrays are in place and shared with the network.
 * For text use `JSON.stringify(network)`.
 *
 * @example
 * const bytes = encodeNetwork(networkToJson(network));
 */
export function networkToJson(network: Network): NetworkJson {
  return formOf(network);
}

/**
 * The network of a plain form or of parsed JSON text; the same as `Network.from`. Names, ids and
 * the order of connections are kept exactly, so that sums come out the same.
 *
 * @throws NetworkError that names the node and the field that is wrong
 */
export function networkFromJson(json: unknown): Network {
  return Network.from(json);
}
