"""Fictitious play: everybody answers best to how often the others have played what so far."""

from __future__ import annotations

from typing import Any

import numpy as np

from negotiation._arrays import TOLERANCE, BoolArray, FloatArray, IntArray, number, read_only
from negotiation.concessions import NormalFormGame
from negotiation.engine.equilibrium._equilibria import Profile
from negotiation.engine.equilibrium._stakes import Stakes, stakes
from negotiation.engine.equilibrium._subject import game_of
from negotiation.engine.equilibrium._verify import best_responses, regret
from negotiation.engine.learning._learning import (
    LearningPath,
    in_a_row,
    labelled,
    mixtures_of,
    settled_on,
)
from negotiation.errors import InvalidTypeError, InvalidValueError, TooLargeError

REFERENCE = (
    "Brown, G. W. (1951). Iterative solution of games by fictitious play. In: Koopmans, T. C. "
    "(ed.), Activity Analysis of Production and Allocation, 374-376."
)
_ENTRIES = 20_000_000
_ROUNDS = 1_000_000
"""Frequencies along the path, and rounds, that are held at most."""
_LONGEST_CYCLE = 24

Run = tuple[tuple[int, ...], int]
"""A combination of strategies, and for how many rounds it was played."""


def fictitious_play(
    game: Any, rounds: int = 1000, start: Any = None, *, tolerance: float = 0.05
) -> LearningPath:
    """Return how often each strategy has been played, round by round, under fictitious play.

    In every round all actors at once play a best response to the frequencies of the others'
    play so far, taken as independent.  An actor stays with its last strategy as long as that
    is a best response, and takes the first one otherwise.

    Parameters
    ----------
    game : NormalFormGame or Scenario
        Of any number of actors; also anything with a method ``normal_form()``.
    rounds : int
        How many, the first included.
    start : sequence or mapping by actor, optional
        The first round: a strategy's label or probabilities per actor; the first strategies
        if left out.
    tolerance : float
        The path counts as settled when over the last half of the rounds no frequency is
        farther than this from an equilibrium.  Frequencies come near slowly.

    Returns
    -------
    LearningPath

    Raises
    ------
    InvalidTypeError, InvalidValueError, UnknownNameError
        If rounds, start or tolerance do not fit.
    TooLargeError
        If rounds times strategies are too many to hold.

    References
    ----------
    Brown, G. W. (1951). Iterative solution of games by fictitious play. In: Koopmans, T. C.
    (ed.), Activity Analysis of Production and Allocation, 374-376.

    Robinson, J. (1951). An iterative method of solving a game. Annals of Mathematics 54,
    296-301.

    Examples
    --------
    >>> import negotiation as ng
    >>> pennies = ng.NormalFormGame([[[1, -1], [-1, 1]], [[-1, 1], [1, -1]]])
    >>> ng.fictitious_play(pennies, 2000)
    <LearningPath by fictitious play: 2000 points, settles on an equilibrium>
    """
    asked = game_of(game, "Fictitious play")
    count, near = _checked(asked, rounds, tolerance)
    first = mixtures_of(asked, start)
    scale = stakes(asked)
    record = _OfTwo(scale, first) if len(first) == 2 else _OfMany(scale, first)
    cells = np.full((count, len(first)), -1)
    cells[0] = [int(each.argmax()) if each.max() == 1.0 else -1 for each in first]
    ties = np.zeros(len(first), dtype=np.intp)
    for row in range(1, count):
        for actor, best in enumerate(record.best()):
            mine = cells[row - 1, actor]
            cells[row, actor] = mine if mine >= 0 and best[mine] else best.argmax()
            ties[actor] += best.sum() > 1
        record.add(cells[row])
    paths = tuple(_frequencies(*pair) for pair in zip(first, cells.T, strict=True))
    return _answer(asked, scale, paths, cells, (ties, near))


class _OfTwo:
    """What two actors' strategies would have lost so far, and the slack that counts as none."""

    def __init__(self, scale: Stakes, first: Profile) -> None:
        self.lines = tuple(
            (np.ascontiguousarray(gaps), np.ascontiguousarray(slack))
            for gaps, slack in (
                (scale.gaps[0].T, scale.slack[0].T),
                (scale.gaps[1], scale.slack[1]),
            )
        )
        self.lost = [first[1 - own] @ gaps for own, (gaps, _) in enumerate(self.lines)]
        wide = [np.broadcast_to(slack, gaps.shape) for gaps, slack in self.lines]
        self.slack = [first[1 - own] @ each for own, each in enumerate(wide)]

    def best(self) -> list[BoolArray]:
        """Return per actor which strategies are best responses to the frequencies."""
        found = []
        for lost, slack in zip(self.lost, self.slack, strict=True):
            least = lost.argmin()
            found.append(lost - lost[least] <= np.maximum(slack, slack[least]))
        return found

    def add(self, cell: IntArray) -> None:
        """Note one more round."""
        for own, (gaps, slack) in enumerate(self.lines):
            self.lost[own] = self.lost[own] + gaps[cell[1 - own]]
            self.slack[own] = self.slack[own] + slack[cell[1 - own]]


class _OfMany:
    """How often each of any number of actors has played what so far."""

    def __init__(self, scale: Stakes, first: Profile) -> None:
        self.scale = scale
        self.counts = [mixture.copy() for mixture in first]

    def best(self) -> list[BoolArray]:
        """Return per actor which strategies are best responses to the frequencies."""
        profile = tuple(count / count.sum() for count in self.counts)
        return [best_responses(self.scale, profile, own) for own in range(len(profile))]

    def add(self, cell: IntArray) -> None:
        """Note one more round."""
        for count, place in zip(self.counts, cell, strict=True):
            count[place] += 1.0


def _checked(game: NormalFormGame, rounds: Any, tolerance: Any) -> tuple[int, float]:
    """Return the rounds and the tolerance, or say why they do not do."""
    if isinstance(rounds, bool) or not isinstance(rounds, int | np.integer):
        raise InvalidTypeError("The rounds must be a whole number.", given=rounds)
    if rounds < 1:
        raise InvalidValueError("There must be at least one round.", given=rounds)
    most = min(_ROUNDS, _ENTRIES // sum(game.payoffs.shape[1:]))
    if rounds > most:
        raise TooLargeError(f"At most {most:,} rounds of this game can be held.", given=rounds)
    near = number(tolerance, "The tolerance")
    if not 0 < near < 1:
        raise InvalidValueError("The tolerance must lie between 0 and 1.", given=tolerance)
    return int(rounds), near


def _frequencies(first: FloatArray, plays: IntArray) -> FloatArray:
    """Return the share of rounds so far in which each strategy was played, shape (k, s)."""
    counts = np.zeros((len(plays), len(first)))
    counts[np.arange(1, len(plays)), plays[1:]] = 1.0
    counts[0] = first
    shares = counts.cumsum(axis=0) / np.arange(1, len(plays) + 1)[:, np.newaxis]
    return read_only(shares)  # type: ignore[no-any-return]


def _answer(
    game: NormalFormGame,
    scale: Stakes,
    paths: tuple[FloatArray, ...],
    cells: IntArray,
    marks: tuple[IntArray, float],
) -> LearningPath:
    ties, near = marks
    profile = tuple(read_only(each[-1] / each[-1].sum()) for each in paths)
    found = settled_on(scale, paths, len(cells) // 2, near)
    loop = _loop(_runs(cells[1:]))
    lost = regret(scale, profile)
    rounds = f"After {len(cells):,} round{'s' * (len(cells) > 1)} the frequencies have"
    if found is not None:
        notes = [f"{rounds} settled within {near:g} of an equilibrium."]
    else:
        notes = [f"{rounds} not settled on an equilibrium."]
    if lost > TOLERANCE:
        notes.append(f"Against them somebody would gain {lost:.2g} of its stakes by deviating.")
    notes += _remarks(game, profile, loop, ties)
    return LearningPath(
        game,
        "fictitious play",
        read_only(np.arange(1.0, len(cells) + 1)),
        paths,
        found is not None,
        found,
        labelled(game, [cell for cell, _ in loop]),
        lost,
        True,
        tuple(notes),
        REFERENCE,
    )


def _remarks(game: NormalFormGame, profile: Profile, loop: list[Run], ties: IntArray) -> list[str]:
    """Return sentences on a cycle, on ties and on the value, where there are any."""
    notes = []
    if loop:
        notes.append(
            f"Play goes round: {in_a_row(game, [cell for cell, _ in loop])} → and again, the "
            f"last time through {sum(length for _, length in loop):,} rounds."
        )
    notes += [
        f"{name} had several best responses in {count:,} round{'s' * (count > 1)}."
        for name, count in zip(game.actors, ties.tolist(), strict=True)
        if count
    ]
    bounds = _value(game, profile)
    if bounds is not None:
        notes.append(
            "What one gains the other loses: the value of the game to "
            f"{game.actors[0]} lies between {bounds[0]:.6g} and {bounds[1]:.6g}."
        )
    return notes


def _runs(cells: IntArray) -> list[Run]:
    """Return the combinations played one after the other, each with how many rounds it lasted."""
    if not len(cells):
        return []
    starts = np.flatnonzero(np.append(True, (cells[1:] != cells[:-1]).any(axis=1)))
    lengths = np.diff(np.append(starts, len(cells)))
    return [
        (tuple(cells[start].tolist()), int(length))
        for start, length in zip(starts, lengths, strict=True)
    ]


def _loop(runs: list[Run]) -> list[Run]:
    """Return the last full round of combinations if it has come up half a time more at least."""
    # The last run may still go on.
    done = runs[:-1]
    order = [cell for cell, _ in done]
    for length in range(2, _LONGEST_CYCLE + 1):
        again = max(2, length // 2)
        if len(order) < length + again:
            break
        tail = order[-length:]
        if len(set(tail)) == length and order[-again:] == order[-again - length : -length]:
            return done[-length:]
    return []


def _value(game: NormalFormGame, profile: Profile) -> tuple[float, float] | None:
    """Return bounds on the value of a game of two whose payoffs always sum to the same."""
    if len(profile) != 2:
        return None
    first, second = game.payoffs
    size = np.abs(game.payoffs).max() or 1.0
    total = first / size + second / size
    if np.ptp(total) > TOLERANCE:
        return None
    return float((profile[0] @ first).min()), float((first @ profile[1]).max())
