"""A game in normal form: every actor picks a strategy, all at once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from negotiation._arrays import FloatArray
from negotiation._table import Shown, Table, one_line
from negotiation.concessions._bimatrix import (
    game_of_mapping,
    game_of_pairs,
    game_of_tables,
    payoffs_of_tables,
    sheet_of_frame,
)
from negotiation.concessions._names import actor_names
from negotiation.concessions._payoff_arrays import payoff_arrays
from negotiation.concessions._sheet import Sheet
from negotiation.errors import InvalidTypeError, InvalidValueError


@dataclass(frozen=True, eq=False)
class NormalFormGame(Shown):
    """Payoffs of every combination of strategies, with labels.

    Parameters
    ----------
    payoffs : sequence of array_like, or mapping
        One array per actor, each of shape (s1, …, sn).  For two actors also a mapping
        ``{row strategy: {column strategy: (row payoff, column payoff)}}``.
    strategies : sequence of sequences, optional
        For every actor a label per strategy; their numbers if left out.
    actors : sequence of str, optional
        Names; "Actor 1", "Actor 2", … if left out.
    title : str, optional
        What the game is called.
    about : str, optional
        What it is about, in a sentence or two.
    source : str, optional
        Where its numbers come from.

    Attributes
    ----------
    payoffs : array, shape (n_actors, s1, …, sn)
        Read-only; ``payoffs[i]`` is actor i's.

    Raises
    ------
    NegotiationError
        If shapes do not fit, a number is not finite or a label is used twice.

    Examples
    --------
    >>> import negotiation as ng
    >>> ng.NormalFormGame(
    ...     [[[3, 0], [5, 1]], [[3, 5], [0, 1]]], strategies=[["hold", "cheat"], ["hold", "cheat"]]
    ... )
    <NormalFormGame: Actor 1 (2 strategies) x Actor 2 (2 strategies)>
    """

    payoffs: FloatArray
    strategies: tuple[tuple[Any, ...], ...] = field(default=None)  # type: ignore[arg-type]
    actors: tuple[str, ...] = field(default=None)  # type: ignore[arg-type]
    title: str = field(default="", kw_only=True)
    about: str = field(default="", kw_only=True)
    source: str = field(default="", kw_only=True)

    def __post_init__(self) -> None:
        payoffs: Any = self.payoffs
        strategies, actors = self.strategies, self.actors
        if isinstance(payoffs, Mapping):
            payoffs, strategies, actors = game_of_mapping(payoffs, strategies, actors)
        elif hasattr(payoffs, "columns"):
            raise InvalidTypeError("A data frame enters through NormalFormGame.from_frame(frame).")
        table = payoff_arrays(payoffs, strategies, actors)
        if table.ndim < 2 or table.shape[0] != table.ndim - 1:
            raise InvalidValueError(
                "A game needs one payoff array per actor, each with one axis per actor; "
                f"{table.shape[0] if table.ndim else 0} arrays with {max(table.ndim - 1, 0)} "
                "axes were given."
            )
        if not table.size:
            raise InvalidValueError("Every actor needs at least one strategy.")
        object.__setattr__(self, "payoffs", table)
        object.__setattr__(self, "actors", actor_names(actors, table.ndim - 1))
        object.__setattr__(self, "strategies", self._labelled(strategies))

    def _labelled(self, given: Any) -> tuple[tuple[Any, ...], ...]:
        sizes = self.payoffs.shape[1:]
        if given is None:
            return tuple(tuple(range(size)) for size in sizes)
        labels = tuple(tuple(each) for each in given)
        if len(labels) != len(sizes):
            raise InvalidValueError("Strategies need one list of labels per actor.", given=given)
        for name, each, size in zip(self.actors, labels, sizes, strict=True):
            if len(each) != size:
                raise InvalidValueError(
                    f"The actor has {size} strategies and {len(each)} labels.", actor=name
                )
            if len(set(each)) != size:
                twice = next(label for label, times in Counter(each).items() if times > 1)
                raise InvalidValueError(
                    "Two strategies have the same label.", given=twice, actor=name
                )
        return labels

    @classmethod
    def from_frame(cls, frame: Any, actors: Sequence[str] | None = None) -> NormalFormGame:
        r"""Return the game of two actors in a bimatrix (a pandas DataFrame or alike).

        Parameters
        ----------
        frame : DataFrame
            Cells hold a pair, the row actor's payoff first: a tuple, or text such as
            ``3, 1``, ``(3, 1)``, ``3; 1`` or ``3/1``.  Columns are the column actor's
            strategies; the index, or else a first column of text, holds the row actor's.
        actors : sequence of str, optional
            Two names.  If left out, the names of the frame's index and columns, or the
            head of the first column written as ``US \ DPRK``; else "Actor 1", "Actor 2".

        Raises
        ------
        NegotiationError
            If a cell is missing or no pair of numbers, or a strategy stands twice; row and
            column are named.
        """
        return cls(*game_of_pairs(sheet_of_frame(frame), actors))

    @classmethod
    def from_frames(
        cls, first: Any, second: Any, actors: Sequence[str] | None = None
    ) -> NormalFormGame:
        """Return the game in two tables of numbers, the row actor's payoffs and the other's.

        Parameters
        ----------
        first, second : DataFrame
            As for `from_frame`, with a number in each cell and the same strategies in the
            same order.  The corners may also name one actor each.
        actors : sequence of str, optional
            Two names, as for `from_frame`.

        Raises
        ------
        NegotiationError
            As for `from_frame`, and if the strategies of the two differ.
        """
        return cls(*game_of_tables(sheet_of_frame(first), sheet_of_frame(second), actors))

    @classmethod
    def from_rows(
        cls,
        header: Sequence[Any],
        rows: Sequence[Sequence[Any]],
        actors: Sequence[str] | None = None,
    ) -> NormalFormGame:
        r"""Return the game in a bimatrix given as a headed list of rows.

        Parameters
        ----------
        header : sequence of str
            The corner, then the column actor's strategies.
        rows : sequence of sequences
            A row strategy, then its pairs of payoffs, as for `from_frame`.
        actors : sequence of str, optional
            Two names; if left out, those in the corner ``US \ DPRK``.

        Examples
        --------
        >>> import negotiation as ng
        >>> ng.NormalFormGame.from_rows(
        ...     ["US \\ DPRK", "hold", "cheat"],
        ...     [["hold", "3, 3", "0, 5"], ["cheat", "5, 0", "1, 1"]],
        ... )
        <NormalFormGame: US (2 strategies) x DPRK (2 strategies)>
        """
        return cls(*game_of_pairs(Sheet.of_rows(header, rows), actors))

    @classmethod
    def from_tables(
        cls, first: Any, second: Any, *, strategies: Any = None, actors: Any = None
    ) -> NormalFormGame:
        """Return the game in two tables, the row actor's payoffs and the column actor's.

        Parameters
        ----------
        first, second : array_like, shape (s1, s2), or mapping
            Arrays, nested lists, or ``{row strategy: {column strategy: payoff}}``.
        strategies, actors : sequence, optional
            Labels and names, as for the class.

        Raises
        ------
        NegotiationError
            If the shapes or the strategies of the two differ, or a payoff is not finite.
        """
        return cls(*payoffs_of_tables((first, second), strategies, actors))

    def __repr__(self) -> str:
        sides = " x ".join(
            f"{one_line(name)} ({len(each)} strategies)"
            for name, each in zip(self.actors, self.strategies, strict=True)
        )
        return f"<NormalFormGame{f' {self.title!r}' if self.title else ''}: {sides}>"

    def expected(self, profile: Sequence[Any]) -> FloatArray:
        """Return every actor's expected payoff, shape (n_actors,).

        Parameters
        ----------
        profile : sequence of array_like
            A probability vector per actor.
        """
        payoffs = self.payoffs
        for mixture in reversed([np.asarray(each, dtype=np.float64) for each in profile]):
            payoffs = payoffs @ mixture
        return payoffs

    def summary(self) -> Table:
        """Return the payoff table, a row per combination of strategies (two actors: a bimatrix)."""
        notes = [text for text in (self.about, self.source) if text]
        if len(self.actors) == 2:
            head = (f"{self.actors[0]} \\ {self.actors[1]}", *map(str, self.strategies[1]))
            rows: list[tuple[Any, ...]] = [
                (str(label), *(f"{a:.4g}, {b:.4g}" for a, b in zip(*pair, strict=True)))
                for label, *pair in zip(self.strategies[0], *self.payoffs, strict=True)
            ]
            return Table(head, rows, self.title, notes)
        columns = (*self.actors, *(f"payoff of {name}" for name in self.actors))
        rows = [
            (
                *(str(self.strategies[a][s]) for a, s in enumerate(cell)),
                *self.payoffs[(slice(None), *cell)],
            )
            for cell in np.ndindex(*self.payoffs.shape[1:])
        ]
        return Table(columns, rows, self.title, notes)
