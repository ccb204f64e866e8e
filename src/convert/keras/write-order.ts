import type { Layer, LayerModel } from '../model.js';

/** How a model's graph is entered from its outputs. */
interface Walk {
  /** Layers behind those they take. */
  readonly finished: readonly Layer[];
  /** When each stored layer was met first. */
  readonly met: ReadonlyMap<string, number>;
}

/**
 * The layers that outputs depend on, in the order in which Keras 2 and Keras 3 list the layers of a model
 * when they rebuild it: the farthest from the outputs first, and of those equally far the one first met
 * on the way back from the outputs. Both hand out the weights of an `.h5` file in this order, whatever
 * the names say. Inputs that no output depends on come last.
 *
 * @param storedName what the applications of one layer have in common
 */
export function kerasOrder(model: LayerModel, storedName: (layer: Layer) => string): Layer[] {
  const { finished, met } = walkBack(model, storedName);
  const ofApplication = new Map<string, number>();
  const ofLayer = new Map<string, number>();
  for (const layer of finished.toReversed()) {
    const stored = storedName(layer);
    // A layer applied several times is as far as its farthest application so far.
    const depth = Math.max(ofApplication.get(layer.name) ?? 0, ofLayer.get(stored) ?? 0);
    ofLayer.set(stored, depth);
    for (const from of layer.inbound) {
      ofApplication.set(from, Math.max(depth + 1, ofApplication.get(from) ?? 0));
    }
  }
  const place = (layer: Layer) => [-ofLayer.get(storedName(layer))!, met.get(storedName(layer))!];
  const ordered = [...finished].sort((a, b) => {
    const [[depthA, metA], [depthB, metB]] = [place(a), place(b)];
    return depthA! - depthB! || metA! - metB!;
  });
  const unused = model.layers.filter(
    ({ kind, name }) => kind === 'InputLayer' && !finished.some((layer) => layer.name === name),
  );
  return [...ordered, ...unused];
}

/** Depth first, by hand instead of by recursion, so that no model is too deep. */
function walkBack(model: LayerModel, storedName: (layer: Layer) => string): Walk {
  const byName = new Map(model.layers.map((layer) => [layer.name, layer]));
  const finished: Layer[] = [];
  const met = new Map<string, number>();
  const entered = new Set<Layer>();
  const open: { readonly layer: Layer; next: number }[] = [];
  const enter = (name: string) => {
    const layer = byName.get(name);
    if (layer === undefined || entered.has(layer)) return;
    entered.add(layer);
    const stored = storedName(layer);
    if (!met.has(stored)) met.set(stored, met.size);
    open.push({ layer, next: 0 });
  };
  for (const output of model.outputs) {
    enter(output);
    for (let top = open.at(-1); top !== undefined; top = open.at(-1)) {
      const from = top.layer.inbound[top.next++];
      if (from !== undefined) enter(from);
      else finished.push(open.pop()!.layer);
    }
  }
  return { finished, met };
}
