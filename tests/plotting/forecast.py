"""An ensemble made to measure."""

from __future__ import annotations

import numpy as np

import negotiation as ng
from negotiation.analysis import Ensemble, Estimate
from negotiation.concessions import UncertainProblem


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
