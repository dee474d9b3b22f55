"""What a criterion answers that chooses among equilibria: which, of which, and why."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from negotiation._arrays import BoolArray, FloatArray, IntArray, read_only
from negotiation._frozen import FrozenMap
from negotiation._table import Shown, Table
from negotiation.concessions import NormalFormGame
from negotiation.engine.equilibrium._equilibria import Profile
from negotiation.engine.learning._telling import payoffs_of, told

HARSANYI_SELTEN = (
    "Harsanyi, J. C. and Selten, R. (1988). A General Theory of Equilibrium Selection in Games. "
    "MIT Press."
)


@dataclass(frozen=True, eq=False)
class Selection(Shown):
    """The equilibria that a criterion selects.

    Attributes
    ----------
    game : NormalFormGame
    criterion : {"payoff dominance", "risk dominance", "logit tracing"}
    profiles : tuple of tuples of arrays
        The equilibria selected, all that are tied; ``()`` if the criterion selects none.
    payoffs : array, shape (k, n_actors)
        What the actors expect in them.
    candidates : tuple of tuples of arrays
        The equilibria that it chose among; for logit tracing, which looks at no list, the
        one that it found.
    dominates : array of bool, shape (n_candidates, n_candidates)
        Whether the candidate of the row beats that of the column.
    strict : bool
        Whether a single equilibrium is selected and beats all other candidates.
    notes : tuple of str
        Why these, in words.
    reference : str
    diagnostics : mapping
        ``losses``, for risk dominance: per pair of candidates what each actor would lose by
        leaving the first alone for its part in the second, shape (k, k, 2).  ``branch``, for
        logit tracing: the branch that was followed.
    """

    game: NormalFormGame
    criterion: str
    profiles: tuple[Profile, ...]
    payoffs: FloatArray
    candidates: tuple[Profile, ...]
    dominates: BoolArray
    strict: bool
    notes: tuple[str, ...]
    reference: str
    diagnostics: Mapping[str, Any] = field(default_factory=FrozenMap)

    def summary(self) -> Table:
        """Return the candidates, which of them are selected, and why."""
        chosen = {id(profile) for profile in self.profiles}
        rows = [
            (number + 1, id(profile) in chosen, name, told(self.game, actor, mixture), payoff)
            for number, profile in enumerate(self.candidates)
            for actor, (name, mixture, payoff) in enumerate(
                zip(self.game.actors, profile, payoffs_of(self.game, profile), strict=True)
            )
        ]
        columns = ("candidate", "selected", "actor", "plays", "payoff")
        title = f"{self.game.title or 'game'}: {self.criterion}"
        return Table(columns, rows, title, [*self.notes, self.reference])

    def __repr__(self) -> str:
        count = f"{len(self.profiles)} of {len(self.candidates)} selected"
        return f"<Selection by {self.criterion}: {count}{', strictly' if self.strict else ''}>"


@dataclass(frozen=True)
class Verdict:
    """How a criterion judges.

    Attributes
    ----------
    criterion : str
    candidates : tuple of tuples of arrays
    beats : array of bool, shape (n_candidates, n_candidates)
    chosen : array of int
        The candidates that it selects.
    """

    criterion: str
    candidates: tuple[Profile, ...]
    beats: BoolArray
    chosen: IntArray


def selection(
    game: NormalFormGame,
    verdict: Verdict,
    notes: list[str],
    reference: str,
    **diagnostics: Any,
) -> Selection:
    """Return what a criterion selects as an answer."""
    candidates, beats, chosen = verdict.candidates, verdict.beats, verdict.chosen
    profiles = tuple(candidates[place] for place in chosen)
    worth = [payoffs_of(game, profile) for profile in profiles]
    alone = len(chosen) == 1 and int(beats[chosen[0]].sum()) == len(candidates) - 1
    return Selection(
        game,
        verdict.criterion,
        profiles,
        read_only(np.array(worth).reshape(len(profiles), len(game.actors))),
        candidates,
        read_only(beats),
        alone,
        tuple(notes),
        reference,
        FrozenMap(diagnostics),
    )
