"""Legislative bargaining: a proposer needs a quota of votes (Baron and Ferejohn)."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from negotiation._arrays import TOLERANCE, FloatArray, read_only
from negotiation.engine.information._ranges import positive
from negotiation.engine.protocols._coalitions import evenly, mixed
from negotiation.engine.protocols._legislature import Legislature
from negotiation.engine.protocols._protocol import protocol
from negotiation.engine.protocols._seats import (
    discounted,
    is_whole,
    last_round,
    recognised,
    refuse_idle,
    unanimous,
)
from negotiation.engine.protocols._votes import prices
from negotiation.errors import (
    InvalidTypeError,
    InvalidValueError,
    NotDefinedError,
    TooLargeError,
    unknown_name,
)

REFERENCE = (
    "Baron, D. P. and Ferejohn, J. A. (1989). Bargaining in legislatures. American Political "
    "Science Review 83, 1181-1206; Eraslan, H. (2002). Uniqueness of stationary equilibrium "
    "payoffs in the Baron-Ferejohn model. Journal of Economic Theory 103, 11-30."
)

MOST_VOTES = 500
"""Up to so many actors coalitions are mixed."""

_TURNING = math.sqrt(3.0) - 1.0
"""The discount factor of the open rule up to which a proposer buys off both others."""


@protocol(Legislature, reference=REFERENCE)
def legislative(
    recognition: int | Sequence[float] | Mapping[str, float],
    *,
    discount: float | Sequence[float] | Mapping[str, float],
    quota: int | None = None,
    rule: str = "closed",
    horizon: int | None = None,
    size: float = 1.0,
    actors: Sequence[str] | None = None,
) -> Legislature:
    """Return the stationary equilibrium when a proposer needs a quota of votes.

    Each round chance picks a proposer, who divides a pie.  Under the *closed rule* it is voted
    on at once; if fewer than the quota accept, the next round begins.  An actor votes, as if
    its vote decided, for what is worth as much as going on, ``d_i v_i``, and the proposer
    buys the cheapest votes; where
    several are equally cheap it mixes, just so that they remain equally cheap.  Any quota,
    unequal recognition and unequal discounting are solved exactly, in closed form.  Payoffs
    are the only stationary ones (Eraslan 2002); who buys whom need not be unique.

    Under the *open rule* (three equal actors) another actor, picked by chance, either seconds
    the proposal, which is then final, or puts its own in its place, which the majority
    prefers, to be seconded or replaced a round later.
    Above ``d = sqrt(3) - 1`` the proposer buys off one of the others and keeps
    ``(4 - d^2) / (4 + 2 d - d^2)``, else both and keeps ``1 / (1 + 2 d)``.

    With a last round the closed rule is solved backwards, proposers treating equally cheap
    votes alike; where they have that choice, other equilibria have other payoffs.

    Parameters
    ----------
    recognition : int, sequence or mapping
        How many actors, equally likely to propose; or a probability for each.
    discount : number, sequence or mapping
        What a share is still worth after one round more, between 0 and 1.
    quota : int, optional
        Votes needed, the proposer's own among them; a simple majority if left out.
    rule : {"closed", "open"}
    horizon : int, optional
        How many rounds there are; no last round if left out.
    size : float
        Of the pie; above 0.
    actors : sequence of str, optional
        Names; "Actor 1", "Actor 2", … if left out.

    Returns
    -------
    Legislature

    Raises
    ------
    NegotiationError
        If a number is out of range or a name stands twice.
    NotDefinedError
        If shares are undetermined because somebody loses nothing by waiting (one who never
        proposes; two under unanimity), or under the open rule for other than three equal
        actors.
    TooLargeError
        If there are more than 500 actors, or too many rounds.

    References
    ----------
    Baron, D. P. and Ferejohn, J. A. (1989). Bargaining in legislatures. American Political
    Science Review 83, 1181-1206.
    Eraslan, H. (2002). Uniqueness of stationary equilibrium payoffs in the Baron-Ferejohn
    model. Journal of Economic Theory 103, 11-30.
    Primo, D. M. (2006). A comment on Baron and Ferejohn (1989): the open rule equilibrium and
    coalition formation. Public Choice 130, 129-135.

    Examples
    --------
    >>> import negotiation as ng
    >>> house = ng.protocols.legislative([0.5, 0.3, 0.2], discount=0.9)
    >>> house.values.round(4).tolist()
    [0.3548, 0.3226, 0.3226]
    >>> house.partners[0].round(4).tolist()
    [0.0, 0.3556, 0.6444]
    """
    names, chances = recognised(recognition, actors)
    factors = discounted(discount, names)
    whole = positive(size, "The size of the pie")
    votes = _quota(quota, len(names))
    count = last_round(horizon, 4 * len(names) ** 2)
    if len(names) > MOST_VOTES:
        raise TooLargeError(f"{len(names):,} actors are too many (at most {MOST_VOTES}).")
    if rule not in ("closed", "open"):
        raise unknown_name("rule", rule, ("closed", "open"))
    if rule == "open":
        found = _open(chances, factors, votes, count)
    elif count is None:
        found = _stationary(names, chances, factors, votes)
    else:
        found = _backwards(chances, factors, votes, count)
    for each in ("values", "prices", "keeps"):
        found[each] = read_only(found[each] * whole)
    return Legislature(
        rule=rule,
        actors=names,
        size=whole,
        recognition=chances,
        discount=factors,
        quota=votes,
        horizon=count,
        included=read_only(chances @ found["partners"]),
        reference=REFERENCE,
        **found,
    )


def _stationary(
    names: tuple[str, ...], chances: FloatArray, factors: FloatArray, quota: int
) -> dict[str, Any]:
    """Return the closed rule without a last round, for a pie of size 1."""
    count = len(chances)
    if quota == 1:
        values, partners = chances, np.zeros((count, count))
    elif quota == count:
        values, partners = unanimous(names, factors, chances), 1.0 - np.eye(count)
    else:
        refuse_idle(names, factors, chances)
        found = prices(chances, factors, quota)
        values, partners = found.values, mixed(chances, found, quota - 1)
    votes = factors * values
    payments = partners @ votes
    again = chances * (1.0 - payments) + votes * (chances @ partners)
    ranked = [np.sort(np.delete(votes, own))[: quota - 1].sum() for own in range(count)]
    missed = max(
        float(np.abs(again - values).max()),
        float(np.abs(payments - np.array(ranked)).max()),
        float(np.abs(partners.sum(axis=1) - (quota - 1)).max()),
    )
    return {
        "values": values,
        "prices": votes,
        "keeps": 1.0 - payments,
        "partners": read_only(partners),
        "immediate": 1.0,
        "residual": missed,
        "unique": True,
        "statement": (
            "These are the only payoffs of stationary equilibria; equilibria in which answers "
            "depend on earlier offers are not ruled out."
        ),
    }


def _backwards(chances: FloatArray, factors: FloatArray, quota: int, rounds: int) -> dict[str, Any]:
    """Return the closed rule with a last round, for a pie of size 1."""
    count = len(chances)
    values = votes = payments = np.zeros(count)
    partners, choice = np.zeros((count, count)), False
    for _ in range(rounds):
        votes = factors * values
        partners, tied = evenly(chances, votes, quota - 1)
        choice = choice or tied
        payments = partners @ votes
        values = chances * (1.0 - payments) + votes * (chances @ partners)
    statement = "With this last round these are the only subgame-perfect equilibrium payoffs."
    if choice:
        statement = (
            "Proposers treat equally cheap votes alike; other choices among them make other "
            "equilibria, with other payoffs."
        )
    return {
        "values": values,
        "prices": votes,
        "keeps": 1.0 - payments if rounds else np.zeros(count),
        "partners": read_only(partners),
        "immediate": 1.0 if rounds else 0.0,
        "residual": 0.0,
        "unique": not choice,
        "statement": statement,
    }


def _open(
    chances: FloatArray, factors: FloatArray, quota: int, rounds: int | None
) -> dict[str, Any]:
    """Return the open rule for three equal actors, for a pie of size 1."""
    equal = np.ptp(chances) <= TOLERANCE and np.ptp(factors) <= TOLERANCE
    if len(chances) != 3 or quota != 2 or not equal or rounds is not None:
        raise NotDefinedError(
            "The open rule is solved for three actors who are equally likely to propose, discount "
            "alike, decide by two votes and have no last round; for others use rule='closed'."
        )
    d = float(factors.mean())
    one = d > _TURNING + TOLERANCE
    # V is the worth of having one's proposal on the floor; a second is bought for d V.
    floor = 2.0 / (4.0 + 2.0 * d - d * d) if one else 1.0 / (1.0 + 2.0 * d)
    expected = 1.0 / (2.0 - d) if one else 1.0
    chance = 0.5 if one else 1.0
    partners = chance * (1.0 - np.eye(3))
    return {
        "values": np.full(3, expected / 3.0),
        "prices": np.full(3, d * floor),
        "keeps": np.full(3, 1.0 - (1.0 if one else 2.0) * d * floor),
        "partners": read_only(partners),
        "immediate": chance,
        "residual": 0.0,
        "unique": False,
        "statement": (
            "This is the equilibrium of Baron and Ferejohn; under the open rule there are other "
            "stationary ones (Primo 2006)."
        ),
    }


def _quota(given: Any, count: int) -> int:
    if given is None:
        return count // 2 + 1
    if not is_whole(given):
        raise InvalidTypeError("The quota is a whole number of votes.", given=given)
    if not 1 <= given <= count:
        raise InvalidValueError(
            f"With {count} actors the quota is a number of votes from 1 to {count}.", given=given
        )
    return int(given)
