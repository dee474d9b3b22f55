"""The smoothed demand game: nobody knows for sure how much there is to share."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from negotiation._arrays import FloatArray, read_only
from negotiation._shares import percent
from negotiation._table import Shown, Table
from negotiation.actors import Scenario
from negotiation.concessions import BargainingProblem
from negotiation.engine.axiomatic import solve
from negotiation.engine.protocols._cake import DemandRange, continuous, of_list
from negotiation.engine.protocols._on_the_table import problem_of
from negotiation.engine.protocols._protocol import protocol
from negotiation.engine.protocols._seats import in_short, seated
from negotiation.errors import InvalidTypeError, NotDefinedError

REFERENCE = (
    "Nash, J. (1953). Two-person cooperative games. Econometrica 21, 128-140; Binmore, K. "
    "(1987). Nash bargaining theory II. In: Binmore and Dasgupta (eds), The Economics of "
    "Bargaining. Blackwell."
)


@dataclass(frozen=True, eq=False)
class SmoothedDemand(Shown):
    """What is demanded in equilibrium when it is uncertain what fits.

    Attributes
    ----------
    actors : tuple of str
    ranges : tuple of DemandRange
        The equilibria in pure demands in which agreement is possible, each a point or a range.
    deadlock : bool
        Whether there are also equilibria in which all demand so much that nothing fits for
        sure.
    complete : bool
        Whether these are all in which agreement is possible: s h(s) rises wherever it was looked
        at, and the frontier has no corner at Nash's solution.
    demands : array, shape (k, n_actors)
        One equilibrium of each range, the most equal; at the frontier of a problem
        the one in proportion to Nash's solution.
    agreement : array, shape (k,)
        The probability that the demands fit.
    payoffs : array, shape (k, n_actors)
        What the actors expect.
    limit : array, shape (n_actors,)
        What is demanded as the uncertainty about a size of 1 vanishes: Nash's solution.
    problem : BargainingProblem or None
    """

    actors: tuple[str, ...]
    ranges: tuple[DemandRange, ...]
    deadlock: bool
    complete: bool
    demands: FloatArray
    agreement: FloatArray
    payoffs: FloatArray
    limit: FloatArray
    problem: BargainingProblem | None

    @property
    def unique(self) -> bool:
        """Whether there is a single equilibrium in which agreement is possible."""
        return self.complete and len(self.ranges) == 1 and self.ranges[0].single

    def summary(self) -> Table:
        """Return, per equilibrium, the demands, how likely they fit and what they are worth."""
        rows = []
        walk = np.zeros(len(self.actors)) if self.problem is None else self.problem.disagreement
        for place, each in enumerate(self.ranges):
            for own, name in enumerate(self.actors):
                span = None if each.single else f"{each.low:.4g} to {each.high:.4g}"
                rows.append(
                    (
                        name,
                        self.demands[place, own],
                        span,
                        percent(float(self.agreement[place])),
                        self.payoffs[place, own],
                        self.payoffs[place, own] - walk[own],
                    )
                )
        columns = (
            "actor",
            "demands",
            "range",
            "fits with probability",
            "worth",
            "beats walking away by",
        )
        return Table(columns, rows, "smoothed demand game", [*self._notes(), REFERENCE])

    def _notes(self) -> list[str]:
        """Return in words what selects, or why nothing does."""
        notes = []
        if not self.ranges:
            notes.append(
                "No equilibrium with agreement was found: as far as probabilities can be told from "
                "0, each would always rather demand more."
            )
        elif self.unique:
            notes.append(
                "One equilibrium: each weighs a little more against the greater risk that nothing "
                "fits."
            )
        elif any(not each.single for each in self.ranges):
            notes.append(
                "A whole range of equilibria: the risk rises with a jump where demands begin not "
                "to fit for sure, so nobody cares to ask for more. Such doubt does not select."
            )
        if self.deadlock:
            notes.append("If all demand more than there can be, nobody alone can mend it.")
        if not self.complete:
            notes.append(
                "There may be other equilibria: they were looked for on a net, or Nash's solution "
                "is a corner of the frontier."
            )
        return notes

    def __repr__(self) -> str:
        if not self.ranges:
            return "<SmoothedDemand: no equilibrium with agreement>"
        shown = in_short(self.actors, self.demands[0])
        sure = self.complete or len(self.ranges) > 1 or not self.ranges[0].single
        extra = "" if self.unique else " and others" if sure else ", perhaps others"
        return f"<SmoothedDemand: {shown}{extra}, fits {percent(float(self.agreement[0]))}>"


@protocol(SmoothedDemand, reference=REFERENCE)
def smoothed_demand(
    size: Any,
    *,
    prior: Sequence[float] | None = None,
    problem: BargainingProblem | Scenario | None = None,
    actors: int | Sequence[str] | None = None,
) -> SmoothedDemand:
    """Return the equilibria of a demand game in which it is uncertain what fits together.

    Each actor demands a share of a cake of uncertain size and gets it if the demands add up to
    no more than the size turns out to be, otherwise nothing.  With total s, probability
    S(s) that it fits and hazard h = -S'/S, an actor's best demand is ``x = 1 / h(s)``, the same
    for all, so that n demands add up to the root of ``s h(s) = n``.

    With a problem, the whole set of lotteries grows or shrinks about the disagreement point by
    the uncertain size (1: as it is).  Then the demands are in proportion to Nash's solution
    whatever the distribution, and they approach it as the uncertainty vanishes.  Where that
    solution is a corner of the frontier, nearby totals in the same proportion are equilibria
    too: asking for more costs more there than asking for less brings.

    If the hazard rises (normal, logistic, uniform, …) there is one such total.  But if it
    jumps where demands begin not to fit for sure, demands can stop there: with a size
    uniform on [1 - e, 1 + e], e < 1/5, any x from 2 e to 1 - 3 e is demanded in an
    equilibrium.  Uniform doubt does not select.  If s h(s) = n throughout a stretch (as for a
    Pareto distribution of shape n), all its totals are equilibria; the smallest is returned
    and `SmoothedDemand.complete` is ``False``.

    Parameters
    ----------
    size : frozen continuous scipy.stats distribution, or array_like
        The size; a list holds sizes that are possible, one for a size that is known.
    prior : array_like, optional
        How likely the listed sizes are; equally if left out.
    problem : BargainingProblem or Scenario, optional
        Two or more actors who can all gain together.  A cake of transferable size if left out.
    actors : int or sequence of str, optional
        For a cake: how many share it, or their names; two if left out.

    Returns
    -------
    SmoothedDemand
        For a problem, ranges are in shares of the size, weighed as by a weighted Nash
        solution.

    Raises
    ------
    NotDefinedError
        If not everybody must agree, or there is no lottery from which all gain.
    NegotiationError
        If the distribution is not proper, no size above 0 is possible, or names do not fit.

    References
    ----------
    Nash, J. (1953). Two-person cooperative games. Econometrica 21, 128-140.

    Binmore, K. (1987). Nash bargaining theory II. In: Binmore and Dasgupta (eds), The Economics
    of Bargaining. Blackwell.

    Examples
    --------
    >>> import negotiation as ng
    >>> from scipy import stats
    >>> ng.protocols.smoothed_demand(stats.logistic(1, 0.05))
    <SmoothedDemand: Actor 1 0.4481, Actor 2 0.4481, fits 88.8%>
    >>> each = ng.protocols.smoothed_demand(stats.uniform(0.9, 0.2)).ranges[0]
    >>> round(each.total, 3), round(each.low, 3), round(each.high, 3)
    (0.9, 0.2, 0.7)
    """
    base, gains, names, given, smooth = _set(problem, actors)
    if hasattr(size, "cdf") and not hasattr(size, "pmf"):
        if prior is not None:
            raise InvalidTypeError("A distribution takes no prior beside it.")
        if np.ndim(size.cdf(1.0)):
            raise InvalidTypeError("The size is one number; its distribution has several.")
        ranges, bounded, complete = continuous(size, len(names))
    else:
        ranges = of_list(size, prior, len(names))
        bounded, complete = True, True
    totals = np.array([each.total for each in ranges])[:, None]
    agreement = np.array([each.agreement for each in ranges])
    reach = totals * gains
    return SmoothedDemand(
        names,
        ranges,
        bounded and len(names) > 1,
        complete and smooth,
        read_only(base + reach),
        read_only(agreement),
        read_only(base + agreement[:, None] * reach),
        read_only(base + gains),
        given,
    )


def _set(problem: Any, actors: Any) -> tuple[FloatArray, FloatArray, tuple[str, ...], Any, bool]:
    """Return the disagreement point, Nash's gains at size 1, names, and if the frontier is flat."""
    if problem is None:
        names = seated(2 if actors is None else actors)
        count = len(names)
        return np.zeros(count), np.full(count, 1.0 / count), names, None, True
    if actors is not None:
        raise InvalidTypeError("A problem names its own actors; leave out actors=.")
    given = problem_of(problem, "The smoothed demand game")
    found = solve(given, "nash", lotteries=True, weights=[1.0] * len(given.actors))
    gains = found.payoffs[0] - given.disagreement
    if not found.agreement or (gains <= given.slack).any():
        raise NotDefinedError(
            "There is no lottery from which all gain, so there is nothing to demand; set aside who "
            "cannot gain with problem.among(…)."
        )
    # Inside a facet all actors can trade at one rate; at a corner they ask for more at worse.
    used = given.payoffs[[given.index(outcome) for outcome in found.outcomes]]
    flat = int(np.linalg.matrix_rank((used - used[0]) / gains)) == len(gains) - 1
    return given.disagreement, np.asarray(gains), given.actors, given, flat
