"""Random proposers on the outcomes of a problem, with a last round: Raiffa's settlements."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from negotiation._arrays import FloatArray, read_only
from negotiation._table import Shown, Table
from negotiation.actors import Scenario
from negotiation.concessions import BargainingProblem
from negotiation.engine.axiomatic._headroom import Headroom
from negotiation.engine.axiomatic._hull import Hull
from negotiation.engine.protocols._on_the_table import problem_of
from negotiation.engine.protocols._protocol import protocol
from negotiation.engine.protocols._seats import discounted, in_short, last_round, recognised
from negotiation.errors import InvalidValueError

REFERENCE = (
    "Raiffa, H. (1953). Arbitration schemes for generalized two-person games. In: Contributions to "
    "the Theory of Games II, 361-387; Sjostrom, T. (1991). Stahl's bargaining model. Economics "
    "Letters 36, 153-157."
)

STATEMENT = (
    "Payoffs can be thrown away: a proposer holds the others to the least they accept, even where "
    "more for them would cost it nothing. Where it is generous instead, or cannot throw payoffs "
    "away, there are equilibria with other payoffs."
)


@dataclass(frozen=True, eq=False)
class RandomOffers(Shown):
    """What actors expect when chance picks who proposes, and time is limited.

    Attributes
    ----------
    actors : tuple of str
    recognition, discount : array, shape (n,)
    horizon : int
        The number of rounds.
    payoffs : array, shape (n,)
        What each expects before the first proposer is known.
    accepts : array, shape (n,)
        The least that each accepts in the first round.
    offers : array, shape (n, n)
        The payoffs that each (row) proposes in the first round, accepted at once.
    path : array, shape (horizon + 1, n)
        What each expects with 0, 1, … rounds to go; row 0 is walking away.
    statement : str
        Whether the equilibrium is the only one, in words.
    reference : str
    """

    actors: tuple[str, ...]
    recognition: FloatArray
    discount: FloatArray
    horizon: int
    payoffs: FloatArray
    accepts: FloatArray
    offers: FloatArray
    path: FloatArray
    statement: str
    reference: str

    def summary(self) -> Table:
        """Return what each expects, accepts, and gets by its own proposal."""
        rows = [
            (
                name,
                float(self.recognition[own]),
                float(self.path[0, own]),
                float(self.accepts[own]),
                float(self.offers[own, own]),
                float(self.payoffs[own]),
                float(self.payoffs[own] - self.path[0, own]),
            )
            for own, name in enumerate(self.actors)
        ]
        heads = (
            "actor",
            "proposes",
            "walking away",
            "accepts",
            "gets as proposer",
            "expects",
            "beats walking away by",
        )
        rounds = "1 round" if self.horizon == 1 else f"{self.horizon} rounds"
        title = f"random offers, {rounds}"
        return Table(heads, rows, title, [self.statement, self.reference])

    def __repr__(self) -> str:
        return f"<RandomOffers: {in_short(self.actors, self.payoffs)}>"


@protocol(RandomOffers, reference=REFERENCE)
def random_offers(
    problem: BargainingProblem | Scenario,
    *,
    horizon: int,
    recognition: Sequence[float] | Mapping[str, float] | None = None,
    discount: float | Sequence[float] | Mapping[str, float] = 1.0,
) -> RandomOffers:
    """Return what actors expect when chance picks proposers and there is a last round.

    In each round one actor, picked by chance, proposes a lottery over outcomes; if all others
    accept, that is the agreement.  Payoffs can be thrown away (free disposal).  So the proposer
    holds everybody else to the worth of going on, m, even where more for them would cost
    it nothing, and takes the most that is left: ``I_i(m)``.  With t + 1 rounds to go everybody
    expects the mean of ``(I_i(m), m_-i)``.  With equal chances and no discounting these are
    the interim settlements of Raiffa's discrete solution, which long horizons approach:
    ``solve(problem, "raiffa-discrete", lotteries=True)``.

    Parameters
    ----------
    problem : BargainingProblem or Scenario
        Everybody must agree.  Outcomes that cross a red line are not proposed.
    horizon : int
        The number of rounds; after the last everybody walks away.
    recognition : sequence or mapping, optional
        How likely each is to propose; equally likely if left out.
    discount : number, sequence or mapping
        What a gain over walking away is still worth after one round more, between 0 and 1.

    Returns
    -------
    RandomOffers
        With an empty ZOPA, even with lotteries, the payoffs are those of walking away.

    Raises
    ------
    NegotiationError
        If a number is out of range, an actor unknown, or not everybody must agree.

    References
    ----------
    Raiffa, H. (1953). Arbitration schemes for generalized two-person games. In: Contributions
    to the Theory of Games II, 361-387.
    Sjostrom, T. (1991). Stahl's bargaining model. Economics Letters 36, 153-157.

    Examples
    --------
    >>> import negotiation as ng
    >>> deals = ng.BargainingProblem([[10, 0], [7, 4], [0, 6]])
    >>> ng.protocols.random_offers(deals, horizon=1).payoffs.tolist()
    [5.0, 3.0]
    """
    problem = problem_of(problem, "The game of random offers")
    names = problem.actors
    _, chances = recognised(len(names) if recognition is None else recognition, names)
    factors = discounted(discount, names)
    rounds = last_round(horizon, 100 * len(names))
    if rounds is None:
        raise InvalidValueError("These rounds have a last one: give a horizon.", given=horizon)
    hull = Hull.of(problem)
    path, votes, step = _backwards(hull, chances, factors, rounds)
    accepts = problem.disagreement + votes * hull.scale
    return RandomOffers(
        actors=names,
        recognition=chances,
        discount=factors,
        horizon=rounds,
        payoffs=read_only(problem.disagreement + path[-1] * hull.scale),
        accepts=read_only(accepts),
        offers=read_only(accepts + np.diag(step * hull.scale)),
        path=read_only(problem.disagreement + path * hull.scale),
        statement=STATEMENT,
        reference=REFERENCE,
    )


def _backwards(
    hull: Hull, chances: FloatArray, factors: FloatArray, rounds: int
) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Return gains by rounds to go, what is accepted first, and how much a proposer adds."""
    path = np.zeros((rounds + 1, hull.n_actors))
    votes = step = np.zeros(hull.n_actors)
    headroom = _headroom(hull)
    for turn in range(rounds):
        votes = factors * path[turn]
        step = headroom(votes)
        path[turn + 1] = votes + chances * step
    return path, votes, step


def _headroom(hull: Hull) -> Callable[[FloatArray], FloatArray]:
    """Return the function from gains to how much more each alone could get."""
    if not hull.feasible or hull.active.sum() < 2:
        ideal = np.where(hull.active, hull.ideal, 0.0) if hull.feasible else 0.0

        def alone(gains: FloatArray) -> FloatArray:
            return np.asarray(np.maximum(ideal - gains, 0.0))

        return alone
    room = Headroom(hull)

    def together(gains: FloatArray) -> FloatArray:
        point = gains / hull.unit
        while not room.learn(point):
            pass
        return np.asarray(room.estimate(point) * hull.unit)

    return together
