"""An ensemble of the Hanoi summit that takes a few chunks, and a digest of all it found."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import negotiation as ng

CONCEPTS = ("nash", "kalai-smorodinsky", "egalitarian", "utilitarian")


@cache
def hanoi() -> Any:
    """Return the summit with doubtful weights and worth of walking away."""
    known = ng.library.load("hanoi-2019")
    d = ng.distributions
    issues = [issue.name for issue in known.issues]
    actors = [
        replace(
            each,
            preferences=replace(each.preferences, weights=d.dirichlet(dict.fromkeys(issues, 2.0))),
            reservation=known.status_quo,
            premium=d.uniform(0, 0.1),
        )
        for each in known.actors
    ]
    return replace(known, actors=tuple(actors))


def study(draws: int = 10_000, **how: Any) -> Any:
    how = {"concept": CONCEPTS, "rng": 7, **how}
    return ng.ensemble(hanoi(), draws=draws, **how)


def digest(found: Any) -> str:
    """Return a digest of everything that an ensemble counted and kept, to the last bit."""
    told = hashlib.sha256(f"{found.draws} {found.seed} {found.concepts}".encode())
    for concept in found.concepts:
        own = found[concept]
        for array in (own.outcomes, own.payoffs, own.mean_payoffs):
            told.update(f"{array.dtype.str} {array.shape}".encode())
            told.update(array.tobytes())
        told.update(repr((float(own.no_agreement), float(own.tied), own.terms)).encode())
    told.update(str(found.blocked.summary()).encode())
    return told.hexdigest()


def checkpointed(path: Path) -> str:
    """Run the study with a checkpoint; for a process that is killed."""
    return digest(study(draws=20_000, checkpoint=path))


hanoi()  # loaded once, before the processes that are killed are forked
