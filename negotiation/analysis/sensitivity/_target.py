"""What is asked of every draw: no agreement, room, a payoff, a term."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from negotiation._arrays import FloatArray
from negotiation.analysis.ensembles._select import answers, deals, room
from negotiation.concessions import Draws, UncertainProblem
from negotiation.errors import InvalidTypeError, InvalidValueError, NotDefinedError, unknown_name

_CHUNK = 512
"""Draws looked at in one go, so that memory does not grow with their number."""
_KINDS = ("no agreement", "room", "payoff", "term")


@dataclass(frozen=True)
class Target:
    """One number per draw.

    Attributes
    ----------
    kind : str
        ``"no agreement"``, ``"room"``, ``"payoff"``, ``"term"`` or ``"own"``.
    about : tuple of str
        The actor of a payoff; the issue and the option of a term.
    concept : str
        What selects; ``""`` where nothing is selected.
    read : callable, optional
        The reader's own function of `Draws`.
    """

    kind: str
    about: tuple[str, ...] = ()
    concept: str = ""
    read: Callable[[Draws], Any] | None = None

    @classmethod
    def of(cls, asked: Any, concept: str | None = None) -> Target:
        """Return the target that ``of=`` and a concept describe."""
        if isinstance(asked, Target):
            return asked
        if callable(asked):
            return cls("own", read=asked)
        parts = (asked,) if isinstance(asked, str) else tuple(asked) if asked else ()
        if not parts or parts[0] not in _KINDS:
            raise unknown_name("target", asked, [*_KINDS, '("payoff", actor)'])
        kind, about = parts[0], tuple(str(each) for each in parts[1:])
        needs = {"payoff": 1, "term": 2}.get(kind, 0)
        if len(about) != needs:
            raise InvalidValueError(
                'A target is "no agreement", "room", ("payoff", actor) or ("term", issue, option).',
                given=asked,
            )
        selects = concept or ("nash" if needs else "")
        return cls(kind, about, selects if kind != "room" else "")

    @property
    def is_share(self) -> bool:
        """Whether the target is 0 or 1 in every draw, so that its mean is a probability."""
        return self.kind in ("no agreement", "term")

    @property
    def words(self) -> str:
        """The target as a sentence calls it."""
        by = f" ({self.concept})" if self.concept else ""
        if self.kind == "payoff":
            return f"the payoff of {self.about[0]}{by}"
        if self.kind == "term":
            return f"{self.about[0]}: {self.about[1]}{by}"
        own = {"no agreement": "no agreement", "room": "room for agreement"}
        return own.get(self.kind, "the value") + by

    def check(self, problem: UncertainProblem) -> None:
        """Refuse a payoff or a term of something that does not exist."""
        scenario = problem.scenario
        if self.read is None and not scenario.consent.unanimous(problem.actors):
            raise NotDefinedError(
                "This question is asked where everybody must agree. Hand over a function of the "
                "draws as of=, or ask about scenario.central() with ng.coalitions.",
                scenario=scenario.name,
            )
        if self.kind == "payoff" and self.about[0] not in problem.actors:
            raise unknown_name("actor", self.about[0], problem.actors)
        if self.kind == "term":
            scenario.issue(self.about[0]).level(self.about[1])

    def values(self, draws: Draws, rng: np.random.Generator) -> FloatArray:
        """Return the target in every draw, shape (n,).

        Parameters
        ----------
        draws : Draws
        rng : Generator
            Settles ties between packages by lot.
        """
        self.check(draws.problem_drawn)
        starts = range(0, len(draws), _CHUNK)
        parts = [self._part(draws[start : start + _CHUNK], rng) for start in starts]
        return np.concatenate([*parts, np.empty(0)])

    def _part(self, draws: Draws, rng: np.random.Generator) -> FloatArray:
        if self.read is not None:
            return self._own(draws)
        if self.kind == "room":
            found = room(draws)
            if not np.isfinite(found).all():
                raise NotDefinedError(
                    "In some draws every package crosses a red line: there is no room to "
                    'measure. Ask of="no agreement" instead.',
                    scenario=draws.problem_drawn.scenario.name,
                )
            return found
        if not self.concept:
            return (~deals(draws)).astype(np.float64)
        return self._selected(draws, rng)

    def _selected(self, draws: Draws, rng: np.random.Generator) -> FloatArray:
        found = answers(draws, (self.concept,), rng)[self.concept]
        if self.kind == "no agreement":
            return np.asarray(found.outcomes < 0, dtype=np.float64)
        if self.kind == "payoff":
            place = draws.problem_drawn.actors.index(self.about[0])
            return np.asarray(found.payoffs[:, place], dtype=np.float64)
        has = self._has(draws.problem_drawn)
        return np.where(found.outcomes < 0, False, has[found.outcomes]).astype(np.float64)

    def _has(self, problem: UncertainProblem) -> Any:
        """Return which packages (n_outcomes,) settle the issue by the option."""
        names = [issue.name for issue in problem.scenario.issues]
        place = names.index(self.about[0])
        return problem.space.levels[:, place] == problem.scenario.issues[place].level(self.about[1])

    def _own(self, draws: Draws) -> FloatArray:
        assert self.read is not None
        answer = np.asarray(self.read(draws), dtype=np.float64)
        if answer.shape != (len(draws),) or not np.isfinite(answer).all():
            raise InvalidTypeError(
                f"A target of your own must return a finite number per draw, shape "
                f"({len(draws)},).",
                given=answer.shape,
            )
        return answer
