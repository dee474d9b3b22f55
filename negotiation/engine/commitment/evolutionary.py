"""Evolutionary stability: a population that plays so cannot be invaded by a few others."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np

from negotiation._arrays import NOISE, TOLERANCE, FloatArray, read_only
from negotiation._table import Shown, Table
from negotiation.concessions import NormalFormGame
from negotiation.engine.commitment._copositive import Matrix, eliminate, positive, solve
from negotiation.engine.equilibrium._stakes import stakes
from negotiation.engine.equilibrium._subject import two_actor_game_of
from negotiation.engine.equilibrium._whole_numbers import whole_tables
from negotiation.engine.equilibrium._words import in_words, strategy_label
from negotiation.errors import NotDefinedError, TooLargeError

REFERENCE = (
    "Maynard Smith, J. and Price, G. R. (1973). The logic of animal conflict. Nature 246, 15-18."
)

_SUPPORTS, _EXACT = 20_000, 3_000
"""Sets of strategies that are examined at most, and those among them in fractions."""

_GROWN = 100_000
"""Sets of strategies that are tried as larger ones, at most."""

_CLEAR = 1e-6
"""Signs of rounded numbers that are clearer than this need no exact arithmetic."""


@dataclass(frozen=True, eq=False)
class EvolutionarilyStable(Shown):
    """The evolutionarily stable strategies of a symmetric game.

    Attributes
    ----------
    game : NormalFormGame
    strategies : array, shape (k, s)
        The evolutionarily stable mixtures; there may be none.
    payoffs : array, shape (k,)
        What each earns against itself.
    neutral : array, shape (l, s)
        Mixtures that are neutrally stable only: no invader does better, but some do as well
        and may drift in.  Where ties make a continuum of such mixtures, those are listed
        that are the only equilibrium on their strategies.
    complete : bool
        Whether these are proven to be all the evolutionarily stable mixtures.
    notes : tuple of str
        What was left out and why.
    """

    game: NormalFormGame
    strategies: FloatArray
    payoffs: FloatArray
    neutral: FloatArray
    complete: bool
    notes: tuple[str, ...] = ()

    def summary(self) -> Table:
        """Return the stable mixtures, and what each earns against itself."""
        rows: list[tuple[Any, ...]] = [
            ("evolutionarily stable", in_words(self.game, 0, mixture), worth)
            for mixture, worth in zip(self.strategies, self.payoffs, strict=True)
        ]
        rows += [
            (
                "neutrally stable",
                in_words(self.game, 0, mixture),
                self.game.expected((mixture, mixture))[0],
            )
            for mixture in self.neutral
        ]
        words = {
            0: "No strategy is evolutionarily stable: whatever all play, a few invaders can hold "
            "their ground.",
            1: "Once nearly all play so, a few who play anything else do worse.",
        }
        many = "Each of these, once nearly all play it, keeps out a few who play anything else."
        notes = [words.get(len(self.strategies), many), *self.notes, REFERENCE]
        title = f"{self.game.title or 'game'}: evolutionary stability"
        return Table(("kind", "plays", "payoff against itself"), rows, title, notes)

    def __repr__(self) -> str:
        count, all_ = len(self.strategies), "all" if self.complete else "perhaps not all"
        return f"<EvolutionarilyStable: {count} found, {all_}; {len(self.neutral)} only neutrally>"


def evolutionarily_stable(game: Any) -> EvolutionarilyStable:
    """Return all evolutionarily stable strategies of a symmetric game of two actors.

    A mixture x is evolutionarily stable if it is a best reply to itself, and against every
    other best reply y to it does better than y does against itself.  Each set of strategies
    carries at most one; the conditions (definite on those strategies, strictly copositive
    towards the other best replies) are decided in exact fractions.

    Parameters
    ----------
    game : NormalFormGame or Scenario
        Of two actors with the same strategies in the same order and the same payoffs when
        they change places.

    Returns
    -------
    EvolutionarilyStable

    Raises
    ------
    NotDefinedError
        If there are not two actors, or the game is not symmetric; the cell is named.
    InvalidTypeError
        If `game` is not a game.

    References
    ----------
    Maynard Smith, J. and Price, G. R. (1973). The logic of animal conflict. Nature 246, 15-18.

    Haigh, J. (1975). Game theory and evolution. Advances in Applied Probability 7, 8-11.

    Examples
    --------
    >>> import negotiation as ng
    >>> hawk_dove = ng.NormalFormGame([[[-1, 4], [0, 2]], [[-1, 0], [4, 2]]])
    >>> ng.evolutionarily_stable(hawk_dove).strategies.round(4)
    array([[0.6667, 0.3333]])
    """
    remedy = "Evolutionary stability asks how one population plays against itself."
    game = two_actor_game_of(game, "Evolutionary stability", remedy)
    _check_symmetric(game)
    # Constants added to a column change neither best replies nor who invades whom.
    whole = whole_tables(game, stakes(game))[0]
    top = int(whole.max())
    worth = _Worth(
        [[Fraction(int(value)) for value in row] for row in whole],
        np.array([[int(value) / top for value in row] for row in whole]),
    )
    found, notes = _search(worth)
    size = len(worth.exact)
    strategies, neutral = (np.array(found[each]).reshape(-1, size) for each in (True, False))
    own = [float(x @ game.payoffs[0] @ x) for x in strategies]
    return EvolutionarilyStable(
        game,
        read_only(strategies),
        read_only(np.array(own)),
        read_only(neutral),
        not notes,
        notes,
    )


def _check_symmetric(game: NormalFormGame) -> None:
    """Refuse a game in which it matters who is who."""
    first, second = game.payoffs
    if first.shape[0] != first.shape[1]:
        raise NotDefinedError(
            "Evolutionary stability needs a symmetric game; here one actor has "
            f"{first.shape[0]} strategies and the other {first.shape[1]}."
        )
    off = np.abs(first - second.T)
    slack = max(TOLERANCE * float(np.ptp(first)), NOISE * float(np.abs(game.payoffs).max()))
    if off.max() > slack:
        i, j = np.unravel_index(int(off.argmax()), off.shape)
        one, other = (strategy_label(game, 0, int(each)) for each in (i, j))
        raise NotDefinedError(
            "Evolutionary stability needs a symmetric game: who plays "
            f"{one!r} against {other!r} must get the same as either actor. Here "
            f"{game.actors[0]} gets {first[i, j]:.6g} and {game.actors[1]} {second[j, i]:.6g}."
        )


@dataclass(frozen=True)
class _Worth:
    """What each strategy (row) earns against each: in fractions, and rounded, at most 1."""

    exact: Matrix
    rough: FloatArray

    def shift(self, order: tuple[int, ...]) -> Matrix:
        """Return what a shift of weight costs its bearer, as a form in all shares but the first."""
        table, base = self.exact, order[0]

        def gain(i: int, j: int) -> Fraction:
            return table[i][j] - table[base][j] - table[i][base] + table[base][base]

        return [[-(gain(i, j) + gain(j, i)) for j in order[1:]] for i in order[1:]]

    def resists(self, support: tuple[int, ...]) -> bool:
        """Return whether no shift among these strategies gains against a mixture of them."""
        part = self.rough[np.ix_(support, support)]
        moved = part - part[:1] - part[:, :1] + part[0, 0]
        lowest = np.linalg.eigvalsh(-(moved + moved.T)[1:, 1:])[0]
        if abs(lowest) > _CLEAR:
            return bool(lowest > 0)
        return eliminate(self.shift(support), len(support) - 1) is not None

    def hopeless(self, support: tuple[int, ...]) -> bool:
        """Return whether these strategies clearly carry no equilibrium of their own."""
        size = len(support)
        table = np.ones((size + 1, size + 1))
        table[:size, :size] = self.rough[np.ix_(support, support)]
        table[size, size] = 0.0
        table[:size, size] = -1.0
        if np.linalg.cond(table) > 1.0 / _CLEAR:
            return False
        solved = np.linalg.solve(table, np.append(np.zeros(size), 1.0))
        against = self.rough[:, list(support)] @ solved[:size]
        return bool(solved[:size].min() < -_CLEAR or against.max() > solved[size] + _CLEAR)


def _search(worth: _Worth) -> tuple[dict[bool, list[FloatArray]], tuple[str, ...]]:
    """Return the mixtures that are stable (``True``), neutrally so, and what was left out."""
    stable: list[tuple[int, ...]] = []
    found: dict[bool, list[FloatArray]] = {True: [], False: []}
    notes: list[str] = []
    examined = exact = 0
    for support in _supports(worth, stable):
        examined += 1
        if not support or examined > _SUPPORTS or exact > _EXACT:
            notes.append(
                f"The search stopped after {examined - 1:,} sets of strategies; there may be "
                "other stable mixtures."
            )
            break
        if worth.hopeless(support):
            continue
        exact += 1
        try:
            verdict = _verdict(worth, support)
        except TooLargeError:
            notes.append("Some mixtures have too many best replies to be examined.")
            continue
        if verdict is not None:
            mixture, strictly = verdict
            found[strictly].append(mixture)
            if strictly:
                stable.append(support)
    return found, tuple(dict.fromkeys(notes))


def _supports(worth: _Worth, stable: list[tuple[int, ...]]) -> Iterator[tuple[int, ...]]:
    """Yield the sets of strategies that can carry a stable mixture, small ones first.

    Variants of a stable mixture on its own strategies must not gain; what holds on a set
    holds on its subsets, so sets grow one strategy at a time.  No set that contains the
    strategies of a mixture already found to be stable carries another.  An empty set says
    that the search was cut short.
    """
    tried = 0
    count = len(worth.exact)
    level: list[tuple[int, ...]] = [(place,) for place in range(count)]
    while level:
        grown = []
        for support in level:
            if any(set(known) <= set(support) for known in stable):
                continue
            yield support
            wider = [(*support, more) for more in range(support[-1] + 1, count)]
            tried += len(wider)
            if tried > _GROWN:
                yield ()
            grown += [each for each in wider if worth.resists(each)]
        level = grown


def _verdict(worth: _Worth, support: tuple[int, ...]) -> tuple[FloatArray, bool] | None:
    """Return the one equilibrium on a set of strategies, and whether it is stable strictly.

    ``None`` if there is none or more than one, or invaders gain.
    """
    table, size = worth.exact, len(support)
    rows = [[*(table[i][j] for j in support), Fraction(-1)] for i in support]
    rows.append([*([Fraction(1)] * size), Fraction(0)])
    solved = solve(rows, [*([Fraction(0)] * size), Fraction(1)])
    if solved is None or any(share <= 0 for share in solved[:size]):
        return None
    shares, level = solved[:size], solved[size]
    replies = []
    for other in set(range(len(table))) - set(support):
        against = sum(table[other][j] * share for j, share in zip(support, shares, strict=True))
        if against > level:
            return None
        if against == level:
            replies.append(other)
    rest = eliminate(worth.shift((*support, *replies)), size - 1)
    if rest is None or not positive(rest[0], strictly=False):
        return None
    strictly = rest[1] and positive(rest[0], strictly=True)
    mixture = np.zeros(len(table))
    mixture[list(support)] = [float(share) for share in shares]
    return mixture / mixture.sum(), strictly
