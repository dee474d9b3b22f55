"""Random offers: what talks would come to without any thought."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from negotiation.engine.tactics._tactic import ACCEPT, WALK_AWAY, Plan, Tactic, tactic
from negotiation.engine.tactics._view import View


@dataclass(frozen=True)
class RandomOffers:
    """Draw a package in every round."""

    def __call__(self, view: View) -> Any:
        """Accept what is as good as the package drawn, else offer that."""
        if view.best is None:
            return WALK_AWAY
        row = int(view.ranked[int(view.rng.random() * len(view.ranked))])
        return ACCEPT if view.good(view.on_table, float(view.utilities[row])) else row

    def plan(self, view: View) -> Plan | None:
        """Return a package drawn for every round; ``None`` if there is nothing to agree to."""
        if view.best is None:
            return None
        offers = view.ranked[(view.rng.random(view.rounds) * len(view.ranked)).astype(int)]
        return Plan(offers, view.utilities[offers])

    def __repr__(self) -> str:
        return "random_offers()"


@tactic(
    reference="Gode, D. K. & Sunder, S. (1993). Allocative efficiency of markets with "
    "zero-intelligence traders. Journal of Political Economy 101(1), 119-137"
)
def random_offers() -> Tactic:
    """Return the tactic that offers acceptable packages at random.

    In every round it draws one of its acceptable packages, all equally likely.  It accepts an
    offer that is worth as much as the package drawn, and otherwise offers that package.  It
    walks away if no package is acceptable.  It is the yardstick for tactics that think.

    Returns
    -------
    Tactic

    Examples
    --------
    >>> import negotiation as ng
    >>> ng.tactics.random_offers()
    random_offers()
    """
    return RandomOffers()
