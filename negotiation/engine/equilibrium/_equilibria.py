"""What an equilibrium concept answers: which strategies, worth what, and whether that is all."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np

from negotiation._arrays import NOISE, BoolArray, FloatArray, read_only
from negotiation._frozen import FrozenMap
from negotiation._table import Shown, Table
from negotiation.concessions import NormalFormGame
from negotiation.engine.equilibrium._components import SHOWN, Component, components
from negotiation.engine.equilibrium._words import in_words
from negotiation.errors import NotDefinedError

_TOLD = 6
"""Components that are described in words at most."""

Profile = tuple[FloatArray, ...]
"""A probability vector per actor."""


@dataclass(frozen=True, eq=False)
class Equilibria(Shown):
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
        ``ties``, ``continua`` (sentences each), ``degenerate`` (of what dominance leaves: ``True``,
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

    @cached_property
    def components(self) -> tuple[Component, ...]:
        """The connected sets that the equilibria form, as far as they are listed.

        Where there are ties, equilibria form continua: every mixture of the corners of a
        `NashSubset` is an equilibrium too.  An equilibrium that stands alone is a component
        of dimension 0.  Defined for two actors.

        Raises
        ------
        NotDefinedError
            If there are not two actors.
        """
        if len(self.game.actors) != 2:
            raise NotDefinedError(
                "Components are computed for 2 actors, whose equilibria form products of "
                f"polytopes; this game has {len(self.game.actors)}."
            )
        return components(self.profiles)

    @cached_property
    def exact(self) -> tuple[Any, ...] | None:
        """The profiles of two actors as fractions, proven in exact arithmetic.

        Per equilibrium a tuple of `fractions.Fraction` for each actor; ``None`` in the place
        of one that is no corner, or holds to the tolerance only.  ``None`` altogether for
        other numbers of actors, and if a payoff is no simple fraction: payoffs are floats
        and read as the fractions that they were written down as, 0.1 as a tenth.
        """
        if len(self.game.actors) != 2:
            return None
        from negotiation.engine.equilibrium._certify import certified
        from negotiation.engine.equilibrium._stakes import stakes

        return certified(self.game, stakes(self.game), self.profiles)

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
        """Return what each actor plays and expects, how equilibria hang together, and if it is all.

        Where equilibria form continua, a column says which component each belongs to.
        """
        continua = self._continua()
        component_of = {
            place: number + 1
            for number, each in enumerate(self.components if continua else ())
            for place in each.equilibria
        }
        noise = NOISE * np.abs(self.game.payoffs).max(initial=0.0)
        shown = np.where(np.abs(self.payoffs) > noise, self.payoffs, 0.0)
        rows = [
            (
                number + 1,
                *((component_of[number],) if continua else ()),
                "pure" if pure else "mixed",
                name,
                in_words(self.game, actor, profile[actor]),
                # What rounding alone can account for beside the largest payoff reads as 0.
                shown[number, actor],
            )
            for number, (profile, pure) in enumerate(zip(self.profiles, self.pure, strict=True))
            for actor, name in enumerate(self.game.actors)
        ]
        notes = [
            *self.diagnostics.get("note", ()),
            *continua,
            *([self.reference] if self.reference else []),
        ]
        columns = (
            "equilibrium",
            *(("component",) if continua else ()),
            "kind",
            "actor",
            "plays",
            "payoff",
        )
        title = f"{self.game.title or 'game'}: {self.concept}"
        return Table(columns, rows, title, notes)

    def _continua(self) -> list[str]:
        """Return sentences on the components that are more than a point, if there are any."""
        if (
            len(self.game.actors) != 2
            or not self.diagnostics.get("degenerate")
            or self.concept != "nash"
            or len(self.profiles) > SHOWN
        ):
            return []
        wide = [
            (number + 1, each) for number, each in enumerate(self.components) if each.dimension > 0
        ]
        told = [
            f"Component {number} has {len(each.equilibria)} corners and dimension "
            f"{each.dimension}{_parts(len(each.subsets))}."
            for number, each in wide[:_TOLD]
        ]
        if len(wide) > _TOLD:
            told.append(f"{len(wide) - _TOLD} more components are not single equilibria either.")
        return told

    def __repr__(self) -> str:
        count, pure = len(self.profiles), int(self.pure.sum())
        found = f"{count} found ({pure} pure), {'all' if self.complete else 'perhaps not all'}"
        return f"<Equilibria {self.concept!r}: {found}, by {self.method}>"


def _parts(count: int) -> str:
    """Return how many products of mixtures make up a component, if it is not just one."""
    if count == 1:
        return "; all mixtures of its corners, actor by actor, are equilibria"
    return f"; it consists of {count} sets within each of which all mixtures are equilibria"
