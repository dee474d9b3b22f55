"""War of attrition with stubborn types: each holds out, and may be of a kind that never yields."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from negotiation._arrays import TOLERANCE, FloatArray
from negotiation._shares import percent
from negotiation._table import Shown, Table
from negotiation.engine.protocols._protocol import protocol
from negotiation.engine.protocols._seats import in_short, pair_of, within
from negotiation.errors import NotDefinedError

REFERENCE = "Abreu, D. and Gul, F. (2000). Bargaining and reputation. Econometrica 68, 85-117."


@dataclass(frozen=True, eq=False)
class WarOfAttrition(Shown):
    """Who yields in a war of attrition, when, and what that is worth.

    Attributes
    ----------
    actors : tuple of str
    demands, rates, stubborn : array, shape (2,)
        The question: demands in shares of 1, rates of impatience, and how likely each is of the
        stubborn type.
    compatible : bool
        Whether the demands fit together.  Then there is no war: each gets its demand and half
        of what is left.
    hazards : tuple of float
        The rate at which each yields while it lasts.
    horizon : float
        The time from which on only stubborn types are left; 0 if there is no war.
    at_once : tuple of float
        The probability that each yields at the very start; positive for one at most.
    values : tuple of float
        What each expects, at the start, that is not of the stubborn type.
    no_agreement : float
        The probability that nobody ever yields.
    """

    actors: tuple[str, ...]
    demands: FloatArray
    rates: FloatArray
    stubborn: FloatArray
    compatible: bool
    hazards: tuple[float, float]
    horizon: float
    at_once: tuple[float, float]
    values: tuple[float, float]
    no_agreement: float

    @property
    def limit_demands(self) -> tuple[float, float] | None:
        """The compatible demands between which neither side is the weaker.

        ``a_1 = r_2 L_2 / (r_1 L_1 + r_2 L_2)`` with ``L = -ln`` of the probability of being
        stubborn: an actor that demands more yields at once with a probability that goes to 1 as
        these probabilities vanish.  With equal L it is the division that patient actors reach by
        alternating offers.  ``None`` where the fraction is not defined.
        """
        first, second = (
            rate * _log(z)
            for rate, z in zip(self.rates.tolist(), self.stubborn.tolist(), strict=True)
        )
        if not math.isnan(first + second) and math.isinf(first) != math.isinf(second):
            return float(math.isinf(second)), float(math.isinf(first))
        share = second / (first + second) if first + second > 0.0 else math.nan
        return None if math.isnan(share) else (share, 1.0 - share)

    def yielded(self, actor: int, time: float) -> float:
        """Return the probability that an actor has yielded by some time, if the other has not.

        Parameters
        ----------
        actor : int
            0 or 1.
        time : float
            Since the start; what is yielded at once has then been yielded.

        Returns
        -------
        float
            ``1 - (1 - at_once) exp(-hazard * time)``; from the horizon on it stays what it is.
        """
        if time < 0.0:
            return 0.0
        when = min(time, self.horizon)
        return 1.0 - (1.0 - self.at_once[actor]) * math.exp(-self.hazards[actor] * when)

    def summary(self) -> Table:
        """Return, per actor, its demand, how and how likely it yields, and what it expects."""
        rows = [
            (
                name,
                float(self.demands[own]),
                float(self.rates[own]),
                percent(float(self.stubborn[own])),
                percent(self.at_once[own]),
                self.hazards[own],
                self.values[own],
            )
            for own, name in enumerate(self.actors)
        ]
        columns = (
            "actor",
            "demands",
            "impatience",
            "is stubborn",
            "yields at once",
            "then at rate",
            "worth",
        )
        return Table(columns, rows, "war of attrition", [*self._notes(), REFERENCE])

    def _notes(self) -> list[str]:
        """Return in words how the war goes."""
        if self.compatible:
            return ["The demands fit together: each gets its own and half of what is left."]
        weak = max((0, 1), key=lambda own: self.at_once[own])
        notes = [
            f"Nobody yields after time {self.horizon:.4g}; with probability "
            f"{percent(self.no_agreement)} both are stubborn and there is no agreement ever."
        ]
        if self.at_once[weak] > 0:
            notes.append(
                f"{self.actors[weak]} is the weaker: it takes longer to be believed stubborn, and "
                f"makes up for it by yielding at once with probability "
                f"{percent(self.at_once[weak])}."
            )
        else:
            notes.append("They are equally strong: neither yields at once.")
        return notes

    def __repr__(self) -> str:
        if self.compatible:
            return f"<WarOfAttrition: demands fit, {in_short(self.actors, self.values)}>"
        first, second = (percent(each) for each in self.at_once)
        return f"<WarOfAttrition: until {self.horizon:.4g}, yielding at once {first} and {second}>"


@protocol(WarOfAttrition, reference=REFERENCE)
def war_of_attrition(
    demands: Sequence[float] | Mapping[str, float],
    rates: Sequence[float] | Mapping[str, float],
    *,
    stubborn: Sequence[float] | Mapping[str, float],
    actors: Sequence[str] | None = None,
) -> WarOfAttrition:
    """Return the equilibrium of a war of attrition between actors that may be stubborn.

    Two actors demand shares a_1 and a_2 of 1 that do not fit together.  Each waits for the
    other to yield, that is to take what the other's demand leaves.  With probability z an actor is
    stubborn and never yields.  Each yields at the rate
    ``l_i = r_j (1 - a_i) / (a_1 + a_2 - 1)``, which keeps the other just willing to wait.  It
    would be believed stubborn for sure at time ``-ln z_i / l_i``.  The war lasts to the earlier
    of the two times, T; the other actor makes up for being slower by yielding at once with
    probability ``1 - z_j exp(l_j T)``.

    It pays to be patient, to demand little, and to be thought stubborn.

    Parameters
    ----------
    demands : pair of float, or mapping
        Shares between 0 and 1.
    rates : pair of float, or mapping
        Rates at which payoffs are discounted in continuous time; 0 or more.
    stubborn : pair of float, or mapping
        The probabilities of being stubborn, between 0 and 1.
    actors : pair of str, optional
        Names; those of a mapping, or "Actor 1" and "Actor 2", if left out.

    Returns
    -------
    WarOfAttrition
        If the demands fit together: agreement at once, on the demands and half of what is left.

    Raises
    ------
    InvalidValueError
        If a number is out of its range.
    NotDefinedError
        If the demands do not fit and nothing tells who yields, as when neither can be stubborn,
        neither is impatient, or both demand everything.

    Notes
    -----
    There is one stubborn type per actor.  An actor that cannot be stubborn yields at once for
    sure if the other can be.  One that demands everything, or faces an infinitely patient other,
    yields at once or never.

    References
    ----------
    Abreu, D. and Gul, F. (2000). Bargaining and reputation. Econometrica 68, 85-117.

    Examples
    --------
    >>> import negotiation as ng
    >>> war = ng.protocols.war_of_attrition([0.6, 0.7], [0.05, 0.1], stubborn=[0.1, 0.05])
    >>> war
    <WarOfAttrition: until 17.27, yielding at once 0% and 88.1%>
    >>> [round(each, 3) for each in war.values]
    [0.564, 0.4]
    """
    names = pair_of(actors, demands, rates, stubborn)
    shares = within(demands, names, "The demand", 1.0)
    impatience = within(rates, names, "The rate of impatience", math.inf)
    types = within(stubborn, names, "The probability of being stubborn", 1.0)
    (first, second), (z1, z2) = shares.tolist(), types.tolist()
    excess = first + second - 1.0
    question = (names, shares, impatience, types)
    if excess <= TOLERANCE:
        half = -excess / 2
        return WarOfAttrition(
            *question, True, (0.0, 0.0), 0.0, (0.0, 0.0), (first + half, second + half), 0.0
        )
    pace = impatience.tolist()
    hazards = (pace[1] * (1.0 - first) / excess, pace[0] * (1.0 - second) / excess)
    logs = [_log(z1), _log(z2)]
    times = [_time(log, hazard) for log, hazard in zip(logs, hazards, strict=True)]
    horizon = min(times)
    if math.isinf(horizon):
        raise NotDefinedError(
            "Nothing tells who yields: nobody would ever be believed stubborn for sure. Let "
            "one that may be stubborn demand less than everything, and face an impatient other."
        )
    ties = times[0] == times[1] or abs(times[0] - times[1]) <= TOLERANCE * horizon
    gone = [
        0.0 if ties or times[own] == horizon else -math.expm1(hazards[own] * horizon - logs[own])
        for own in (0, 1)
    ]
    values = (
        gone[1] * first + (1.0 - gone[1]) * (1.0 - second),
        gone[0] * second + (1.0 - gone[0]) * (1.0 - first),
    )
    return WarOfAttrition(*question, False, hazards, horizon, (gone[0], gone[1]), values, z1 * z2)


def _log(chance: float) -> float:
    """Return by how many powers of e a probability falls short of 1."""
    return -math.log(chance) if chance > 0.0 else math.inf


def _time(log: float, hazard: float) -> float:
    """Return when an actor would be believed stubborn for sure."""
    if log == 0.0:
        return 0.0
    return log / hazard if hazard > 0.0 else math.inf
