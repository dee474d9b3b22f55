"""The independent doubts of a problem and what to call them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from negotiation._shares import counted
from negotiation.actors import Quantity, Scenario
from negotiation.concessions import UncertainProblem
from negotiation.engine.talks._streams import child
from negotiation.errors import InvalidTypeError

_NAMED = 3
"""Numbers of one block that are named one by one."""


@dataclass(frozen=True, eq=False)
class Blocks:
    """An uncertain problem and a label for each of its independent blocks of numbers.

    Attributes
    ----------
    problem : UncertainProblem
    labels : tuple of str
        One per block of ``problem.blocks``, all different.
    """

    problem: UncertainProblem
    labels: tuple[str, ...]

    @classmethod
    def of(cls, subject: Any) -> Blocks:
        """Return the blocks of a scenario, an uncertain problem or beliefs."""
        problem = problem_of(subject)
        labels: list[str] = []
        for block in problem.blocks:
            label = block_label(block)
            again = sum(each == label or each.startswith(f"{label} (") for each in labels)
            labels.append(f"{label} ({again + 1})" if again else label)
        return cls(problem, tuple(labels))


def problem_of(subject: Any) -> UncertainProblem:
    """Return what the questions of this room are asked of, as an uncertain problem."""
    if isinstance(subject, UncertainProblem):
        return subject
    scenario = subject if isinstance(subject, Scenario) else getattr(subject, "scenario", None)
    if not isinstance(scenario, Scenario):
        raise InvalidTypeError(
            "Expected a Scenario, an UncertainProblem or beliefs.", given=subject
        )
    return UncertainProblem.of(scenario)


def block_label(block: tuple[Quantity, ...]) -> str:
    """Return what a block is called: its number, or whose numbers of which kind they are."""
    if len(block) == 1:
        return str(block[0])
    actors = dict.fromkeys(each.actor for each in block)
    kinds = dict.fromkeys(each.what for each in block)
    if len(actors) == len(kinds) == 1:
        return f"{next(iter(actors))}: {counted(len(block), next(iter(kinds)))} together"
    if len(block) <= _NAMED:
        return " with ".join(str(each) for each in block)
    if len(actors) == 1:
        return f"{next(iter(actors))}: {counted(len(block), 'number')} together"
    return f"{block[0]} with {counted(len(block) - 1, 'other number')}"


def rng_of(seed: np.random.SeedSequence, *key: int) -> np.random.Generator:
    """Return the generator that belongs to a place in a question, whatever else was drawn."""
    return np.random.default_rng(child(seed, *key))
