"""All equilibria of a stack of small two-actor games in one call."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from negotiation._arrays import BoolArray, FloatArray, IntArray, floats, read_only
from negotiation._table import Shown, Table
from negotiation.concessions import NormalFormGame
from negotiation.engine.equilibrium._minors import MOST, Pairs, Side, Signs, plan
from negotiation.engine.equilibrium._stakes import ROUNDING, stakes
from negotiation.engine.equilibrium._tied_minors import solvable, tied_equilibria
from negotiation.engine.equilibrium._whole_numbers import whole_tables
from negotiation.engine.equilibrium.exact import extreme
from negotiation.errors import InvalidValueError, TooLargeError

_NUMBERS = 3_000_000
"""Minors that are held at once."""

_TIED = 100_000
"""Games with ties that are solved at once, times the square of their cells."""


@dataclass(frozen=True, eq=False)
class EquilibriaStack(Shown):
    """The extreme equilibria of many games, one after another.

    Attributes
    ----------
    row, column : array, shape (…, s1, s2)
        The payoffs of the games.
    game : array of int, shape (k,)
        The game that each equilibrium belongs to, counted through the leading axes.
    rows : array, shape (k, s1)
    columns : array, shape (k, s2)
        What the row and the column actor play.
    counts : array of int, shape (…)
        How many extreme equilibria each game has.
    exact : array of bool, shape (…)
        Which games had a tie, or something near one, and were solved in whole numbers.
    """

    row: FloatArray
    column: FloatArray
    game: IntArray
    rows: FloatArray
    columns: FloatArray
    counts: IntArray
    exact: BoolArray

    @cached_property
    def payoffs(self) -> FloatArray:
        """What both actors expect in each equilibrium, shape (k, 2)."""
        shape = (-1, *self.row.shape[-2:])
        worth = [
            np.einsum("ki,kij,kj->k", self.rows, table.reshape(shape)[self.game], self.columns)
            for table in (self.row, self.column)
        ]
        return read_only(np.stack(worth, axis=1))  # type: ignore[no-any-return]

    def __len__(self) -> int:
        return len(self.game)

    def of(self, *index: int) -> tuple[tuple[FloatArray, FloatArray], ...]:
        """Return the extreme equilibria of one game as pairs of mixtures.

        Parameters
        ----------
        *index : int
            The place of the game along the leading axes.
        """
        if len(index) != self.counts.ndim:
            raise InvalidValueError(
                f"The stack has {self.counts.ndim} leading axes; name a game by as many numbers.",
                given=index,
            )
        place = int(np.ravel_multi_index(index, self.counts.shape)) if index else 0
        low, high = np.searchsorted(self.game, [place, place + 1])
        return tuple(zip(self.rows[low:high], self.columns[low:high], strict=True))

    def summary(self) -> Table:
        """Return how many games have how many extreme equilibria."""
        numbers, games = np.unique(self.counts, return_counts=True)
        share = float(self.exact.mean()) if self.exact.size else 0.0
        return Table(
            ("extreme equilibria", "games"),
            zip(numbers.tolist(), games.tolist(), strict=True),
            f"{self.counts.size:,} games of {self.row.shape[-2]} x {self.row.shape[-1]} strategies",
            [f"{share:.1%} of the games have a tie, or nearly, and were solved in whole numbers."],
        )

    def __repr__(self) -> str:
        return f"<EquilibriaStack: {len(self):,} extreme equilibria of {self.counts.size:,} games>"


def equilibria_stack(row: Any, column: Any) -> EquilibriaStack:
    """Return all extreme Nash equilibria of many small games of two actors.

    Games are solved together, by the signs of minors; those in which a minor that matters is
    zero, or nearly, again in whole numbers.  Every list is complete.

    Parameters
    ----------
    row, column : array_like, shape (…, s1, s2)
        What the row and the column actor get.  Leading axes are games; at most 9 strategies
        per actor.

    Returns
    -------
    EquilibriaStack

    Raises
    ------
    InvalidValueError
        If the shapes differ or a number is not finite.
    TooLargeError
        If an actor has more than 9 strategies: ask `equilibria` game by game.

    Examples
    --------
    >>> import numpy as np
    >>> import negotiation as ng
    >>> rng = np.random.default_rng(1)
    >>> found = ng.equilibria_stack(rng.random((1000, 3, 3)), rng.random((1000, 3, 3)))
    >>> bool((found.counts % 2 == 1).all())
    True
    """
    row, column = (
        floats(each, f"The {name} actor's payoffs")
        for each, name in ((row, "row"), (column, "column"))
    )
    if row.shape != column.shape or row.ndim < 2:
        raise InvalidValueError(
            "Both actors need payoffs of the same shape (…, s1, s2).",
            given=(row.shape, column.shape),
        )
    m, n = row.shape[-2:]
    if not m or not n:
        raise InvalidValueError("Every actor needs at least one strategy.", given=row.shape)
    if max(m, n) > MOST:
        raise TooLargeError(
            f"A stack holds games of at most {MOST} strategies per actor, not {m} x {n}; "
            "ask equilibria(game) game by game."
        )
    flat = [each.reshape(-1, m, n) for each in (row, column)]
    return _gathered(row, column, list(_pieces(*flat)))


def _gathered(row: FloatArray, column: FloatArray, pieces: list[Any]) -> EquilibriaStack:
    """Return the answers about pieces of a stack as one."""
    (m, n), leading = row.shape[-2:], row.shape[:-2]
    empty = (np.zeros(0, np.intp), np.zeros((0, m)), np.zeros((0, n)), np.zeros(0, np.bool_))
    game, rows, columns, exact = (np.concatenate(each) for each in zip(empty, *pieces, strict=True))
    counts = np.bincount(game, minlength=exact.size).reshape(leading)
    arrays = (game, rows, columns, counts, exact.reshape(leading))
    return EquilibriaStack(row, column, *(read_only(each) for each in arrays))


def _pieces(row: FloatArray, column: FloatArray) -> Iterator[tuple[Any, ...]]:
    """Yield the equilibria of one piece of the stack after another: games, mixtures, exactness."""
    count, m, n = row.shape
    first, second, _ = plan(m, n)
    step = max(64, min(4096, _NUMBERS // (first.total + second.total) // 64 * 64))
    for start in range(0, count, step):
        part = slice(start, min(start + step, count))
        game, rows, columns, exact = _piece(row[part], column[part])
        yield game + start, rows, columns, exact


def _piece(row: FloatArray, column: FloatArray) -> tuple[Any, ...]:
    """Return the equilibria of a few thousand games at once."""
    count, m, n = row.shape
    first, second, every = plan(m, n)
    a, y_scale = _scaled(row)
    b, x_scale = _scaled(column.transpose(0, 2, 1))
    minors = (first.minors(a), second.minors(b))
    signs = (Signs(minors[0]), Signs(minors[1]))
    parts: list[tuple[Any, ...]] = []
    open_games = np.zeros(a.shape[2] // 64, dtype=np.uint64)
    for pairs in every:
        clear, possible = _and(
            signs[0].agreement(pairs.weights[0], pairs.losses[0]),
            signs[1].agreement(pairs.weights[1], pairs.losses[1]),
        )
        open_games |= np.bitwise_or.reduce(possible & ~clear, axis=0)
        parts.append(_mixtures(pairs, clear, count, (minors, (x_scale, y_scale)), (first, second)))
    exact = np.unpackbits(open_games.view(np.uint8))[:count].astype(np.bool_)
    game, rows, columns = (np.concatenate(each) for each in zip(*parts, strict=True))
    if exact.any():
        kept = ~exact[game]
        pieces = [(game[kept], rows[kept], columns[kept]), *_tied(row, column, exact)]
        game, rows, columns = (np.concatenate(each) for each in zip(*pieces, strict=True))
    order = np.argsort(game.astype(np.uint16), kind="stable")
    return game[order], rows[order], columns[order], exact


def _and(one: tuple[Any, Any], other: tuple[Any, Any]) -> tuple[Any, Any]:
    return one[0] & other[0], one[1] & other[1]


def _scaled(payoffs: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Return payoffs (games, m, n) as losses, games last and filled up to whole words.

    Against each strategy of the other actor, the best own one gets 1 and the worst 0; the
    second array, shape (n, games), is what a weight of the other actor's must be divided by.
    """
    games, m, n = payoffs.shape
    padded = -(-games // 64) * 64
    moved = np.zeros((m, n, padded))
    moved[:, :, :games] = payoffs.transpose(1, 2, 0)
    low, high = moved.min(axis=0), moved.max(axis=0)
    width = high - low
    # What rounding alone can account for is no difference.
    width[width <= ROUNDING * np.maximum(np.abs(high), np.abs(low))] = np.inf
    moved -= low
    moved /= width
    width[np.isinf(width)] = 1.0
    return moved, width


def _mixtures(
    pairs: Pairs, clear: Any, count: int, numbers: Any, sides: tuple[Side, Side]
) -> tuple[Any, ...]:
    """Return game, row mixture and column mixture of every pair of supports that passed."""
    minors, scales = numbers
    flags = np.unpackbits(clear.view(np.uint8), axis=1, count=count)
    pair, game = np.nonzero(flags)
    made = []
    for values, places, chosen, scale, side in zip(
        minors, pairs.weights, (pairs.other, pairs.own), scales[::-1], sides, strict=True
    ):
        mixture = np.zeros((len(pair), side.n))
        made.append(mixture)
        if pairs.size == 1:
            mixture[np.arange(len(pair)), chosen[pair, 0]] = 1.0
            continue
        found = places[pair] % side.total
        each = np.abs(values[found, game[:, np.newaxis]])
        each /= scale[chosen[pair], game[:, np.newaxis]]
        each /= each.sum(axis=1, keepdims=True)
        np.put_along_axis(mixture, chosen[pair], each, axis=1)
    return game, made[1], made[0]


def _tied(row: FloatArray, column: FloatArray, chosen: BoolArray) -> Iterator[tuple[Any, ...]]:
    """Yield the extreme equilibria of chosen games: all that floats hold exactly together."""
    places = np.flatnonzero(chosen)
    first, second, together = solvable(row[places], column[places])
    some = np.flatnonzero(together)
    step = max(1, _TIED // (row.shape[1] * row.shape[2]) ** 2)
    for start in range(0, len(some), step):
        part = some[start : start + step]
        game, rows, columns = tied_equilibria(first[part], second[part])
        yield places[part[game]], rows, columns
    for place in places[~together].tolist():
        yield _exactly(row[place], column[place], place)


def _exactly(row: FloatArray, column: FloatArray, place: int) -> tuple[Any, ...]:
    """Return the extreme equilibria of one game, ties and all."""
    game = NormalFormGame(np.stack([row, column]))
    tables = whole_tables(game, stakes(game))
    first, second, (one, other) = extreme(tables[0], tables[1])
    return (np.full(len(one), place), first.mixtures()[one], second.mixtures()[other])
