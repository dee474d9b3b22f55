"""What an actor could gain by not doing what a mediator recommends: linear in the probabilities."""

from __future__ import annotations

from typing import Any

import numpy as np

from negotiation.concessions import NormalFormGame
from negotiation.errors import InvalidTypeError, unknown_name

KINDS = ("correlated", "coarse")


def kind_of(given: Any) -> str:
    """Return the kind of correlated equilibrium that was asked for, or refuse it."""
    if given not in KINDS:
        raise unknown_name("kind of correlated equilibrium", given, KINDS)
    return str(given)


def needs_a_game(game: Any) -> None:
    """Refuse what is no game in normal form."""
    if not isinstance(game, NormalFormGame):
        raise InvalidTypeError(
            "Correlated equilibria are those of a NormalFormGame; other games have a method "
            "normal_form().",
            given=type(game).__name__,
        )


def deviations(shape: tuple[int, ...], kind: str) -> list[int]:
    """Return how many rows `incentives` has for each actor."""
    return [size if kind == "coarse" else size**2 for size in shape]


def incentives(own: Any, shape: tuple[int, ...], kind: str) -> Any:
    """Return the gain from each deviation in each combination, as a sparse array.

    Parameters
    ----------
    own : array, shape (n_actors, n_combinations)
        Payoffs, each actor's in its own units.
    shape : tuple of int
        How many strategies each actor has.
    kind : {"correlated", "coarse"}
        Whether an actor deviates from one recommendation once it is told (a row per other
        strategy and recommendation) or for good beforehand (a row per strategy).
    """
    from scipy.sparse import csr_array, vstack

    total = int(np.prod(shape))
    cells = np.indices(shape).reshape(len(shape), -1)
    columns = np.arange(total)
    blocks = []
    for actor, strategies in enumerate(shape):
        told, payoffs = cells[actor], own[actor]
        rows = np.zeros(total, dtype=np.intp) if kind == "coarse" else told
        for other in range(strategies):
            moved = cells.copy()
            moved[actor] = other
            gain = payoffs[np.ravel_multi_index(tuple(moved), shape)] - payoffs
            height = 1 if kind == "coarse" else strategies
            blocks.append(csr_array((gain, (rows, columns)), shape=(height, total)))
    return vstack(blocks).tocsr()


def whole_incentives(whole: Any, shape: tuple[int, ...], kind: str) -> Any:
    """Return what is lost by each deviation, in whole numbers without a common factor.

    Parameters
    ----------
    whole : array of int, shape (n_actors, s1, …, sn)
    shape : tuple of int
    kind : {"correlated", "coarse"}

    Returns
    -------
    array of int, shape (n_deviations, n_combinations)
        Each row once, rows of zeros left out.
    """
    total = int(np.prod(shape))
    cells = np.indices(shape).reshape(len(shape), -1)
    rows = []
    for actor, strategies in enumerate(shape):
        payoffs = whole[actor].reshape(-1)
        for other in range(strategies):
            moved = cells.copy()
            moved[actor] = other
            loss = payoffs - payoffs[np.ravel_multi_index(tuple(moved), shape)]
            if kind == "coarse":
                rows.append(loss)
                continue
            rows += [np.where(cells[actor] == told, loss, 0) for told in range(strategies)]
    table = np.array(rows).reshape(-1, total)
    common = np.gcd.reduce(table, axis=1)
    table = table[common != 0] // common[common != 0][:, np.newaxis]
    places = {tuple(row): place for place, row in enumerate(table.tolist())}
    return table[sorted(places.values())]
