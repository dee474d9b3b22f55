"""From statements to a distribution of preferences."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from negotiation._arrays import FloatArray
from negotiation._frozen import FrozenMap
from negotiation._shares import counted, percent
from negotiation._table import Shown, Table
from negotiation.actors import Actor, Scenario
from negotiation.analysis.beliefs._believed import BelievedPreferences
from negotiation.analysis.beliefs._likelihood import Likelihood
from negotiation.analysis.beliefs._posterior import Posterior
from negotiation.analysis.statements._contradiction import checked
from negotiation.analysis.statements._prior import Prior
from negotiation.analysis.statements._statement import Statement
from negotiation.errors import InvalidValueError, unknown_name

if TYPE_CHECKING:
    from negotiation.analysis.beliefs.acceptability import Acceptability

METHODS = ("automatic", "rejection", "hit-and-run")
"""How beliefs can be sampled."""


@dataclass(frozen=True, eq=False, repr=False)
class Beliefs(Shown):
    """An analyst's distribution over the preferences of some actors.

    Attributes
    ----------
    given : Scenario
        The scenario as it was before any statement.
    statements : tuple of Statement
        What the beliefs rest on.
    prior : Prior
        What was taken to be unknown, and its distribution before any statement.
    posteriors : mapping of str to Posterior
        What is believed, actor by actor; beliefs about different actors are independent.
    seed : int
        Of the draws by which `narrowing` tells what each statement adds.
    """

    given: Scenario
    statements: tuple[Statement, ...]
    prior: Prior
    posteriors: FrozenMap[str, Posterior]
    seed: int = field(default=0)

    @property
    def actors(self) -> tuple[str, ...]:
        """The actors that the beliefs are about."""
        return tuple(self.posteriors)

    def _of(self, actor: str) -> Posterior:
        if actor not in self.posteriors:
            raise unknown_name("actor that these beliefs are about", actor, self.posteriors)
        return self.posteriors[actor]

    @cached_property
    def scenario(self) -> Scenario:
        """The scenario in which these actors' preferences are what is believed of them.

        Where the worth of walking away is uncertain it comes with the preferences, and an
        actor's ``premium`` is what is added to it: 0, until somebody changes it.
        """
        actors = [
            self._believed(each) if each.name in self.posteriors else each
            for each in self.given.actors
        ]
        return replace(self.given, actors=tuple(actors))

    def _believed(self, actor: Actor) -> Actor:
        posterior = self.posteriors[actor.name]
        unknowns = posterior.likelihood.unknowns
        walk = unknowns.walk.given if unknowns.walk.certain else 0.0
        held = replace(actor, preferences=BelievedPreferences(posterior), premium=0.0)
        if unknowns.above_status_quo and self.given.status_quo is not None:
            return replace(held, reservation=self.given.status_quo, premium=walk)
        return replace(held, reservation=walk)

    def weights(self, actor: str) -> FloatArray:
        """Return the sampled weights of an actor, shape (samples, n_issues).

        Each is what the step from the worst to the best option is worth; together they are
        1, the worth of the best package.
        """
        posterior = self._of(actor)
        return posterior.likelihood.unknowns.weights(posterior.points)

    def worths(self, actor: str) -> dict[tuple[str, str], FloatArray]:
        """Return the sampled worth of every option, ``{(issue, option): array (samples,)}``."""
        posterior = self._of(actor)
        return posterior.likelihood.unknowns.worths(posterior.points)

    def reservations(self, actor: str) -> FloatArray:
        """Return the sampled worth of walking away, shape (samples,)."""
        posterior = self._of(actor)
        return np.asarray(posterior.points @ posterior.likelihood.unknowns.base)

    @property
    def effective_sample_size(self) -> float:
        """How many independent draws the sample is worth, at its worst quantity."""
        return min(each.effective_sample_size for each in self.posteriors.values())

    def acceptability(
        self, packages: Iterable[Mapping[str, Any]] | None = None, *, exact: bool = True
    ) -> Acceptability:
        """Return how likely each package is to be accepted, and what is certain of it.

        Parameters
        ----------
        packages : iterable of mappings, optional
            Packages ``{issue: option}``, the rest as in the status quo; all feasible ones if
            left out.
        exact : bool, default True
            Whether to decide by linear programmes what is necessarily and possibly
            acceptable; otherwise that is left unsaid.

        Returns
        -------
        Acceptability
        """
        from negotiation.analysis.beliefs.acceptability import acceptability

        return acceptability(self, packages, exact=exact)

    @cached_property
    def narrowing(self) -> Table:
        """A row per statement: how much it says alone, and once all others are believed.

        The first figure is the share of the prior that it fits, the second the share of what
        all other statements about the actor leave; 100% means it adds nothing to them.
        """
        rng = np.random.default_rng(self.seed)
        rows = []
        for name, posterior in self.posteriors.items():
            others = posterior.given_others(rng)
            for (each, alone), rest in zip(posterior.alone, others, strict=True):
                trust = None if each.hard else each.reliability
                rows.append((name, each.claim, percent(alone), percent(rest), trust))
        columns = (
            "actor",
            "statement",
            "fits of the prior",
            "fits given the others",
            "reliability",
        )
        return Table(columns, rows, f"{self.given.name}: what each statement says")

    def summary(self) -> Table:
        """Return a row per actor and issue: its weight, mean and quantiles."""
        rows: list[Sequence[Any]] = []
        for name, posterior in self.posteriors.items():
            for issue, drawn in zip(self.given.issues, self.weights(name).T, strict=True):
                rows.append((name, issue.name, *_spread(drawn)))
            if not posterior.likelihood.unknowns.walk.certain:
                above = posterior.likelihood.unknowns.above_status_quo
                what = "walking away, above the status quo" if above else "walking away"
                rows.append((name, what, *_spread(posterior.points[:, -1])))
        columns = ("actor", "weight of", "mean", "5%", "median", "95%")
        return Table(columns, rows, f"{self.given.name}: what is believed", self._notes())

    def _notes(self) -> list[str]:
        known = "" if self.prior.unknown == "weights" else " and option values"
        notes = [
            f"Unknown: weights{known}. Weights add up to 1, the worth of the best package; "
            f"prior of the weights: {_prior_words(self.prior.concentration)}."
            + (" Values within an issue rise evenly in distribution." if known else "")
        ]
        for name, posterior in self.posteriors.items():
            notes.append(f"{name}: {_how(posterior)}")
            if posterior.edges:
                notes.append(
                    f"{name}: the statements hold only on the edge: {'; '.join(posterior.edges)}."
                )
        for row in self.narrowing.rows:
            notes.append(
                f"{row[0]} {row[1]}: fits {row[2]} of the prior, {row[3]} given the others."
            )
        return notes

    def __repr__(self) -> str:
        who = ", ".join(self.actors)
        return (
            f"<Beliefs about {who} from {counted(len(self.statements), 'statement')}: "
            f"{counted(len(next(iter(self.posteriors.values())).points), 'draw')}>"
        )


def beliefs(
    scenario: Scenario,
    statements: Iterable[Statement],
    *,
    unknown: str = "weights",
    prior: Any = 1.0,
    premium: Any = 0.0,
    reservation: Any = None,
    directions: Any = None,
    actors: Iterable[str] | None = None,
    samples: int = 10_000,
    rng: Any = None,
    method: str = "automatic",
) -> Beliefs:
    """Return what statements let an analyst believe about preferences.

    Preferences are additive; the worst option of each issue is worth 0 and the best package 1.
    The prior of the weights is a Dirichlet distribution, with unknown values it is uniform over
    all that rise.  Hard statements rule out what does not fit; one with reliability r makes
    what fits r / (1 - r) times as likely as what does not.

    Parameters
    ----------
    scenario : Scenario
        Its issues must have options, not intervals.
    statements : iterable of Statement
        Made by `ng.statements`.
    unknown : {"weights", "weights and values"}, default "weights"
        Weights alone, with the scenario's option values; or the values too, which rise in the
        direction that the actor likes: the conceding actor likes earlier options.
    prior : float or mapping, default 1.0
        Concentration of the weights: 1 makes all equally likely, more makes them more equal.
        For all issues, ``{issue: number}``, or ``{actor: either}``.
    premium : float, distribution or mapping by actor, default 0.0
        What walking away is worth above the status quo.
    reservation : float, distribution or mapping by actor, optional
        What walking away is worth, instead of `premium`; needed without a status quo.
    directions : mapping, optional
        ``{actor: {issue: "earlier" or "later"}}``: which options it likes better.
    actors : iterable of str, optional
        Those to form beliefs about; if left out, those that statements are about, or all if
        there is no statement.  The others keep the preferences of the scenario.
    samples : int, default 10,000
        Draws that are kept.
    rng : int, Generator or None
        Seed or source of random numbers.
    method : {"automatic", "rejection", "hit-and-run"}
        Rejection gives independent draws; hit-and-run works where hardly any prior draw fits.

    Returns
    -------
    Beliefs

    Raises
    ------
    ContradictionError
        If hard statements cannot all be true; a smallest such set is named.
    NegotiationError
        If a name is unknown, or something that is needed is missing.

    References
    ----------
    Hit-and-run as usually cited from Smith (1984); acceptability indices from Lahdelma, Hokkanen
    and Salminen (1998).

    Examples
    --------
    >>> import negotiation as ng
    >>> hanoi = ng.library.load("hanoi-2019")
    >>> told = [ng.statements.top_priority("DPRK", "sanctions")]
    >>> found = ng.beliefs(hanoi, told, samples=1000, rng=1)
    >>> found
    <Beliefs about DPRK from 1 statement: 1,000 draws>
    >>> bool((found.weights("DPRK").argmax(axis=1) == 4).all())  # sanctions is the fifth issue
    True
    """
    told = checked(scenario, statements)
    if method not in METHODS:
        raise unknown_name("method", method, METHODS)
    if isinstance(samples, bool) or not isinstance(samples, int | np.integer) or samples < 1:
        raise InvalidValueError("samples= is a whole number, at least 1.", given=samples)
    named = _named(scenario, told, actors)
    assumed = Prior(unknown, prior, premium, reservation, directions)
    source = np.random.default_rng(rng)
    posteriors = {}
    for name in named:
        mine = [each for each in told if each.actor == name]
        likelihood = Likelihood.of(assumed.of(scenario, name), mine)
        posteriors[name] = Posterior.of(likelihood, int(samples), method, source)
    seed = int(source.integers(2**62))
    return Beliefs(scenario, told, assumed, FrozenMap(posteriors), seed)


def _named(
    scenario: Scenario, told: Sequence[Statement], actors: Iterable[str] | None
) -> tuple[str, ...]:
    """Return the actors to form beliefs about, in the order of the scenario."""
    every = [actor.name for actor in scenario.actors]
    spoken = {each.actor for each in told}
    if actors is None:
        return tuple(name for name in every if name in spoken or not spoken)
    wanted = [actors] if isinstance(actors, str) else list(actors)
    for name in wanted:
        if name not in every:
            raise unknown_name("actor", name, every)
    left = spoken - set(wanted)
    if left or not wanted:
        raise InvalidValueError(
            "actors= must name at least one actor, and all that statements are about.",
            given=tuple(wanted),
            actor=min(left, default=None),
        )
    return tuple(name for name in every if name in wanted)


def _spread(drawn: FloatArray) -> tuple[float, ...]:
    """Return the mean and the 5, 50 and 95 per cent quantiles."""
    return (float(drawn.mean()), *(float(each) for each in np.quantile(drawn, (0.05, 0.5, 0.95))))


def _prior_words(concentration: Any) -> str:
    if concentration is None or concentration == 1.0:
        return "all equally likely"
    if isinstance(concentration, int | float):
        return f"Dirichlet, concentration {concentration:g}"
    return f"Dirichlet, concentrations {dict(concentration)}"


def _how(posterior: Posterior) -> str:
    """Return how the draws were made and what they are worth, in words."""
    share = f"{percent(posterior.acceptance)} of prior draws fit"
    count = len(posterior.points)
    if posterior.convergence is None:
        return f"{counted(count, 'independent draw')} by rejection; {share}."
    told = posterior.convergence
    unsure = " They have not converged: take more samples." if told.r_hat > 1.05 else ""
    return (
        f"{counted(count, 'draw')} by hit-and-run, worth at least "
        f"{posterior.effective_sample_size:,.0f} "
        f"independent ones; R-hat {told.r_hat:.3f}; {share}.{unsure}"
    )
