"""What is asked in every draw: a concept, a protocol, or a function of the reader's own."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from negotiation.analysis.ensembles._select import Answers, blank
from negotiation.concessions import BargainingProblem, Draws
from negotiation.engine.axiomatic import concept_registry
from negotiation.engine.axiomatic._parameters import settle
from negotiation.engine.protocols import protocol_registry
from negotiation.errors import InvalidTypeError, InvalidValueError, NotDefinedError, unknown_name


@dataclass(frozen=True)
class Rule:
    """One way to settle a draw.

    Attributes
    ----------
    name : str
        What the answers are called.
    call : callable or None
        ``(problem, rng) -> answer``, asked draw by draw; ``None`` for a solution concept.
    """

    name: str
    call: Callable[[BargainingProblem, np.random.Generator], Any] | None = None


@dataclass(frozen=True)
class ByProtocol:
    """Asks a registered protocol."""

    name: str

    def __call__(self, problem: BargainingProblem, rng: np.random.Generator) -> Any:
        """Return the protocol's answer to a problem."""
        try:
            return protocol_registry[self.name].solve(problem)
        except TypeError as error:
            raise NotDefinedError(
                f"The protocol needs more than a bargaining problem ({error}). Ask it through a "
                f"function of your own: def rule(problem, rng): return "
                f"ng.protocols.{self.name}(problem, ...).",
                protocol=self.name,
            ) from error


def rules_of(concept: Any, actors: int) -> tuple[Rule, ...]:
    """Return the rules that `concept=` names, each once, defined for so many actors."""
    given: Sequence[Any]
    if isinstance(concept, str) or callable(concept):
        given = (concept,)
    elif isinstance(concept, Sequence):
        given = concept
    else:
        raise InvalidTypeError(
            "Name a concept, a protocol, several of them, or give a function of a bargaining "
            "problem and a random generator.",
            given=concept,
        )
    found = [_rule(each) for each in given]
    names = [rule.name for rule in found]
    if not found:
        raise InvalidValueError("Name at least one concept.", given=concept)
    for name in names:
        if names.count(name) > 1:
            raise InvalidValueError("A concept is named twice.", given=name)
    for rule in found:
        if rule.call is None:
            concept_registry[rule.name].check_actors(actors)
    return tuple(found)


def _rule(given: Any) -> Rule:
    if callable(given):
        return Rule(getattr(given, "__name__", type(given).__name__), given)
    if given in concept_registry:
        return Rule(given)
    if given in protocol_registry:
        answer = protocol_registry[given].answer
        if not hasattr(answer, "outcomes"):
            raise NotDefinedError(
                "This protocol does not answer with packages, so its answers cannot be counted. "
                "Ask it through a function of your own that returns an outcome or None.",
                protocol=given,
            )
        return Rule(given, ByProtocol(given))
    raise unknown_name("concept or protocol", given, [*concept_registry, *protocol_registry])


def parameters_of(
    given: Any, rules: Sequence[Rule], actors: tuple[str, ...]
) -> dict[str, dict[str, Any]]:
    """Return the concepts' parameters, checked as far as they do not depend on the draw."""
    names = [rule.name for rule in rules if rule.call is None]
    found = {}
    for name, own in dict(given or {}).items():
        if name not in names:
            raise unknown_name("concept of this study", name, names)
        found[str(name)] = dict(own)
    # Walking away that is worth less than anything: claims and references then exceed it.
    nothing = np.zeros((1, len(actors)))
    least = BargainingProblem(nothing, np.full(len(actors), -1e300), actors=actors)
    for name in names:
        own = dict(found.get(name, {}))
        if isinstance(own.get("reference"), Mapping) and not set(own["reference"]) <= set(actors):
            own["reference"] = nothing[0]  # a package
        settle(concept_registry[name], least, own)
    return found


def asked(rule: Rule, draws: Draws, rng: np.random.Generator) -> Answers:
    """Return what a rule settles in every draw, asked one by one."""
    assert rule.call is not None
    answer = blank(draws)
    for row in range(len(draws)):
        problem = draws.problem(row)
        found, chances = _packages(rule.call(problem, rng), problem, rule.name)
        if not found:
            continue
        pick = found[int(rng.choice(len(found), p=chances))]
        if pick is None:
            continue
        answer.outcomes[row], answer.payoffs[row] = pick, problem.payoffs[pick]
        answer.tied[row] = len(found) > 1
    return answer


def _packages(answer: Any, problem: BargainingProblem, name: str) -> tuple[list[Any], Any]:
    """Return the rows that an answer names, ``None`` for no agreement, and their chances."""
    lottery = getattr(answer, "lottery", None)
    if isinstance(lottery, Mapping) and lottery:
        chances = np.array(list(lottery.values()), dtype=float)
        return [problem.index(each) for each in lottery], chances / chances.sum()
    if hasattr(answer, "outcomes"):
        named = list(answer.outcomes)
        if named and getattr(answer, "no_agreement", False):
            named.append(None)
    elif answer is not None and not isinstance(answer, Mapping) and hasattr(answer, "agreement"):
        named = [answer.agreement]
    else:
        named = [answer]
    return [_row(each, problem, name) for each in named], None


def _row(given: Any, problem: BargainingProblem, name: str) -> int | None:
    if given is None:
        return None
    if isinstance(given, int | np.integer) and not isinstance(given, bool):
        if not 0 <= given < len(problem):
            raise InvalidValueError(
                f"A rule answered with a row that the problem of {len(problem)} packages has not.",
                given=int(given),
                concept=name,
            )
        return int(given)
    if isinstance(given, Mapping):
        return problem.index(given)
    raise InvalidTypeError(
        "A rule must answer with a package, the number of a row, None for no agreement, or "
        "something with outcomes or an agreement.",
        given=given,
        concept=name,
    )
