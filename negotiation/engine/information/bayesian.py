"""Bayesian equilibria: every type does its best given what it believes about the others."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from negotiation._arrays import BoolArray, FloatArray, IntArray, read_only
from negotiation._shares import mixed, percent
from negotiation._table import Shown, Table
from negotiation.concessions.bayesian_game import BayesianGame
from negotiation.engine.equilibrium import equilibria
from negotiation.engine.information._interim import (
    best_plans,
    dominated,
    expectations,
    occurrence,
    scaled,
    tolerances,
)
from negotiation.errors import InvalidTypeError

REFERENCE = (
    'Harsanyi, J. C. (1967-68). Games with incomplete information played by "Bayesian" players. '
    "Management Science 14, 159-182, 320-334, 486-502."
)

_LISTED = 2_000
"""Pure equilibria that are written out at most."""

_SAME = 1e-7
"""Two behaviours that differ by no more than this are one."""

Behaviour = tuple[FloatArray, ...]
"""Per actor a row per type: the probabilities of its strategies."""


@dataclass(frozen=True, eq=False)
class BayesianEquilibria(Shown):
    """The equilibria of a game whose actors do not know each other's types.

    Attributes
    ----------
    game : BayesianGame
    behaviour : tuple of tuples of arrays
        Per equilibrium and actor an array of shape (t_i, s_i): what each type plays.  A type
        of probability zero may play anything; its row is NaN.
    payoffs : array, shape (k, n_actors)
        What actors expect before they know their types.
    interim : tuple of tuples of arrays
        Per equilibrium and actor what each type expects, shape (t_i,); NaN as above.
    regret : tuple of tuples of arrays
        What each type could gain at most by playing something else; 0 up to rounding.
    pure : array of bool, shape (k,)
        Whether no type randomises.
    undominated : array of bool, shape (k,)
        Whether no type plays a strategy that another one never does worse than and sometimes
        better, whatever the others' types do.
    complete : bool
        Whether these are proven to be all (of two actors: all extreme ones of the game before
        types are known).
    notes : tuple of str
        Is this all, and why or why not.
    """

    game: BayesianGame
    behaviour: tuple[Behaviour, ...]
    payoffs: FloatArray
    interim: tuple[tuple[FloatArray, ...], ...]
    regret: tuple[tuple[FloatArray, ...], ...]
    pure: BoolArray
    undominated: BoolArray
    complete: bool
    notes: tuple[str, ...] = ()

    def occurs(self, equilibrium: int) -> FloatArray:
        """Return how likely every combination of strategies is, over all types.

        Parameters
        ----------
        equilibrium : int
            Its place in the list.

        Returns
        -------
        array, shape (s1, …, sn)
        """
        return read_only(occurrence(self.game, self.behaviour[equilibrium]))  # type: ignore[no-any-return]

    def results(self, equilibrium: int) -> dict[str, float]:
        """Return how likely each result is in an equilibrium.

        Parameters
        ----------
        equilibrium : int
            Its place in the list.

        Returns
        -------
        dict
            From the labels of `BayesianGame.results` (of combinations of strategies where the
            game has none) to probabilities; what cannot happen is left out.
        """
        chances: dict[str, float] = {}
        for cell, share in np.ndenumerate(self.occurs(equilibrium)):
            if share > 0:
                label = self._result(cell)
                chances[label] = chances.get(label, 0.0) + float(share)
        return chances

    def _result(self, cell: tuple[int, ...]) -> str:
        if self.game.results is not None:
            return str(self.game.results[cell])
        labels = zip(self.game.strategies, cell, strict=True)
        return " / ".join(str(each[place]) for each, place in labels)

    def summary(self) -> Table:
        """Return what every type plays and expects, and how likely each result is."""
        rows = [
            (
                number + 1,
                name,
                str(self.game.types[own][t]),
                self._plays(own, behaviour[own][t]),
                float(self.interim[number][own][t]),
            )
            for number, behaviour in enumerate(self.behaviour)
            for own, name in enumerate(self.game.actors)
            for t in np.flatnonzero(self.game.possible[own])
        ]
        notes = [*self.notes]
        if self.game.results is not None:
            for number in range(len(self.behaviour)):
                chances = self.results(number).items()
                told = ", ".join(f"{label} {percent(share)}" for label, share in chances)
                notes.append(f"Equilibrium {number + 1}: {told}.")
        columns = ("equilibrium", "actor", "type", "plays", "payoff")
        title = f"{self.game.title or 'Bayesian game'}: Bayesian equilibria"
        return Table(columns, rows, title, [*notes, REFERENCE])

    def _plays(self, own: int, mixture: FloatArray) -> str:
        labels = self.game.strategies[own]
        return mixed(mixture, lambda each: str(labels[each]))

    def __repr__(self) -> str:
        count, pure = len(self.behaviour), int(self.pure.sum())
        found = f"{count} found ({pure} pure), {'all' if self.complete else 'perhaps not all'}"
        return f"<BayesianEquilibria: {found}>"


def bayesian_equilibria(game: BayesianGame, *, mixed: bool = True) -> BayesianEquilibria:
    """Return the Bayesian equilibria of a game, pure and mixed.

    Every type of every actor plays a best response, given what it believes about the others'
    types and what these play.  The pure ones are found by looking at all combinations, for
    any number of actors; the mixed ones are those of the game before types are known
    (`BayesianGame.normal_form`), each shown as the behaviour of every type.

    Parameters
    ----------
    game : BayesianGame
    mixed : bool, default True
        Whether to look for equilibria in which types randomise.

    Returns
    -------
    BayesianEquilibria
        `complete` says whether these are proven to be all.

    Raises
    ------
    InvalidTypeError
        If `game` is no Bayesian game.
    TooLargeError
        If there are too many type-contingent strategies to look through.

    References
    ----------
    Harsanyi, J. C. (1967-68). Games with incomplete information played by "Bayesian" players.
    Management Science 14, 159-182, 320-334, 486-502.

    Examples
    --------
    >>> import negotiation as ng
    >>> meets = ng.NormalFormGame([[[2, 0], [0, 1]], [[1, 0], [0, 2]]])
    >>> avoids = ng.NormalFormGame([[[2, 0], [0, 1]], [[0, 2], [1, 0]]])
    >>> game = ng.BayesianGame({("she", "meets"): meets, ("she", "avoids"): avoids})
    >>> ng.bayesian_equilibria(game, mixed=False)
    <BayesianEquilibria: 1 found (1 pure), all>
    """
    if not isinstance(game, BayesianGame):
        raise InvalidTypeError(
            "Bayesian equilibria are those of a BayesianGame.", given=type(game).__name__
        )
    plans = [game.plans(own) for own in range(len(game.actors))]
    cells = np.argwhere(best_plans(game))
    found = [_of_plans(game, plans, cell) for cell in cells[:_LISTED]]
    notes, complete = [], len(cells) <= _LISTED
    if not complete:
        notes.append(f"Only the first {_LISTED:,} of {len(cells):,} pure equilibria are listed.")
    if mixed:
        answer = equilibria(game.weighted(scaled(game)))
        proposed = [_of_mixtures(game, plans, profile) for profile in answer.profiles]
        kept = [each for each in proposed if _stable(game, each)]
        complete = complete and answer.complete and len(kept) == len(proposed)
        for each in kept:
            if not any(_alike(each, known) for known in found):
                found.append(each)
        notes += _said(answer, complete)
    else:
        notes.append("Only equilibria in which no type randomises were looked for.")
    return _answer(game, found, complete, notes)


def _said(answer: Any, complete: bool) -> list[str]:
    """Return in words whether these are all equilibria."""
    if not complete:
        return ["There may be other equilibria in which types randomise."]
    if answer.diagnostics.get("degenerate"):
        return [
            "These are all extreme equilibria; because of ties, mixtures of some of them are "
            "equilibria as well."
        ]
    return ["These are all equilibria."]


def _of_plans(game: BayesianGame, plans: list[IntArray], cell: Any) -> Behaviour:
    """Return what the types do under one plan per actor."""
    return tuple(
        _behaviour(game, own, plan[place][None], np.ones(1))
        for own, (plan, place) in enumerate(zip(plans, cell, strict=True))
    )


def _of_mixtures(game: BayesianGame, plans: list[IntArray], profile: Any) -> Behaviour:
    """Return what the types do when actors mix their plans."""
    return tuple(
        _behaviour(game, own, plan, np.asarray(mixture))
        for own, (plan, mixture) in enumerate(zip(plans, profile, strict=True))
    )


def _behaviour(game: BayesianGame, own: int, plans: IntArray, weights: FloatArray) -> FloatArray:
    """Return the probabilities (t_i, s_i) with which each type plays each strategy."""
    size = len(game.strategies[own])
    rows = np.full((len(game.types[own]), size), np.nan)
    for t in np.flatnonzero(game.possible[own]):
        rows[t] = np.bincount(plans[:, t], weights=weights, minlength=size)
    return read_only(rows)  # type: ignore[no-any-return]


def _stable(game: BayesianGame, behaviour: Behaviour) -> bool:
    """Say whether no type gains by deviating: each on its own scale, however unlikely it is."""
    for own, rows in enumerate(behaviour):
        options = expectations(game, behaviour, own)
        lost = options.max(axis=1) - (rows * options).sum(axis=1)
        if (lost > tolerances(game, behaviour, own)).any():
            return False
    return True


def _alike(one: Behaviour, other: Behaviour) -> bool:
    return all(
        np.allclose(a, b, rtol=0.0, atol=_SAME, equal_nan=True)
        for a, b in zip(one, other, strict=True)
    )


def _answer(
    game: BayesianGame, found: list[Behaviour], complete: bool, notes: list[str]
) -> BayesianEquilibria:
    """Return the answer with what every type expects and could gain."""
    weak = [dominated(game, own) for own in range(len(game.actors))]
    interim, regret, payoffs = [], [], []
    for behaviour in found:
        worth, lost = [], []
        for own, rows in enumerate(behaviour):
            options = expectations(game, behaviour, own)
            value = (rows * options).sum(axis=1)
            worth.append(read_only(value))
            lost.append(read_only(np.maximum(options.max(axis=1) - value, 0.0)))
        interim.append(tuple(worth))
        regret.append(tuple(lost))
        payoffs.append(
            [
                float(np.where(share > 0, share * value, 0.0).sum())
                for share, value in zip(game.marginals, worth, strict=True)
            ]
        )
    fine = [
        not any(((rows > 0) & bad).any() for rows, bad in zip(behaviour, weak, strict=True))
        for behaviour in found
    ]
    pure = [all((rows > 0).sum(axis=1).max() == 1 for rows in behaviour) for behaviour in found]
    table = np.array(payoffs).reshape(len(found), len(game.actors))
    return BayesianEquilibria(
        game,
        tuple(found),
        read_only(table),
        tuple(interim),
        tuple(regret),
        read_only(np.array(pure, dtype=np.bool_)),
        read_only(np.array(fine, dtype=np.bool_)),
        complete,
        tuple(notes),
    )
