"""How everything here is timed and shown: in turns, medians, on a machine that is named.

A benchmark is a script with a function `sheets` of what was asked on the command line; `print_all`
prints them as Markdown, which is what `all.py` keeps for the page of the docs.
"""

from __future__ import annotations

import argparse
import gc
import importlib.metadata
import importlib.util
import os
import platform
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import scipy

import negotiation as ng

INSTALL = "python -m pip install 'negotiation[benchmarks]'"
PACKAGES = {"NegMAS": "negmas", "QuantEcon": "quantecon", "nashpy": "nashpy", "Gambit": "pygambit"}
"""The peers, and the packages that they are."""


@dataclass(frozen=True)
class Asked:
    """What the command line says: small sizes, no peers, rows whose name contains a word."""

    quick: bool = False
    alone: bool = False
    only: str = ""

    def peer(self, name: str) -> bool:
        """Return whether a peer is to be asked, and is there."""
        return not self.alone and installed(name)


@dataclass(frozen=True)
class Sheet:
    """One table: its heads, its rows as they are measured, and a sentence to stand below.

    A row is its name and what measures its other cells, so that rows that nobody asked for are
    not measured.
    """

    heads: Sequence[str]
    rows: Iterable[tuple[str, Callable[[], Sequence[str]]]]
    below: Callable[[], str] | None = None


# ------------------------------------------------------------------ how it is measured


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


def installed(peer: str) -> bool:
    """Return whether a peer is there to be measured."""
    return importlib.util.find_spec(PACKAGES[peer]) is not None


# ------------------------------------------------------------------ how it is shown


def shown(spent: float) -> str:
    """Return a time in the unit that reads best."""
    return f"{spent:.3g} s" if spent >= 1 else f"{1000 * spent:.3g} ms"


def ratio(slow: float, fast: float) -> str:
    """Return how many times longer the peer takes than we do, in bold where it does better."""
    text = f"{slow / fast:,.0f}" if slow >= 10 * fast else f"{slow / fast:.2g}"
    return f"**{text}×**" if float(text.replace(",", "")) < 1 else f"{text}×"


def verdict(limit: str, held: bool | None) -> str:
    """Return a limit, and whether it was held; None where that was not measured."""
    return limit if held is None else f"{limit}: {'held' if held else 'missed'}"


def within(limit: float | None, spent: float) -> str:
    """Return a limit in seconds and whether it was held; a dash without one."""
    return "—" if limit is None else verdict(shown(limit), spent < limit)


def machine(peers: Iterable[str] = ()) -> str:
    """Return a line about what was measured on, and with which versions."""
    versions = [f"Python {platform.python_version()}", f"NumPy {np.__version__}"]
    versions += [f"SciPy {scipy.__version__}", f"negotiation {ng.__version__}"]
    versions += [f"{name} {importlib.metadata.version(PACKAGES[name])}" for name in peers]
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    return f"{platform.system()} {platform.machine()}, {cores} cores, {', '.join(versions)}."


def lines(sheets: Iterable[Sheet], asked: Asked) -> Iterator[str]:
    """Yield the lines of all tables as they are measured."""
    for sheet in sheets:
        yield f"\n| {' | '.join(sheet.heads)} |"
        yield "|---" * len(sheet.heads) + "|"
        bold = False
        for name, measure in sheet.rows:
            if asked.only in name:
                cells = measure()
                bold = bold or any("×**" in cell for cell in cells)
                yield f"| {' | '.join((name, *cells))} |"
        if bold:
            yield "\nIn bold: where the peer does better."
        if sheet.below is not None:
            yield f"\n{sheet.below()}"


def print_all(
    about: str, sheets: Callable[[Asked], Iterable[Sheet]], peers: Sequence[str] = ()
) -> None:
    """Read the command line, measure, and print Markdown.

    Parameters
    ----------
    about : str
        The script's docstring.
    sheets : callable
        Takes what was asked and returns the tables.
    peers : sequence of str
        Whose versions belong to the answer, where they are installed.
    """
    words = argparse.ArgumentParser(description=about.partition("\n")[0])
    words.add_argument("--quick", action="store_true", help="small sizes, without the peers")
    words.add_argument("--alone", action="store_true", help="without the peers")
    words.add_argument("--only", default="", help="only rows whose name contains this")
    given = words.parse_args()
    asked = Asked(given.quick, given.alone or given.quick, given.only)
    print(machine(name for name in peers if asked.peer(name)), flush=True)
    for line in lines(sheets(asked), asked):
        print(line, flush=True)
