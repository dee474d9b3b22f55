"""An oracle for two-actor games: all extreme equilibria in exact arithmetic."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.engine.exact_games import Exact, exact_equilibria


@pytest.fixture(scope="session")
def exact() -> Callable[[Any, Any], Exact]:
    """Return the function from two payoff tables of integers or fractions to `Exact`."""
    return exact_equilibria
