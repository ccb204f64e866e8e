"""Turns a golden case's description into a nengo network with nengo-loihi settings.

Covers everything whose numbers are all in the description: nodes, neuron groups, connections to neurons (no transform,
dense, sparse, convolution, transposed convolution) and probes. Decoded connections, learning rules and event-camera
nodes need draws or files of their own and are refused by name.
"""

from __future__ import annotations

from typing import Any, Callable

import nengo
import nengo_loihi
import numpy as np
from scipy.sparse import coo_matrix

from golden import Case

NEURONS = {
    "LIF": nengo.LIF,
    "LoihiLIF": nengo_loihi.neurons.LoihiLIF,
    "SpikingRectifiedLinear": nengo.SpikingRectifiedLinear,
    "LoihiSpikingRectifiedLinear": nengo_loihi.neurons.LoihiSpikingRectifiedLinear,
    "RegularSpiking": nengo.RegularSpiking,
    "LIFRate": nengo.LIFRate,
    "RectifiedLinear": nengo.RectifiedLinear,
}
SYNAPSES = {"Lowpass": nengo.Lowpass, "Alpha": nengo.Alpha}


def refuse(where: str, what: str) -> SystemExit:
    """The error for a part of the vocabulary this peer does not rebuild."""
    return SystemExit(f"{where}: {what} is not rebuilt here. Choose a neuron-to-neuron case.")


def rebuild(case: Case, probe_chip: bool) -> tuple[nengo.Network, dict[str, Any], dict[str, nengo.Probe]]:
    """The network, its objects by id, and spike probes by ensemble id.

    With `probe_chip` every spiking ensemble whose spikes are recorded gets a probe of its own, for the check run;
    without it the network has the case's probes only.
    """
    with nengo.Network(seed=case.data["network_seed"]) as net:
        nengo_loihi.add_params(net)
        objs: dict[str, Any] = {}
        for spec in case.network["nodes"]:
            objs[spec["id"]] = make_node(case, spec)
        for spec in case.network["ensembles"]:
            objs[spec["id"]] = make_ensemble(case, net, spec)
        for spec in case.network["connections"]:
            objs[spec["id"]] = make_connection(case, net, spec, objs)
        for spec in case.network["probes"]:
            objs[spec["id"]] = make_probe(spec, objs)
        ids = [*case.expected["chip_spikes"], *case.expected["host_spikes"]] if probe_chip else []
        extra = {i: nengo.Probe(objs[i].neurons) for i in ids if isinstance(objs.get(i), nengo.Ensemble)}
    return net, objs, extra


def make_node(case: Case, spec: dict[str, Any]) -> nengo.Node:
    """A node with its output rebuilt; a table repeats when a run is longer than it."""
    output, kind = spec["output"], spec["output"]["type"]
    if kind == "passthrough":
        return nengo.Node(size_in=spec["size_in"])
    if kind == "constant":
        return nengo.Node(case.array(output["value"]))
    if kind == "present_input":
        inputs = case.array(output["inputs"])
        return nengo.Node(nengo.processes.PresentInput(inputs, output["presentation_time"]))
    if kind == "table":
        rows, dt = case.array(output["values"]), case.dt
        return nengo.Node(lambda t: rows[(round(t / dt) - 1) % len(rows)], size_out=spec["size_out"])
    if kind == "fn" and output["fn"] in FUNCTIONS:
        return nengo.Node(FUNCTIONS[output["fn"]](output), size_in=spec["size_in"], size_out=spec["size_out"])
    raise refuse(spec["id"], f"a node of type {kind}")


def identity(_: dict[str, Any]) -> Callable[[float, np.ndarray], np.ndarray]:
    """The node function that hands its input on."""
    return lambda _t, x: x


def max_pool2d(output: dict[str, Any]) -> Callable[[float, np.ndarray], np.ndarray]:
    """Maximum over windows of a (rows, cols, channels) image, no padding."""
    shape, (rows, cols) = output["input_shape"], output["strides"]

    def pool(_t: float, x: np.ndarray) -> np.ndarray:
        windows = np.lib.stride_tricks.sliding_window_view(x.reshape(shape), output["pool"], axis=(0, 1))
        return windows[::rows, ::cols].max(axis=(-2, -1)).ravel()

    return pool


FUNCTIONS = {"identity": identity, "max_pool2d": max_pool2d}


def make_neurons(case: Case, spec: dict[str, Any], state: dict[str, Any] | None) -> nengo.neurons.NeuronType:
    """A neuron type from its parameters; `state` fixes the initial values, which nengo would otherwise draw."""
    args = {k: v for k, v in spec.items() if k not in ("type", "base_type")}
    if spec["type"] not in NEURONS:
        raise refuse("ensembles", f"neuron type {spec['type']}")
    if "base_type" in spec:
        args["base_type"] = make_neurons(case, spec["base_type"], None)
    if state:
        args["initial_state"] = {k: initial(case.array(v)) for k, v in state.items()}
    return NEURONS[spec["type"]](**args)


def initial(value: np.ndarray) -> Any:
    """One value for all neurons as a distribution with one choice, otherwise the values themselves."""
    return nengo.dists.Choice([float(value)]) if value.ndim == 0 else value


def make_ensemble(case: Case, net: nengo.Network, spec: dict[str, Any]) -> nengo.Ensemble:
    """An ensemble with explicit gain and bias and its chip settings."""
    n = spec["n_neurons"]
    args = {k: np.broadcast_to(case.array(spec[k]), (n,)).astype(float) for k in ("gain", "bias")}
    if spec["encoders"] is not None:
        args |= {"encoders": case.array(spec["encoders"]), "normalize_encoders": False}
    neurons = make_neurons(case, spec["neuron_type"], spec["initial_state"])
    ens = nengo.Ensemble(n, spec["dimensions"], radius=spec["radius"], neuron_type=neurons, label=spec["name"], **args)
    if spec["on_chip"] is not None:
        net.config[ens].on_chip = spec["on_chip"]
    if spec["block_shape"] is not None:
        shape, whole = (tuple(spec["block_shape"][k]) for k in ("shape", "ensemble_shape"))
        net.config[ens].block_shape = nengo_loihi.BlockShape(shape, whole)
    return ens


def end(spec: dict[str, Any], objs: dict[str, Any], where: str) -> Any:
    """The nengo object one end of a connection or probe means, sliced if the case slices it."""
    if spec["kind"] not in ("node", "neurons"):
        raise refuse(where, f"an end of kind {spec['kind']}")
    obj = objs[spec["obj"]]
    obj = obj.neurons if spec["kind"] == "neurons" else obj
    return obj if spec.get("slice") is None else obj[spec["slice"]]


def make_synapse(spec: dict[str, Any] | None) -> nengo.synapses.Synapse | None:
    """A filter, or none."""
    return None if spec is None else SYNAPSES[spec["type"]](spec["tau"])


def make_connection(case: Case, net: nengo.Network, spec: dict[str, Any], objs: dict[str, Any]) -> nengo.Connection:
    """A connection that decodes nothing, with its transform, filter and population type."""
    pre, post = (end(spec[side], objs, spec["id"]) for side in ("pre", "post"))
    args = make_transform(case, spec["transform"])
    conn = nengo.Connection(pre, post, synapse=make_synapse(spec["synapse"]), **args)
    net.config[conn].pop_type = spec["pop_type"]
    return conn


def make_transform(case: Case, spec: dict[str, Any]) -> dict[str, Any]:
    """The `transform` argument of a connection; empty for none."""
    kind = spec["type"]
    if kind == "none":
        return {}
    if kind == "dense":
        return {"transform": nengo.Dense(tuple(spec["shape"]), init=case.array(spec["init"]))}
    if kind == "sparse":
        entries = (case.array(spec["data"]), (case.array(spec["rows"]), case.array(spec["cols"])))
        matrix = coo_matrix(entries, shape=tuple(spec["shape"]))
        return {"transform": nengo.Sparse(tuple(spec["shape"]), init=matrix)}
    return {"transform": make_convolution(case, spec)}


def make_convolution(case: Case, spec: dict[str, Any]) -> nengo.Convolution | nengo.ConvolutionTranspose:
    """A convolution or its transpose with the given kernel."""
    args: dict[str, Any] = {k: spec[k] for k in ("n_filters", "padding", "channels_last")}
    args |= {k: tuple(spec[k]) for k in ("input_shape", "kernel_size", "strides")}
    args["init"] = case.array(spec["kernel"])
    if spec["type"] == "conv2d":
        return nengo.Convolution(**args)
    return nengo.ConvolutionTranspose(output_shape=tuple(spec["output_shape"]), **args)


def make_probe(spec: dict[str, Any], objs: dict[str, Any]) -> nengo.Probe:
    """One of the case's own probes."""
    target = end(spec["target"], objs, spec["id"])
    return nengo.Probe(target, spec["attr"], synapse=make_synapse(spec["synapse"]))
