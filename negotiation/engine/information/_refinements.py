"""Which equilibria survive when beliefs off the path must make sense: two tests."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from negotiation.engine.information._exact_numbers import Vector
from negotiation.engine.information._replies import held_off
from negotiation.engine.information._signal_stakes import Set, Stakes


def intuitive(stakes: Stakes, message: int, worth: Vector) -> bool:
    """Say whether the intuitive criterion lets a message that is never sent stay unsent.

    A type is ruled out if no best response to any belief gives it as much as it has.  The
    message upsets the equilibrium if some other type gains by *every* best response to
    beliefs that rule those types out (Cho and Kreps 1987).

    Parameters
    ----------
    stakes : Stakes
    message : int
        One that is never sent.
    worth : tuple of Fraction
        What every type has in equilibrium, in its own units.
    """
    gains = _gains(stakes, message, worth)
    answers = _answers(stakes, message, range(len(worth)))
    kept = [t for t, own in enumerate(gains) if max(own[r] for r in answers) >= 0]
    if not kept:
        return True
    believed = _answers(stakes, message, kept)
    return not any(min(gains[t][r] for r in believed) > 0 for t in kept)


def divine(stakes: Stakes, message: int, worth: Vector) -> bool:
    """Say whether D1 lets a message that is never sent stay unsent.

    A type is struck out if some other type strictly gains by every mixed best response (to
    any belief) by which the first gains or breaks even, and by more than those.  The
    equilibrium survives if a best response to some belief in the types that are left keeps
    all types from sending the message (Banks and Sobel 1987; Cho and Kreps 1987).

    Parameters
    ----------
    stakes : Stakes
    message : int
        One that is never sent.
    worth : tuple of Fraction
        What every type has in equilibrium, in its own units.
    """
    gains = _gains(stakes, message, worth)
    faces = stakes.widest(message)
    kept = [
        t
        for t, own in enumerate(gains)
        if not any(_keener(other, own, faces) for s, other in enumerate(gains) if s != t)
    ]
    best = {each.best for each in stakes.beliefs[message] if each.carriers <= set(kept)}
    return any(held_off(stakes, message, face, worth) for face in best)


def _gains(stakes: Stakes, message: int, worth: Vector) -> list[list[Fraction]]:
    """Return what each type gains by the message at each response, [type][response]."""
    return [[value - worth[t] for value in own] for t, own in enumerate(stakes.sender[message])]


def _answers(stakes: Stakes, message: int, kinds: Sequence[int]) -> Set:
    """Return the responses that are best to some belief in these types."""
    allowed = set(kinds)
    return frozenset().union(
        *(each.best for each in stakes.beliefs[message] if each.carriers <= allowed)
    )


def _keener(keen: list[Fraction], other: list[Fraction], faces: Sequence[Set]) -> bool:
    """Say whether one type strictly gains wherever another gains or breaks even, and elsewhere."""
    if not any(keen[r] > 0 for face in faces for r in face):
        return False
    return all(gain > 0 for face in faces for gain in _least(keen, other, sorted(face)))


def _least(keen: list[Fraction], other: list[Fraction], face: Sequence[int]) -> list[Fraction]:
    """Return what one type gains at the corners of the mixtures by which another does not lose."""
    at = [keen[r] for r in face if other[r] >= 0]
    for r in face:
        for s in face:
            if other[r] > 0 > other[s]:
                # The mixture of these two at which the other breaks even.
                share = other[r] / (other[r] - other[s])
                at.append((1 - share) * keen[r] + share * keen[s])
    return at
