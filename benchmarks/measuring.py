"""How everything here is timed and shown: in turns, medians, on a machine that is named."""

from __future__ import annotations

import gc
import os
import platform
import time
from collections.abc import Callable
from typing import Any

import numpy as np
import scipy

import negotiation as ng


def seconds(ask: Callable[[], Any], *, tidy: bool = True) -> tuple[float, Any]:
    """Return how long a question takes, and the answer.

    Memory is tidied up before, if asked, and not in between, as `timeit` has it.
    """
    if tidy:
        gc.collect()
    gc.disable()
    try:
        start = time.perf_counter()
        answer = ask()
        return time.perf_counter() - start, answer
    finally:
        gc.enable()


def shown(spent: float) -> str:
    """Return a time in the unit that reads best."""
    return f"{spent:.3g} s" if spent >= 1 else f"{1000 * spent:.3g} ms"


def ratio(slow: float, fast: float) -> str:
    """Return how many times longer one time is than another."""
    return f"{slow / fast:,.0f}×" if slow >= 10 * fast else f"{slow / fast:.2g}×"


def machine(*peers: str) -> str:
    """Return a line about what was measured on; `peers` are names with versions."""
    versions = [f"Python {platform.python_version()}", f"NumPy {np.__version__}"]
    versions += [f"SciPy {scipy.__version__}", f"negotiation {ng.__version__}", *peers]
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    return f"{platform.system()} {platform.machine()}, {cores} cores, {', '.join(versions)}."
