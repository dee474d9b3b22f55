"""What a receiver may answer in equilibrium, exactly: corners of the responses that hold a plan."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from negotiation.engine.information._exact_numbers import Vector, corners, dot, scaled
from negotiation.engine.information._sender_plans import Plan, tempting
from negotiation.engine.information._signal_stakes import Set, Stakes

Row = list[Fraction]
ZERO, ONE = Fraction(0), Fraction(1)


@dataclass(frozen=True)
class Replies:
    """Responses on the path that go with a plan: a polytope of them.

    Attributes
    ----------
    mixtures : tuple of dict of int to tuple of Fraction
        The corners: for every message that is sent a mixture of responses.
    rows : tuple of lists of Fraction
        The inequalities that hold there, on the list `slots` of responses.
    slots : tuple of pairs of int
        Message and response of each entry of a row.
    """

    mixtures: tuple[dict[int, Vector], ...]
    rows: tuple[Row, ...]
    slots: tuple[tuple[int, int], ...]

    def holds(self, mixture: dict[int, Vector]) -> bool:
        """Say whether the polytope holds a mixture of responses to (at least) its messages."""
        point = [mixture[m][r] for m, r in self.slots]
        return all(
            sum(mixture[m][r] for own, r in self.slots if own == m) == 1 for m in self.messages
        ) and all(dot(row, point) >= 0 for row in self.rows)

    @property
    def messages(self) -> tuple[int, ...]:
        """The messages that are sent."""
        return tuple(dict.fromkeys(m for m, _ in self.slots))


def deterrents(stakes: Stakes, message: int, face: Set) -> list[tuple[Vector, Fraction]]:
    """Return when mixtures of some responses can keep every type from sending a message.

    Returns
    -------
    list of pairs
        Weights w and a number c each: payoffs u of the types are high enough if
        ``w @ u >= c`` for all pairs.
    """
    count = len(stakes.prior)
    columns = [[rows[r] for rows in stakes.sender[message]] for r in face]
    found = corners([[*column, -ONE] for column in columns], count + 1)
    return [(tuple(map(Fraction, ray[:count])), Fraction(ray[count])) for ray in found]


def replies(stakes: Stakes, plans: Sequence[Plan]) -> list[Replies]:
    """Return the responses on the path that go with every one of the plans.

    Parameters
    ----------
    stakes : Stakes
    plans : sequence of Plan

    Returns
    -------
    list of Replies
        Their union is the set; there are several where messages that are not sent can be
        answered in ways that do not mix.
    """
    best, users = _shared(plans)
    if not all(best.values()) or not tempting(stakes, {**_open(stakes), **best}, users):
        return []
    slots = tuple((m, r) for m in best for r in sorted(best[m]))
    path = _on_path(stakes, slots, users)
    whole = _polytope(stakes, slots, path)
    if whole is None:
        return []
    choices = []
    for message in range(len(stakes.sender)):
        if message not in best:
            ways = _ways(stakes, message, whole, users)
            if not ways:
                return []
            choices.append(ways)
    found: list[Replies] = []
    for combination in itertools.product(*choices):
        extra = [row for rows in combination for row in rows]
        part = _polytope(stakes, slots, path + extra) if extra else whole
        if part is not None and not any(
            all(other.holds(each) for each in part.mixtures) for other in found
        ):
            found.append(part)
    return found


def together(stakes: Stakes, first: Replies, second: Replies) -> bool:
    """Say whether two sets of responses to the same messages have one in common."""
    return _polytope(stakes, first.slots, [*first.rows, *second.rows]) is not None


def _open(stakes: Stakes) -> dict[int, Set]:
    """Return every response that is ever best, by message."""
    return {m: frozenset().union(*faces) for m, faces in enumerate(stakes.faces)}


def _shared(plans: Sequence[Plan]) -> tuple[dict[int, Set], dict[int, Set]]:
    """Return, for messages that any plan sends, the responses best in all, and who sends it."""
    best: dict[int, Set] = {}
    users: dict[int, Set] = {}
    for plan in plans:
        for m, own in plan.best.items():
            best[m] = best.get(m, own) & own
            users[m] = users.get(m, frozenset()) | plan.users[m]
    order = sorted(best)
    return {m: best[m] for m in order}, {m: users[m] for m in order}


def _on_path(stakes: Stakes, slots: Sequence[tuple[int, int]], users: dict[int, Set]) -> list[Row]:
    """Return the inequalities by which no type would rather send something else that is sent."""
    rows = []
    lead = next(iter(users))
    for message in users:
        if message != lead:
            rows += _both([ONE * (m == message) - ONE * (m == lead) for m, _ in slots])
    for t in range(len(stakes.prior)):
        own = [m for m, kinds in users.items() if t in kinds]
        for other in users:
            if other != own[0]:
                row = [stakes.sender[m][t][r] * ((m == own[0]) - (m == other)) for m, r in slots]
                rows += _both(row) if other in own else [row]
    return rows


def _both(row: Row) -> list[Row]:
    return [row, [-each for each in row]]


def _polytope(
    stakes: Stakes, slots: tuple[tuple[int, int], ...], rows: list[Row]
) -> Replies | None:
    """Return the mixtures of responses in `slots` that satisfy the rows, ``None`` if none do."""
    lead = slots[0][0]
    if len({m for m, _ in slots}) == len(slots):
        certain = (1,) * len(slots)
        rays = [certain] if all(sum(row, ZERO) >= 0 for row in rows) else []
    else:
        rays = corners(rows, len(slots))
    mixtures = []
    for ray in rays:
        total = sum(each for each, (m, _) in zip(ray, slots, strict=True) if m == lead)
        mixtures.append(_mixture(stakes, slots, ray, total))
    return Replies(tuple(mixtures), tuple(rows), slots) if mixtures else None


def _mixture(
    stakes: Stakes, slots: Sequence[tuple[int, int]], ray: Sequence[int], total: int
) -> dict[int, Vector]:
    """Return a ray as a mixture of all responses to each message."""
    played = {slot: Fraction(each, total) for slot, each in zip(slots, ray, strict=True)}
    return {
        m: tuple(played.get((m, r), ZERO) for r in range(len(stakes.sender[m][0])))
        for m in dict.fromkeys(m for m, _ in slots)
    }


def _ways(stakes: Stakes, message: int, whole: Replies, users: dict[int, Set]) -> list[list[Row]]:
    """Return the ways in which responses can keep the types from sending a message.

    Each way is a list of inequalities on the responses on the path; one of them suffices.
    """
    lead = whole.slots[0][0]
    source = {t: m for m, kinds in users.items() for t in kinds}
    ways = []
    for face in stakes.widest(message):
        rows = [
            [
                sum(
                    (w * stakes.sender[m][t][r] for t, w in enumerate(weights) if source[t] == m),
                    ZERO,
                )
                - (least if m == lead else ZERO)
                for m, r in whole.slots
            ]
            for weights, least in deterrents(stakes, message, face)
        ]
        points = [[mixture[m][r] for m, r in whole.slots] for mixture in whole.mixtures]
        worst = [min(dot(row, point) for point in points) for row in rows]
        if min(worst) >= 0:
            return [[]]
        if all(max(dot(row, point) for point in points) >= 0 for row in rows):
            ways.append(rows)
    return ways


def payoffs(stakes: Stakes, plan: Plan, mixture: dict[int, Vector]) -> Vector:
    """Return what every possible type expects, in its own units."""
    source = {t: m for m, kinds in plan.users.items() for t in kinds}
    return tuple(stakes.worth(source[t], t, mixture[source[t]]) for t in range(len(stakes.prior)))


def held_off(stakes: Stakes, message: int, face: Set, worth: Vector) -> list[Vector]:
    """Return the corners of the mixtures of some responses that tempt no type to a message.

    Parameters
    ----------
    stakes : Stakes
    message : int
    face : frozenset of int
        The responses that may be mixed.
    worth : tuple of Fraction
        What every type has without the message.
    """
    used = sorted(face)
    rows = [[worth[t] - own[r] for r in used] for t, own in enumerate(stakes.sender[message])]
    count = len(stakes.sender[message][0])
    found = []
    for ray in corners(rows, len(used)):
        played = dict(zip(used, scaled(ray), strict=True))
        found.append(tuple(played.get(r, ZERO) for r in range(count)))
    return sorted(found, reverse=True)
