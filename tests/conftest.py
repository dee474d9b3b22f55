"""Fixtures for every room."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import settings

# Whoever runs the tests runs the same examples.  To hunt for new ones:
# pytest --hypothesis-profile=default
settings.register_profile("same-for-all", derandomize=True, deadline=None)
settings.load_profile("same-for-all")

REFERENCE = Path(
    os.environ.get("NEGOTIATION_REFERENCE", Path(__file__).resolve().parents[2] / "shared" / "data")
)


@pytest.fixture(scope="session")
def reference() -> Path:
    """Return the folder of reference data, or skip with the reason it is missing."""
    if not REFERENCE.is_dir():
        pytest.skip(f"reference data not found at {REFERENCE}; set NEGOTIATION_REFERENCE")
    return REFERENCE
