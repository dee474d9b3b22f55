"""From which patience on a profile of strategies is kept up, whatever follows a deviation."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from negotiation._arrays import TOLERANCE, BoolArray, FloatArray, IntArray, read_only
from negotiation._table import Shown, Table
from negotiation.concessions import NormalFormGame
from negotiation.concessions._names import per_actor
from negotiation.engine.equilibrium import equilibria
from negotiation.engine.equilibrium._subject import game_of, two_actor_game_of
from negotiation.engine.equilibrium._words import strategy_label
from negotiation.engine.repeated._harshest import harshest
from negotiation.engine.repeated._patience import patience_of
from negotiation.engine.repeated._punishments import Profiles, common_stick, grim, penance
from negotiation.engine.repeated._why import cannot_be_kept
from negotiation.errors import (
    InvalidTypeError,
    InvalidValueError,
    NotDefinedError,
    TooLargeError,
    unknown_name,
)

_SOURCES = {
    "grim": "Friedman, J. W. (1971). A non-cooperative equilibrium for supergames. Review of "
    "Economic Studies 38, 1-12.",
    "penance": "Farrell, J. and Maskin, E. (1989). Renegotiation in repeated games. Games and "
    "Economic Behavior 1, 327-360.",
    "stick-and-carrot": "Abreu, D. (1986). Extremal equilibria of oligopolistic supergames. "
    "Journal of Economic Theory 39, 191-225.",
    "harshest": "Abreu, D. (1988). On the theory of infinitely repeated games with discounting. "
    "Econometrica 56, 383-396.",
}
REFERENCES = (
    *_SOURCES.values(),
    "van Damme, E. (1989). Renegotiation-proof equilibria in repeated prisoners' dilemma. Journal "
    "of Economic Theory 47, 206-217.",
)
_MOST = {"grim": 5_000_000, "penance": 400, "stick-and-carrot": 5_000, "harshest": 100}
"""Combinations of strategies that are looked at, at most."""
ONE_BY_ONE = ", or ask repeated_values(game, patience).steady for one patience at a time"
_RULES = {
    "grim": "After a deviation {worst}, for ever.",
    "penance": "After a deviation its author does penance for one period, then all is forgiven; at "
    "no time would both rather do something else that is due at another.",
    "stick-and-carrot": "After any deviation all play the stick for one period, then go on as "
    "before; whoever will not take part in the stick starts it again.",
    "harshest": "After a deviation its author gets the worst that any equilibrium in pure "
    "strategies leaves it at that patience.",
}


@dataclass(frozen=True, eq=False)
class PatienceThresholds(Shown):
    """How patient each actor must be for each combination of strategies to be kept up.

    Attributes
    ----------
    game : NormalFormGame
        What is played in every period.
    punishment : {"grim", "penance", "stick-and-carrot", "harshest"}
        What follows a deviation.
    actors : array, shape (n_actors, s1, …, sn)
        The patience from which on each actor goes along; 0 where any will do, infinite where
        none below 1 will.
    sticks : array of int, or None
        Which combination of strategies, in the order of a flattened table, is played for one
        period after a deviation: shape (s1, …, sn) for a common stick, (2, s1, s2) for the
        penance of each actor; ``None`` for the other two.
    reversion : array, shape (n_actors,), or None
        What each gets for ever after its own deviation; for grim only.
    complete : bool
        Whether `reversion` is known to be the worst that stage equilibria can do.
    """

    game: NormalFormGame
    punishment: str
    actors: FloatArray
    sticks: IntArray | None
    reversion: FloatArray | None
    complete: bool

    @property
    def least(self) -> FloatArray:
        """The patience from which on each profile is kept up if all have it, (s1, …, sn)."""
        return read_only(self.actors.max(axis=0))  # type: ignore[no-any-return]

    def of(self, *profile: Any) -> FloatArray:
        """Return the least patience of each actor for one profile, shape (n_actors,).

        Parameters
        ----------
        *profile : label or int
            A strategy per actor: its label, or its number from 0.
        """
        return read_only(_at(self.actors, _places(self.game, profile)))  # type: ignore[no-any-return]

    def sustained(self, patience: Any) -> BoolArray:
        """Return which profiles are kept up, shape (s1, …, sn).

        Parameters
        ----------
        patience : float, sequence of float or mapping
            What the next period counts for, strictly between 0 and 1: for all, per actor, or
            ``{actor: number}``.
        """
        each = patience_of(patience, self.game.actors)
        each = each.reshape(-1, *[1] * len(self.game.actors))
        return read_only((self.actors <= each + TOLERANCE).all(axis=0))  # type: ignore[no-any-return]

    def punished_by(self, *profile: Any) -> tuple[tuple[str, ...], ...]:
        """Return what is played for a period after a deviation, in words.

        Parameters
        ----------
        *profile : label or int
            As for `of`.

        Returns
        -------
        tuple of tuples of str
            A combination of strategies per actor who may have deviated; a single one for a
            common stick; none for grim, or if the profile cannot be kept up.
        """
        place = _places(self.game, profile)
        if self.sticks is None or not np.isfinite(self.least[place]):
            return ()
        sticks: Any = np.atleast_1d(_at(self.sticks, place))
        return tuple(
            _labels(self.game, np.unravel_index(int(stick), self.least.shape)) for stick in sticks
        )

    def why(self, *profile: Any) -> str:
        """Say what a profile takes, or why no patience is enough.

        Parameters
        ----------
        *profile : label or int
            As for `of`.
        """
        place = _places(self.game, profile)
        named = " / ".join(_labels(self.game, place))
        if not np.isfinite(self.least[place]):
            reason = cannot_be_kept(self.game, self.punishment, place, self.reversion)
            return f"No patience keeps up {named}: {reason}"
        needs = [
            f"{name} {'any' if value == 0 else f'at least {value:.4g}'}"
            for name, value in zip(self.game.actors, self.of(*place), strict=True)
        ]
        return f"{named} takes patience: {', '.join(needs)}."

    def summary(self) -> Table:
        """Return the profiles that enough patience keeps up, those that need least first."""
        actors = self.game.actors
        columns = [
            "kept up",
            *(f"worth to {name}" for name in actors),
            *(f"patience of {name}" for name in actors),
        ]
        if self.sticks is not None:
            columns.append("after a deviation")
        least = self.least
        rows = []
        for flat in np.argsort(least, axis=None, kind="stable"):
            place = tuple(int(each) for each in np.unravel_index(flat, least.shape))
            if not np.isfinite(least[place]):
                break
            row = [" / ".join(_labels(self.game, place)), *_at(self.game.payoffs, place)]
            row += [*self.of(*place)]
            if self.sticks is not None:
                row.append("; ".join(" / ".join(each) for each in self._told(place)))
            rows.append(row)
        title = f"{self.game.title or 'game'}, repeated: patience for {self.punishment}"
        return Table(columns, rows, title, [*self._notes(len(rows)), _SOURCES[self.punishment]])

    def _told(self, place: tuple[int, ...]) -> list[tuple[str, ...]]:
        """Return the punishments of a profile; none where nobody is tempted."""
        told = self.punished_by(*place)
        here = _labels(self.game, place)
        return [each for each in told if each != here]

    def _notes(self, kept: int) -> list[str]:
        """Return in words what follows a deviation, and how many profiles nothing keeps up."""
        worst = ""
        if self.reversion is not None:
            worst = " and ".join(
                f"{name} gets {value:.4g}"
                for name, value in zip(self.game.actors, self.reversion, strict=True)
            )
        notes = [_RULES[self.punishment].format(worst=f"of its own {worst}")]
        missing = self.least.size - kept
        if missing:
            count = "1 profile is" if missing == 1 else f"{missing:,} profiles are"
            notes.append(f"{count} not kept up by any patience below 1; why(…) says why.")
        if not self.complete:
            notes.append("There may be stage equilibria that punish harder than those found.")
        return notes

    def __repr__(self) -> str:
        kept = int(np.isfinite(self.least).sum())
        title = f" {self.game.title!r}" if self.game.title else ""
        return (
            f"<PatienceThresholds{title}: {self.punishment}, {kept} of {self.least.size} profiles "
            "can be kept up>"
        )


def patience_thresholds(
    game: Any, punishment: str = "grim", *, reversion: Any = None
) -> PatienceThresholds:
    """Return from which patience on each combination of strategies can be kept up for ever.

    Ways to answer a deviation, each an equilibrium of its own:

    - ``"grim"``: an equilibrium of the game played once, for ever, the worst one for whoever
      deviated, mixed ones included.  An actor who gets g, would get d by deviating and e ever
      after goes along from ``(d - g) / (d - e)`` on.
    - ``"penance"`` (two actors): the deviator does penance for one period, after which all is
      as before.  Neither would both rather skip it, nor anything else that is due (weakly
      renegotiation-proof).
    - ``"stick-and-carrot"``: all play a bad profile for one period, after which all is as
      before.  Of all pure profiles the stick is taken that needs least patience.
    - ``"harshest"`` (two actors): the worst of all pure equilibria of the repeated game for
      whoever deviated, with a public lottery.  No punishment in pure strategies needs less
      patience; a mixed equilibrium to revert to (grim) may.  Thresholds are found to 1e-9,
      for two who are equally patient.

    Parameters
    ----------
    game : NormalFormGame or Scenario
        Of any number of actors; of two for penance and harshest.
    punishment : {"grim", "penance", "stick-and-carrot", "harshest"}
        What follows a deviation.
    reversion : sequence of float or mapping, optional
        For grim: what each actor gets for ever after its own deviation, if not its worst Nash
        equilibrium of the game played once.  That it can be held to this is taken as given.

    Returns
    -------
    PatienceThresholds
        With `PatienceThresholds.actors` and `PatienceThresholds.least`.

    Raises
    ------
    NotDefinedError
        If penance or harshest is asked for and there are not two actors, or no equilibrium of
        the game played once is found to revert to.
    UnknownNameError
        If there is no such punishment.
    InvalidTypeError, InvalidValueError
        If `game` is not a game, or `reversion` does not fit it.
    TooLargeError
        If there are too many combinations of strategies.

    Notes
    -----
    A threshold t means: at every patience from t up to 1 nobody gains by deviating once, at
    any point of the agreement.  A profile may besides be kept up at low patience only, where
    somebody would rather be punished but cannot wait for it; that counts as not kept up.

    Penance and stick last one period.  Both conditions, to go along and to take the
    punishment, read ``patience * (g - p) >= gain`` for an actor who gets p in the punishment
    period and could gain by deviating then or now.

    References
    ----------
    Friedman, J. W. (1971). A non-cooperative equilibrium for supergames. Review of Economic
    Studies 38, 1-12.

    van Damme, E. (1989). Renegotiation-proof equilibria in repeated prisoners' dilemma.
    Journal of Economic Theory 47, 206-217.

    Farrell, J. and Maskin, E. (1989). Renegotiation in repeated games. Games and Economic
    Behavior 1, 327-360.

    Abreu, D. (1988). On the theory of infinitely repeated games with discounting.
    Econometrica 56, 383-396.

    Examples
    --------
    >>> import negotiation as ng
    >>> pd = ng.NormalFormGame(
    ...     [[[3, 0], [5, 1]], [[3, 5], [0, 1]]], strategies=[["hold", "cheat"], ["hold", "cheat"]]
    ... )
    >>> ng.patience_thresholds(pd).of("hold", "hold")
    array([0.5, 0.5])
    >>> print(ng.patience_thresholds(pd, "penance").why("hold", "hold"))
    hold / hold takes patience: Actor 1 at least 0.6667, Actor 2 at least 0.6667.
    """
    if punishment not in _SOURCES:
        raise unknown_name("punishment", punishment, _SOURCES)
    if punishment in ("penance", "harshest"):
        remedy = 'Ask for "grim" or "stick-and-carrot".'
        game = two_actor_game_of(game, f"Patience for {punishment}", remedy)
    else:
        game = game_of(game, "Patience")
    if reversion is not None and punishment != "grim":
        raise InvalidValueError(
            'reversion= goes with punishment="grim" only.',
            given=punishment,
        )
    if game.payoffs[0].size > _MOST[punishment]:
        raise TooLargeError(
            f"{game.payoffs[0].size:,} combinations of strategies are too many for {punishment} "
            f"(at most {_MOST[punishment]:,}); leave out strategies that nobody would propose"
            f"{ONE_BY_ONE if punishment == 'harshest' else ''}."
        )
    return _answer(game, punishment, reversion)


def _answer(game: NormalFormGame, punishment: str, reversion: Any) -> PatienceThresholds:
    shape, profiles = game.payoffs.shape, Profiles.of(game)
    if punishment == "harshest":
        floors = harshest(game).reshape(shape)
        return PatienceThresholds(game, punishment, read_only(floors), None, None, True)
    if punishment == "grim":
        after, complete = _reversion(game, reversion)
        floors = grim(profiles, after).reshape(shape)
        return PatienceThresholds(game, punishment, read_only(floors), None, after, complete)
    floors, sticks = (penance if punishment == "penance" else common_stick)(profiles)
    sticks = sticks.reshape(*sticks.shape[:-1], *shape[1:])
    return PatienceThresholds(
        game, punishment, read_only(floors.reshape(shape)), read_only(sticks), None, True
    )


def _reversion(game: NormalFormGame, given: Any) -> tuple[FloatArray, bool]:
    """Return what each actor gets after its own deviation, and whether nothing worse is known."""
    if given is not None:
        return read_only(per_actor(given, game.actors, "reversion", np.nan)), True
    found = equilibria(game)
    if not len(found.payoffs):
        raise NotDefinedError(
            "No equilibrium of the game played once was found to revert to; give reversion=, "
            "what each actor gets after its own deviation."
        )
    return read_only(found.payoffs.min(axis=0)), bool(found.complete)


def _at(tables: Any, place: Sequence[Any]) -> Any:
    """Return what tables, one behind the other, hold for a combination of strategies."""
    return tables[(..., *place)]


def _labels(game: NormalFormGame, place: Sequence[Any]) -> tuple[str, ...]:
    """Return a combination of strategies in words, one per actor."""
    return tuple(strategy_label(game, own, int(each)) for own, each in enumerate(place))


def _places(game: NormalFormGame, profile: Sequence[Any]) -> tuple[int, ...]:
    """Return the numbers of strategies given by label or number, one per actor."""
    if len(profile) != len(game.actors):
        raise InvalidValueError(
            f"A profile is a strategy per actor ({', '.join(game.actors)}).", given=profile
        )
    return tuple(_place(game, own, each) for own, each in enumerate(profile))


def _place(game: NormalFormGame, own: int, given: Any) -> int:
    """Return the number of an actor's strategy."""
    labels = game.strategies[own]
    for place, label in enumerate(labels):
        if type(label) is type(given) and label == given:
            return place
    if isinstance(given, int | np.integer) and not isinstance(given, bool):
        if 0 <= given < len(labels):
            return int(given)
        raise InvalidValueError(
            f"Strategies are numbered from 0 to {len(labels) - 1}.",
            given=int(given),
            actor=game.actors[own],
        )
    if not isinstance(given, str):
        raise InvalidTypeError(
            "A strategy is given by its label or its number.", given=given, actor=game.actors[own]
        )
    words = [strategy_label(game, own, place) for place in range(len(labels))]
    if given in words:
        return words.index(given)
    raise unknown_name("strategy", given, words, actor=game.actors[own])
