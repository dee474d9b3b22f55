"""What solution concepts select in many draws at once, and whether there is anything to select."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from negotiation._arrays import BoolArray, FloatArray, IntArray
from negotiation.analysis.ensembles._pass import Pass, look, unanimous, undominated
from negotiation.analysis.ensembles._shortlist import Listed, Shortlist, selected
from negotiation.concessions import Draws
from negotiation.engine.axiomatic import concept_registry

_CELLS = 1 << 17
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
    buffer = np.empty((actors, min(step, max(len(draws), 1)), outcomes))
    for start in range(0, len(draws), step):
        rows = slice(start, min(start + step, len(draws)))
        count = rows.stop - start
        out = buffer if count == buffer.shape[1] else np.empty((actors, count, outcomes))
        yield rows, look(draws, rows, out=out)


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
    unanimous(draws)
    for name in concepts:
        concept_registry[name].check_actors(len(draws.problem_drawn.actors))
    selection = Selection.of(draws, concepts, rng.random(len(draws)), parameters)
    for rows, at in passes(draws):
        selection.add(rows, at)
    return selection.finish()


def blank(draws: Draws) -> Answers:
    """Return no agreement in every draw."""
    n = len(draws)
    return Answers(np.full(n, -1), np.array(draws.disagreement), np.zeros(n, dtype=np.bool_))


@dataclass(eq=False)
class Selection:
    """Concepts asked of many draws, which are looked at a few at a time.

    Attributes
    ----------
    draws : Draws
    found : dict of str to Answers
    lots : array, shape (n,)
    parameters : mapping
    short, whole : list
        Concepts to which dominated outcomes do not matter, which are asked of short lists in
        the end; and the others, which are asked of the whole ZOPA pass by pass.
    """

    draws: Draws
    found: dict[str, Answers]
    lots: FloatArray
    parameters: Mapping[str, Mapping[str, Any]]
    short: list[str]
    whole: list[str]
    parts: list[tuple[IntArray, IntArray, FloatArray]]
    slack: FloatArray

    @classmethod
    def of(cls, draws: Draws, concepts: Sequence[str], lots: FloatArray, given: Any) -> Selection:
        """Return a selection that has not looked at any draw."""
        parameters = dict(given or {})
        short = [
            name
            for name in concepts
            if "dominated-outcomes-do-not-matter" in concept_registry[name].axioms
            and "reference" not in parameters.get(name, {})
        ]
        whole = [name for name in concepts if name not in short]
        found = {name: blank(draws) for name in concepts}
        slack = np.empty(draws.disagreement.shape)
        return cls(draws, found, lots, parameters, short, whole, [], slack)

    def add(self, rows: slice, at: Pass) -> None:
        """Look at the draws of one pass."""
        self.slack[rows] = at.slack
        if self.short:
            draw, package = undominated(at)
            self.parts.append((draw + rows.start, package, at.payoffs[draw, package]))
        if self.whole:
            draw, package = np.nonzero(at.zopa)
            part = (draw + rows.start, package, at.payoffs[draw, package])
            self._ask(self.whole, self._listed([part]), complete=True)

    def finish(self) -> dict[str, Answers]:
        """Ask what is still to be asked, and return all answers."""
        if self.short and self.parts:
            self._ask(self.short, self._listed(self.parts), complete=False)
        return self.found

    def _listed(self, parts: list[tuple[IntArray, IntArray, FloatArray]]) -> Listed:
        draw, package, payoffs = (np.concatenate(each) for each in zip(*parts, strict=True))
        begin = np.searchsorted(draw, np.arange(len(self.draws) + 1))
        return Listed(begin, package, payoffs, self.draws.disagreement, self.slack)

    def _ask(self, names: list[str], listed: Listed, *, complete: bool) -> None:
        """Write what concepts select in every draw that has packages on the list."""
        for batch in listed.batches():
            table = Shortlist.of(listed, batch, complete=complete)
            power, place = self.draws.power[batch], np.arange(len(batch))
            for name in names:
                rule, answer = concept_registry[name], self.found[name]
                chosen = selected(table, rule, power, self.parameters.get(name, {}))
                count = chosen.sum(axis=1)
                turn = np.minimum((self.lots[batch] * count).astype(np.intp), count - 1)
                # The position before which as many selected packages lie as the lot says.
                column = (np.cumsum(chosen, axis=1) > turn[:, None]).argmax(axis=1)
                answer.outcomes[batch] = table.packages[place, column]
                answer.payoffs[batch] = table.payoffs[place, column]
                answer.tied[batch] = count > 1


def deals(draws: Draws) -> BoolArray:
    """Return in which draws (n,) the ZOPA is not empty."""
    unanimous(draws)
    parts = [at.zopa.any(axis=1) for _, at in passes(draws)]
    return np.concatenate([*parts, np.empty(0, dtype=np.bool_)])


def room(draws: Draws) -> FloatArray:
    """Return how far the ZOPA is open in every draw, shape (n,).

    The gain of the worst placed actor in the package that is best for the worst placed,
    among those that no red line stops: negative where there is no agreement, and minus
    infinity where every package crosses a red line.
    """
    unanimous(draws)
    parts = []
    for rows, at in passes(draws):
        least = at.payoffs[:, :, 0] - at.walk[:, 0, None]
        for actor in range(1, at.payoffs.shape[2]):
            np.minimum(least, at.payoffs[:, :, actor] - at.walk[:, actor, None], out=least)
        if draws.problem_drawn.lines:
            least = np.where(draws.signable(rows), least, -np.inf)
        parts.append(least.max(axis=1))
    return np.concatenate([*parts, np.empty(0)])
