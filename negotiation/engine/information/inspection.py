"""Inspection: how often to verify, and how often the other side cheats nevertheless."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from negotiation._arrays import NOISE
from negotiation._table import Shown, Table
from negotiation.concessions import NormalFormGame
from negotiation.engine.information._ranges import not_negative, positive
from negotiation.errors import InvalidValueError

REFERENCES = (
    "Maschler, M. (1966). A price leadership method for solving the inspector's "
    "non-constant-sum game. Naval Research Logistics Quarterly 13, 11-33.",
    "Avenhaus, R., von Stengel, B. and Zamir, S. (2002). Inspection games. Handbook of Game "
    "Theory 3, 1947-1987.",
)


@dataclass(frozen=True, eq=False)
class Inspection(Shown):
    """How often an inspector inspects and an inspected actor violates.

    Attributes
    ----------
    game : NormalFormGame
        The inspector (inspect, do not inspect) against the inspected (comply, violate).
    inspect : tuple of float
        Least and greatest probability of inspection over all equilibria; mostly the same.
    violate : tuple of float
        Least and greatest probability of a violation over all equilibria.
    inspector_value : tuple of float
        The inspector's least and greatest payoff over all equilibria.
    announced : float
        The probability of inspection that an inspector should announce, who can bind itself.
    announced_violation : float
        How often the other side then violates: 0, or 1 where inspection is not worth it.
    leadership_value : float
        The inspector's payoff if it can bind itself.
    """

    game: NormalFormGame
    inspect: tuple[float, float]
    violate: tuple[float, float]
    inspector_value: tuple[float, float]
    announced: float
    announced_violation: float
    leadership_value: float

    def summary(self) -> Table:
        """Return both ways to inspect, what follows from each, and what that means."""
        rows = [
            (
                "without commitment",
                _span(self.inspect),
                _span(self.violate),
                _span(self.inspector_value),
            ),
            (
                "announced beforehand",
                f"{self.announced:.4g}",
                f"{self.announced_violation:.4g}",
                f"{self.leadership_value:.4g}",
            ),
        ]
        columns = ("inspection", "how often", "violations", "inspector's payoff")
        return Table(columns, rows, "inspection game", [*self._words(), *REFERENCES])

    def _words(self) -> list[str]:
        gained = self.leadership_value - self.inspector_value[1]
        if self.announced_violation:
            return ["Inspection costs more than a violation: it is best not to inspect at all."]
        words = []
        if self.violate[1] > 0:
            words.append(
                f"Without commitment there are violations with probability {_span(self.violate)}: "
                "were there none, nobody would pay for inspections, and then there would be some."
            )
        above = " (or just above)" if self.announced < 1 else ""
        more = f", which is worth {gained:.4g} to it." if gained > 0 else "."
        words.append(
            f"An inspector bound to inspect with probability {self.announced:.4g}{above} leaves no "
            f"reason to violate{more}"
        )
        return words

    def __repr__(self) -> str:
        return (
            f"<Inspection: inspect {_span(self.inspect)}, violate {_span(self.violate)}; "
            f"announced {self.announced:.4g}>"
        )


def inspection(
    gain: float, penalty: float, *, cost: float, loss: float, loss_detected: float = 0.0
) -> Inspection:
    """Return how often to inspect, and how often the other side violates.

    Payoffs (inspector, inspected): inspect and comply ``(-cost, 0)``; inspect and violate
    ``(-cost - loss_detected, -penalty)``; no inspection and comply ``(0, 0)``; no inspection
    and violate ``(-loss, gain)``.  Where both randomise, ``inspect = gain / (gain + penalty)``
    and ``violate = cost / (loss - loss_detected)``.

    Parameters
    ----------
    gain : float
        What an undetected violation brings the violator, above 0.
    penalty : float
        What a detected one costs the violator, 0 or more.
    cost : float
        What an inspection costs, 0 or more.
    loss, loss_detected : float
        What an undetected and a detected violation cost the inspector, 0 or more, the first
        not less than the second.

    Returns
    -------
    Inspection
        The equilibria, and what an inspector does that can bind itself.

    Raises
    ------
    InvalidValueError
        If a number is out of its range.

    References
    ----------
    Maschler, M. (1966). A price leadership method for solving the inspector's
    non-constant-sum game. Naval Research Logistics Quarterly 13, 11-33.
    Avenhaus, R., von Stengel, B. and Zamir, S. (2002). Inspection games. Handbook of Game
    Theory 3, 1947-1987.

    Examples
    --------
    >>> import negotiation as ng
    >>> ng.inspection(4, 6, cost=1, loss=10, loss_detected=2)
    <Inspection: inspect 0.4, violate 0.125; announced 0.4>
    """
    gain = positive(gain, "The gain from an undetected violation")
    penalty = not_negative(penalty, "The penalty")
    cost = not_negative(cost, "The cost of an inspection")
    loss = not_negative(loss, "The loss by an undetected violation")
    caught = not_negative(loss_detected, "The loss by a detected violation")
    if caught > loss:
        raise InvalidValueError(
            "A violation must not cost the inspector more when it is detected.",
            given=(loss_detected, loss),
        )
    game = NormalFormGame(
        np.array([[[-cost, -cost - caught], [0.0, -loss]], [[0.0, -penalty], [0.0, gain]]]),
        (("inspect", "do not inspect"), ("comply", "violate")),
        ("inspector", "inspected"),
        title="inspection game",
    )
    deter = gain / (gain + penalty)
    slack = 8 * NOISE * max(cost, loss)  # what rounding in loss - caught accounts for
    inspect, violate = _equilibria(cost, loss - caught, deter, penalty > 0.0, slack)
    # In every equilibrium "do not inspect" is a best response, or so is "inspect" as well.
    values = [max(-q * loss, -cost - q * caught) for q in violate]
    worth = (min(values), max(values))
    if cost * deter > loss:
        return Inspection(game, inspect, violate, worth, 0.0, 1.0, -loss)
    return Inspection(game, inspect, violate, worth, deter, 0.0, -cost * deter)


def _equilibria(
    cost: float, saved: float, deter: float, punished: bool, slack: float
) -> tuple[tuple[float, float], tuple[float, float]]:
    """Return the least and greatest probabilities of inspection and violation in equilibrium.

    Parameters
    ----------
    cost, saved : float
        What an inspection costs, and by how much it lowers the loss by a violation.
    deter : float
        The probability of inspection at which violating is worth nothing.
    punished : bool
        Whether a detected violator loses anything.
    slack : float
        Difference that counts as none.
    """
    if saved < cost - slack:  # never worth it, even against a sure violation
        return (0.0, 0.0), (1.0, 1.0)
    if saved <= cost + slack:  # worth it only against a sure violation, and then just so
        # A violation is sure as long as inspection does not deter it.
        return (0.0, 1.0 if cost == 0 else deter), (0.0 if cost == 0 else 1.0, 1.0)
    if cost == 0:
        # Free inspections: the inspector gives them up only if nobody violates.
        return (deter, 1.0), (0.0, 0.0 if punished else 1.0)
    if not punished:  # a violator has nothing to lose: at deter = 1 it is indifferent
        return (1.0, 1.0), (cost / saved, 1.0)
    return (deter, deter), (cost / saved, cost / saved)


def _span(ends: tuple[float, float]) -> str:
    """Return a number, or from where to where it may lie."""
    low, high = (each + 0.0 for each in ends)
    return f"{low:.4g}" if low == high else f"{low:.4g} to {high:.4g}"
