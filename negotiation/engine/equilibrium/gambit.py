"""Gambit's algorithms for any number of actors, where pygambit is installed.

``gambit-enummixed`` (all extreme equilibria of two actors), ``gambit-enumpoly`` (all isolated
equilibria of small games of any number of actors), ``gambit-lcp``, ``gambit-gnm`` and
``gambit-ipa`` (some or one).  They run in a process of their own, on exact fractions, with a
time limit, and what they say is checked like everything else.
"""

from __future__ import annotations

import json
import subprocess
import sys
from fractions import Fraction
from importlib.util import find_spec
from typing import Any

import numpy as np

from negotiation.concessions import NormalFormGame
from negotiation.engine.equilibrium._bimatrix import needs_two_actors
from negotiation.engine.equilibrium._methods import Found, accepts_all, method
from negotiation.engine.equilibrium._whole_numbers import numerators
from negotiation.errors import MissingDependencyError, NegotiationError

SECONDS = 60.0
"""How long an algorithm of Gambit's may take."""

_SCRIPT = """
import json, sys
import numpy as np
import pygambit
asked = json.load(sys.stdin)
tables = []
for flat in asked["payoffs"]:
    table = np.empty(len(flat), dtype=object)
    table[:] = [pygambit.Rational(int(each)) for each in flat]
    tables.append(table.reshape(asked["shape"]))
game = pygambit.Game.from_arrays(*tables)
found = getattr(pygambit.nash, asked["solver"])(game).equilibria
profiles = [
    [[str(each[strategy]) for strategy in actor.strategies] for actor in game.players]
    for each in found
]
print(json.dumps(profiles))
"""


def _missing() -> NegotiationError | None:
    if find_spec("pygambit") is not None:
        return None
    return MissingDependencyError(
        "Gambit's methods need pygambit: pip install 'negotiation[gambit]' (where there is no "
        "ready-made package, as on most Linux systems, it compiles for several minutes)."
    )


def _two_actors(game: NormalFormGame) -> NegotiationError | None:
    return _missing() or needs_two_actors(game)


def _any_actors(game: NormalFormGame) -> NegotiationError | None:
    return _missing() or accepts_all(game)


def _ask(game: NormalFormGame, solver: str, words: str, *, proves: bool = False) -> Found:
    """Return what one of Gambit's solvers finds in time."""
    read = [numerators(payoffs) for payoffs in game.payoffs]
    question = {
        "solver": solver,
        "shape": game.payoffs.shape[1:],
        "payoffs": [[str(each) for each in whole.flat] for whole, _ in read],
    }
    try:
        done = subprocess.run(
            [sys.executable, "-c", _SCRIPT],
            input=json.dumps(question),
            capture_output=True,
            text=True,
            timeout=SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return Found(missed=(f"Gambit's {solver} had not ended after {SECONDS:g} seconds.",))
    if done.returncode:
        last = (done.stderr.strip().splitlines() or ["no message"])[-1]
        return Found(missed=(f"Gambit's {solver} stopped early: {last}",))
    profiles = [
        [np.array([float(Fraction(each)) for each in mixture]) for mixture in profile]
        for profile in json.loads(done.stdout)
    ]
    proven = proves and all(simple for _, simple in read)
    return Found(
        profiles,
        ("nash",) if proven else (),
        words,
        () if proven else (f"Gambit's {solver} proves nothing about equilibria it does not list.",),
    )


def _register(solver: str, words: str, *, two: bool, proves: bool = False) -> None:
    refuses: Any = _two_actors if two else _any_actors

    @method(f"gambit-{solver}", concepts=("nash",), rank=None, refuses=refuses)
    def find(game: NormalFormGame) -> Found:
        return _ask(game, f"{solver}_solve", words, proves=proves)


_register(
    "enummixed",
    "All extreme equilibria were enumerated by Gambit.",
    two=True,
    proves=True,
)
_register("lcp", "Equilibria were searched by Gambit's Lemke-Howson algorithm.", two=True)
_register("enumpoly", "Supports were enumerated and solved by Gambit.", two=False)
_register("gnm", "Equilibria were searched by Gambit's global Newton method.", two=False)
_register("ipa", "An equilibrium was searched by Gambit's iterated polymatrix method.", two=False)
