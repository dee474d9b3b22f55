"""Audience costs: a crisis in which backing down hurts more the longer it lasts."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from negotiation._arrays import TOLERANCE, FloatArray, floats
from negotiation._table import Shown, Table
from negotiation.concessions._names import actor_names
from negotiation.engine.information._ranges import positive
from negotiation.errors import InvalidValueError, NotDefinedError

REFERENCE = (
    "Fearon, J. D. (1994). Domestic political audiences and the escalation of international "
    "disputes. American Political Science Review 88, 577-592."
)


@dataclass(frozen=True, eq=False)
class AudienceCosts(Shown):
    """Who backs down in a crisis, when, and how likely nobody does.

    Attributes
    ----------
    actors : tuple of str
    prize : float
    slopes, war_costs : array, shape (2,)
    horizon : float
        The time from which on nobody backs down any more: those still there fight.
    at_once : tuple of float
        The probability that each backs down at the very start; positive for one at most.
    backs_down : tuple of float
        The probability that each backs down at some time.
    fights : tuple of float
        The probability that each is of a type that fights at the horizon.
    war : float
        The probability of war.
    values : tuple of float
        What each expects that would rather back down than fight.
    """

    actors: tuple[str, ...]
    prize: float
    slopes: FloatArray
    war_costs: FloatArray
    horizon: float
    at_once: tuple[float, float]
    backs_down: tuple[float, float]
    fights: tuple[float, float]
    war: float
    values: tuple[float, float]

    def stays(self, actor: int, time: float) -> float:
        """Return the probability that an actor has not backed down by some time, if none has.

        Parameters
        ----------
        actor : int
            0 or 1.
        time : float
            Since the start; concessions at the start have then been made.

        Returns
        -------
        float
            ``(1 - at_once) * prize / (prize + a * time)``, where a is the other's slope; it
            stays what it is after the horizon.
        """
        when = min(max(time, 0.0), self.horizon)
        other = float(self.slopes[1 - actor])
        return (1.0 - self.at_once[actor]) / (1.0 + other * when / self.prize)

    def hazard(self, actor: int, time: float) -> float:
        """Return the rate at which an actor backs down at some time before the horizon.

        Parameters
        ----------
        actor : int
            0 or 1.
        time : float

        Returns
        -------
        float
            ``a / (prize + a * time)`` with the other's slope a; 0 from the horizon on.
        """
        if time >= self.horizon:
            return 0.0
        other = float(self.slopes[1 - actor])
        return other / (self.prize + other * time)

    def summary(self) -> Table:
        """Return, per actor, its audience costs, and how likely it backs down or would fight."""
        rows = [
            (
                name,
                float(self.slopes[own]),
                float(self.war_costs[own]),
                self.at_once[own],
                self.backs_down[own],
                self.values[own],
            )
            for own, name in enumerate(self.actors)
        ]
        notes = [
            f"War with probability {self.war:.1%}, at time {self.horizon:.4g}: by then backing "
            "down would cost those still there more than war.",
        ]
        weak = max((0, 1), key=lambda own: self.at_once[own])
        if self.at_once[weak] > 0:
            notes.append(
                f"{self.actors[weak]} backs down at once with probability "
                f"{self.at_once[weak]:.1%}: it ties its hands more slowly than "
                f"{self.actors[1 - weak]}, for the cost of war that it may face."
            )
        else:
            notes.append("Neither backs down at once: they tie their hands equally fast.")
        columns = (
            "actor",
            "audience cost per time",
            "largest cost of war",
            "backs down at once",
            "backs down ever",
            "worth to a type that will not fight",
        )
        return Table(columns, rows, "crisis with audience costs", [*notes, REFERENCE])

    def __repr__(self) -> str:
        return f"<AudienceCosts: war with probability {self.war:.4g}, at time {self.horizon:.4g}>"


def audience_costs(
    prize: float,
    slopes: Sequence[float],
    war_costs: Sequence[float],
    *,
    actors: Sequence[str] | None = None,
) -> AudienceCosts:
    """Return the equilibrium of a crisis in which backing down costs more the later it comes.

    Two actors want a prize v.  One that backs down at time t pays ``a t`` and leaves the prize
    to the other.  War costs each an amount that only it knows, uniform on ``[0, W]``.  Each
    backs down at the rate ``a / (v + a t)``, a being the *other's* slope, which keeps the other
    indifferent.  At the horizon those are left who would rather fight; it is the smaller root
    of ``a_i t (v + a_j t) = v W_i``, and the actor with the larger root makes up for it by
    backing down at once with positive probability.  With equal costs of war that is the actor
    with the flatter slope.

    Parameters
    ----------
    prize : float
        Above 0.
    slopes : pair of float
        What backing down costs each per unit of time; 0 or more, and not both 0.
    war_costs : pair of float
        The largest cost that war may have for each; above 0.
    actors : pair of str, optional
        Names; "Actor 1" and "Actor 2" if left out.

    Returns
    -------
    AudienceCosts

    Raises
    ------
    InvalidValueError
        If a number is out of its range.
    NotDefinedError
        If neither has audience costs: then nothing ever ends the crisis.

    References
    ----------
    Fearon, J. D. (1994). Domestic political audiences and the escalation of international
    disputes. American Political Science Review 88, 577-592.

    Examples
    --------
    >>> import negotiation as ng
    >>> crisis = ng.audience_costs(1, [0.2, 0.1], [1, 1])
    >>> crisis
    <AudienceCosts: war with probability 0.2679, at time 3.66>
    >>> [round(each, 3) for each in crisis.at_once]
    [0.0, 0.366]
    """
    v = positive(prize, "The prize")
    rates = floats(slopes, "The slopes of audience costs", ndim=1)
    limits = floats(war_costs, "The largest costs of war", ndim=1)
    names = actor_names(actors, 2)
    for name, each in (("slope", rates), ("largest cost of war", limits)):
        if each.shape != (2,):
            raise InvalidValueError(f"A crisis has two actors: give a {name} for each.", given=each)
    if (rates < 0).any() or (limits <= 0).any():
        raise InvalidValueError(
            "Slopes are 0 or more and largest costs of war above 0.",
            given=(rates.tolist(), limits.tolist()),
        )
    # In units of the prize nothing overflows.
    steps, most = [float(each / v) for each in rates], [float(each / v) for each in limits]
    roots = [_root(steps[own], steps[1 - own], most[own]) for own in (0, 1)]
    horizon = min(roots)
    if horizon == math.inf:
        raise NotDefinedError("Without audience costs nothing ends the crisis; give a slope.")
    ties = abs(roots[0] - roots[1]) <= TOLERANCE * horizon
    fights, atoms = [], []
    for own in (0, 1):
        fight = min(1.0, float(rates[own] / limits[own]) * horizon)
        start = fight * (1.0 + float(rates[1 - own] / v) * horizon)
        first = ties or roots[own] == horizon
        fights.append(fight)
        atoms.append(0.0 if first else min(1.0, max(0.0, float(1.0 - start))))
    down = [1.0 - fight for fight in fights]
    return AudienceCosts(
        names,
        v,
        rates,
        limits,
        horizon,
        (atoms[0], atoms[1]),
        (down[0], down[1]),
        (fights[0], fights[1]),
        fights[0] * fights[1],
        (v * atoms[1], v * atoms[0]),
    )


def _root(own: float, other: float, limit: float) -> float:
    """Return the positive root of ``own t (1 + other t) = limit``; infinite if there is none."""
    share = own / limit
    if share == 0.0:
        return math.inf
    # The usual formula cancels where the quadratic term is small.
    return 2.0 / (share + math.sqrt(share) * math.sqrt(share + 4.0 * other))
