"""Joint project: two actors contribute in turn to something that is worth nothing by halves."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from negotiation._arrays import TOLERANCE, FloatArray, number, read_only
from negotiation._table import Shown, Table
from negotiation.concessions._names import actor_names
from negotiation.engine.roadmaps._terms import terms_of
from negotiation.errors import InvalidValueError, TooLargeError

REFERENCE = (
    "Admati, A. R. and Perry, M. (1991). Joint projects without commitment. Review of Economic "
    "Studies 58, 259-276."
)
_MOST = 100_000


@dataclass(frozen=True, eq=False)
class JointProject(Shown):
    """Who contributes what, and when, to a project that must be complete to be of use.

    Attributes
    ----------
    actors : tuple of str
        The first contributes first.
    status : str
        "ok", or "disagreement": the project costs as much as it is worth to one actor, or more,
        and nothing is contributed.
    cost, value : float
        Of the project; the value is that of its completion to each actor.
    patience : float
    contributions : array, shape (rounds,)
        In time; the actors take turns.
    values : array, shape (2,)
        What each expects at the start.
    """

    actors: tuple[str, str]
    status: str
    cost: float
    value: float
    patience: float
    contributions: FloatArray
    values: FloatArray

    @property
    def rounds(self) -> int:
        """The number of rounds until the project is complete."""
        return len(self.contributions)

    def summary(self) -> Table:
        """Return, round by round, who contributes what and what is then still missing."""
        left = self.cost - np.cumsum(self.contributions)
        rows = [
            (turn + 1, self.actors[turn % 2], float(each), max(0.0, float(left[turn])))
            for turn, each in enumerate(self.contributions)
        ]
        if self.status == "ok":
            notes = [
                f"{name} expects {worth:.4g}."
                for name, worth in zip(self.actors, self.values, strict=True)
            ]
        else:
            notes = [
                f"Nothing is contributed: the project costs {self.cost:.4g}, and what two actors "
                f"can be brought to give in turn stays below {self.value:.4g}."
            ]
        return Table(
            ("round", "actor", "contributes", "still missing"),
            rows,
            "joint project",
            [*notes, REFERENCE],
        )

    def __repr__(self) -> str:
        return f"<JointProject: {self.status}, {self.rounds} rounds>"


def joint_project(
    cost: float, value: float, *, patience: float, actors: Sequence[str] | None = None
) -> JointProject:
    """Return how two actors who cannot commit themselves pay for a common project in turn.

    What is contributed is sunk.  Completion is worth the same to both.  From the end backwards,
    the last contribution is at most ``(1 - d) V``: who waits instead loses the delay only.  The
    k-th from the end is at most ``d**(2k - 3) (1 - d**2) V``.  All together come to less than V,
    so that a project that is worth its cost to both together may not be begun.

    Parameters
    ----------
    cost : float
        0 or more.
    value : float
        Of completion, to each actor; above 0.
    patience : float
        What the next round counts for against this one, strictly between 0 and 1.
    actors : pair of str, optional
        The first contributes first.

    Returns
    -------
    JointProject

    Raises
    ------
    InvalidValueError
        If a number is out of range.
    TooLargeError
        If the cost is so close to the value, or the actors so patient, that there are too many
        rounds to list.

    References
    ----------
    Admati, A. R. and Perry, M. (1991). Joint projects without commitment. Review of Economic
    Studies 58, 259-276.

    Examples
    --------
    >>> import negotiation as ng
    >>> bridge = ng.joint_project(0.9, 1, patience=0.8)
    >>> bridge.contributions.round(4)
    array([0.0342, 0.0755, 0.118 , 0.1843, 0.288 , 0.2   ])
    """
    price, worth = number(cost, "The cost"), number(value, "The value")
    names = actor_names(actors, 2)
    if price < 0.0:
        raise InvalidValueError("The cost is 0 or more.", given=cost)
    if worth <= 0.0:
        raise InvalidValueError("The value is above 0.", given=value)
    d = float(terms_of(("everybody",), patience).patience[0])
    pair = (names[0], names[1])
    if price >= worth:
        nothing = read_only(np.zeros(0)), read_only(np.zeros(2))
        return JointProject(pair, "disagreement", price, worth, d, *nothing)
    # After n contributions from the end d**(2n - 2) * d of the value is still out of reach.
    reach = 1.0 - price / worth
    rounds = 1 if reach >= d else int(np.ceil((np.log(reach) / np.log(d) + 1.0) / 2.0 - TOLERANCE))
    if rounds > _MOST:
        raise TooLargeError(
            f"The project would take {rounds} rounds; at most {_MOST} are listed.", given=cost
        )
    back = worth * np.concatenate(
        [[1.0 - d], d ** (2.0 * np.arange(2, rounds + 1) - 3.0) * (1.0 - d * d)]
    )
    back[-1] = max(0.0, price - float(back[:-1].sum()))
    paid = back[::-1]
    when = d ** np.arange(rounds)
    values = np.array([worth * when[-1] - float((paid * when)[turn::2].sum()) for turn in (0, 1)])
    return JointProject(pair, "ok", price, worth, d, read_only(paid.copy()), read_only(values))
