"""How every kind of Nash equilibrium is looked for: reduce, ask the methods, check, report."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np

from negotiation._arrays import TOLERANCE, FloatArray, read_only
from negotiation._frozen import FrozenMap
from negotiation.concessions import NormalFormGame
from negotiation.engine.equilibrium._components import SHOWN, components
from negotiation.engine.equilibrium._equilibria import Equilibria, Profile
from negotiation.engine.equilibrium._methods import CONCEPTS, Found, Method, Tie, methods_for
from negotiation.engine.equilibrium._stakes import stakes
from negotiation.engine.equilibrium._supports import continua_in_words
from negotiation.engine.equilibrium._ties import pure_ties, tie_in_words
from negotiation.engine.equilibrium._verify import (
    AT_ONCE,
    expected,
    largest_regret,
    ordered,
    settle,
)
from negotiation.engine.equilibrium._words import strategy_label
from negotiation.engine.equilibrium.dominance import Reduction, reduce
from negotiation.errors import TooLargeError


@dataclass
class _Log:
    """What happened during one search, in the order it happened."""

    methods: list[str] = field(default_factory=list)
    searched: list[str] = field(default_factory=list)
    missed: list[str] = field(default_factory=list)
    ties: tuple[Tie, ...] = ()
    degenerate: bool | None = None
    continua: bool | None = None
    mixed_over: tuple[tuple[tuple[int, ...], ...], ...] = ()
    proof: str = ""
    rejected: int = 0
    regret: float = 0.0


def search(game: NormalFormGame, concept: str, method: str) -> Equilibria:
    """Return the equilibria of a game under a concept that no dominated strategy can serve.

    Parameters
    ----------
    game : NormalFormGame
    concept : str
        The concept's registered name.
    method : str
        "auto" or the name of a method.
    """
    tools = methods_for(concept, method)
    reduction = reduce(game)
    core = reduction.core()
    log = _Log()
    if reduction.rounds or core is None or method == "dominance":
        log.methods.append("dominance")
    if core is None:
        profiles: list[Profile] = [()]
        log.proof, log.degenerate = "dominance", False
    else:
        profiles = _ask(tools, core, concept, log, chosen=method != "auto")
        log.regret = largest_regret(stakes(core), profiles)
        if len(core.actors) == 2 and log.degenerate and len(profiles) <= SHOWN:
            log.continua = any(each.dimension > 0 for each in components(profiles))
    whole = ordered(reduction.lift(profile) for profile in profiles)
    return Equilibria(
        game,
        concept,
        whole,
        _payoffs(game, whole),
        bool(log.proof),
        " + ".join(log.methods),
        FrozenMap(_diagnostics(log, reduction, core, concept, count=len(whole))),
        CONCEPTS[concept].reference,
    )


def _ask(
    tools: tuple[Method, ...], core: NormalFormGame, concept: str, log: _Log, *, chosen: bool
) -> list[Profile]:
    """Ask methods in turn until one proves its list complete; keep what passes the check."""
    scale = stakes(core)
    log.ties = pure_ties(scale)
    log.degenerate = True if log.ties and len(core.actors) <= 2 else None
    profiles: list[Profile] = []
    for tool in tools:
        refusal = tool.refuses(core)
        if refusal is not None:
            if chosen:
                raise refusal
            if isinstance(refusal, TooLargeError):
                log.missed.append(refusal.message)
            continue
        found = tool.find(core)
        profiles, rejected = settle(scale, found.profiles, profiles)
        log.rejected += rejected
        _note(found, tool, log)
        if concept in found.proves and not rejected:
            log.proof = tool.name
            break
        if concept in found.proves:
            log.missed.append(
                f"Rounding spoils {rejected} of the equilibria that {tool.name!r} listed."
            )
    if chosen and not log.proof:
        log.missed.append(f"Only the method {tools[0].name!r} was asked for.")
    return profiles


def _note(found: Found, tool: Method, log: _Log) -> None:
    if tool.name not in log.methods:
        log.methods.append(tool.name)
    log.searched += [found.searched] if found.searched else []
    log.missed += found.missed
    if found.degenerate is not None:
        log.degenerate = log.degenerate or found.degenerate
    if not log.ties:
        log.ties = found.ties
    log.mixed_over += found.continua


def _payoffs(game: NormalFormGame, profiles: tuple[Profile, ...]) -> FloatArray:
    """Return what the actors expect, shape (k, n_actors)."""
    if len(game.actors) == 2 and 0 < game.payoffs[0].size * len(profiles) <= AT_ONCE:
        rows, columns = (np.array(each) for each in zip(*profiles, strict=True))
        table = np.stack([((rows @ each) * columns).sum(axis=1) for each in game.payoffs], axis=1)
    else:
        worth = [[expected(payoffs, profile) for payoffs in game.payoffs] for profile in profiles]
        table = np.array(worth, dtype=np.float64).reshape(len(profiles), len(game.actors))
    return read_only(table)  # type: ignore[no-any-return]


def _diagnostics(
    log: _Log,
    reduction: Reduction,
    core: NormalFormGame | None,
    concept: str,
    *,
    count: int,
) -> dict[str, Any]:
    game = reduction.game

    def label(place: int, strategy: int) -> str:
        actor = reduction.active[place]
        return strategy_label(game, actor, int(reduction.kept[actor][strategy]))

    ties = tuple(tie_in_words(tie, core, label) for tie in log.ties) if core else ()
    continua = continua_in_words(log.mixed_over, core.actors, label) if core else ()
    missed = () if log.proof else (*continua, *dict.fromkeys(log.missed))
    if not reduction.finished:
        missed += ("The game is too large to look for all dominated strategies.",)
    removed = {
        name: len(labels) - len(rows)
        for name, labels, rows in zip(game.actors, game.strategies, reduction.kept, strict=True)
    }
    return {
        "note": (_verdict(log, concept, count), *missed, *ties),
        "searched": tuple(log.searched),
        "not_searched": missed,
        "ties": ties,
        "continua": continua,
        "degenerate": log.degenerate,
        "maximum_regret": log.regret,
        "tolerance": TOLERANCE,
        "removed": FrozenMap(removed),
        "rounds": reduction.rounds,
        "rejected": log.rejected,
    }


def _verdict(log: _Log, concept: str, count: int) -> str:
    """Return in a sentence whether this is all, and on what ground."""
    kind = "pure equilibri" if concept == "pure-nash" else "equilibri"
    if log.proof == "dominance":
        ground = "iterated strict dominance leaves every actor a single strategy"
        return f"This is the only {kind}um: {ground}."
    if log.proof and count < 2:
        return f"This is the only {kind}um." if count else f"There is no {kind}um."
    if log.proof and log.continua is False and log.degenerate and concept != "pure-nash":
        return f"These are all {count} {kind}a; there are ties, but each stands alone."
    if log.proof and log.degenerate and concept != "pure-nash":
        rest = "because of ties, mixtures of some of them are equilibria as well"
        return f"These are all {count} extreme {kind}a; {rest}."
    if log.proof:
        return f"These are all {count} {kind}a."
    if not count:
        return "No equilibrium was found, though every finite game has one, perhaps mixed."
    return "There may be other equilibria."
