"""All correlated equilibria of a small game: the corners of their polytope, in exact numbers."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np

from negotiation._arrays import BoolArray, FloatArray, IntArray, read_only
from negotiation._table import Shown, Table
from negotiation.concessions import NormalFormGame
from negotiation.engine.equilibrium._double_description import rays
from negotiation.engine.equilibrium._whole_numbers import numerators
from negotiation.engine.equilibrium._words import strategy_label
from negotiation.engine.equilibrium.dominance import reduce
from negotiation.engine.rationality._incentives import kind_of, needs_a_game, whole_incentives
from negotiation.engine.rationality.correlated import COARSE, REFERENCE
from negotiation.errors import TooLargeError

_COMBINATIONS = 256
_ROWS = 2_000


@dataclass(frozen=True, eq=False)
class CorrelatedVertices(Shown):
    """The correlated equilibria of a game: all mixtures of these.

    Attributes
    ----------
    game : NormalFormGame
    vertices : array, shape (k, s1, …, sn)
        The corners of the set of all correlated equilibria.
    exact : tuple of tuples of Fraction
        The same, each corner's combinations in the order of ``vertices[k].ravel()``.
    payoffs : array, shape (k, n_actors)
        What the actors expect at each corner.
    dimension : int
        Of the polytope; 0 if there is one correlated equilibrium only.
    independent : array of bool, shape (k,)
        At which corners the actors' choices do not hang together: the Nash equilibria among
        the corners.
    kind : {"correlated", "coarse"}
    simple : bool
        Whether all payoffs were read as simple fractions, 0.1 as a tenth; where one is none,
        payoffs are taken to the last bit, and ties between them can be accidents of rounding.
    """

    game: NormalFormGame
    vertices: FloatArray
    exact: tuple[tuple[Fraction, ...], ...]
    payoffs: FloatArray
    dimension: int
    independent: BoolArray
    kind: str
    simple: bool

    def summary(self) -> Table:
        """Return a row per corner: who is recommended what and how often, and expected payoffs."""
        rows = [
            (
                number + 1,
                self._recommended(corner),
                "yes" if self.independent[number] else "",
                *self.payoffs[number].tolist(),
            )
            for number, corner in enumerate(self.exact)
        ]
        coarse = self.kind == "coarse"
        name = "coarse correlated" if coarse else "correlated"
        heads = [f"payoff of {name}" for name in self.game.actors]
        notes = [
            f"Every {name} equilibrium is a mixture of these {len(self.exact)}; the set has "
            f"dimension {self.dimension}."
            if len(rows) > 1
            else f"This is the only {name} equilibrium."
        ]
        if not self.simple:
            notes.append("Payoffs are no simple fractions and were taken to the last bit.")
        title = f"{self.game.title or 'game'}: corners of the {name} equilibria"
        columns = ("corner", "recommended", "Nash", *heads)
        return Table(columns, rows, title, [*notes, COARSE if coarse else REFERENCE])

    def _recommended(self, corner: tuple[Fraction, ...]) -> str:
        shape = self.game.payoffs.shape[1:]
        parts = []
        for place, chance in enumerate(corner):
            if chance:
                cell = np.unravel_index(place, shape)
                names = [strategy_label(self.game, a, int(s)) for a, s in enumerate(cell)]
                parts.append(f"{chance} ({', '.join(names)})")
        return " + ".join(parts)

    def __repr__(self) -> str:
        nash = int(self.independent.sum())
        return (
            f"<CorrelatedVertices: {len(self.exact)} corners ({nash} Nash), "
            f"dimension {self.dimension}>"
        )


def correlated_vertices(game: NormalFormGame, *, kind: str = "correlated") -> CorrelatedVertices:
    """Return all corners of the set of correlated equilibria of a small game, exactly.

    The correlated equilibria of a game form a polytope; what can be reached by a mediator is
    what can be mixed from its corners.  Payoffs are read as the fractions that they were
    written down as, and everything is computed in whole numbers.

    Parameters
    ----------
    game : NormalFormGame
        Of any number of actors with few strategies.
    kind : {"correlated", "coarse"}
        As for `correlated`.

    Returns
    -------
    CorrelatedVertices
        All corners; if there are too many to list, an error and no partial list.

    Raises
    ------
    UnknownNameError
        If the kind is misspelt.
    TooLargeError
        If the game has too many combinations of strategies, or its polytope too many corners.

    References
    ----------
    Nau, R., Gomez Canovas, S. & Hansen, P. (2004). On the geometry of Nash equilibria and
    correlated equilibria. International Journal of Game Theory 32, 443-453.

    Examples
    --------
    >>> import negotiation as ng
    >>> chicken = ng.NormalFormGame([[[6, 2], [7, 0]], [[6, 7], [2, 0]]])
    >>> answer = ng.correlated_vertices(chicken)
    >>> answer
    <CorrelatedVertices: 5 corners (3 Nash), dimension 3>
    >>> print(*answer.exact[0])
    1/2 1/4 1/4 0
    """
    needs_a_game(game)
    kind = kind_of(kind)
    # What is strictly dominated is recommended in no correlated equilibrium; coarse ones may.
    kept: tuple[IntArray, ...] = tuple(np.arange(len(labels)) for labels in game.strategies)
    if kind == "correlated":
        kept = reduce(game).kept
    shape = tuple(len(rows) for rows in kept)
    count = int(np.prod(shape))
    if count > _COMBINATIONS or sum(size**2 for size in shape) > _ROWS:
        raise TooLargeError(
            f"{' x '.join(str(size) for size in shape)} strategies give {count:,} combinations, "
            "too many to list the corners; ng.correlated(game, objective) finds the best of them."
        )
    read = [numerators(payoffs) for payoffs in game.payoffs[np.ix_(np.arange(len(kept)), *kept)]]
    whole = [each.astype(object) for each, _ in read]
    points = _corners(whole_incentives(whole, shape, kind))
    places = np.ravel_multi_index(np.ix_(*kept), game.payoffs.shape[1:]).reshape(-1)
    exact = _exact(points, places, game.payoffs[0].size)
    vertices = np.array(exact, dtype=np.float64).reshape(-1, *game.payoffs.shape[1:])
    flat = vertices.reshape(len(vertices), -1)
    return CorrelatedVertices(
        game,
        read_only(vertices),
        exact,
        read_only(flat @ game.payoffs.reshape(len(game.actors), -1).T),
        int(np.linalg.matrix_rank(flat[1:] - flat[0], tol=1e-9)) if len(flat) > 1 else 0,
        read_only(np.array([_is_product(p.reshape(shape)) for p in points])),
        kind,
        all(simple for _, simple in read),
    )


def _corners(rows: Any) -> Any:
    """Return the extreme rays (k, n_combinations) of the cone of weights, largest first."""
    try:
        points = rays(rows, most=20_000, tests=10**8).points
    except TooLargeError as error:
        raise TooLargeError(
            f"{error.message} ng.correlated(game, objective) finds the best of them."
        ) from error
    points = np.asarray(points).astype(object)
    shares = [tuple(Fraction(v, sum(p)) for v in p) for p in points.tolist()]
    order = sorted(range(len(points)), key=lambda k: shares[k], reverse=True)
    return points[order]


def _exact(points: Any, places: IntArray, size: int) -> tuple[tuple[Fraction, ...], ...]:
    """Return rays as probabilities of all combinations of the whole game."""
    found = []
    for point in points.tolist():
        total = sum(point)
        whole = [Fraction(0)] * size
        for place, weight in zip(places.tolist(), point, strict=True):
            whole[place] = Fraction(weight, total)
        found.append(tuple(whole))
    return tuple(found)


def _is_product(weights: Any) -> bool:
    """Return whether whole numbers (s1, …, sn) are products of numbers for each axis."""
    total = weights.sum()
    product = np.array(1, dtype=object)
    for axis in range(weights.ndim):
        others = tuple(each for each in range(weights.ndim) if each != axis)
        product = np.multiply.outer(product, weights.sum(axis=others))
    return bool((product == weights * total ** (weights.ndim - 1)).all())
