"""Fixtures for every room."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

REFERENCE = Path(
    os.environ.get("NEGOTIATION_REFERENCE", Path(__file__).resolve().parents[2] / "shared" / "data")
)


@pytest.fixture(scope="session")
def reference() -> Path:
    """Return the folder of reference data, or skip with the reason it is missing."""
    if not REFERENCE.is_dir():
        pytest.skip(f"reference data not found at {REFERENCE}; set NEGOTIATION_REFERENCE")
    return REFERENCE
