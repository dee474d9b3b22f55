"""One chunk of an ensemble: a fixed number of draws with a random stream of its own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from negotiation.analysis.ensembles._rules import Rule, asked
from negotiation.analysis.ensembles._select import Selecting, passes
from negotiation.analysis.ensembles._ways import Ways
from negotiation.concessions import Draws, UncertainProblem

CHUNK = 1024
"""Draws in a chunk: what is lost at most when a run is killed."""


@dataclass(frozen=True, eq=False)
class ChunkWork:
    """What a worker needs to know; it is called with the number of a chunk.

    Attributes
    ----------
    problem : UncertainProblem
    rules : tuple of Rule
    seed : int
    draws : int
        In all.
    """

    problem: UncertainProblem
    rules: tuple[Rule, ...]
    seed: int
    draws: int
    parameters: Mapping[str, Any] = field(default_factory=dict)

    def size(self, chunk: int) -> int:
        """Return how many draws a chunk has; the last may have fewer."""
        return min(CHUNK, self.draws - chunk * CHUNK)

    def draw(self, chunk: int) -> tuple[Draws, np.random.Generator]:
        """Return the draws of a chunk, and the stream behind them.

        All `CHUNK` of them are drawn, so that a longer study begins with the same draws.
        """
        rng = np.random.default_rng(np.random.SeedSequence(self.seed, spawn_key=(chunk,)))
        drawn = self.problem.draw(CHUNK, rng)
        return drawn[: self.size(chunk)], rng

    def __call__(self, chunk: int) -> dict[str, Any]:
        """Return what a chunk contributes, as arrays."""
        draws, rng = self.draw(chunk)
        names = [rule.name for rule in self.rules if rule.call is None]
        selection = Selecting(draws, names, rng.random(len(draws)), self.parameters)
        ways = Ways.of(draws)
        for rows, at in passes(draws):
            selection.add(rows, at)
            ways.add(draws, rows, at)
        answers = selection.finish()
        found: dict[str, Any] = ways.arrays()
        for place, rule in enumerate(self.rules):
            mine = answers[rule.name] if rule.call is None else asked(rule, draws, rng)
            found[f"{place} outcomes"] = mine.outcomes
            found[f"{place} payoffs"] = mine.payoffs
            found[f"{place} tied"] = mine.tied
        return found
