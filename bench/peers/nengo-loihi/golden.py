"""Reads one golden network case: JSON description plus the binary that holds its larger arrays."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import numpy as np

DTYPES = {"f8": "<f8", "f4": "<f4", "i4": "<i4", "u4": "<u4", "u2": "<u2", "u1": "u1"}


class Case:
    """A golden case. `path` has no ending: `<path>.json.gz` must exist, `<path>.bin.gz` may."""

    def __init__(self, path: str) -> None:
        base = Path(path)
        description = base.with_name(base.name + ".json.gz")
        if not description.exists():
            raise SystemExit(f"case: {description} does not exist. Give the path without .json.gz.")
        self.data: dict[str, Any] = json.loads(gzip.decompress(description.read_bytes()))
        if "network" not in self.data:
            raise SystemExit(f"case: {base.name} is a table, not a network. Choose a network case.")
        binary = base.with_name(base.name + ".bin.gz")
        self.binary = gzip.decompress(binary.read_bytes()) if binary.exists() else b""
        self.name: str = self.data["name"]
        self.dt: float = self.data["dt"]
        self.n_steps: int = self.data["n_steps"]
        self.network: dict[str, Any] = self.data["network"]
        self.expected: dict[str, Any] = self.data["expected"]

    def array(self, spec: Any) -> np.ndarray:
        """The array behind a description; plain numbers become 0-d arrays, f4 is widened to f8."""
        if not isinstance(spec, dict):
            return np.asarray(spec, dtype=float)
        shape = tuple(spec["shape"])
        if "data" in spec:
            return np.asarray(spec["data"]).reshape(shape)
        count = int(np.prod(shape, dtype=np.int64))
        raw = np.frombuffer(self.binary, DTYPES[spec["dtype"]], count, spec["offset"])
        wide = raw.astype(float) if spec["dtype"].startswith("f") else raw.astype(np.int64)
        return wide.reshape(shape)

    def series(self, spec: dict[str, Any]) -> np.ndarray:
        """A dense [steps, n] matrix from a dense or sparse series."""
        if spec["format"] == "dense":
            return self.array(spec["values"]).reshape(spec["shape"])
        values = self.array(spec["values"]) if "values" in spec else spec["value"]
        return self._scatter(spec, spec["shape"], values)

    def spikes(self, spec: dict[str, Any], n: int) -> np.ndarray:
        """A [steps, n] matrix of 0 and 1 from a spike record."""
        return self._scatter(spec, [self.n_steps, n], 1)

    def _scatter(self, spec: dict[str, Any], shape: list[int], values: Any) -> np.ndarray:
        rows = np.repeat(np.arange(shape[0]), self.array(spec["counts"]))
        out = np.zeros(shape)
        out[rows, self.array(spec["indices"])] = values
        return out
