"""Efficient packages one by one: each the optimum of a mixed-integer programme."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from negotiation._arrays import FloatArray, IntArray
from negotiation.concessions._programme import NEAR, Package, PackageProgramme
from negotiation.concessions.packages import Packages
from negotiation.errors import NotDefinedError, TooLargeError

LISTED = 100
"""Packages behind a point that are recovered at most, a programme each."""


@dataclass(frozen=True, eq=False)
class Found:
    """Efficient payoffs (k, n_actors), a package behind each, and whether these are all."""

    payoffs: FloatArray
    packages: list[Package]
    complete: bool


def efficient_points(
    programme: PackageProgramme, packages: Packages, slack: FloatArray, most: int
) -> Found:
    """Return efficient payoffs of two actors from the first actor's best to the second's.

    Each step asks for the first actor's best package among those that give the second more
    than the last one did (the epsilon-constraint method), then for the second actor's best
    among those.  Points closer than `NEAR`, as a share of the second actor's range, are one.

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
    bottom = packages.low - programme.disagreement - programme.unit
    step = max(2 * slack[1], 2 * NEAR * programme.unit[1])
    last = programme.maximise(second, slack, floors=bottom)
    if last is None:
        return Found(np.empty((0, 2)), [], True)
    top = programme.gains(last)[1]
    points: list[FloatArray] = []
    packages_found: list[Package] = []
    floors = bottom
    while True:
        best = programme.maximise(first, slack, floors=floors)
        if best is None:
            break
        held = np.array([programme.gains(best)[0] - slack[0] / 2, bottom[1]])
        package = programme.maximise(second, slack, floors=held) or best
        gains = programme.gains(package)
        packages_found.append(package)
        points.append(gains + programme.disagreement)
        if gains[1] >= top - step / 2:
            break
        if len(points) >= most and not packages.continuous:
            raise TooLargeError(
                f"The frontier has more than {most:,} points, each the answer to a programme of "
                "its own; solve() does without it."
            )
        if packages.continuous and len(points) == 1:
            step = max(step, (top - gains[1]) / max(most - 1, 1))
        floors = np.array([bottom[0], min(gains[1] + step, top)])
    return Found(np.array(points), packages_found, True)


def alike(
    programme: PackageProgramme, gains: FloatArray, slack: FloatArray, most: int
) -> list[Package]:
    """Return packages that are worth the same to everybody as a point, at most `most`."""
    found: list[Package] = []
    met: list[IntArray] = []
    near = 10 * NEAR * programme.unit
    while len(found) < most and len(met) < 2 * LISTED:
        answer = programme.run(np.ones(len(gains)), floors=gains - near, without=met)
        if answer is None:
            break
        package = programme.decode(answer[0])
        met.append(package[0])
        same = (np.abs(programme.gains(package) - gains) <= slack).all()
        if same and programme.meets(package, gains - slack):
            found.append(package)
    return found
