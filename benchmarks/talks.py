"""Simulated talks and tournaments beside NegMAS in the same process run.

    python benchmarks/talks.py             every row, beside NegMAS; some minutes, most of them its
    python benchmarks/talks.py --alone     without NegMAS
    python benchmarks/talks.py --quick     small sizes without NegMAS; seconds

Prints a Markdown table: medians, both asked in turns about the same domains, and the limit that
the project set itself.  It measures and does not judge.  Every domain has 1,296 packages (four
issues of six options) and additive preferences.  Both sides get preferences that are ready; what
each needs to prepare for one negotiation is part of its time.
"""

from __future__ import annotations

import gc
import statistics
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

import negmas_talks as peer
import numpy as np
from measuring import Asked, Sheet, print_all, ratio, seconds, shown, verdict

import negotiation as ng

ISSUES, OPTIONS = 4, 6
EXPONENT = 0.2
KINDS = ("boulware", "linear", "conceder", "hard_liner")
ANSWERING = ("tit_for_tat", "micro", "grit", "trade_off")


@dataclass
class Case:
    """One row: what is asked of us and of NegMAS, how often, and by how much we are to lead."""

    name: str
    ours: Callable[[int], Any]
    theirs: Callable[[int], Any] | None
    runs: int
    lead: float | None = None


def domain(seed: int) -> Any:
    """Return option values, shape (2 actors, issues, options), that add up to at most 1."""
    values = np.random.default_rng(seed).random((2, ISSUES, OPTIONS))
    return values / values.max(axis=2, keepdims=True) / ISSUES


def problem_of(values: Any) -> ng.BargainingProblem:
    """Return the bargaining problem of option values, every package listed."""
    names = [f"issue {place}" for place in range(values.shape[1])]
    options = [f"option {place}" for place in range(values.shape[2])]
    issues = [ng.Issue(name, options) for name in names]
    actors = [
        ng.Actor(
            f"Actor {seat + 1}",
            ng.Additive(
                {
                    name: dict(zip(options, row, strict=True))
                    for name, row in zip(names, table.tolist(), strict=True)
                }
            ),
        )
        for seat, table in enumerate(values)
    ]
    return ng.bargaining_problem(ng.Scenario("random", issues, actors))


def one_talk(quick: bool, alone: bool) -> Iterator[Case]:
    """Yield talks of two tactics, most of them agreeing late or not at all."""
    rounds = 100 if quick else 1000
    count = 3 if quick else 15
    values = [domain(seed) for seed in range(count)]
    ready = [problem_of(each) for each in values]
    spaces = [] if alone else [peer.functions(each) for each in values]
    for name, ours, theirs in (
        ("boulware and boulware", "boulware", "boulware"),
        ("two hard-liners", "hard_liner", "hard_liner"),
        ("MiCRO and MiCRO", "micro", "micro"),
        ("tit for tat and boulware", "tit_for_tat", "boulware"),
    ):
        pair = [tactic(ours), tactic(theirs)]
        kinds = (ours, theirs)
        # Its tit for tat plays by another rule, and its talks are over after a few rounds.
        peers = None if ours == "tit_for_tat" else partial(held, spaces, kinds, rounds)
        yield Case(
            f"one talk, {name}, {rounds:,} rounds",
            lambda run, pair=pair: ng.play(ready[run], pair, rounds=rounds),
            peers,
            count,
            100 if ours == "boulware" else None,
        )


def held(spaces: Any, kinds: Any, rounds: int, run: int) -> Any:
    """Hold one of NegMAS's talks."""
    return peer.talk(spaces[run], kinds, rounds)


def tournaments(quick: bool, alone: bool) -> Iterator[Case]:
    """Yield tournaments of 1,600 talks: four tactics in both seats, domains, repetitions."""
    domains = 4 if quick else 100
    values = [domain(1000 + seed) for seed in range(domains)]
    ready = [problem_of(each) for each in values]
    spaces = [] if alone else [peer.functions(each) for each in values]
    for rounds in (20,) if quick else (100, 1000):
        yield Case(
            f"tournament, {16 * domains:,} talks of {rounds:,} rounds",
            lambda _, rounds=rounds: ng.tournament(
                [tactic(kind) for kind in KINDS], ready, rounds=rounds
            ),
            (lambda _: peer.tournament(spaces, KINDS, 100)) if rounds == 100 else None,
            1,
            150 if rounds == 100 else None,
        )
    few, rounds, repeats = (2, 20, 2) if quick else (10, 100, 10)
    # There is nothing like grit or trade-off in NegMAS to set beside it.
    yield Case(
        f"tournament, {16 * few * repeats:,} talks of {rounds} rounds, tactics that answer",
        lambda _: ng.tournament(
            [tactic(kind) for kind in ANSWERING], ready[:few], rounds=rounds, repeats=repeats, rng=1
        ),
        None,
        1,
    )


def tactic(kind: str) -> Any:
    """Return one of our tactics."""
    return getattr(ng.tactics, kind)()


def row(case: Case, alone: bool) -> list[str]:
    """Return the cells of a case's row: both are asked in turns."""
    case.ours(0)  # what is loaded once is not counted
    alone = alone or case.theirs is None
    if not alone:
        peer.talk(peer.functions(domain(0)), ("linear", "linear"), 10)
    gc.collect()
    fast, slow = [], []
    for run in range(case.runs):
        # Ours is short, and easily disturbed: the median of several stands for each.
        times = [seconds(lambda: case.ours(run))[0] for _ in range(3 if case.runs > 1 else 9)]  # noqa: B023
        fast.append(statistics.median(times))
        if not alone:
            slow.append(seconds(lambda: case.theirs(run))[0])  # noqa: B023
    ours = statistics.median(fast)
    if alone:
        return [shown(ours), "—", "—", "—"]
    theirs = statistics.median(slow)
    lead = "—" if case.lead is None else verdict(f"{case.lead:g}×", theirs >= case.lead * ours)
    return [shown(ours), shown(theirs), ratio(theirs, ours), lead]


def sheets(asked: Asked) -> list[Sheet]:
    """Return the table."""
    alone = not asked.peer("NegMAS")
    cases = (case for group in (one_talk, tournaments) for case in group(asked.quick, alone))
    return [
        Sheet(
            ("what", "negotiation", "NegMAS", "ratio", "lead wanted"),
            ((case.name, partial(row, case, alone)) for case in cases),
        )
    ]


if __name__ == "__main__":
    print_all(__doc__, sheets, ["NegMAS"])
