"""Fixtures for every room."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

# Whoever runs the tests runs the same examples, as many as a few minutes allow.  To hunt for new
# ones: pytest --hypothesis-profile=hunt
settings.register_profile("same-for-all", derandomize=True, deadline=None, max_examples=40)
settings.register_profile("hunt", derandomize=False, deadline=None, max_examples=500)
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


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Leave laws and slow tests out of the coverage: counting lines would cost a third more time.

    What they reach, quicker tests must reach too.
    """
    for item in items:
        law = getattr(getattr(item, "obj", None), "is_hypothesis_test", False)
        if law or item.get_closest_marker("slow"):
            item.add_marker("no_cover")


# Here and not beside the cross-checks: the process that writes the summary collects no tests when
# they run on several cores, and loads this file only.
def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Print how often the peers agree, where they were asked."""
    from tests.crosschecks.agreement import lines

    reports = [each for kind in terminalreporter.stats.values() for each in kind]
    properties = [
        each
        for report in reports
        if getattr(report, "when", "") == "call"
        for each in report.user_properties
    ]
    told = list(lines(properties))
    if told:
        terminalreporter.section("agreement with peers")
        for line in told:
            terminalreporter.write_line(line)
