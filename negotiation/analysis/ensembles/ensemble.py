"""Ensembles: what is agreed in thousands of draws of what nobody knows, and how often not."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from negotiation._arrays import FloatArray, IntArray
from negotiation._table import Shown, Table
from negotiation.actors import Outcome, Quantity
from negotiation.analysis.ensembles._blocked import Blocked, conditions
from negotiation.analysis.ensembles._estimate import Estimate
from negotiation.analysis.ensembles._fingerprint import fingerprint
from negotiation.analysis.ensembles._pass import unanimous
from negotiation.analysis.ensembles._rules import parameters_of, rules_of
from negotiation.analysis.ensembles._runner import run
from negotiation.analysis.ensembles._tally import Count, Tally, rows_kept
from negotiation.analysis.ensembles._telling import forecast_table, theories_table
from negotiation.analysis.ensembles._work import CHUNK, ChunkWork
from negotiation.concessions import UncertainProblem
from negotiation.engine.talks._streams import seed_of
from negotiation.errors import InvalidValueError, unknown_name


@dataclass(frozen=True, eq=False)
class Ensemble(Shown):
    """What one or several theories select in many draws of an uncertain scenario.

    Where several packages are tied in a draw, one is taken by lot.  What is said of terms,
    packages and no agreement counts all draws; single draws are kept up to a limit.

    Attributes
    ----------
    problem : UncertainProblem
    concepts : tuple of str
        The concepts, protocols or functions asked.  What is not said of a concept is said of
        the first; ``study[concept]`` is the study of one alone.
    draws : int
        How many draws were evaluated.
    seed : int
        From which all of them can be had again.
    blocked : Blocked
        What stood in the way where there is no agreement.
    partial : bool
        Whether the study was interrupted before all draws were done.
    notes : tuple of str
        How it was computed, if that matters.
    tally : Tally
        The counts.
    """

    problem: UncertainProblem
    concepts: tuple[str, ...]
    draws: int
    seed: int
    blocked: Blocked
    partial: bool
    notes: tuple[str, ...]
    tally: Tally

    def __getitem__(self, concept: str) -> Ensemble:
        """Return the study of one concept alone."""
        if concept not in self.concepts:
            raise unknown_name("concept of this study", concept, self.concepts)
        place = self.concepts.index(concept)
        own = (self.problem, (concept,), self.draws, self.seed, self.blocked, self.partial)
        return Ensemble(*own, self.notes, self.tally.only(place))

    @property
    def certain(self) -> bool:
        """Whether nothing in the scenario is uncertain, so that all draws are the same."""
        return not self.problem.quantities

    @property
    def _count(self) -> Count:
        return self.tally.counts[0]

    def _share(self, number: float) -> Estimate:
        return Estimate(number / self.draws, self.draws, self.certain and number in (0, self.draws))

    @property
    def no_agreement(self) -> Estimate:
        """The probability of no agreement, with its standard error."""
        return self._share(int(self._count.packages[-1]))

    @property
    def terms(self) -> dict[str, dict[str, Estimate]]:
        """The share of all draws in which an issue is settled by an option.

        ``{issue: {option: share}}``; the shares of an issue and that of no agreement are 1
        together.
        """
        space, packages = self.problem.space, self._count.packages[:-1]
        found = {}
        for issue in self.problem.scenario.issues:
            levels = space.column(issue.name).astype(np.intp)
            counts = np.bincount(levels, weights=packages, minlength=len(issue))
            shares = (self._share(float(each)) for each in counts)
            found[issue.name] = dict(zip(issue.options, shares, strict=True))
        return found

    def packages(self, most: int = 10) -> dict[Outcome, Estimate]:
        """Return the packages agreed on most often, with their shares of all draws.

        Parameters
        ----------
        most : int, default 10
            How many at most.
        """
        counts = self._count.packages[:-1]
        order = np.argsort(-counts, kind="stable")[: max(most, 0)]
        return {
            self.problem.space[int(row)]: self._share(int(counts[row]))
            for row in order
            if counts[row]
        }

    @property
    def kept(self) -> int:
        """Of how many draws, the first, every answer is kept."""
        return len(self.outcomes)

    @property
    def outcomes(self) -> IntArray:
        """The row of ``problem.space`` agreed on in each draw kept, -1 for no agreement."""
        found: IntArray = self._count.rows("outcomes")
        return found

    @property
    def payoffs(self) -> FloatArray:
        """What each draw kept brings, shape (kept, n_actors); walking away for no agreement."""
        found: FloatArray = self._count.rows("payoffs")
        return found

    @property
    def tied(self) -> Estimate:
        """In which share of draws the package was taken by lot among several."""
        return self._share(self._count.tied)

    @property
    def mean_payoffs(self) -> FloatArray:
        """The mean payoff of each actor over all draws, shape (n_actors,)."""
        mean: FloatArray = self._count.sums / self.draws
        return mean

    def quantiles(self, q: Any = (0.05, 0.25, 0.5, 0.75, 0.95)) -> dict[str, FloatArray]:
        """Return quantiles of the actors' payoffs over the draws kept.

        Parameters
        ----------
        q : array_like, shape (k,)
            Probabilities in [0, 1].

        Returns
        -------
        dict
            ``{actor: array (k,)}``, no agreement counting as what walking away is worth.
        """
        levels = np.asarray(q, dtype=float)
        if not ((levels >= 0) & (levels <= 1)).all():
            raise InvalidValueError("Quantiles are asked for between 0 and 1.", given=q)
        values = np.quantile(self.payoffs, levels, axis=0)
        return {name: values[..., place] for place, name in enumerate(self.problem.actors)}

    def inputs(self) -> dict[Quantity, FloatArray]:
        """Return the uncertain numbers of every draw kept, arrays (kept,), drawn again."""
        work = ChunkWork(self.problem, (), self.seed, self.kept)
        parts = [work.draw(chunk)[0].numbers for chunk in range(-(-self.kept // CHUNK))]
        return {
            name: np.concatenate([part[name] for part in parts]) for name in self.problem.quantities
        }

    def agreement_between(self) -> Table:
        """Return in how many of the draws kept two theories settle on the same, pair by pair."""
        return theories_table(self)

    def summary(self) -> Table:
        """Return how likely no agreement is, and how each issue is settled, theory by theory."""
        return forecast_table(self)

    def __repr__(self) -> str:
        names = ", ".join(self.concepts)
        partial = ", partial" if self.partial else ""
        return (
            f"<Ensemble {self.problem.scenario.name!r}, {names}: no agreement in "
            f"{self.no_agreement} of {self.draws:,} draws{partial}>"
        )


def ensemble(
    scenario: Any,
    concept: Any = "nash",
    *,
    draws: int = 10_000,
    rng: Any = None,
    executor: Any = None,
    checkpoint: Any = None,
    progress: bool = False,
    parameters: Any = None,
) -> Ensemble:
    """Draw what is uncertain again and again, and count what is agreed.

    Parameters
    ----------
    scenario : Scenario, UncertainProblem or Beliefs
        Its packages must be few enough to be listed.
    concept : str, callable or sequence of them, default "nash"
        A solution concept, a protocol that answers with packages, or a function
        ``(problem, rng)`` of a certain `BargainingProblem` that returns a package, a row,
        ``None`` or an answer of this library.  Several share the same draws.
    draws : int, default 10,000
        At least 1.
    rng : int or numpy.random.Generator, optional
        The seed, or where it is taken from.  The same seed gives the same draws, whatever the
        executor, and more draws begin with the same ones.
    executor : concurrent.futures.Executor, optional
        What computes the chunks of 1,024 draws; this process if left out.
    checkpoint : path, optional
        A file that keeps finished chunks, so that a run that was killed goes on from there.
    progress : bool, default False
        Show a progress bar (extra ``progress``).
    parameters : mapping, optional
        ``{concept: {parameter: value}}``, as for `solve`.

    Returns
    -------
    Ensemble
        After Ctrl-C of what was finished, marked as partial.

    Raises
    ------
    InvalidValueError, UnknownNameError
        If there are no draws or no such concept.
    NotDefinedError
        If less than everybody's consent suffices, or a concept is not defined here.
    CheckpointError
        If the checkpoint is damaged or belongs to another study.

    Examples
    --------
    >>> import negotiation as ng
    >>> cake = ng.Issue("share", ["none", "half", "all"])
    >>> mine = ng.Additive({"share": {"none": 0, "half": 0.5, "all": 1}})
    >>> yours = ng.Additive({"share": {"none": 1, "half": 0.5, "all": 0}})
    >>> doubt = ng.distributions.uniform(0, 1)
    >>> actors = [ng.Actor("A", mine, doubt), ng.Actor("B", yours, doubt)]
    >>> study = ng.ensemble(ng.Scenario("a cake", [cake], actors), draws=2_000, rng=1)
    >>> study.no_agreement.interval(0.99)[0] < 0.75 < study.no_agreement.interval(0.99)[1]
    True
    """
    problem = UncertainProblem.of(scenario)
    if isinstance(draws, bool) or not isinstance(draws, int | np.integer) or draws < 1:
        raise InvalidValueError("The number of draws is a whole number, at least 1.", given=draws)
    unanimous(problem)
    rules = rules_of(concept, len(problem.actors))
    settled = parameters_of(parameters, rules, problem.actors)
    seed = _seed(rng)
    work = ChunkWork(problem, rules, seed, int(draws), settled)
    tally = Tally(problem, len(rules), rows_kept(int(draws), len(rules), len(problem.actors)))
    mark = "" if checkpoint is None else fingerprint(problem.scenario, rules, settled, seed, CHUNK)
    ran = run(
        work,
        [work.size(chunk) for chunk in range(-(-int(draws) // CHUNK))],
        executor=executor,
        checkpoint=checkpoint,
        fingerprint=mark,
        progress=progress,
        take=tally.take,
    )
    empty, none, jointly = (int(each) for each in tally.ways)
    names = conditions(problem)
    blocked = Blocked(names, tally.pivotal, tally.cuts, empty, none, jointly, tally.draws)
    asked = tuple(rule.name for rule in rules)
    notes = tuple(ran.notes)
    return Ensemble(problem, asked, tally.draws, seed, blocked, ran.partial, notes, tally)


def _seed(rng: Any) -> int:
    """Return the seed that `rng` is, or one drawn from it."""
    if isinstance(rng, np.random.Generator | np.random.SeedSequence):
        return int(np.random.default_rng(rng).integers(2**63))
    return int(seed_of(rng).entropy)  # type: ignore[arg-type]
