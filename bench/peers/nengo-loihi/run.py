"""Runs a golden network case on nengo-loihi's emulator: checks its numbers first, then times it.

Prints one JSON line. Nothing is timed when the check fails.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import statistics
import sys
import time
import warnings
from pathlib import Path
from typing import Any, Callable

warnings.filterwarnings("ignore", message="Model is precomputable")

import nengo  # noqa: E402
import nengo_loihi  # noqa: E402
import numpy as np  # noqa: E402
import scipy  # noqa: E402

from golden import Case  # noqa: E402
from rebuild import rebuild  # noqa: E402

HOST_TOLERANCE = 1e-9  # relative to the largest golden value of the probe
FILTERED_CHIP_TOLERANCE = 1e-6  # filters on chip probes work in single precision


def simulate(case: Case, net: nengo.Network, precompute: bool) -> nengo_loihi.Simulator:
    """A built simulator on the integer emulator."""
    options = case.data["options"]
    if options["model"]:
        raise SystemExit(f"{case.name}: build options {sorted(options['model'])} are not supported. Choose another case.")
    return nengo_loihi.Simulator(
        net, dt=case.dt, seed=case.data["simulator_seed"], precompute=precompute, target="sim",
        remove_passthrough=options["remove_passthrough"], progress_bar=False,
    )


def check(case: Case, precompute: bool) -> dict[str, Any]:
    """Runs the golden steps with every spiking ensemble probed and compares with the golden numbers."""
    net, objs, extra = rebuild(case, probe_chip=True)
    with simulate(case, net, precompute) as sim:
        for steps in case.data["options"]["run_chunks"] or [case.n_steps]:
            sim.run_steps(steps)
        blocks = len(sim.model.blocks)
    spikes = {i: check_spikes(case, i, objs[i], sim.data[p]) for i, p in extra.items()}
    probes = {p["id"]: check_probe(case, p, sim.data[objs[p["id"]]]) for p in case.network["probes"]}
    absent = [i for i in case.expected["chip_spikes"] if i not in extra]
    passed = blocks == case.expected["n_blocks"] and not absent
    passed = passed and all(r["passed"] for r in [*spikes.values(), *probes.values()])
    return {"passed": passed, "blocks": blocks, "unprobed": absent, "spikes": spikes, "probes": probes}


def check_spikes(case: Case, name: str, ens: nengo.Ensemble, data: np.ndarray) -> dict[str, Any]:
    """Compares spike counts per neuron and step, exactly."""
    on_chip = name in case.expected["chip_spikes"]
    spec = case.expected["chip_spikes" if on_chip else "host_spikes"][name]
    golden = case.spikes(spec, ens.n_neurons) if on_chip else case.series(spec)
    found = np.rint(data * case.dt / ens.neuron_type.amplitude)
    wrong = int(np.count_nonzero(found != golden)) if found.shape == golden.shape else golden.size
    return {"passed": wrong == 0, "total": int(found.sum()), "expected": int(golden.sum()), "wrong": wrong}


def check_probe(case: Case, spec: dict[str, Any], data: np.ndarray) -> dict[str, Any]:
    """Compares one probe: exactly if it is unfiltered and on the chip, within rounding otherwise."""
    golden = case.series(case.expected["probes"][spec["id"]])
    if data.shape != golden.shape:
        return {"passed": False, "shape": list(data.shape), "expected": list(golden.shape)}
    on_chip, filtered = case.expected["placement"][spec["id"]] == "chip", spec["synapse"] is not None
    allowed = (FILTERED_CHIP_TOLERANCE if filtered else 0.0) if on_chip else HOST_TOLERANCE
    error = float(np.abs(data - golden).max()) / (float(np.abs(golden).max()) or 1.0)
    return {"passed": error <= allowed, "relative_error": error, "equal": bool(np.array_equal(data, golden))}


def time_chain(case: Case, precompute: bool, steps: int, repeats: int) -> dict[str, Any]:
    """Times `run_steps` for host and chip together, with the case's own probes only."""
    return measure(case, precompute, steps, repeats, lambda sim: lambda: sim.run_steps(steps))


def time_chip(case: Case, steps: int, repeats: int) -> dict[str, Any]:
    """Times the emulator's own steps with all input spikes already in its tables (precomputable cases only)."""

    def prepare(sim: nengo_loihi.Simulator) -> Callable[[], None]:
        runner = sim._runner  # the public interface has no way to stop between host and chip
        if runner.host_pre is not None:
            runner.host_pre.run_steps(steps)
            runner._host2chip(runner.emulator)
        return lambda: runner.emulator.run_steps(steps)

    return measure(case, True, steps, repeats, prepare)


def measure(
    case: Case, precompute: bool, steps: int, repeats: int, prepare: Callable[[Any], Callable[[], None]]
) -> dict[str, Any]:
    """Seconds of `repeats` runs after one unreported run; each on a fresh simulator, so all do the same work."""
    seconds: list[float] = []
    builds: list[float] = []
    for _ in range(repeats + 1):
        begin = time.perf_counter()
        net, _objs, _extra = rebuild(case, probe_chip=False)
        with simulate(case, net, precompute) as sim:
            run = prepare(sim)
            start = time.perf_counter()
            run()
            seconds.append(time.perf_counter() - start)
            builds.append(start - begin)
    return summary(steps, seconds[1:]) | {"median_build_seconds": round(statistics.median(builds[1:]), 4)}


def summary(steps: int, seconds: list[float]) -> dict[str, Any]:
    """Steps per second: of the median run, of the slowest (min) and of the fastest (max)."""
    return {
        "seconds": [round(s, 6) for s in seconds],
        "steps_per_second": {
            "median": round(steps / statistics.median(seconds), 3),
            "min": round(steps / max(seconds), 3),
            "max": round(steps / min(seconds), 3),
        },
    }


def machine() -> dict[str, Any]:
    """What the numbers depend on, apart from the packages."""
    info = Path("/proc/cpuinfo")
    lines = info.read_text().splitlines() if info.exists() else []
    names = [line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")]
    threads = {k: os.environ[k] for k in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS") if k in os.environ}
    return {
        "cpu": names[0] if names else platform.processor(), "cores": os.cpu_count(), "system": platform.system(),
        "arch": platform.machine(), "threads": threads,
    }


def load() -> float:
    """Runnable processes on the machine over the last minute; timings taken above 1 had company."""
    return round(os.getloadavg()[0], 2)


def versions() -> dict[str, str]:
    """Interpreter and packages."""
    packages = {"nengo_loihi": nengo_loihi, "nengo": nengo, "numpy": np, "scipy": scipy}
    return {"python": platform.python_version()} | {k: m.__version__ for k, m in packages.items()}


def parse() -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--case", required=True, help="path of a golden network case, without .json.gz")
    parser.add_argument("--repeats", type=int, default=7, help="timed runs per mode; 0 = check only (default 7)")
    parser.add_argument("--steps", type=int, help="steps per timed run (default: the case's own)")
    parser.add_argument("--only", choices=["lockstep", "precompute", "chip_only"], help="time this run alone")
    args = parser.parse_args()
    if args.repeats < 0 or (args.steps is not None and args.steps < 1):
        parser.error("--repeats must be 0 or more and --steps 1 or more")
    return args


def main() -> int:
    """Checks, then times; 1 when the check fails."""
    args = parse()
    case = Case(args.case)
    steps = args.steps or case.n_steps
    names = {False: "lockstep", True: "precompute"}
    modes = [m for m in (False, True) if m in case.expected["run_with_precompute"]]
    checks = {names[m]: check(case, m) for m in modes}
    passed = all(c["passed"] for c in checks.values())
    report = {"peer": "nengo-loihi", "case": case.name, "versions": versions(), "machine": machine(),
              "check": {"passed": passed, "steps": case.n_steps, **checks}}
    if passed and args.repeats > 0:
        before = load()
        wanted = [args.only] if args.only else [*names.values(), "chip_only"]
        runs = {names[m]: time_chain(case, m, steps, args.repeats) for m in modes if names[m] in wanted}
        if True in modes and "chip_only" in wanted:
            runs["chip_only"] = time_chip(case, steps, args.repeats)
        report |= {"steps": steps, "repeats": args.repeats, "runs": runs, "load": [before, load()]}
    print(json.dumps(report))
    return 0 if passed else 1


if __name__ == "__main__":
    sys.exit(main())
