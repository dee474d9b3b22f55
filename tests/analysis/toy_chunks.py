"""Toy work for the chunk runner, importable by worker processes."""

from __future__ import annotations

import hashlib
import os
import threading
import time
from dataclasses import dataclass
from typing import Any

import numpy as np


@dataclass(frozen=True)
class Toy:
    """A chunk is its own random numbers, and takes some time."""

    seed: int = 0
    seconds: float = 0.0
    size: int = 50

    def __call__(self, chunk: int) -> dict[str, Any]:
        if self.seconds:
            time.sleep(self.seconds)
        rng = np.random.default_rng([self.seed, chunk])
        values = rng.standard_normal(self.size) * 10.0 ** rng.integers(-8, 8, self.size)
        return {"value": values, "whole": rng.integers(0, 9, (3, 2)), "sign": values > 0}


@dataclass(frozen=True)
class Fails:
    """Toy work that raises at one chunk."""

    at: int
    error: Any = ValueError

    def __call__(self, chunk: int) -> dict[str, Any]:
        if chunk == self.at:
            raise self.error("the thing itself")
        return Toy()(chunk)


@dataclass(frozen=True)
class Dies:
    """Toy work that ends its process without a word, unless that is `home`."""

    at: int
    home: int

    def __call__(self, chunk: int) -> dict[str, Any]:
        if chunk == self.at and os.getpid() != self.home:
            os._exit(9)
        return Toy()(chunk)


@dataclass(frozen=True)
class StatesItsProcess:
    """Toy work that says which process did it."""

    seconds: float = 0.05

    def __call__(self, chunk: int) -> dict[str, Any]:
        time.sleep(self.seconds)
        return Toy()(chunk) | {"process": np.array(os.getpid())}


class StubbornError(Exception):
    """An error that holds something that cannot be sent."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.held = threading.Lock()


class Sums:
    """Takes chunks: the order, a sum of floats that depends on it, and a digest of everything."""

    def __init__(self) -> None:
        self.order: list[int] = []
        self.total = 0.0
        self.hash = hashlib.sha256()
        self.processes: set[int] = set()

    def take(self, chunk: int, arrays: dict[str, Any]) -> None:
        self.order.append(chunk)
        self.processes.update({int(arrays["process"])} if "process" in arrays else ())
        for name in ("value", "whole", "sign"):
            array = arrays[name]
            self.hash.update(f"{name} {array.dtype.str} {array.shape}".encode())
            self.hash.update(array.tobytes())
        self.total += float(arrays["value"].sum())

    @property
    def result(self) -> tuple[str, str]:
        return self.hash.hexdigest(), self.total.hex()
