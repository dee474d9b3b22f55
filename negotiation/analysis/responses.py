"""Who would say yes or no to a package, and whether a no is a matter of price or of principle."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from negotiation._arrays import negligible
from negotiation._table import Shown, Table
from negotiation.actors import Actor, Outcome, OutcomeSpace, RedLine, Scenario
from negotiation.concessions.from_scenario import reservation_value, utilities
from negotiation.errors import InvalidTypeError, InvalidValueError


@dataclass(frozen=True)
class Response:
    """What one actor would say to one package.

    Attributes
    ----------
    offer : str
        What the package is called.
    actor : str
        Who answers.
    gain : float
        Its utility above the reservation value.
    worthwhile : bool
        Whether the package is worth at least walking away, red lines aside.
    red_lines : tuple of RedLine
        The actor's own red lines that the package crosses.
    recorded : bool or None
        The answer on record, ``None`` where there is none.
    """

    offer: str
    actor: str
    gain: float
    worthwhile: bool
    red_lines: tuple[RedLine, ...] = ()
    recorded: bool | None = None

    @property
    def accepts(self) -> bool:
        """Whether the actor would sign."""
        return self.worthwhile and not self.red_lines

    @property
    def because(self) -> str:
        """What a no rests on: "utilities", "red line" or both; empty for a yes."""
        grounds = [] if self.worthwhile else ["utilities"]
        return " and ".join([*grounds, *(["red line"] if self.red_lines else [])])

    @property
    def agrees(self) -> bool | None:
        """Whether the answer is the one on record, ``None`` where there is none."""
        return None if self.recorded is None else self.accepts == self.recorded


@dataclass(frozen=True)
class Responses(Shown):
    """The answers of all actors to one package or to every offer on record.

    Attributes
    ----------
    scenario : Scenario
        Whose actors answer.
    answers : tuple of Response
        Package by package, the actors in the order of the scenario.
    """

    scenario: Scenario
    answers: tuple[Response, ...]

    def of(self, actor: str) -> dict[str, Response]:
        """Return the answers of one actor, by the name of the offer.

        Raises
        ------
        UnknownNameError
            If there is no such actor.
        """
        name = self.scenario.actor(actor).name
        return {each.offer: each for each in self.answers if each.actor == name}

    @property
    def mismatches(self) -> tuple[Response, ...]:
        """The answers that are not the ones on record."""
        return tuple(each for each in self.answers if each.agrees is False)

    def summary(self) -> Table:
        """Return a row per offer and actor: its answer, by how much, why, and the record."""
        rows = [
            (
                each.offer,
                each.actor,
                _said(each.accepts),
                each.gain,
                "; ".join([*([] if each.worthwhile else ["utilities"]), *map(str, each.red_lines)]),
                _said(each.recorded),
            )
            for each in self.answers
        ]
        columns = ("offer", "actor", "says", "gain", "no because of", "on record")
        return Table(columns, rows, f"{self.scenario.name}: who would sign", self._notes())

    def _notes(self) -> list[str]:
        notes = [
            "Gain: utility above walking away. What is not utilities is a red line of the actor's."
        ]
        told = [each for each in self.answers if each.recorded is not None]
        if told:
            wrong = "; ".join(f"{each.actor} on {each.offer!r}" for each in self.mismatches)
            notes.append(
                f"{len(told) - len(self.mismatches)} of {len(told)} answers on record are "
                f"reproduced{f', all but {wrong}' if wrong else ''}."
            )
        return notes

    def __repr__(self) -> str:
        yes = sum(each.accepts for each in self.answers)
        offers = len({each.offer for each in self.answers})
        return (
            f"<Responses to {offers} offer{'s' if offers != 1 else ''}: {yes} yes, "
            f"{len(self.answers) - yes} no, {len(self.mismatches)} against the record>"
        )


def responses(scenario: Scenario, outcome: Mapping[str, Any] | None = None) -> Responses:
    """Return who would say yes or no to a package, or to every offer on record.

    An actor says yes when the package is worth at least its reservation value and
    crosses none of its red lines.  The answer says which of the two a no rests on: a no
    from the utilities can be bought, a no from a red line follows from its being drawn.

    Parameters
    ----------
    scenario : Scenario
        Whose actors answer.
    outcome : mapping, optional
        ``{issue: option}``, completed from the status quo; every offer on record if
        left out.

    Returns
    -------
    Responses

    Raises
    ------
    UnknownNameError
        If an issue or option does not exist.
    InvalidValueError
        If there is no outcome and no offer on record.

    Examples
    --------
    >>> import negotiation as ng
    >>> ng.responses(ng.library.load("hanoi-2019"), {"peace": "peace declaration"})
    <Responses to 1 offer: 1 yes, 1 no, 0 against the record>
    """
    if not isinstance(scenario, Scenario):
        raise InvalidTypeError("Responses are those of a Scenario's actors.", given=scenario)
    if outcome is not None:
        package = scenario.outcome(outcome)
        label = str(package.changes(scenario.status_quo)) or "status quo"
        packages: list[tuple[str, Outcome, Mapping[str, bool]]] = [(label, package, {})]
    else:
        packages = [(each.name, each.outcome, each.answers) for each in scenario.offers]
    if not packages:
        raise InvalidValueError(
            "No offers are on record; name a package to answer.", scenario=scenario.name
        )
    space = OutcomeSpace.of(scenario.issues, [package for _, package, _ in packages])
    by_actor = [list(_answers(scenario, actor, space)) for actor in scenario.actors]
    return Responses(
        scenario,
        tuple(
            Response(name, actor.name, *answers[row], recorded.get(actor.name))
            for row, (name, _, recorded) in enumerate(packages)
            for actor, answers in zip(scenario.actors, by_actor, strict=True)
        ),
    )


def _answers(
    scenario: Scenario, actor: Actor, space: OutcomeSpace
) -> Iterable[tuple[float, bool, tuple[RedLine, ...]]]:
    """Yield the gain, whether it is one, and the red lines crossed, package by package."""
    walk, worth = reservation_value(actor, scenario), utilities(actor, space)
    slack = float(negligible(np.maximum(worth, walk), np.minimum(worth, walk)).max())
    crossed = [line.holds(space) for line in actor.red_lines]
    for row, gain in enumerate((worth - walk).tolist()):
        lines = tuple(
            line for line, rows in zip(actor.red_lines, crossed, strict=True) if rows[row]
        )
        yield gain, gain >= -slack, lines


def _said(answer: bool | None) -> str:
    return {True: "yes", False: "no", None: ""}[answer]
