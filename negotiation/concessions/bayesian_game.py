"""A Bayesian game: every actor knows its own type, and of the others only how likely theirs are."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np

from negotiation._arrays import BoolArray, FloatArray, IntArray, floats, read_only
from negotiation._table import Shown, Table
from negotiation.concessions._names import actor_names
from negotiation.concessions._prior import prior_of
from negotiation.concessions._type_profiles import collected, labelled
from negotiation.concessions.concession_game import LARGEST_GAME
from negotiation.concessions.normal_form import NormalFormGame
from negotiation.errors import InvalidValueError, TooLargeError, unknown_name

LARGEST_CHOICE = 100_000
"""Strategies of one actor, an action for each of its types, that are written out at most."""


@dataclass(frozen=True, eq=False)
class BayesianGame(Shown):
    """Payoffs of every combination of types and strategies, and a common prior.

    Parameters
    ----------
    payoffs : sequence of array_like, or mapping
        One array per actor, each of shape (t1, …, tn, s1, …, sn): types first, strategies
        after.  Or a mapping ``{(type of actor 1, …): NormalFormGame}`` (or payoff arrays as
        for `NormalFormGame`); type profiles of probability zero may be left out.
    types : sequence of sequences, optional
        For every actor a label per type; numbers, or what the mapping uses, if left out.
    strategies : sequence of sequences, optional
        For every actor a label per strategy, the same for all its types.
    actors : sequence of str, optional
        Names; "Actor 1", "Actor 2", … if left out.
    prior : array_like or mapping, optional
        A vector of probabilities per actor, if types are independent; or an array of shape
        (t1, …, tn); or ``{actor: vector}``, ``{actor: {type: probability}}`` or
        ``{type profile: probability}``.  If left out, all type profiles are equally likely.
    results : array_like of str, shape (s1, …, sn), optional
        What each combination of strategies brings about, in words; answers then say how
        likely each of these is.
    title, about, source : str, optional
        What the game is called, what it is about, where its numbers come from.

    Attributes
    ----------
    payoffs : array, shape (n_actors, t1, …, tn, s1, …, sn)
        Read-only.
    prior : array, shape (t1, …, tn)
        Read-only.

    Raises
    ------
    NegotiationError
        If shapes do not fit, a number is not finite, probabilities do not add up to 1, or a
        label is used twice; the actor and the type are named.

    References
    ----------
    Harsanyi, J. C. (1967-68). Games with incomplete information played by "Bayesian" players.
    Management Science 14, 159-182, 320-334, 486-502.

    Examples
    --------
    >>> import negotiation as ng
    >>> meets = ng.NormalFormGame([[[2, 0], [0, 1]], [[1, 0], [0, 2]]])
    >>> avoids = ng.NormalFormGame([[[2, 0], [0, 1]], [[0, 2], [1, 0]]])
    >>> ng.BayesianGame({("she", "meets"): meets, ("she", "avoids"): avoids})
    <BayesianGame: Actor 1 (1 type, 2 strategies) x Actor 2 (2 types, 2 strategies)>
    """

    payoffs: FloatArray
    types: tuple[tuple[Any, ...], ...] = field(default=None)  # type: ignore[arg-type]
    strategies: tuple[tuple[Any, ...], ...] = field(default=None)  # type: ignore[arg-type]
    actors: tuple[str, ...] = field(default=None)  # type: ignore[arg-type]
    prior: FloatArray = field(default=None, kw_only=True)  # type: ignore[arg-type]
    results: Any = field(default=None, kw_only=True)
    title: str = field(default="", kw_only=True)
    about: str = field(default="", kw_only=True)
    source: str = field(default="", kw_only=True)

    def __post_init__(self) -> None:
        payoffs: Any = self.payoffs
        if isinstance(payoffs, Mapping):
            payoffs, types, strategies, actors = collected(self)
            object.__setattr__(self, "types", types)
            object.__setattr__(self, "strategies", strategies)
            object.__setattr__(self, "actors", actors)
        table = floats(payoffs, "The payoffs")
        count = table.shape[0] if table.ndim else 0
        if not count or table.ndim != 1 + 2 * count:
            raise InvalidValueError(
                "A Bayesian game needs one payoff array per actor, each with an axis per actor "
                f"for types and then one per actor for strategies; {count} arrays with "
                f"{max(table.ndim - 1, 0)} axes were given."
            )
        if not table.size:
            raise InvalidValueError("Every actor needs at least one type and one strategy.")
        object.__setattr__(self, "payoffs", table)
        object.__setattr__(self, "actors", actor_names(self.actors, count))
        sizes = table.shape[1:]
        types = labelled(self.types, sizes[:count], self.actors, "type")
        object.__setattr__(self, "types", types)
        strategies = labelled(self.strategies, sizes[count:], self.actors, "strategy")
        object.__setattr__(self, "strategies", strategies)
        object.__setattr__(self, "prior", prior_of(self.prior, types, self.actors))
        if self.results is not None:
            object.__setattr__(self, "results", self._results(sizes[count:]))

    def _results(self, sizes: tuple[int, ...]) -> Any:
        labels = np.array(self.results, dtype=object)
        if labels.shape != sizes:
            raise InvalidValueError(
                f"Results need a label per combination of strategies, shape {sizes}.",
                given=f"shape {labels.shape}",
            )
        return read_only(labels)

    # ------------------------------------------------------------------ beliefs

    @cached_property
    def marginals(self) -> tuple[FloatArray, ...]:
        """Per actor how likely each of its types is, shape (t_i,)."""
        count = len(self.actors)
        return tuple(
            read_only(self.prior.sum(axis=tuple(a for a in range(count) if a != own)))
            for own in range(count)
        )

    @cached_property
    def possible(self) -> tuple[BoolArray, ...]:
        """Per actor which of its types have positive probability, shape (t_i,)."""
        return tuple(read_only(each > 0) for each in self.marginals)

    def beliefs(self, actor: str) -> FloatArray:
        """Return what each type of an actor believes about the others' types.

        Parameters
        ----------
        actor : str

        Returns
        -------
        array, shape (t_own, others' types …)
            The others in their order.  A type of probability zero has no belief that follows
            from the prior: its entries are NaN.

        Raises
        ------
        UnknownNameError
            If there is no such actor.
        """
        if actor not in self.actors:
            raise unknown_name("actor", actor, self.actors)
        own = self.actors.index(actor)
        joint = np.moveaxis(self.prior, own, 0)
        share = self.marginals[own].reshape(-1, *[1] * (joint.ndim - 1))
        out = np.full(joint.shape, np.nan)
        return read_only(np.divide(joint, share, out=out, where=share > 0))  # type: ignore[no-any-return]

    # ------------------------------------------------------------------ other forms

    def plans(self, actor: int) -> IntArray:
        """Return an actor's strategies over its types, shape (n_plans, t_i).

        Parameters
        ----------
        actor : int
            Its place.

        Returns
        -------
        array of int
            The strategy that each type plays; -1 for types of probability zero, for whom a
            plan says nothing.  The last type's choice varies fastest.

        Raises
        ------
        TooLargeError
            If there are more than `LARGEST_CHOICE`.
        """
        types = np.flatnonzero(self.possible[actor])
        choices = len(self.strategies[actor])
        if choices ** len(types) > LARGEST_CHOICE:
            raise TooLargeError(
                f"{choices} strategies for each of {len(types)} types make "
                f"{float(choices) ** len(types):.3g} plans, too many to write out (at most "
                f"{LARGEST_CHOICE:,}); use fewer types, or agent_form().",
                actor=self.actors[actor],
            )
        table = np.full((choices ** len(types), len(self.types[actor])), -1, dtype=np.intp)
        table[:, types] = list(itertools.product(range(choices), repeat=len(types)))
        return table

    def likely(self) -> Iterator[tuple[tuple[int, ...], float]]:
        """Yield every type profile that can occur, as places, and its probability."""
        for place in np.argwhere(self.prior > 0):
            key = tuple(int(each) for each in place)
            yield key, float(self.prior[key])

    def normal_form(self) -> NormalFormGame:
        """Return the game before types are known: a strategy says what each type would do.

        Returns
        -------
        NormalFormGame
            Payoffs are expectations under the prior.  Strategies are labelled
            "fight if strong, yield if weak"; types of probability zero are left out.

        Raises
        ------
        TooLargeError
            If an actor has too many such strategies, or there are too many combinations.
        """
        return self.weighted(self.payoffs)

    def weighted(self, payoffs: FloatArray) -> NormalFormGame:
        """Return `normal_form` with other payoffs in place of the game's own.

        Parameters
        ----------
        payoffs : array, shape (n_actors, t1, …, tn, s1, …, sn)
            With the prior as weights they add up to the payoffs of the answer.
        """
        plans = [self.plans(actor) for actor in range(len(self.actors))]
        sizes = tuple(len(each) for each in plans)
        if math.prod(sizes) > LARGEST_GAME:
            raise TooLargeError(
                f"{math.prod(sizes):,} combinations of type-contingent strategies are too many to "
                f"write out (at most {LARGEST_GAME:,}); use fewer types, or agent_form()."
            )
        total = np.zeros((len(plans), *sizes))
        for place, probability in self.likely():
            cell = np.ix_(*(plan[:, t] for plan, t in zip(plans, place, strict=True)))
            for own in range(len(plans)):
                total[own] += probability * payoffs[(own, *place)][cell]
        labels = tuple(self._plan_labels(own, plan) for own, plan in enumerate(plans))
        return NormalFormGame(
            total, labels, self.actors, title=self.title, about=self.about, source=self.source
        )

    def _plan_labels(self, actor: int, plans: IntArray) -> tuple[Any, ...]:
        """Return each plan in words; a single type needs no "if"."""
        types, strategies = self.types[actor], self.strategies[actor]
        used = np.flatnonzero(self.possible[actor])
        if len(used) == 1:
            return tuple(strategies[plan[used[0]]] for plan in plans)
        return tuple(
            ", ".join(f"{strategies[plan[t]]} if {types[t]}" for t in used) for plan in plans
        )

    def agent_form(self) -> NormalFormGame:
        """Return the game in which every type is an actor of its own.

        Returns
        -------
        NormalFormGame
            Its actors are called "name (type)"; each gets what its type expects given what
            it believes.  Types of probability zero are left out.

        Raises
        ------
        TooLargeError
            If there are too many combinations to write out.
        """
        seats = [
            (own, int(t)) for own, may in enumerate(self.possible) for t in np.flatnonzero(may)
        ]
        sizes = tuple(len(self.strategies[own]) for own, _ in seats)
        if len(sizes) > 32 or len(sizes) * math.prod(sizes) > LARGEST_GAME:
            raise TooLargeError(
                f"{len(sizes)} types with {max(sizes)} strategies at most are too many for an "
                f"actor each (at most {LARGEST_GAME:,} payoffs)."
            )
        total = np.zeros((len(seats), *sizes))
        for place, probability in self.likely():
            axes = [seats.index((own, t)) for own, t in enumerate(place)]
            for own, t in enumerate(place):
                shape = [1] * len(sizes)
                for axis in axes:
                    shape[axis] = sizes[axis]
                share = probability / self.marginals[own][t]
                total[axes[own]] += share * self.payoffs[(own, *place)].reshape(shape)
        names = [f"{self.actors[own]} ({self.types[own][t]})" for own, t in seats]
        labels = tuple(self.strategies[own] for own, _ in seats)
        return NormalFormGame(total, labels, tuple(names), title=self.title)

    # ------------------------------------------------------------------ shown

    def summary(self) -> Table:
        """Return every type and how likely it is, a row each."""
        rows = [
            (name, str(label), float(share), ", ".join(map(str, strategies)))
            for name, own, shares, strategies in zip(
                self.actors, self.types, self.marginals, self.strategies, strict=True
            )
            for label, share in zip(own, shares, strict=True)
        ]
        notes = [text for text in (self.about, self.source) if text]
        columns = ("actor", "type", "probability", "strategies")
        return Table(columns, rows, self.title or "Bayesian game", notes)

    def __repr__(self) -> str:
        sides = " x ".join(
            f"{name} ({len(own)} type{'s' * (len(own) != 1)}, {len(each)} strategies)"
            for name, own, each in zip(self.actors, self.types, self.strategies, strict=True)
        )
        return f"<BayesianGame{f' {self.title!r}' if self.title else ''}: {sides}>"
