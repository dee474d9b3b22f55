"""What an equilibrium concept answers: which strategies, worth what, and whether that is all."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from negotiation._arrays import BoolArray, FloatArray, read_only
from negotiation._frozen import FrozenMap
from negotiation._table import Table
from negotiation.actors import Outcome
from negotiation.concessions import NormalFormGame

Profile = tuple[FloatArray, ...]
"""A probability vector per actor."""


@dataclass(frozen=True, eq=False)
class Equilibria:
    """The equilibria of one game under one concept.

    Attributes
    ----------
    game : NormalFormGame
        The question.
    concept : str
        The concept's registered name.
    profiles : tuple of tuples of arrays
        An entry per equilibrium: for every actor the probabilities of all its strategies.
    payoffs : array, shape (k, n_actors)
        What the actors expect in each equilibrium.
    complete : bool
        Whether it is *proven* that these are all the extreme equilibria.  Where a game has
        ties, equilibria can form continua; the extreme ones are their corners.  ``False``
        says only that there is no proof.
    method : str
        The methods that were used, joined by " + ".
    diagnostics : mapping
        ``note`` (sentences: is this all, and why or why not), ``searched``, ``not_searched``,
        ``ties`` (sentences each), ``degenerate`` (of what dominance leaves: ``True``,
        ``False``, or ``None`` where neither is proven), ``maximum_regret`` (the most that any
        actor could gain by deviating, as a share of what its choice can change there),
        ``tolerance`` (payoffs that differ by no more than this share of themselves, or of
        what the choice can change, count as equal), ``removed`` (strategies removed by
        dominance, per actor), ``rounds`` (of dominance), ``rejected`` (profiles that a
        method proposed and that failed the check).
    reference : str
        The publication the concept stands on.
    """

    game: NormalFormGame
    concept: str
    profiles: tuple[Profile, ...]
    payoffs: FloatArray
    complete: bool
    method: str
    diagnostics: Mapping[str, Any] = field(default_factory=FrozenMap)
    reference: str = ""

    @property
    def strategies(self) -> tuple[tuple[tuple[Any, ...], ...], ...]:
        """Per equilibrium and actor the labels of the strategies that it plays at all."""
        return tuple(
            tuple(
                tuple(labels[place] for place in np.flatnonzero(mixture))
                for labels, mixture in zip(self.game.strategies, profile, strict=True)
            )
            for profile in self.profiles
        )

    @property
    def pure(self) -> BoolArray:
        """Whether each equilibrium is in pure strategies, shape (k,)."""
        pure = [all((mixture > 0).sum() == 1 for mixture in each) for each in self.profiles]
        return read_only(np.array(pure, dtype=np.bool_))  # type: ignore[no-any-return]

    def summary(self) -> Table:
        """Return what each actor plays and expects, and whether there may be other equilibria."""
        rows = [
            (
                number + 1,
                "pure" if pure else "mixed",
                name,
                self._plays(actor, profile[actor]),
                self.payoffs[number, actor],
            )
            for number, (profile, pure) in enumerate(zip(self.profiles, self.pure, strict=True))
            for actor, name in enumerate(self.game.actors)
        ]
        notes = [*self.diagnostics.get("note", ()), *([self.reference] if self.reference else [])]
        title = f"{self.game.title or 'game'}: {self.concept}"
        return Table(("equilibrium", "kind", "actor", "plays", "payoff"), rows, title, notes)

    def _plays(self, actor: int, mixture: FloatArray) -> str:
        """Return a mixture in words, "2/3" as "66.7% swerve, 33.3% drive on"."""
        used = np.flatnonzero(mixture)
        if len(used) == 1:
            return strategy_label(self.game, actor, int(used[0]))
        return ", ".join(
            f"{_percent(mixture[each])} {strategy_label(self.game, actor, int(each))}"
            for each in used
        )

    def __repr__(self) -> str:
        count, pure = len(self.profiles), int(self.pure.sum())
        found = f"{count} found ({pure} pure), {'all' if self.complete else 'perhaps not all'}"
        return f"<Equilibria {self.concept!r}: {found}, by {self.method}>"

    def _repr_html_(self) -> str:
        return self.summary()._repr_html_()


def _percent(share: float) -> str:
    """Return a probability as a percentage that is never rounded to nothing or to certainty."""
    return f"{share:.1%}" if 0.0005 <= share <= 0.9995 else f"{share * 100:.4g}%"


def strategy_label(game: NormalFormGame, actor: int, strategy: int) -> str:
    """Return a strategy in words; a package of concessions by what it concedes."""
    labels = game.strategies[actor]
    label = labels[strategy]
    if isinstance(label, Outcome):
        return str(label.changes(labels[0])) or "nothing conceded"
    return f"strategy {label}" if isinstance(label, int) else str(label)
