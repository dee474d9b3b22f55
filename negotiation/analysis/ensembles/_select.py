"""What solution concepts select in many draws at once, and whether there is anything to select."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from negotiation._arrays import BoolArray, FloatArray, IntArray
from negotiation.analysis.ensembles._pass import (
    Listed,
    Pass,
    candidates,
    look,
    unanimous,
)
from negotiation.analysis.ensembles._shortlist import Shortlist, selected
from negotiation.concessions import Draws
from negotiation.engine.axiomatic import Concept, concept_registry

NO_AGREEMENT = -1
"""What stands in the place of a package where there is none."""

_WAITING = 1 << 13
"""Packages that are collected before concepts select among them."""

_CELLS = 1 << 18
"""Payoffs that are looked at together: about a megabyte, which stays in fast memory."""


@dataclass(frozen=True, eq=False)
class Answers:
    """What one concept selects, draw by draw.

    Attributes
    ----------
    outcomes : array of int, shape (n,)
        The row of the package, -1 for no agreement; where several are tied, one by lot.
    payoffs : array, shape (n, n_actors)
        Its worth, or what walking away is worth.
    tied : array of bool, shape (n,)
        Whether several packages were selected.
    """

    outcomes: IntArray
    payoffs: FloatArray
    tied: BoolArray


def passes(draws: Draws) -> Iterator[tuple[slice, Pass]]:
    """Return passes over a few draws at a time, in memory that is used again."""
    problem = draws.problem_drawn
    actors, outcomes = len(problem.actors), len(problem.space)
    step = max(1, _CELLS // (actors * outcomes))
    signable = draws.signable(slice(0, 1)) if problem.lines and not draws.lines_vary else None
    buffer = np.empty((actors, min(step, max(len(draws), 1)), outcomes))
    for start in range(0, len(draws), step):
        rows = slice(start, min(start + step, len(draws)))
        count = rows.stop - start
        out = buffer if count == buffer.shape[1] else np.empty((actors, count, outcomes))
        if draws.lines_vary:
            signable = draws.signable(rows)
        yield rows, look(draws, rows, signable=signable, out=out)


def answers(
    draws: Draws,
    concepts: Sequence[str],
    rng: np.random.Generator,
    *,
    parameters: Mapping[str, Mapping[str, Any]] | None = None,
) -> dict[str, Answers]:
    """Return what registered concepts select in every draw.

    Parameters
    ----------
    draws : Draws
    concepts : sequence of str
    rng : Generator
        Ties are settled by lot: one number per draw, the same for all concepts.
    parameters : mapping, optional
        ``{concept: {name: value}}``, as `solve` takes them.

    Raises
    ------
    NotDefinedError
        If less than everybody's consent suffices, or a concept is not defined for so many
        actors.
    """
    selecting = Selecting(draws, concepts, rng.random(len(draws)), parameters or {})
    for rows, at in passes(draws):
        selecting.add(rows, at)
    return selecting.finish()


def blank(draws: Draws) -> Answers:
    """Return no agreement in every draw."""
    n = len(draws)
    return Answers(
        np.full(n, NO_AGREEMENT), np.array(draws.disagreement), np.zeros(n, dtype=np.bool_)
    )


class Selecting:
    """Collects what can be selected, pass by pass, and lets concepts select many draws at once.

    Parameters
    ----------
    draws : Draws
    concepts : sequence of str
    lots : array, shape (n,)
        A number in [0, 1) per draw, which settles ties.
    parameters : mapping
        ``{concept: {name: value}}``.
    """

    def __init__(
        self,
        draws: Draws,
        concepts: Sequence[str],
        lots: FloatArray,
        parameters: Mapping[str, Mapping[str, Any]],
    ) -> None:
        unanimous(draws.problem_drawn)
        problem = draws.problem_drawn
        self.draws, self.lots, self.actors = draws, lots, problem.actors
        self.parameters = {name: dict(parameters.get(name, {})) for name in concepts}
        self.found = {name: blank(draws) for name in concepts}
        self.short: list[Concept] = []
        self.whole: list[Concept] = []
        for name in concepts:
            rule = concept_registry[name]
            rule.check_actors(len(problem.actors))
            given = self.parameters[name]
            package = given.get("reference")
            if isinstance(package, Mapping) and not set(package) <= set(problem.actors):
                given["reference"] = int(problem.space.index(package))
            ignores = "dominated-outcomes-do-not-matter" in rule.axioms
            (self.short if ignores and "reference" not in given else self.whole).append(rule)
        self.waiting: list[tuple[Listed, FloatArray]] = []
        self.count = 0

    def add(self, rows: slice, at: Pass) -> None:
        """Take up the draws of one pass."""
        if self.whole:
            some = np.flatnonzero(at.zopa.any(axis=1))
            self._answer(
                self.whole, Shortlist.whole(at, some, actors=self.actors), some + rows.start
            )
        if not self.short:
            return
        listed = candidates(at)
        self.waiting.append(
            (Listed(listed.draw + rows.start, listed.package, listed.worth), at.slack)
        )
        self.count += len(listed.draw)
        if self.count > _WAITING:
            self._flush(rows.stop)

    def _flush(self, stop: int) -> None:
        """Let the concepts select among all that is waiting; it ends before draw `stop`."""
        if not self.waiting:
            return
        slack = np.concatenate([each for _, each in self.waiting])
        parts = [each for each, _ in self.waiting]
        listed = Listed(
            np.concatenate([each.draw for each in parts]),
            np.concatenate([each.package for each in parts]),
            np.concatenate([each.worth for each in parts], axis=1),
        )
        self.waiting, self.count = [], 0
        self._select(listed, stop - len(slack), slack)

    def finish(self) -> dict[str, Answers]:
        """Return all answers."""
        self._flush(len(self.draws))
        return self.found

    def _select(self, listed: Listed, start: int, slack: FloatArray) -> None:
        """Write what is selected; `slack` (n, n_actors) is that of draws from `start` on."""
        if not len(listed.draw):
            return
        some, draw = np.unique(listed.draw, return_inverse=True)
        short = Shortlist.of(
            Listed(draw, listed.package, listed.worth),
            self.draws.disagreement[some],
            slack[some - start],
            actors=self.actors,
        )
        self._answer(self.short, short, some)

    def _answer(self, rules: Sequence[Concept], short: Shortlist, some: IntArray) -> None:
        """Write what concepts select of the packages listed of some draws."""
        if not len(some):
            return
        place, power = np.arange(len(some)), self.draws.power[some]
        for rule in rules:
            answer = self.found[rule.name]
            chosen = selected(short, rule, power, self.parameters[rule.name])
            column, count = _by_lot(chosen, self.lots[some])
            found = count > 0
            where, row, column = some[found], place[found], column[found]
            answer.outcomes[where] = short.packages[row, column]
            answer.payoffs[where] = short.payoffs[row, column]
            answer.tied[where] = count[found] > 1


def _by_lot(chosen: BoolArray, lots: FloatArray) -> tuple[IntArray, IntArray]:
    """Return one chosen column per row by lot, and how many there were."""
    count = chosen.sum(axis=1)
    column = chosen.argmax(axis=1)
    several = np.flatnonzero(count > 1)
    if len(several):
        turn = np.minimum((lots[several] * count[several]).astype(np.intp), count[several] - 1)
        # The first column up to which one more is chosen than the turn says.
        column[several] = (np.cumsum(chosen[several], axis=1) > turn[:, None]).argmax(axis=1)
    return column, count


def deals(draws: Draws) -> BoolArray:
    """Return in which draws (n,) the ZOPA is not empty."""
    unanimous(draws.problem_drawn)
    parts = [at.zopa.any(axis=1) for _, at in passes(draws)]
    return np.concatenate([*parts, np.empty(0, dtype=np.bool_)])


def room(draws: Draws) -> FloatArray:
    """Return how far the ZOPA is open in every draw, shape (n,).

    The gain of the worst placed actor in the package that is best for the worst placed,
    among those that no red line stops: negative where there is no agreement, and minus
    infinity where every package crosses a red line.
    """
    unanimous(draws.problem_drawn)
    parts = []
    for rows, at in passes(draws):
        least = at.payoffs[:, :, 0] - at.walk[:, 0, None]
        for actor in range(1, at.payoffs.shape[2]):
            np.minimum(least, at.payoffs[:, :, actor] - at.walk[:, actor, None], out=least)
        if draws.problem_drawn.lines:
            least = np.where(draws.signable(rows), least, -np.inf)
        parts.append(least.max(axis=1))
    return np.concatenate([*parts, np.empty(0)])
