"""Charts are drawn on Agg, and every test leaves matplotlib as it found it."""

from __future__ import annotations

import matplotlib as mpl

mpl.use("Agg")

import numpy as np
import pytest
from matplotlib import pyplot as plt

import negotiation as ng
from negotiation.engine import Solution
from tests.plotting.forecast import Forecast
from tests.plotting.subjects import small_summit


def pytest_addoption(parser):
    parser.addoption(
        "--renew-pictures",
        action="store_true",
        help="draw the baseline pictures of charts and list their artists afresh",
    )


@pytest.fixture
def renew(request):
    """Return whether what is kept of charts is to be written afresh."""
    return request.config.getoption("--renew-pictures", default=False)


@pytest.fixture(autouse=True)
def tidy():
    """Close what a test opened."""
    yield
    plt.close("all")


@pytest.fixture
def scenario():
    """Two actors, three issues, a status quo, a red line and a recorded offer."""
    return small_summit()


@pytest.fixture
def problem(scenario):
    return ng.bargaining_problem(scenario)


@pytest.fixture
def blocked(scenario):
    """Return the problem with nothing that West would sign."""
    full = ng.bargaining_problem(scenario)
    return ng.BargainingProblem(
        full.payoffs,
        [9, 0.25],
        full.outcomes,
        full.actors,
        refused=full.refused,
        scenario=scenario,
    )


@pytest.fixture
def chosen():
    """Return a function that builds the solution selecting given rows of a problem."""

    def build(problem, concept, rows, *, shares=None, **fields):
        rows = np.atleast_1d(rows).astype(np.intp)
        payoffs, lottery = problem.payoffs[rows], None
        if shares is not None:
            payoffs = (np.array(shares) @ payoffs)[None]
            lottery = {
                problem.outcomes[int(row)]: share for row, share in zip(rows, shares, strict=True)
            }
        return Solution(
            problem, concept, fields.pop("status", "ok"), payoffs, rows, lottery, **fields
        )

    return build


@pytest.fixture
def parts():
    """Return a function that finds what a chart drew under a name."""

    def find(ax, name):
        return [
            each
            for each in [*ax.lines, *ax.patches, *ax.collections, *ax.texts, *ax.images]
            if each.get_gid() == name
        ]

    return find


@pytest.fixture
def words():
    """Return a function that lists every text of a drawn chart."""

    def read(ax):
        ax.figure.canvas.draw()
        from matplotlib.text import Text

        return [text.get_text() for text in ax.findobj(Text) if text.get_text()]

    return read


@pytest.fixture
def forecast(scenario):
    """Return a function that builds an ensemble of which each concept's rows are given."""

    def build(chosen, subject=scenario, **fields):
        return Forecast(subject, chosen if isinstance(chosen, dict) else {"nash": chosen}, **fields)

    return build
