"""Charts are drawn on Agg, and every test leaves matplotlib as it found it."""

from __future__ import annotations

import matplotlib as mpl

mpl.use("Agg")

import numpy as np
import pytest
from matplotlib import pyplot as plt

import negotiation as ng
from negotiation.analysis import Ensemble, Estimate
from negotiation.concessions import UncertainProblem
from negotiation.engine import Solution


@pytest.fixture(autouse=True)
def tidy():
    """Close what a test opened."""
    yield
    plt.close("all")


@pytest.fixture
def scenario():
    """Two actors, three issues, a status quo, a red line and a recorded offer."""
    issues = [
        ng.Issue("sites", ["none", "freeze", "dismantle"], conceded_by="North"),
        ng.Issue("tests", ["go on", "halt"], conceded_by="North"),
        ng.Issue("relief", ["none", "$5 fund_a", "full"], conceded_by="West"),
    ]
    west = ng.Additive(
        {
            "sites": {"none": 0, "freeze": 2, "dismantle": 5},
            "tests": {"go on": 0, "halt": 2},
            "relief": {"none": 0, "$5 fund_a": -1, "full": -4},
        }
    )
    north = ng.Additive(
        {
            "sites": {"none": 0, "freeze": -1, "dismantle": -3},
            "tests": {"go on": 0, "halt": -0.5},
            "relief": {"none": 0, "$5 fund_a": 3, "full": 5},
        }
    )
    status_quo = {"sites": "none", "tests": "go on", "relief": "none"}
    return ng.Scenario(
        "a small summit",
        issues,
        [
            ng.Actor("West", west, reservation=0.5),
            ng.Actor("North", north, reservation=0.25, red_lines=[{"sites": "dismantle"}]),
        ],
        status_quo=status_quo,
        offers=[ng.Offer("opening", {**status_quo, "relief": "full"}, by="North")],
    )


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


class Forecast(Ensemble):
    """An ensemble made to measure: which row each concept selects in each draw is given."""

    def __init__(self, scenario, chosen, *, partial=False, payoffs=None):
        rows = {concept: np.asarray(each, dtype=int) for concept, each in chosen.items()}
        problem = UncertainProblem.of(scenario)
        first = next(iter(rows.values()))
        own = {"problem": problem, "concepts": tuple(rows), "draws": len(first), "seed": 0}
        own |= {"blocked": None, "partial": partial, "notes": (), "tally": None}
        for name, value in (own | {"chosen": rows, "given_payoffs": payoffs}).items():
            object.__setattr__(self, name, value)

    def __getitem__(self, concept):
        return Forecast(self.problem.scenario, {concept: self.chosen[concept]})

    @property
    def outcomes(self):
        return self.chosen[self.concepts[0]]

    @property
    def payoffs(self):
        if self.given_payoffs is not None:
            return self.given_payoffs
        found = ng.bargaining_problem(self.problem.scenario)
        agreed = self.outcomes >= 0
        worth = found.payoffs[np.where(agreed, self.outcomes, 0)]
        return np.where(agreed[:, None], worth, found.disagreement)

    @property
    def no_agreement(self):
        return Estimate(float((self.outcomes < 0).mean()), self.draws)

    @property
    def terms(self):
        agreed, space = self.outcomes[self.outcomes >= 0], self.problem.space
        return {
            issue.name: {
                option: Estimate(
                    float((space.column(issue.name)[agreed] == level).sum()) / self.draws,
                    self.draws,
                )
                for level, option in enumerate(issue.options)
            }
            for issue in self.problem.scenario.issues
        }


@pytest.fixture
def forecast(scenario):
    """Return a function that builds an ensemble of which each concept's rows are given."""

    def build(chosen, subject=scenario, **fields):
        return Forecast(subject, chosen if isinstance(chosen, dict) else {"nash": chosen}, **fields)

    return build
