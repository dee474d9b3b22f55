"""What a report is about, and the answers that its sections share, each asked for once."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from negotiation.actors import Scenario, distributions
from negotiation.analysis import (
    Beliefs,
    Ensemble,
    beliefs,
    bridge,
    compare,
    ensemble,
    loosened,
    responses,
    statements,
    tornado,
    what_if,
)
from negotiation.concessions import (
    BargainingProblem,
    NormalFormGame,
    PackageProblem,
    bargaining_problem,
    concession_game,
)
from negotiation.engine import equilibria, roadmap, roadmap_remedies, solve
from negotiation.errors import (
    InvalidTypeError,
    InvalidValueError,
    NegotiationError,
    NotDefinedError,
)

SWING = 0.1
"""Share by which every number is changed where nothing else is known."""

PREMIUM = 0.1
"""The most that walking away is taken to be worth above the status quo, where offers are all that
is known; the best package is worth 1."""

CONCEPTS = ("nash", "egalitarian")
"""Whose agreements are counted."""


@dataclass(frozen=True)
class Doubt:
    """What was drawn to say how likely no agreement is.

    Attributes
    ----------
    kind : {"given", "own", "offers", "illustrative"}
        Beliefs that were handed over, the scenario's own uncertain numbers, what its recorded
        offers leave possible, or every number changed a little.
    scenario : Scenario
        What is drawn from.
    sentences : tuple of str
        What was done, for the reader.
    """

    kind: str
    scenario: Scenario
    sentences: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Options:
    """How the report was asked for; see `negotiation.report`."""

    draws: int
    rng: Any
    believed: Beliefs | None
    progress: bool


@dataclass(frozen=True, eq=False)
class Subject:
    """A scenario, a payoff table or a game, and what was answered about it.

    Parameters
    ----------
    given : Scenario, BargainingProblem or NormalFormGame
    options : Options

    Raises
    ------
    InvalidTypeError
        If it is something else.
    """

    given: Any
    options: Options

    def __post_init__(self) -> None:
        if not isinstance(self.given, Scenario | BargainingProblem | NormalFormGame):
            raise InvalidTypeError(
                "A report is about a Scenario, a BargainingProblem or a NormalFormGame; "
                "ng.library.load and ng.io.read return one.",
                given=self.given,
            )
        believed = self.options.believed
        if believed is None:
            return
        if not isinstance(believed, Beliefs):
            raise InvalidTypeError("beliefs= takes what ng.beliefs returns.", given=believed)
        if not isinstance(self.given, Scenario) or believed.given.issues != self.given.issues:
            raise InvalidValueError(
                "The beliefs are about other talks than the report.",
                given=believed.given.name,
            )

    @property
    def name(self) -> str:
        """What the negotiation is called."""
        if isinstance(self.given, NormalFormGame):
            return self.given.title or "a game"
        return str(self.given.name)

    @property
    def scenario(self) -> Scenario:
        """The scenario.

        Raises
        ------
        NotDefinedError
            If the report is about a bare table or game.
        """
        if isinstance(self.given, Scenario):
            return self.given
        kind = "game" if isinstance(self.given, NormalFormGame) else "payoff table"
        raise NotDefinedError(
            f"It needs a scenario (issues, options, who wants what); this report is about a {kind}."
        )

    @property
    def actors(self) -> tuple[str, ...]:
        """The actors' names."""
        if isinstance(self.given, Scenario):
            return tuple(actor.name for actor in self.given.actors)
        return tuple(self.given.actors)

    @cached_property
    def certain(self) -> Scenario:
        """The scenario with every uncertain number in the middle of what it could be."""
        return self.scenario.central()

    @cached_property
    def problem(self) -> BargainingProblem | PackageProblem:
        """The payoffs; those of the certain scenario."""
        if isinstance(self.given, BargainingProblem):
            return self.given
        if isinstance(self.given, NormalFormGame):
            raise NotDefinedError("In a game nobody signs anything, so there is no agreement.")
        return bargaining_problem(self.certain)

    @cached_property
    def listed(self) -> BargainingProblem:
        """The payoffs, every package listed.

        Raises
        ------
        NotDefinedError
            If there are too many packages to list.
        """
        if isinstance(self.problem, PackageProblem):
            raise NotDefinedError("There are too many packages to list one by one.")
        return self.problem

    @cached_property
    def comparison(self) -> Any:
        """What each theory selects."""
        return compare(self.problem)

    @cached_property
    def game(self) -> NormalFormGame:
        """The game in which each actor chooses alone what it concedes."""
        if isinstance(self.given, NormalFormGame):
            return self.given
        if self.scenario.status_quo is None and any(
            issue.conceded_by is None for issue in self.scenario.issues
        ):
            raise NotDefinedError(
                "The scenario does not say for every issue who concedes it, so it does not say "
                "what anybody could give alone."
            )
        return concession_game(replace(self.certain, correlations=()))

    @cached_property
    def equilibria(self) -> Any:
        """Its Nash equilibria."""
        return equilibria(self.game)

    @cached_property
    def answers(self) -> Any:
        """What the model says to the offers on record."""
        if not self.scenario.offers:
            raise NotDefinedError("No offers are on record.")
        return responses(self.certain)

    @cached_property
    def bridging(self) -> Any:
        """The least changes that open the ZOPA."""
        return bridge(self.certain if isinstance(self.given, Scenario) else self.problem)

    @cached_property
    def moved(self) -> Any:
        """Which numbers move the room for agreement."""
        return tornado(self.certain)

    @cached_property
    def doubt(self) -> Doubt:
        """What is drawn."""
        return _doubt(self)

    @cached_property
    def study(self) -> Ensemble:
        """What is agreed, draw by draw."""
        asked = self.options
        return ensemble(
            self.doubt.scenario,
            CONCEPTS,
            draws=asked.draws,
            rng=asked.rng,
            progress=asked.progress,
        )

    @cached_property
    def effects(self) -> Any:
        """The probability of no agreement with single changes made."""
        return what_if(self.doubt.scenario, draws=self.options.draws, rng=self.options.rng)

    @cached_property
    def road(self) -> Any:
        """The best order of steps that nobody gains by breaking off."""
        self._with_status_quo()
        return roadmap(self.certain)

    @cached_property
    def remedies(self) -> Any:
        """What would make a road map to the Nash package hold."""
        self._with_status_quo()
        return roadmap_remedies(self.certain, target=solve(self.problem, "nash"))

    def _with_status_quo(self) -> None:
        if self.scenario.status_quo is None:
            raise NotDefinedError(
                "A road map begins at the status quo, and the scenario does not say what it is."
            )


def _doubt(subject: Subject) -> Doubt:
    """Choose what to draw from, the best founded first."""
    scenario, asked = subject.scenario, subject.options
    if asked.believed is not None:
        told = "Preferences are drawn from the beliefs that were handed over with the scenario."
        return Doubt("given", asked.believed.scenario, (told,))
    if scenario.uncertain:
        told = "The scenario's own uncertain numbers are drawn, from the distributions given there."
        return Doubt("own", scenario, (told,))
    failed: tuple[str, ...] = ()
    if any(offer.answers for offer in scenario.offers):
        try:
            return _from_offers(subject)
        except NegotiationError as error:
            failed = (f"The recorded answers could not be used: {error.message}",)
    told = (
        f"Illustrative: every number is changed by up to {SWING:.0%} and every red line holds in "
        "every second draw. Nobody has said how far the numbers may be off; this shows how much "
        "the answer depends on them, not how likely a deal was."
    )
    return Doubt("illustrative", loosened(scenario, SWING), (*failed, told))


def _from_offers(subject: Subject) -> Doubt:
    """Return what the recorded offers leave possible."""
    scenario = subject.scenario
    said = statements.from_offers(scenario)
    premium = distributions.uniform(0.0, PREMIUM)
    if scenario.status_quo is None:
        raise NotDefinedError(
            "What walking away is worth is counted from the status quo, and there is none."
        )
    found = beliefs(scenario, said, premium=premium, rng=subject.options.rng)
    told = (
        f"The {len(said)} answers on record rule out some preferences; what they leave is drawn. "
        "At first all weights are equally likely.",
        f"Assumed, not found: walking away is worth up to {PREMIUM:g} more than the status quo "
        "(instead of the scenario's own number), where the best package is worth 1, all values "
        "equally likely; and the red lines stand as they were written down.",
    )
    return Doubt("offers", found.scenario, told)
