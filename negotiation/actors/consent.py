"""Whose yes it takes: everybody's, so many, so many votes, and who can veto."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from negotiation._arrays import TOLERANCE, BoolArray, FloatArray, number
from negotiation._frozen import FrozenMap
from negotiation.errors import InvalidTypeError, InvalidValueError, TooLargeError, unknown_name

_LARGEST = 20
"""Actors whose coalitions are listed at most: a million of them."""


@dataclass(frozen=True)
class Consent:
    """Whose yes it takes to agree; everybody's if nothing is said.

    The actors who say yes form a winning coalition if they hold at least `quota` votes
    and every actor with a veto is among them.

    Parameters
    ----------
    quota : float, optional
        The votes it takes; all of them if left out.  0 if it takes the actors with a
        veto and nobody else.
    votes : mapping, optional
        ``{actor: votes}`` for every actor, positive; one vote each if left out.
    veto : sequence of str
        Actors without whom there is no agreement, whatever their votes.

    Raises
    ------
    NegotiationError
        If a number is not finite, votes are not positive, the quota is negative or
        exceeds the votes there are, or nobody's consent would be needed.

    Examples
    --------
    >>> import negotiation as ng
    >>> ng.Consent()
    <Consent: unanimity>
    >>> council = ng.Consent(12, {"F": 4, "D": 4, "I": 4, "NL": 2, "B": 2, "L": 1})
    >>> council
    <Consent: 12 of 17 votes>
    >>> council.minimal_winning(["F", "D", "I", "NL", "B", "L"])[0]
    ('F', 'D', 'I')
    """

    quota: float | None = None
    votes: Mapping[str, float] | None = None
    veto: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if self.quota is not None:
            quota = number(self.quota, "The quota")
            if quota < 0:
                raise InvalidValueError("The quota must not be negative.", given=self.quota)
            object.__setattr__(self, "quota", quota)
        if self.votes is not None:
            object.__setattr__(self, "votes", _votes(self.votes))
        given: Any = self.veto
        if isinstance(given, str) or not isinstance(given, Sequence | set | frozenset):
            raise InvalidTypeError("Actors with a veto are a list of names.", given=given)
        veto = tuple(given) if isinstance(given, Sequence) else tuple(sorted(given))
        for name in veto:
            if not isinstance(name, str):
                raise InvalidTypeError("Actors with a veto are a list of names.", given=name)
            if veto.count(name) > 1:
                raise InvalidValueError("An actor with a veto is named twice.", given=name)
        object.__setattr__(self, "veto", veto)
        if self.votes is not None:
            self.validate(tuple(self.votes))
        elif self.quota == 0 and not veto:
            raise _nobody(self.quota)

    def validate(self, actors: Sequence[str]) -> None:
        """Check the rule against the actors it is to bind.

        Parameters
        ----------
        actors : sequence of str
            All actors of the negotiation.

        Raises
        ------
        UnknownNameError
            If it names an actor who does not take part.
        InvalidValueError
            If an actor has no votes, the quota exceeds the votes there are, or nobody's
            consent would be needed.
        """
        for name in (*self.veto, *(self.votes or ())):
            if name not in actors:
                raise unknown_name("actor", name, actors)
        total = float(self._weights(actors).sum())
        if self.quota is None:
            return
        spare = TOLERANCE * total
        if self.quota > total + spare:
            raise InvalidValueError(
                f"The quota exceeds the {total:g} votes there are: nothing could be agreed.",
                given=self.quota,
            )
        if self.quota <= spare and not self.veto:
            raise _nobody(self.quota)

    def wins(self, says_yes: Any, actors: Sequence[str]) -> BoolArray:
        """Return whether those who say yes are enough.

        Parameters
        ----------
        says_yes : array_like of bool, shape (..., n_actors)
        actors : sequence of str
            The names of the columns.

        Returns
        -------
        array of bool, shape (...,)
            Votes that fall short of the quota by no more than 1e-9 of all votes reach it.

        Examples
        --------
        >>> import negotiation as ng
        >>> most = ng.Consent(2, veto=["US"])
        >>> most.wins([[True, True, False], [False, True, True]], ["US", "ROK", "DPRK"])
        array([ True, False])
        """
        self.validate(actors)
        yes = np.asarray(says_yes)
        if yes.dtype != np.bool_ or yes.shape[-1:] != (len(actors),):
            raise InvalidValueError(
                f"Answers are a boolean per actor, shape (..., {len(actors)}).",
                given=f"{yes.dtype} of shape {yes.shape}",
            )
        if self.quota is None:
            return np.asarray(yes.all(axis=-1))
        weights = self._weights(actors)
        reached = np.zeros(yes.shape[:-1])
        for place, weight in enumerate(weights):
            reached += weight * yes[..., place]
        enough: BoolArray = reached >= self.quota - TOLERANCE * weights.sum()
        for name in self.veto:
            enough &= yes[..., list(actors).index(name)]
        return enough

    def needed(self, actors: Sequence[str]) -> tuple[str, ...]:
        """Return the actors without whom nothing can be agreed, by a veto or by their votes."""
        but_one = ~np.eye(len(actors), dtype=np.bool_)
        return tuple(
            name
            for name, without in zip(actors, self.wins(but_one, actors), strict=True)
            if not without
        )

    def unanimous(self, actors: Sequence[str]) -> bool:
        """Say whether it takes everybody."""
        return self.quota is None or len(self.needed(actors)) == len(actors)

    def table(self, actors: Sequence[str]) -> tuple[BoolArray, BoolArray]:
        """Return all coalitions, and which of them win.

        Parameters
        ----------
        actors : sequence of str
            At most 20.

        Returns
        -------
        members : array of bool, shape (2**n_actors, n_actors)
            In row ``r`` the actors whose bit is set in the number ``r``, actor 0 the lowest.
        wins : array of bool, shape (2**n_actors,)

        Raises
        ------
        TooLargeError
            If there are more actors.
        """
        count = len(actors)
        if count > _LARGEST:
            raise TooLargeError(
                f"{count} actors form too many coalitions to list (at most {_LARGEST} actors)."
            )
        members = (np.arange(2**count)[:, None] >> np.arange(count)) & 1 == 1
        return members, self.wins(members, actors)

    def minimal_winning(self, actors: Sequence[str]) -> tuple[tuple[str, ...], ...]:
        """Return the coalitions that win and would lose without any one of their members.

        Parameters
        ----------
        actors : sequence of str
            At most 20.

        Returns
        -------
        tuple of tuples of str
            The smallest first; members, and coalitions of one size, in the order of `actors`.
        """
        members, wins = self.table(actors)
        rows = np.arange(len(members))
        minimal = wins.copy()
        for place in range(len(actors)):
            minimal &= ~(members[:, place] & wins[rows & ~(1 << place)])
        found = [tuple(np.flatnonzero(row).tolist()) for row in members[minimal]]
        return tuple(
            tuple(actors[place] for place in each)
            for each in sorted(found, key=lambda each: (len(each), each))
        )

    def describe(self, actors: Sequence[str] | None = None) -> str:
        """Return the rule in words, such as "5 of 6 actors, with SportCo and DoT".

        Parameters
        ----------
        actors : sequence of str, optional
            Whom it binds.
        """
        if self.quota is None:
            return "unanimity"
        if self.quota == 0:
            return f"{_listed(self.veto)} alone"
        if self.votes is not None:
            counted = f"{self.quota:g} of {sum(self.votes.values()):g} votes"
        elif actors is not None:
            counted = f"{self.quota:g} of {len(actors)} actors"
        else:
            counted = f"{self.quota:g} actor{'s' if self.quota != 1 else ''}"
        return f"{counted}, with {_listed(self.veto)}" if self.veto else counted

    def _weights(self, actors: Sequence[str]) -> FloatArray:
        """Return the votes of the actors, shape (n_actors,)."""
        if self.votes is None:
            return np.ones(len(actors))
        for name in actors:
            if name not in self.votes:
                raise InvalidValueError("The rule gives this actor no votes.", actor=name)
        return np.array([self.votes[name] for name in actors])

    def __repr__(self) -> str:
        return f"<Consent: {self.describe()}>"


def _votes(given: Any) -> FrozenMap[str, float]:
    """Return votes by actor, each positive and finite."""
    if not isinstance(given, Mapping) or not given:
        raise InvalidTypeError("Votes are a mapping {actor: votes}.", given=given)
    votes = {}
    for name, value in given.items():
        if not isinstance(name, str):
            raise InvalidTypeError("Votes are a mapping {actor: votes}.", given=name)
        votes[name] = number(value, "Votes", actor=name)
        if votes[name] <= 0:
            raise InvalidValueError("Votes must be positive.", given=value, actor=name)
    return FrozenMap(votes)


def _nobody(quota: float | None) -> InvalidValueError:
    return InvalidValueError(
        "Nobody's consent would be needed; give a positive quota, or name who has a veto.",
        given=quota,
    )


def _listed(names: Sequence[str]) -> str:
    """Return names as a sentence has them."""
    return f"{', '.join(names[:-1])} and {names[-1]}" if len(names) > 1 else "".join(names)
