"""Efficient packages one by one: each the optimum of a mixed-integer programme."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from negotiation._arrays import FloatArray
from negotiation.concessions._programme import Extra, Package, PackageProgramme
from negotiation.concessions.packages import Packages
from negotiation.errors import NotDefinedError, TooLargeError


@dataclass(frozen=True, eq=False)
class Found:
    """Efficient payoffs (k, n_actors), the packages behind each, and whether these are all."""

    payoffs: FloatArray
    behind: list[list[Package]]
    complete: bool


def efficient_points(
    programme: PackageProgramme, packages: Packages, slack: FloatArray, most: int
) -> Found:
    """Return efficient payoffs of two actors from the first actor's best to the second's.

    Each step asks for the first actor's best package among those that give the second more
    than the last one did (the epsilon-constraint method), then for the second actor's best
    among those.

    Raises
    ------
    NotDefinedError
        For other than two actors.
    TooLargeError
        If there are more points than `most` and the issues are discrete.
    """
    if programme.n_actors != 2:
        raise NotDefinedError(
            "With rules that tie issues together the frontier is searched for two actors only; "
            "solve() answers for any number."
        )
    first, second = np.eye(2)
    low = np.full(2, -np.inf)
    floors = packages.low - programme.disagreement - programme.unit
    step = np.maximum(slack, 1e-12 * programme.unit)
    last = programme.maximise(second, slack, floors=floors)
    if last is None:
        return Found(np.empty((0, 2)), [], True)
    top = programme.gains(last)[1]
    stride = 0.0
    points: list[FloatArray] = []
    behind: list[list[Package]] = []
    while True:
        best = programme.maximise(first, slack, floors=floors)
        if best is None:
            break
        held = np.array([programme.gains(best)[0] - step[0] / 2, floors[1]])
        package = programme.maximise(second, slack, floors=held) or best
        gains = programme.gains(package)
        points.append(gains + programme.disagreement)
        behind.append(_alike(programme, gains, slack))
        if gains[1] >= top - step[1]:
            break
        if packages.continuous:
            stride = stride or (top - gains[1]) / max(most - 1, 1)
        if len(points) >= most and not packages.continuous:
            raise TooLargeError(
                f"The frontier has more than {most:,} points, each the answer to a programme of "
                "its own; solve() does without it."
            )
        floors = np.array([low[0], gains[1] + max(stride, 2 * step[1])])
        floors[0] = packages.low[0] - programme.disagreement[0] - programme.unit[0]
        floors[1] = min(floors[1], top)
    return Found(np.array(points), behind, True)


def _alike(programme: PackageProgramme, gains: FloatArray, slack: FloatArray) -> list[Package]:
    """Return the packages that are worth the same to everybody, at most a hundred."""
    found: list[Package] = []
    met: list[FloatArray] = []
    goal = 1.0 / programme.unit
    near = 1e-5 * programme.unit
    while len(met) < 100:
        answer = programme.run(
            goal * programme.unit,
            Extra(),
            floors=gains - near,
            without=met,  # type: ignore[arg-type]
        )
        if answer is None:
            break
        package = programme.decode(answer[0])
        met.append(package[0])  # type: ignore[arg-type]
        if (np.abs(programme.gains(package) - gains) <= slack).all():
            found.append(package)
    return found
