"""What is at stake in a signalling game, in exact numbers: beliefs, best replies, deterrents."""

from __future__ import annotations

import itertools
from collections.abc import Iterable
from dataclasses import dataclass, field
from fractions import Fraction

from negotiation._arrays import NOISE, FloatArray
from negotiation.concessions import SignallingGame
from negotiation.engine.information._exact_numbers import (
    GRAIN,
    Vector,
    corners,
    dot,
    scaled,
    simplest,
)

Set = frozenset[int]


@dataclass(frozen=True)
class Belief:
    """A belief at which the set of best responses changes, or that is certain of a type.

    Attributes
    ----------
    point : tuple of Fraction
        Probability of each possible type.
    best : frozenset of int
        The best responses to it.
    carriers : frozenset of int
        The types that it does not rule out.
    """

    point: Vector
    best: Set
    carriers: Set


@dataclass(frozen=True)
class Stakes:
    """A signalling game among its possible types, payoffs in each one's own units.

    Attributes
    ----------
    kinds : tuple of int
        The types of positive prior probability; the others are left out of everything here.
    prior : tuple of Fraction
    sender, receiver : tuples, indexed [message][type][response]
        Payoffs as fractions between 0 and 1: the sender's in the range of each type, the
        receiver's in the range of each message, after a shift that decides nothing.
    beliefs : tuple of tuples of Belief
        Per message the corners of the regions of beliefs in which responses are best.
    faces : tuple of tuples of frozensets
        Per message the sets of responses that are the best ones to some belief.
    """

    kinds: tuple[int, ...]
    prior: Vector
    sender: tuple[tuple[Vector, ...], ...]
    receiver: tuple[tuple[Vector, ...], ...]
    beliefs: tuple[tuple[Belief, ...], ...]
    faces: tuple[tuple[Set, ...], ...]
    _spans: dict[tuple[int, Set], tuple[Vector, Vector]] = field(
        default_factory=dict, repr=False, compare=False
    )

    def span(self, message: int, face: Set) -> tuple[Vector, Vector]:
        """Return the least and the most that some responses to a message leave each type."""
        known = self._spans.get((message, face))
        if known is None:
            cells = [[own[r] for r in face] for own in self.sender[message]]
            known = tuple(map(min, cells)), tuple(map(max, cells))
            self._spans[message, face] = known
        return known

    def widest(self, message: int) -> tuple[Set, ...]:
        """Return the sets of best responses that no other set contains."""
        faces = self.faces[message]
        return tuple(each for each in faces if not any(each < other for other in faces))

    def worth(self, message: int, kind: int, mixture: Vector) -> Fraction:
        """Return what a type expects when its message is answered by a mixture of responses."""
        return dot(self.sender[message][kind], mixture)

    def believers(self, message: int, face: Set) -> list[Belief]:
        """Return the corners of the region of beliefs to which a set of responses is best."""
        return [each for each in self.beliefs[message] if face <= each.best]


def stakes(game: SignallingGame) -> Stakes:
    """Return the stakes of a game.

    Every number is read as the simplest fraction within `GRAIN` of its range (or rounding,
    where that is more), so that ties are ties and a third is a third.
    """
    kinds = tuple(t for t, chance in enumerate(game.prior) if chance > 0)
    own = [[part[0, t].tolist() for t in kinds] for part in game.payoffs]
    other = [[part[1, t].tolist() for t in kinds] for part in game.payoffs]
    units = [_own_units([rows[t] for rows in own]) for t in range(len(kinds))]
    sender = zip(*units, strict=True)
    receiver = [_answers(rows) for rows in other]
    beliefs = tuple(_beliefs(rows) for rows in receiver)
    return Stakes(
        kinds,
        _prior(game.prior, kinds),
        tuple(sender),
        tuple(receiver),
        beliefs,
        tuple(_faces(each) for each in beliefs),
    )


def _prior(prior: FloatArray, kinds: Iterable[int]) -> Vector:
    """Return the prior of the possible types as fractions that sum to 1."""
    chances = [Fraction(float(prior[t])) for t in kinds]
    return scaled([simplest(each * (1 - GRAIN), each * (1 + GRAIN)) for each in chances])


def _own_units(rows: list[list[float]]) -> tuple[Vector, ...]:
    """Return one type's payoffs, a row per message, on a scale from 0 to 1."""
    values = [value for row in rows for value in row]
    low, size = min(values), max(map(abs, values))
    return tuple(
        _fractions([_gap(value, low) for value in row], _gap(max(values), low), size)
        for row in rows
    )


def _answers(rows: list[list[float]]) -> tuple[Vector, ...]:
    """Return the receiver's payoffs after one message, a row per type.

    The worst response to each type is put at 0; only differences between responses matter.
    """
    gaps = [[_gap(value, min(row)) for value in row] for row in rows]
    span = max(max(row) for row in gaps)
    size = max(abs(value) for row in rows for value in row)
    return tuple(_fractions(row, span, size) for row in gaps)


def _gap(value: float, low: float) -> Fraction:
    return Fraction(value) - Fraction(low)


def _fractions(gaps: list[Fraction], span: Fraction, size: float) -> Vector:
    """Return the gaps as simple shares of the span; 0 where rounding alone explains the span."""
    if not span:
        return (Fraction(0),) * len(gaps)
    grain = max(GRAIN, Fraction(NOISE) * Fraction(size) / span)
    return tuple(_near(gap / span, grain) for gap in gaps)


def _near(share: Fraction, grain: Fraction) -> Fraction:
    """Return the simplest fraction near a share, between 0 and 1."""
    return simplest(max(share - grain, Fraction(0)), min(share + grain, Fraction(1)))


def _beliefs(rows: tuple[Vector, ...]) -> tuple[Belief, ...]:
    """Return the corners of the regions of beliefs in which responses are best.

    They are the corners of the receiver's value, the greatest of the responses' expected
    payoffs, as a function of the belief.
    """
    count = len(rows)
    columns = list(zip(*rows, strict=True))
    above = [[*(-each for each in column), Fraction(1)] for column in columns]
    found = []
    for ray in corners(above, count + 1):
        if not any(ray[:count]):
            continue
        value = ray[count]
        point = scaled(ray[:count])
        best = frozenset(r for r, column in enumerate(columns) if dot(column, ray[:count]) == value)
        found.append(Belief(point, best, frozenset(t for t in range(count) if point[t])))
    return tuple(sorted(found, key=lambda each: each.point, reverse=True))


def _faces(beliefs: tuple[Belief, ...]) -> tuple[Set, ...]:
    """Return every set of responses that are exactly the best ones to some belief."""
    known = {each.best for each in beliefs}
    fresh = set(known)
    while fresh:
        fresh = {a & b for a, b in itertools.product(fresh, known)} - known - {frozenset()}
        known |= fresh
    return tuple(sorted(known, key=lambda each: (len(each), sorted(each))))
