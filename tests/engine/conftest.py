"""What the tests of the engine share: the theory cases, and an oracle for two-actor games."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.engine.exact_games import Exact, exact_equilibria


@pytest.fixture(scope="session")
def exact() -> Callable[[Any, Any], Exact]:
    """Return the function from two payoff tables of integers or fractions to `Exact`."""
    return exact_equilibria


@pytest.fixture(scope="session")
def cases(reference: Path) -> dict[str, Any]:
    """Return the theory cases with known answers, by their names."""
    text = (reference / "cases" / "theory.json").read_text(encoding="utf-8")
    return {case["id"]: case for case in json.loads(text)}
