"""Hard-liner: ask for the best, and take nothing less."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from negotiation.engine.tactics._tactic import ACCEPT, WALK_AWAY, Plan, Tactic, tactic
from negotiation.engine.tactics._view import View


@dataclass(frozen=True)
class HardLiner:
    """Offer the best package in every round."""

    def __call__(self, view: View) -> Any:
        """Accept what is as good as the best package, else offer that."""
        if view.best is None:
            return WALK_AWAY
        top = float(view.utilities[view.best])
        return ACCEPT if view.good(view.on_table, top) else view.best

    def plan(self, view: View) -> Plan | None:
        """Return the same move for every round; ``None`` if there is nothing to agree to."""
        if view.best is None:
            return None
        offers = np.full(view.rounds, view.best, dtype=np.intp)
        return Plan(offers, view.utilities[offers])

    def __repr__(self) -> str:
        return "hard_liner()"


@tactic(
    reference="Schelling, T. C. (1956). An essay on bargaining. American Economic Review 46(3), "
    "281-306"
)
def hard_liner() -> Tactic:
    """Return the tactic that never concedes.

    It offers its best acceptable package in every round and accepts nothing that is worth less.
    It walks away if no package is acceptable.

    Returns
    -------
    Tactic

    Examples
    --------
    >>> import negotiation as ng
    >>> ng.play(ng.BargainingProblem([[2, 1], [1, 2]]), ng.tactics.hard_liner(), rounds=9).status
    'deadline'
    """
    return HardLiner()
