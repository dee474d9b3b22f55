"""The sequence form of a tree of two actors: payoffs of pairs of sequences, and what plans obey."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np

from negotiation._arrays import FloatArray, read_only
from negotiation.concessions import ExtensiveGame


@dataclass(frozen=True, eq=False)
class SequenceMatrices:
    """Payoffs and constraints of the sequence form.

    A realisation plan gives each of an actor's sequences the probability that the actor plays
    all its moves; the plans ``x`` and ``y`` of the two are those with ``E x = e`` and
    ``F y = f``, not negative, where ``e`` and ``f`` are 1 in the first place and 0 elsewhere.
    The actors expect ``x @ A @ y`` and ``x @ B @ y``.

    Attributes
    ----------
    payoffs : tuple of two arrays, shape (n_sequences_1, n_sequences_2)
        ``A`` and ``B``: payoffs times the probability of chance's moves.
    constraints : tuple of two arrays, shape (1 + n_information_sets, n_sequences)
        ``E`` and ``F``.
    labels : tuple of two tuples of str
        The sequences: their moves with their information sets; the first is empty.
    """

    payoffs: tuple[FloatArray, FloatArray]
    constraints: tuple[FloatArray, FloatArray]
    labels: tuple[tuple[str, ...], tuple[str, ...]]

    def __repr__(self) -> str:
        rows, columns = self.payoffs[0].shape
        return f"<SequenceMatrices: {rows} x {columns} sequences>"


def sequence_matrices(tree: ExtensiveGame) -> SequenceMatrices:
    """Return the sequence form of a tree of two actors with perfect recall."""
    values: list[FloatArray] = []
    for actor in (0, 1):
        column = [float(value) for value in tree.payoffs[:, actor]]
        values.append(read_only(weighted(tree, column, np.float64)))
    return SequenceMatrices(
        (values[0], values[1]),
        (constraints(tree, 0), constraints(tree, 1)),
        (_labels(tree, 0), _labels(tree, 1)),
    )


def weighted(tree: ExtensiveGame, values: Any, kind: Any) -> Any:
    """Return numbers at the endings, times chance's probabilities, by pairs of sequences.

    Parameters
    ----------
    tree : ExtensiveGame
    values : sequence of numbers
        One per ending.
    kind : dtype
        ``float`` or ``object``, for Fractions.
    """
    layout, known = tree._layout, tree.sequences
    chances: list[Any] = [1] * len(layout.nodes)
    for position in range(1, len(layout.nodes)):
        above = layout.parents[position]
        odds = layout.probabilities.get(above)
        chances[position] = chances[above]
        if odds is not None:
            share: Any = odds[layout.moves[position]]
            chances[position] *= Fraction(share) if kind is object else float(share)
    table = np.zeros([len(each) for each in known.before], dtype=kind)
    for position, value in zip(tree.endings, values, strict=True):
        table[tuple(known.at[position])] += chances[position] * value
    return table


def constraints(tree: ExtensiveGame, actor: int) -> FloatArray:
    """Return the constraints on an actor's realisation plans, a row per information set + 1."""
    known = tree.sequences
    before, last = known.before[actor], known.last[actor]
    rows = {information: place for place, information in enumerate(sorted({s for s, _ in last}))}
    table = np.zeros((len(rows), len(before)))
    table[0, 0] = 1.0
    for number in range(1, len(before)):
        row = rows[last[number][0]]
        table[row, number] = 1.0
        table[row, before[number]] = -1.0
    return read_only(table)  # type: ignore[no-any-return]


def _labels(tree: ExtensiveGame, actor: int) -> tuple[str, ...]:
    """Return an actor's sequences in words."""
    known, sets = tree.sequences, tree.information_sets
    labels = ["nothing yet"]
    for number in range(1, len(known.before[actor])):
        information, move = known.last[actor][number]
        step = f"{sets[information].name}: {sets[information].moves[move]}"
        before = known.before[actor][number]
        labels.append(f"{labels[before]}; {step}" if before else step)
    return tuple(labels)
