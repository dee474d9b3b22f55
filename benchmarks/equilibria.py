"""Equilibria beside nashpy, QuantEcon and Gambit in the same process run.

    python benchmarks/equilibria.py             every row; some minutes, most of them the peers'
    python benchmarks/equilibria.py --alone     without the peers
    python benchmarks/equilibria.py --quick     small sizes without the peers; seconds

Prints a Markdown table: medians over the same random games for everybody, asked in turns and
twice in a row, of which the second counts, and the limit that the project set itself.  It
measures and does not judge.  An answer that differs from ours is counted, because a fast wrong
list is no result.
"""

from __future__ import annotations

import gc
import statistics
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import game_theory_peers as peers
import numpy as np
from measuring import Asked, Sheet, print_all, ratio, seconds, shown, verdict, within

import negotiation as ng
from negotiation.engine.equilibrium._stakes import stakes
from negotiation.engine.equilibrium._verify import is_equilibrium

Tables = tuple[Any, Any]


@dataclass
class Case:
    """One row: the games, what is asked of us and of each peer, and the limit in seconds."""

    name: str
    games: list[Tables]
    ours: Callable[[ng.NormalFormGame], Any]
    theirs: dict[str, Callable[[Tables], Any]] = field(default_factory=dict)
    peer_games: dict[str, int] = field(default_factory=dict)
    seconds: float | None = None


def random_games(count: int, *shape: int) -> list[Tables]:
    """Return pairs of tables of uniform payoffs."""
    rng = np.random.default_rng(sum(shape))
    return [tuple(rng.random((2, *shape))) for _ in range(count)]


def all_equilibria(quick: bool) -> Iterator[Case]:
    """Yield the lists of all equilibria of one game."""
    limits = {8: 0.003, 12: 0.06, 16: 5.0}
    for size in (3, 5, 8) if quick else (3, 5, 8, 10, 12, 14, 16):
        count = {10: 15, 12: 9, 14: 5, 16: 3}.get(size, 40)
        theirs = {
            "nashpy": peers.nashpy_vertex if size < 10 else None,
            "nashpy, fast mode": peers.nashpy_support if size < 10 else None,
            "QuantEcon": peers.quantecon_vertex if size < 16 else None,
            "Gambit": peers.gambit_enummixed if size < 14 else None,
        }
        yield Case(
            f"all equilibria, {size} × {size}",
            random_games(count, size, size),
            ng.equilibria,
            {name: ask for name, ask in theirs.items() if ask is not None},
            {
                "nashpy": 2 if size == 8 else 10,
                "nashpy, fast mode": 3 if size == 8 else 10,
                "Gambit": 3 if size > 8 else 20,
            },
            limits.get(size),
        )


def one_equilibrium(quick: bool) -> Iterator[Case]:
    """Yield the search for one equilibrium of a large game."""
    for size in (20,) if quick else (20, 60, 100, 200):
        yield Case(
            f"one equilibrium, {size} × {size}",
            random_games(10 if size == 200 else 40, size, size),
            lambda game: ng.equilibria(game, method="lemke-howson"),
            {"QuantEcon": peers.quantecon_lemke_howson, "Gambit": peers.gambit_lcp},
            {"Gambit": 0 if size == 200 else 3},
            0.006 if size == 100 else None,
        )


def row(case: Case, asked: Asked, columns: list[str]) -> list[str]:
    """Return the cells of a case's row: everybody is asked in turns about each game."""
    spent: dict[str, list[float]] = {"ours": []}
    wrong: dict[str, int] = {}
    case.ours(ng.NormalFormGame(np.stack(case.games[0])))  # what is loaded once is not counted
    gc.collect()
    for place, tables in enumerate(case.games):
        used, answer = warm(lambda tables=tables: case.ours(ng.NormalFormGame(np.stack(tables))))
        spent["ours"].append(used)
        for name, ask in case.theirs.items():
            if not is_asked(name, asked) or place >= case.peer_games.get(name, 10**9):
                continue
            if place == 0:
                ask(tables)  # compiles, for QuantEcon
            used, found = warm(lambda ask=ask, tables=tables: ask(tables))
            spent.setdefault(name, []).append(used)
            wrong[name] = wrong.get(name, 0) + differs(case, answer, found, tables)
    fast = statistics.median(spent["ours"])
    cells = [shown(fast)]
    for name in columns:
        if name not in spent:
            cells.append("—")
            continue
        slow = statistics.median(spent[name])
        note = f", {wrong[name]} of {len(spent[name])} differ" if wrong[name] else ""
        cells.append(f"{shown(slow)} ({ratio(slow, fast)}{note})")
    return [*cells, within(case.seconds, fast)]


def is_asked(column: str, asked: Asked) -> bool:
    """Return whether a peer is to be asked, in whichever mode."""
    return asked.peer(column.partition(",")[0])


def warm(ask: Callable[[], Any]) -> tuple[float, Any]:
    """Return how long a question takes when it is asked again at once, if that does not take long.

    The first time is spent on finding everybody's code in memory after the others' turns.
    """
    used, answer = seconds(ask, tidy=False)
    return (seconds(ask, tidy=False)[0], answer) if used < 0.1 else (used, answer)


def differs(case: Case, ours: Any, theirs: Any, tables: Tables) -> bool:
    """Return whether a peer's list is not ours, or its one equilibrium is none."""
    if not case.name.startswith("all"):
        scale = stakes(ng.NormalFormGame(np.stack(tables)))
        return not theirs or not is_equilibrium(scale, theirs[0])
    one, other = (
        {tuple(np.round(np.concatenate(each), 6).tolist()) for each in listed}
        for listed in (ours.profiles, theirs)
    )
    return one != other


def stacks(quick: bool) -> Iterator[tuple[str, Callable[[], list[str]]]]:
    """Yield rows about many small games in one call, generic ones and ones full of ties."""
    sizes = [(2, 400_000), (3, 200_000), (4, 150_000), (5, 100_000), (6, 20_000)]
    sizes += [(7, 6_000), (8, 2_000)]
    limits = {3: 1_000_000, 5: 150_000, 8: 1_500}
    scale = 20 if quick else 1
    for size, count in sizes[:3] if quick else sizes:
        rng = np.random.default_rng(size)
        tables = rng.random((2, count // scale, size, size))
        ask = partial(stack, tables, limits.get(size))
        yield f"stack, {size} × {size}, uniform", ask
    for size, top, count in [(3, 5, 2_000), (3, 100, 20_000), (4, 100, 5_000), (5, 1_000, 5_000)]:
        rng = np.random.default_rng(size)
        tables = rng.integers(0, top + 1, (2, count // scale, size, size))
        yield f"stack, {size} × {size}, whole numbers 0 to {top:,}", partial(stack, tables, None)


def stack(tables: Any, limit: int | None) -> list[str]:
    """Return the cells of a row about one stack."""
    rate, found = per_second(tables)
    told = "—" if limit is None else verdict(f"{limit:,}", rate >= limit)
    return [f"{rate:,.0f} games/s", share(found), told]


def per_second(tables: Any) -> tuple[float, Any]:
    """Return how many games of a stack are solved a second, the median of seven runs."""
    ng.equilibria_stack(*tables[:, :64])
    gc.collect()
    runs = [seconds(lambda: ng.equilibria_stack(*tables), tidy=False) for _ in range(7)]
    return tables.shape[1] / statistics.median(used for used, _ in runs), runs[-1][1]


def share(found: Any) -> str:
    """Return the share of games that had a tie, or something near one."""
    return f"{found.exact.mean():.1%} exactly"


def failures(count: int) -> str:
    """Return how many of some random games of 100 x 100 got no equilibrium."""
    start = time.perf_counter()
    missing = 0
    for tables in random_games(count, 100, 100):
        found = ng.equilibria(ng.NormalFormGame(np.stack(tables)), method="lemke-howson")
        missing += not found.profiles or found.diagnostics["maximum_regret"] > 1e-9
    spent = time.perf_counter() - start
    return f"{missing} of {count} random games of 100 × 100 failed ({shown(spent)} in all)."


def sheets(asked: Asked) -> Iterator[Sheet]:
    """Yield the tables: one game at a time, and stacks of games."""
    columns = [name for name in peers.NAMES if is_asked(name, asked)]
    cases = (case for group in (all_equilibria, one_equilibrium) for case in group(asked.quick))
    yield Sheet(
        ("what", "negotiation", *columns, "limit"),
        ((case.name, partial(row, case, asked, columns)) for case in cases),
    )
    yield Sheet(
        ("what", "negotiation", "share", "games/s wanted"),
        stacks(asked.quick),
        None if asked.only else partial(failures, 10 if asked.quick else 400),
    )


if __name__ == "__main__":
    print_all(__doc__, sheets, ["nashpy", "QuantEcon", "Gambit"])
