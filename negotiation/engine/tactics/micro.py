"""MiCRO: the smallest concession, made whenever the other has made a new offer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from negotiation._arrays import BoolArray, IntArray
from negotiation.engine.tactics._tactic import ACCEPT, WALK_AWAY, Tactic, tactic
from negotiation.engine.tactics._view import View

REFERENCE = (
    "de Jonge, D. (2022). An analysis of the linear bilateral ANAC domains using the MiCRO "
    "benchmark strategy. Proceedings of IJCAI 2022, 223-229."
)


@dataclass(frozen=True)
class MinimalConcession:
    """One step down its own ranking per new offer of the other."""

    def __call__(self, view: View) -> Any:
        """Return the next move."""
        if view.best is None:
            return WALK_AWAY
        size = len(view.utilities)
        sent = among(view.sent, size)
        others = [name for name in view.actors if name != view.name]
        seen = max(np.count_nonzero(among(view.received_from(name), size)) for name in others)
        left = view.ranked[~sent[view.ranked]]
        made = np.flatnonzero(sent)
        goes_on = len(made) <= seen and len(left) > 0
        level = float(view.utilities[left[0]] if goes_on else view.utilities[made].min())
        if view.good(view.on_table, level):
            return ACCEPT
        if not goes_on:
            return int(view.rng.choice(made))
        equals = left[view.utilities[left] >= level - view.slack]
        known = equals[among(view.received, size)[equals]]
        return int(known[0] if len(known) else equals[0])

    def __repr__(self) -> str:
        return "micro()"


def among(rows: IntArray, size: int) -> BoolArray:
    """Return which of `size` packages are among `rows`, shape (size,)."""
    found = np.zeros(size, dtype=np.bool_)
    found[rows] = True
    return found


@tactic(reference=REFERENCE)
def micro() -> Tactic:
    """Return the tactic that concedes one package at a time, for one new package at a time.

    It goes down the list of its acceptable packages, the best first; of equals those that
    were offered to it come first, then the others in their order.
    With n different packages offered and m different ones received, it offers the next
    package if ``n <= m``; otherwise it repeats one of its earlier offers, drawn at random.  It
    accepts an offer worth as much to it as the next package if ``n <= m``, otherwise as the
    last it has offered.  At the end of its list it stays there.  It does not look at the
    clock, and needs as many rounds as packages are to be passed.  It walks away if no package
    is acceptable.

    Of several others the one counts that has offered most different packages.  To a single
    text, where nobody makes offers, it says yes if it is its best.

    Returns
    -------
    Tactic

    Examples
    --------
    >>> import negotiation as ng
    >>> ng.tactics.micro()
    micro()
    >>> split = ng.BargainingProblem([[k, 10 - k] for k in range(11)])
    >>> both = {"Actor 1": ng.tactics.micro(), "Actor 2": ng.tactics.micro()}
    >>> ng.play(split, both, rounds=20, rng=1).payoffs.tolist()
    [5.0, 5.0]
    """
    return MinimalConcession()
