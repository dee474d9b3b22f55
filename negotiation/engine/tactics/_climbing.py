"""How drafts of a single text are voted on: compared with the text as it stands."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np

from negotiation.engine.tactics._tactic import ACCEPT, WALK_AWAY
from negotiation.engine.tactics._view import View

KLEIN = (
    "Klein, M., Faratin, P., Sayama, H. & Bar-Yam, Y. (2003). Negotiating complex contracts. "
    "Group Decision and Negotiation 12(2), 111-125"
)


@dataclass(frozen=True)
class Climber:
    """Say yes to drafts that are better than the text, or not much worse while it is early.

    Attributes
    ----------
    temperature : float
        How much worse a draft may be, as a share of the range of the actor's utilities.
    """

    temperature: float = 0.0

    def __call__(self, view: View) -> Any:
        """Vote on a draft; sign a text that is acceptable; without a text, never concede."""
        if view.best is None:
            return WALK_AWAY
        if view.text is None or view.on_table is None:
            top = float(view.utilities[view.best])
            yes = view.good(view.on_table, top)
        elif view.on_table == view.text:
            yes = bool(view.acceptable[view.text])
        else:
            yes = self._prefers(view, view.on_table, view.text)
        return ACCEPT if yes else view.best

    def _prefers(self, view: View, draft: int, text: int) -> bool:
        """Return whether a draft gets this actor's yes."""
        if view.refused[draft] or (view.acceptable[text] and not view.acceptable[draft]):
            return False
        better = float(view.utilities[draft] - view.utilities[text])
        if view.refused[text] or better > view.slack:
            return True
        heat = self.temperature * (1.0 - view.time) * float(np.ptp(view.utilities))
        return heat > 0 and float(view.rng.random()) < math.exp(min(better, 0.0) / heat)

    def __repr__(self) -> str:
        if self.temperature:
            return f"annealer(temperature={self.temperature:g})"
        return "hill_climber()"
