"""The peers that are asked, each skipped with the line that installs it where it is missing."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.crosschecks.agreement import KEY, Tally

BENCHMARKS = Path(__file__).resolve().parents[2] / "benchmarks"
INSTALL = {
    "nashpy": "pip install nashpy",
    "quantecon": "pip install 'negotiation[benchmarks]'",
    "negmas": "pip install 'negotiation[benchmarks]'",
    "pygambit": "pip install 'negotiation[gambit]'  # compiles for minutes on most Linux systems",
}


@pytest.fixture
def tally(request: pytest.FixtureRequest) -> Callable[[str, str], Tally]:
    """Return the function that opens a count for a peer and a question."""

    def open_one(peer: str, question: str) -> Tally:
        found = Tally(peer, question)
        request.node.user_properties.append((KEY, found.counts))
        return found

    return open_one


@pytest.fixture(scope="session")
def bench() -> Callable[[str], Any]:
    """Return the function that loads a file of the benchmarks, where peers are asked."""
    if not BENCHMARKS.is_dir():
        pytest.skip(f"the benchmarks, which know how to ask peers, are not at {BENCHMARKS}")

    def load(name: str) -> Any:
        if str(BENCHMARKS) not in sys.path:
            sys.path.append(str(BENCHMARKS))  # they import each other by their bare names
        return importlib.import_module(name)

    return load


def _peer(name: str, module: str = "") -> Any:
    try:
        return importlib.import_module(module or name)
    except ImportError:
        return pytest.skip(f"{name}, a peer to compare with, is not installed: {INSTALL[name]}")


@pytest.fixture(scope="session")
def quantecon() -> Any:
    """Return QuantEcon's room of game theory."""
    return _peer("quantecon", "quantecon.game_theory")


@pytest.fixture(scope="session")
def negmas(bench: Callable[[str], Any]) -> Any:
    """Return how NegMAS is asked."""
    _peer("negmas")
    return bench("negmas_peer")


@pytest.fixture(scope="session")
def gambit() -> Any:
    """Return pygambit."""
    return _peer("pygambit")
