"""Code and commands of the library, each in a process of its own that has all loaded already.

A new interpreter would load the library for a second and more; processes that are copied from one
that has loaded it start at once.  Where the system cannot copy processes, each is a new one.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import sys
import traceback
import warnings
from pathlib import Path

import matplotlib

import negotiation as ng
from negotiation.command import main

matplotlib.use("Agg")
for room in ng.__all__:
    getattr(ng, room)  # what is loaded on first use, is loaded

_METHOD = "forkserver" if "forkserver" in multiprocessing.get_all_start_methods() else "spawn"
_LONGEST = 300
"""Seconds after which a process is ended, as one that hangs."""


def run(code: str | list[str], folder: Path) -> None:
    """Run code, or the words that follow ``python -m negotiation``, and fail if it fails.

    A warning is an error, unless a dependency uses what another deprecates.
    """
    context = multiprocessing.get_context(_METHOD)
    if _METHOD == "forkserver":
        context.set_forkserver_preload([__name__])
    told = folder / ".told"
    process = context.Process(target=_work, args=(code, str(folder), str(told)))
    process.start()
    process.join(_LONGEST)
    if process.exitcode is None:
        process.kill()
    text = told.read_text(encoding="utf-8", errors="replace") if told.exists() else ""
    told.unlink(missing_ok=True)
    assert process.exitcode == 0, f"{str(code)[:300]}\n{text}"


def _work(code: str | list[str], folder: str, told: str) -> None:
    os.chdir(folder)
    warnings.resetwarnings()
    warnings.simplefilter("error")
    warnings.simplefilter("ignore", DeprecationWarning)
    warnings.filterwarnings("error", category=DeprecationWarning, module="__main__")
    with (
        open(told, "w", encoding="utf-8") as file,
        contextlib.redirect_stdout(file),
        contextlib.redirect_stderr(file),
    ):
        try:
            if isinstance(code, list):
                sys.exit(main(code))
            exec(compile(code, "<page>", "exec"), {"__name__": "__main__"})
        except Exception:
            traceback.print_exc()
            raise
