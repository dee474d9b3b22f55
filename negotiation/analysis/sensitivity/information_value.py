"""Which doubt is worth resolving first, to a forecaster and to an actor about to propose."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from negotiation._arrays import FloatArray
from negotiation._table import Shown, Table
from negotiation.analysis.sensitivity._blocks import Blocks
from negotiation.analysis.sensitivity._nested import INNER, OUTER, entropy, nested, told
from negotiation.analysis.sensitivity._proposals import known, no_information
from negotiation.analysis.sensitivity._target import Target
from negotiation.analysis.sensitivity.sobol import DRAWS, of_blocks, power_of_two
from negotiation.engine.talks._streams import child, seed_of
from negotiation.errors import InvalidValueError, unknown_name

_SCORES = ("brier", "log")


@dataclass(frozen=True, eq=False)
class InformationValue(Shown):
    """What it is worth to know each doubt before forecasting or proposing.

    Attributes
    ----------
    purpose : str
        What the information is for, in words.
    unit : str
        What values are measured in.
    inputs : tuple of str
        The independent doubts: a number, or numbers that hang together.
    values, errors : array, shape (k,)
        The expected improvement from knowing each one alone, and its standard error.
    low, high : array, shape (k,)
        Where an estimate has a bias of known direction, what is too low and what too high on
        average; equal to `values` where it has none.
    perfect, perfect_error : float
        The same for knowing everything.
    without : float
        What is expected without any information: the forecaster's score, the proposer's gain.
    proposal : str
        What the proposer proposes without information; ``""`` for a forecast.
    name : str
        The scenario.
    """

    purpose: str
    unit: str
    inputs: tuple[str, ...]
    values: FloatArray
    errors: FloatArray
    low: FloatArray
    high: FloatArray
    perfect: float
    perfect_error: float
    without: float
    proposal: str = ""
    name: str = ""

    @property
    def ranked(self) -> tuple[str, ...]:
        """The inputs, the one most worth knowing first."""
        return tuple(self.inputs[each] for each in np.argsort(-self.values, kind="stable"))

    def summary(self) -> Table:
        """Return a row per input, the one most worth knowing first."""
        rows: list[Any] = []
        for name in self.ranked:
            place = self.inputs.index(name)
            value = float(self.values[place])
            share = value / self.perfect if self.perfect > 0 else None
            rows.append((name, value, float(self.errors[place]), share, self._marked(place)))
        rows.append(("everything", self.perfect, self.perfect_error, None, ""))
        columns: tuple[str, ...] = (
            "doubt",
            f"worth ({self.unit})",
            "± s.e.",
            "share of perfect",
            "bracket",
        )
        if not any(row[-1] for row in rows):
            rows, columns = [row[:-1] for row in rows], columns[:-1]
        return Table(columns, rows, f"{self.name}: {self.purpose}", self._notes())

    def _marked(self, place: int) -> str:
        low, high = float(self.low[place]), float(self.high[place])
        return f"{low:.3g} to {high:.3g}" if high > low else ""

    def _notes(self) -> list[str]:
        if not self.inputs:
            return ["Nothing is uncertain: there is nothing to find out."]
        if not self.perfect > 0:
            return ["Nothing that could be found out would change anything."]
        notes = []
        if self.proposal:
            notes.append(f"Without information it proposes: {self.proposal}.")
            notes.append(f"That is expected to bring it {self.without:.3g}.")
            notes.append(
                "A bracket runs from choosing and judging a package on different draws (too low "
                "on average) to the same draws (too high); the worth is its middle."
            )
        first, second = [*self.ranked, ""][:2]
        if second:
            one, two = (self.inputs.index(each) for each in (first, second))
            apart = float(self.values[one] - self.values[two])
            noise = float(np.hypot(self.errors[one], self.errors[two]))
            if apart < 2.0 * noise:
                notes.append(
                    "The first two are closer than twice their error: the order is not settled."
                )
        return notes

    def __repr__(self) -> str:
        if not self.inputs or not self.perfect > 0:
            return f"<InformationValue {self.purpose}: nothing to find out>"
        return f"<InformationValue {self.purpose}: {self.ranked[0]} first of {len(self.inputs)}>"


def information_value(
    subject: Any,
    *,
    proposer: str | None = None,
    score: str = "brier",
    draws: int | None = None,
    rng: Any = None,
) -> InformationValue:
    """Say which doubt is worth resolving first.

    Parameters
    ----------
    subject : Scenario, UncertainProblem or Beliefs
        An uncertain scenario.
    proposer : str, optional
        The actor about to propose one package, take it or leave it.  If left out, the
        information is for somebody who forecasts whether there is no agreement.
    score : str, default "brier"
        How the forecast is judged: ``"brier"``, the mean squared distance, or ``"log"``, the
        logarithmic score in nats.
    draws : int, optional
        For Brier scores draws of each of two sets (2048); else values of each doubt that are
        tried (200), with 64 draws of the rest at each.
    rng : int, Generator or None
        Same seed, same answer.

    Returns
    -------
    InformationValue

    Raises
    ------
    UnknownNameError, InvalidValueError
        If there is no such actor or score, or too few draws.

    Notes
    -----
    A forecaster who knows X improves the expected Brier score by ``Var(E[Y | X])``, and the
    expected logarithmic score by the mutual information of Y and X.  A proposer gains
    ``E[max E[gain | X]] − max E[gain]``, the expected value of partial perfect information.
    What is unknown about the proposer's own preferences counts like any other doubt: the
    doubts are the analyst's.

    References
    ----------
    Raiffa, H. and R. Schlaifer (1961). Applied Statistical Decision Theory (as usually cited).

    Examples
    --------
    >>> import negotiation as ng
    >>> pie = ng.Issue("deal", ["yes"])
    >>> actors = [
    ...     ng.Actor("Ann", ng.Additive({"deal": {"yes": 1}}), ng.distributions.uniform(0, 2)),
    ...     ng.Actor("Bo", ng.Additive({"deal": {"yes": 1}}), ng.distributions.uniform(0, 1.1)),
    ... ]
    >>> found = ng.information_value(ng.Scenario("a talk", [pie], actors), rng=1)
    >>> found.ranked[0]
    'Ann: walking away'
    """
    blocks, seed = Blocks.of(subject), seed_of(rng)
    if score not in _SCORES:
        raise unknown_name("score", score, _SCORES)
    if proposer is not None:
        if proposer not in blocks.problem.actors:
            raise unknown_name("actor", proposer, blocks.problem.actors)
        return _to_a_proposer(blocks, proposer, _outer(draws), seed)
    if score == "log":
        return _log_score(blocks, _outer(draws), seed)
    return _brier_score(blocks, power_of_two(DRAWS if draws is None else draws), seed)


def _outer(draws: int | None) -> int:
    outer = OUTER if draws is None else draws
    if isinstance(outer, bool) or not isinstance(outer, int | np.integer) or outer < 2:
        raise InvalidValueError("draws= takes a whole number, at least 2.", given=draws)
    return int(outer)


def _brier_score(blocks: Blocks, n: int, seed: np.random.SeedSequence) -> InformationValue:
    found = of_blocks(blocks, Target.of("no agreement"), n, seed)
    return InformationValue(
        "what a forecaster of no agreement would gain from knowing it",
        "Brier score",
        blocks.labels,
        found.explained,
        found.explained_error,
        found.explained,
        found.explained,
        found.variance,
        found.variance_error,
        found.variance,
        name=blocks.problem.scenario.name,
    )


def _log_score(blocks: Blocks, outer: int, seed: np.random.SeedSequence) -> InformationValue:
    problem, target = blocks.problem, Target.of("no agreement")
    values, errors = np.zeros((2, len(blocks.labels)))
    for place, block in enumerate(problem.blocks):
        batches = nested(problem, block, outer, child(seed, place))
        events = [target.values(each, np.random.default_rng(0)) for each in batches]
        values[place], errors[place] = told(np.concatenate(events).reshape(-1, INNER))
    batches = nested(problem, (), outer, child(seed, len(values)))
    events = [target.values(each, np.random.default_rng(0)) for each in batches]
    share = float(np.concatenate(events).mean())
    slope = abs(np.log((1.0 - share) / share)) if 0.0 < share < 1.0 else 0.0
    doubt = float(entropy(np.array(share)))
    return InformationValue(
        "what a forecaster of no agreement would gain from knowing it",
        "logarithmic score, nats",
        blocks.labels,
        values,
        errors,
        values,
        values,
        doubt,
        float(slope * np.sqrt(share * (1.0 - share) / (outer * INNER))),
        doubt,
        name=problem.scenario.name,
    )


def _to_a_proposer(
    blocks: Blocks, proposer: str, outer: int, seed: np.random.SeedSequence
) -> InformationValue:
    problem = blocks.problem
    Target.of("no agreement").check(problem)
    place = problem.actors.index(proposer)
    count = len(blocks.labels)
    pair = (child(seed, count), child(seed, count + 1))
    best, without, everything = no_information(problem, place, outer, pair)
    each = [
        known(problem, place, best, nested(problem, block, outer, child(seed, number)))
        for number, block in enumerate(problem.blocks)
    ]
    low, high = (np.array([getattr(one, end) for one in each]) for end in ("low", "high"))
    status_quo = problem.scenario.status_quo
    label = str(problem.space[best].changes(status_quo)) or "the status quo"
    return InformationValue(
        f"what {proposer} would gain from knowing it before it proposes",
        f"{proposer}'s utility",
        blocks.labels,
        (low + high) / 2.0,
        np.array([one.error for one in each]),
        low,
        high,
        everything.low,
        everything.error,
        without,
        label if best >= 0 else "nothing",
        problem.scenario.name,
    )
