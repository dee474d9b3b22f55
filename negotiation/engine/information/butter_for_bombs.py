"""Butter for bombs: buy a rival out of building a weapon, let it build, or strike first."""

from __future__ import annotations

from dataclasses import dataclass

from negotiation._arrays import TOLERANCE
from negotiation._table import Shown, Table
from negotiation.engine.information._ranges import discount_factor, not_negative, probability
from negotiation.errors import InvalidValueError

REFERENCE = (
    "Spaniel, W. (2019). Bargaining over the Bomb: The Successes and Failures of Nuclear "
    "Negotiations. Cambridge University Press."
)

DEAL, BUILD = "deal", "let_build"
WAR, DETERRED = "preventive_war", "deterred_by_preventive_war"

_WORDS = {
    DEAL: "The rival buys it off: the developer gets enough for building not to pay.",
    BUILD: "The developer builds: letting it is cheaper for the rival than paying it not to.",
    WAR: "The rival strikes first: that is cheaper than paying the developer and than living with "
    "the weapon.",
    DETERRED: "The developer does not build: the rival would see it and strike, and both know that "
    "the rival would rather strike than live with the weapon.",
}


@dataclass(frozen=True)
class ButterForBombs(Shown):
    """What a rival does about an actor that could build a weapon.

    Attributes
    ----------
    outcomes : tuple of str
        What happens, all that are equally good for the rival: "deal", "let_build",
        "preventive_war", "deterred_by_preventive_war".
    offer : float or None
        The developer's share while there is no weapon; ``None`` if there is war at once.
    values : tuple of float
        What the developer and the rival get per period.
    deal_offer : float
        The least share at which building does not pay.
    no_build_binding : bool
        Whether that is more than what keeps the developer from war today.
    threat_offer : float or None
        The least share at which the rival would rather strike than see the weapon built;
        ``None`` if there is none within the pie.
    deal, let_build, preventive_war : float
        What each of these courses brings the rival.
    deterred : float or None
        What the threat alone brings it; ``None`` where it would not deter.
    """

    outcomes: tuple[str, ...]
    offer: float | None
    values: tuple[float, float]
    deal_offer: float
    no_build_binding: bool
    threat_offer: float | None
    deal: float
    let_build: float
    preventive_war: float
    deterred: float | None

    @property
    def outcome(self) -> str:
        """The first of `outcomes`."""
        return self.outcomes[0]

    def summary(self) -> Table:
        """Return what each course brings the rival, which it takes, and why."""
        courses = (
            (DETERRED, self.deterred),
            (DEAL, self.deal),
            (BUILD, self.let_build),
            (WAR, self.preventive_war),
        )
        rows = [(name.replace("_", " "), worth, name in self.outcomes) for name, worth in courses]
        notes = [_WORDS[name] for name in self.outcomes]
        if not self.no_build_binding:
            notes.append("Building would not pay even at today's price of peace.")
        notes.append(f"The developer gets {self.values[0]:.4g} and the rival {self.values[1]:.4g}.")
        columns = ("course", "worth to the rival", "taken")
        return Table(columns, rows, "butter for bombs", [*notes, REFERENCE])

    def __repr__(self) -> str:
        return f"<ButterForBombs: {' or '.join(self.outcomes)}, rival {self.values[1]:.4g}>"


def butter_for_bombs(
    now: float,
    armed: float,
    *,
    cost_developer: float,
    cost_rival: float,
    building_cost: float,
    discount: float,
    observed: bool = True,
) -> ButterForBombs:
    """Return whether a rival buys off, tolerates or attacks an actor that could build a weapon.

    The pie is 1 in every period.  The rival offers the developer a share, never less than war
    would bring it at the time.  The developer may fight, keep the share, or keep it and build
    at a cost of k paid once; from the next period on it is armed and gets what war would then
    bring.  Building does not pay if the share is at least
    ``x = p_armed - c_developer - (1 - d) k / d``.  If the rival sees the building in time it can
    strike before the weapon is ready; where it would rather do so than live with the weapon,
    the developer does not build.

    Parameters
    ----------
    now, armed : float
        The developer's probability of victory without and with the weapon.
    cost_developer, cost_rival : float
        What war costs each, as a share of the pie in every period; 0 or more.
    building_cost : float
        What building costs the developer once (k), in pies of one period; 0 or more.
    discount : float
        Strictly between 0 and 1.
    observed : bool, default True
        Whether the rival sees the building in time to strike.

    Returns
    -------
    ButterForBombs

    Raises
    ------
    InvalidValueError
        If a number is out of its range, or the weapon makes its owner weaker.

    Notes
    -----
    A rival that sees the building can also make its own threat credible by giving more: the
    more it gives, the less it has to lose by striking.  Where it is indifferent it strikes.

    References
    ----------
    Spaniel, W. (2019). Bargaining over the Bomb: The Successes and Failures of Nuclear
    Negotiations. Cambridge University Press.

    Examples
    --------
    >>> import negotiation as ng
    >>> terms = {"cost_developer": 0.1, "cost_rival": 0.1, "building_cost": 0.5, "discount": 0.9}
    >>> ng.butter_for_bombs(0.3, 0.7, **terms)
    <ButterForBombs: deterred_by_preventive_war, rival 0.8>
    >>> ng.butter_for_bombs(0.3, 0.7, observed=False, **terms)
    <ButterForBombs: preventive_war, rival 0.6>
    """
    weak = probability(now, "The probability of victory now")
    strong = probability(armed, "The probability of victory with the weapon")
    if strong < weak:
        raise InvalidValueError("The weapon must not make its owner weaker.", given=(now, armed))
    mine = not_negative(cost_developer, "The developer's cost of war")
    yours = not_negative(cost_rival, "The rival's cost of war")
    price = not_negative(building_cost, "The cost of building")
    d = discount_factor(discount)
    floor, later = max(0.0, weak - mine), max(0.0, strong - mine)
    needed = later - (1 - d) * price / d
    strike = 1 - weak - yours
    tolerated = (1 - d) * (1 - floor) + d * (1 - later)
    # The share x at which striking is worth (1 - d)(1 - x) + d (1 - later), as much as not to.
    credible = max(floor, 1 - (strike - d * (1 - later)) / (1 - d))
    threat = min(1.0, credible) if observed and credible <= 1 + TOLERANCE else None
    offer, binding = max(floor, needed), needed > floor + TOLERANCE
    # Per course what it brings the rival, the developer, and the share that is offered.
    built = (1 - d) * (floor - price) + d * later
    courses: dict[str, tuple[float, float, float | None]] = {DEAL: (1 - offer, offer, offer)}
    if binding:  # else there is nothing to deter or to tolerate: the developer stays put
        if threat is not None:
            courses = {DETERRED: (1 - threat, threat, threat), **courses}
        courses[BUILD] = (tolerated, built, floor)
    courses[WAR] = (strike, weak - mine, None)
    best = max(worth for worth, _, _ in courses.values())
    taken = tuple(name for name, course in courses.items() if course[0] >= best - TOLERANCE)
    rival, developer, share = courses[taken[0]]
    return ButterForBombs(
        taken,
        share,
        (developer, rival),
        offer,
        binding,
        threat,
        1 - offer,
        tolerated,
        strike,
        courses[DETERRED][0] if DETERRED in courses else None,
    )
