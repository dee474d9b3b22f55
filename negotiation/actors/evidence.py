"""What the numbers of a scenario rest on, and the offers that history records."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from negotiation._frozen import FrozenMap
from negotiation.actors.outcome import Outcome
from negotiation.errors import InvalidTypeError, InvalidValueError, unknown_name

KINDS = ("fact", "claim", "estimate", "judgement", "illustrative")
"""How far a number can be trusted: reported fact, claim of a party, one source's estimate,
the modeller's judgement, invented for illustration."""


@dataclass(frozen=True)
class Evidence:
    """What one number, or a group of numbers, of a scenario rests on.

    Parameters
    ----------
    kind : {"fact", "claim", "estimate", "judgement", "illustrative"}
        How far it can be trusted.
    statement : str
        What is known or assumed, in a sentence.
    source : str
        Who says so and where; for a judgement, what it leans on.
    actor, issue, option : str, optional
        What it supports: an option's value, an issue's weight and values (`option` left
        out), the actor's reservation value (`issue` left out), everything (all left out).
    """

    kind: str
    statement: str
    source: str
    actor: str | None = None
    issue: str | None = None
    option: str | None = None

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise unknown_name("kind of evidence", self.kind, KINDS)
        for part in ("statement", "source"):
            text = getattr(self, part)
            if not isinstance(text, str) or not text.strip():
                raise InvalidValueError(
                    f"Evidence needs a {part} in words.",
                    given=text,
                    actor=self.actor,
                    issue=self.issue,
                    option=self.option,
                )


@dataclass(frozen=True)
class Offer:
    """An outcome that somebody proposed, and how it was answered.

    Parameters
    ----------
    name : str
        What to call it.
    outcome : mapping
        The package, complete.
    by : str, optional
        The actor that proposed it.
    answers : mapping of str to bool
        ``{actor: accepted}`` for the answers on record; an actor whose answer is
        unknown or disputed is left out.
    source : str, optional
        Where it is reported.
    """

    name: str
    outcome: Outcome
    by: str | None = None
    answers: FrozenMap[str, bool] = field(default_factory=FrozenMap)
    source: str = ""

    def __post_init__(self) -> None:
        if not isinstance(self.outcome, Mapping):
            raise InvalidTypeError("An offer proposes a package.", given=self.outcome)
        object.__setattr__(self, "outcome", Outcome(self.outcome))
        for actor, answer in dict(self.answers).items():
            if not isinstance(answer, bool):
                raise InvalidTypeError(
                    "An answer on record is True or False; leave out what is not known.",
                    given=answer,
                    actor=actor,
                )
        object.__setattr__(self, "answers", FrozenMap(self.answers))


def best_evidence(
    evidence: Iterable[Evidence],
    actor: str | None = None,
    issue: str | None = None,
    option: str | None = None,
) -> Evidence | None:
    """Return the most specific evidence for a number, or ``None`` if there is none."""
    asked: tuple[Any, ...] = (actor, issue, option)

    def fits(each: Evidence) -> bool:
        said = (each.actor, each.issue, each.option)
        if (each.issue is None) != (issue is None) and each.actor is not None:
            return False
        return all(part is None or part == want for part, want in zip(said, asked, strict=True))

    fitting = [each for each in evidence if fits(each)]
    return max(
        fitting,
        key=lambda each: sum(x is not None for x in (each.actor, each.issue, each.option)),
        default=None,
    )
