"""Preferences that are known only through statements, as an ensemble draws them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from negotiation._arrays import FloatArray
from negotiation.actors import Issue, OutcomeSpace, Quantity
from negotiation.analysis.beliefs._posterior import Posterior
from negotiation.errors import InvalidValueError, UncertainError


@dataclass(frozen=True, eq=False, repr=False)
class BelievedPreferences:
    """What an actor is believed to want: a distribution over additive preferences.

    Attributes
    ----------
    posterior : Posterior
        The draws and where new ones come from.
    """

    posterior: Posterior

    def validate(self, issues: Sequence[Issue], actor: str) -> None:
        """Check that the issues are those that the statements were about."""
        unknowns = self.posterior.likelihood.unknowns
        if tuple(issues) != unknowns.scenario.issues or actor != unknowns.actor.name:
            raise InvalidValueError(
                "These beliefs are about another actor, or about other issues; form them anew "
                "with ng.beliefs.",
                actor=actor,
            )

    def utilities(self, space: OutcomeSpace) -> FloatArray:
        """Refuse: the worth of a package is uncertain."""
        raise UncertainError(
            "What this actor wants is known only through statements; ask "
            "ng.ensemble(scenario, ...), or take scenario.central().",
            actor=self.posterior.likelihood.unknowns.actor.name,
        )

    def joint(self, issues: Sequence[Issue], actor: str) -> BelievedNumbers:
        """Return the numbers of the preferences, as they are drawn together."""
        self.validate(issues, actor)
        return BelievedNumbers(self.posterior)

    def __repr__(self) -> str:
        told = len(self.posterior.likelihood.told)
        return f"<believed preferences from {told} statement{'' if told == 1 else 's'}>"


@dataclass(frozen=True, eq=False)
class BelievedNumbers:
    """The worth of every option, and of walking away, drawn together from beliefs.

    Attributes
    ----------
    posterior : Posterior
    """

    posterior: Posterior

    @property
    def quantities(self) -> tuple[Quantity, ...]:
        """What is drawn: the worth of each option; and of walking away, if that is uncertain."""
        unknowns = self.posterior.likelihood.unknowns
        actor = unknowns.actor.name
        worths = [
            Quantity(actor, "worth", issue.name, str(option))
            for issue in unknowns.scenario.issues
            for option in issue.options
        ]
        if not unknowns.walk.certain:
            what = "premium" if unknowns.above_status_quo else "reservation"
            worths.append(Quantity(actor, what))
        return tuple(worths)

    def sample(self, n: int, rng: np.random.Generator) -> dict[Quantity, FloatArray]:
        """Return draws of every quantity, ``{quantity: array (n,)}``."""
        return self._numbers(self.posterior.fresh(n, rng))

    def central(self) -> dict[Quantity, float]:
        """Return the mean worth of every option, and of walking away."""
        mean = self._numbers(self.posterior.points.mean(axis=0)[None])
        return {each: float(value[0]) for each, value in mean.items()}

    def _numbers(self, points: FloatArray) -> dict[Quantity, FloatArray]:
        """Return what every quantity is at many points (n, n_unknowns)."""
        worths = self.posterior.likelihood.unknowns.worths(points)
        numbers = {}
        for each in self.quantities:
            if each.issue is None or each.option is None:
                numbers[each] = points[:, -1].copy()
            else:
                numbers[each] = worths[each.issue, each.option]
        return numbers
