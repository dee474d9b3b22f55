"""What came out of a tournament: who agreed with whom, when, and what it was worth."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np

from negotiation._arrays import FloatArray, IntArray, read_only
from negotiation._frozen import FrozenMap
from negotiation._shares import counted, percent
from negotiation._table import Shown, Table
from negotiation.concessions import BargainingProblem, NormalFormGame
from negotiation.engine.talks._encounters import AGREEMENT, Encounters, Fault
from negotiation.engine.talks._scores import (
    by_row,
    distance_to,
    frontier_of,
    nash_of,
    over_seats,
    unit_gains,
)
from negotiation.engine.talks._setting import Setting
from negotiation.engine.talks.history import History
from negotiation.engine.talks.play import held
from negotiation.errors import (
    InvalidValueError,
    unknown_name,
)


@dataclass(frozen=True, eq=False)
class Tournament(Shown):
    """Results of all talks of a tournament.

    Attributes
    ----------
    tactics : tuple of str
        The tactics, in words.
    settings : tuple of Setting
        Per scenario the problem and the rules.
    rows : array of int, shape (n_scenarios, repeats, n_tactics, ..., n_tactics)
        The row of the agreement in its problem, -1 for none.  There is an axis for the tactic
        of each actor, in their order.
    ended : array of int, like `rows`
        The round in which the talks ended, from 1.
    statuses : array of int, like `rows`
        How they ended, as positions in `negotiation.engine.talks.STATUSES`.
    faults : tuple of Fault
        Every talk that ended because a tactic failed.
    parameters : mapping
        Parameters of the rules of play.
    """

    tactics: tuple[str, ...]
    settings: tuple[Setting, ...] = field(repr=False)
    rows: IntArray = field(repr=False)
    ended: IntArray = field(repr=False)
    statuses: IntArray = field(repr=False)
    faults: tuple[Fault, ...] = ()
    parameters: Mapping[str, Any] = field(default_factory=FrozenMap)

    @property
    def problems(self) -> tuple[BargainingProblem, ...]:
        """What the talks were about, per scenario."""
        return tuple(setting.problem for setting in self.settings)

    @property
    def scenarios(self) -> tuple[str, ...]:
        """The scenarios by name."""
        return tuple(problem.name for problem in self.problems)

    @property
    def talks(self) -> int:
        """How many talks there were."""
        return int(self.rows.size)

    @property
    def seats(self) -> tuple[str, ...]:
        """The actors, by name if they are called the same in all scenarios."""
        names = {problem.actors for problem in self.problems}
        if len(names) == 1:
            return names.pop()
        return tuple(f"Actor {place + 1}" for place in range(self.rows.ndim - 2))

    @cached_property
    def payoffs(self) -> FloatArray:
        """What every actor ends up with, shape ``(*rows.shape, n_actors)``.

        The utility of the agreement when it is signed, the reservation value if there is none.
        """
        worth = [
            np.where((rows >= 0)[..., None], problem.payoffs[rows], problem.disagreement)
            for problem, rows in zip(self.problems, self.rows, strict=True)
        ]
        return read_only(np.stack(worth))  # type: ignore[no-any-return]

    @cached_property
    def shares(self) -> FloatArray:
        """Gains as shares of the actor's best gain in the ZOPA, shape ``(*rows.shape, n_actors)``.

        0 is walking away.  Gains are discounted to the first round.  Unlike payoffs, shares can
        be averaged over scenarios.
        """
        shares = [
            (payoffs - setting.problem.disagreement)
            / unit_gains(setting.problem)
            * setting.discount ** (ended[..., None] - 1)
            for setting, payoffs, ended in zip(self.settings, self.payoffs, self.ended, strict=True)
        ]
        return read_only(np.stack(shares))  # type: ignore[no-any-return]

    @property
    def agreement_rate(self) -> FloatArray:
        """The share of talks that end in agreement, shape (n_tactics, ..., n_tactics)."""
        return self._mean(self.statuses == AGREEMENT)

    @property
    def mean_rounds(self) -> FloatArray:
        """The mean round in which talks end, shape (n_tactics, ..., n_tactics)."""
        return self._mean(self.ended)

    @property
    def mean_shares(self) -> FloatArray:
        """The mean of `shares`, shape (n_actors, n_tactics, ..., n_tactics)."""
        return np.stack([self._mean(self.shares[..., seat]) for seat in range(len(self.seats))])

    @property
    def welfare(self) -> FloatArray:
        """The mean of the sum of the actors' `shares`, shape (n_tactics, ..., n_tactics)."""
        return self._mean(self.shares.sum(axis=-1))

    @cached_property
    def distance_to_nash(self) -> FloatArray:
        """Mean distance to the Nash solution, shape (n_tactics, ..., n_tactics).

        In undiscounted shares of the actors' best gains; no agreement is the point 0; of tied
        solutions the nearest counts.
        """
        return self._distance(nash_of)

    @cached_property
    def distance_to_frontier(self) -> FloatArray:
        """Mean distance to the nearest efficient outcome of the ZOPA, shape (n_tactics, ...).

        Measured as `distance_to_nash`; where the ZOPA is empty, to walking away.
        """
        return self._distance(frontier_of)

    def _distance(self, points: Any) -> FloatArray:
        found = []
        for problem, rows in zip(self.problems, self.rows, strict=True):
            unit = unit_gains(problem)
            score = distance_to(points(problem, unit))
            found.append(by_row(rows, score, problem.gains / unit))
        return self._mean(np.stack(found))

    @staticmethod
    def _mean(values: Any) -> FloatArray:
        mean: FloatArray = read_only(np.asarray(values, dtype=np.float64).mean(axis=(0, 1)))
        return mean

    def game(self, *, symmetric: bool = False) -> NormalFormGame:
        """Return the game in which every actor chooses its tactic beforehand.

        Parameters
        ----------
        symmetric : bool
            Whether a tactic's payoff is averaged over the seats, so that all actors have the
            same choice to make.

        Returns
        -------
        NormalFormGame
            Its payoffs are the mean `shares`; `negotiation.equilibria` takes it.
        """
        payoffs = self.mean_shares
        actors: tuple[str, ...] = self.seats
        if symmetric:
            payoffs = over_seats(payoffs)
            actors = tuple(f"Actor {place + 1}" for place in range(len(actors)))
        return NormalFormGame(
            payoffs, (self.tactics,) * len(actors), actors, title="which tactic to play"
        )

    def history(self, *tactics: str, scenario: int | str = 0, repeat: int = 0) -> History:
        """Return one of the talks, move by move.

        Parameters
        ----------
        *tactics : str
            The actors' tactics in words, in the order of the actors.
        scenario : int or str
            The scenario, by its place or name.
        repeat : int
            Which repetition, from 0.

        Returns
        -------
        History

        Raises
        ------
        UnknownNameError, InvalidValueError
            If there was no such talk.
        """
        if len(tactics) != len(self.seats):
            raise InvalidValueError(f"Name {len(self.seats)} tactics.", given=tactics)
        for name in tactics:
            if name not in self.tactics:
                raise unknown_name("tactic of this tournament", name, self.tactics)
        if isinstance(scenario, str):
            if scenario not in self.scenarios:
                raise unknown_name("scenario", scenario, self.scenarios)
            scenario = self.scenarios.index(scenario)
        if scenario not in range(len(self.settings)) or repeat not in range(self.rows.shape[1]):
            raise InvalidValueError(
                f"There are {len(self.settings)} scenarios and {self.rows.shape[1]} repetitions.",
                given=(scenario, repeat),
            )
        profile = [self.tactics.index(name) for name in tactics]
        parameters = dict(self.parameters)
        meeting = Encounters(self.settings[scenario], 1, scenario, parameters)
        return held(meeting.setting_of(repeat, profile), parameters)

    def summary(self) -> Table:
        """Return a row per tactic, the most successful first: its share in each seat, and how."""
        actors = len(self.seats)
        own = np.stack(
            [
                self.mean_shares[seat].mean(axis=tuple(set(range(actors)) - {seat}))
                for seat in range(actors)
            ]
        )
        others = tuple(range(1, actors))
        measured = [
            np.mean(
                [np.moveaxis(each, seat, 0).mean(axis=others) for seat in range(actors)], axis=0
            )
            for each in (self.agreement_rate, self.mean_rounds, self.welfare, self.distance_to_nash)
        ]
        order = np.argsort(-own.mean(axis=0), kind="stable")
        rows = [
            (
                self.tactics[place],
                own[:, place].mean(),
                *own[:, place],
                *(each[place] for each in measured),
            )
            for place in order
        ]
        columns = ["tactic", "share", *(f"as {name}" for name in self.seats), "agreement"]
        columns += ["rounds", "welfare", "distance to Nash"]
        return Table(columns, rows, counted(self.talks, "talk"), self._notes())

    def _notes(self) -> list[str]:
        notes = [
            f"{counted(len(self.tactics), 'tactic')} in every seat, "
            f"{counted(len(self.settings), 'scenario')}, "
            f"{counted(self.rows.shape[1], 'repetition')}, "
            f"{counted(self.settings[0].rounds, 'round')}. Shares: 0 is walking away, 1 the "
            "actor's best in the ZOPA; welfare is their sum."
        ]
        if self.faults:
            fault = self.faults[0]
            seat = self.problems[fault.scenario].actors.index(fault.actor)
            notes.append(
                f"In {counted(len(self.faults), 'talk')} a tactic failed, first in "
                f"{self.scenarios[fault.scenario]}: {self.tactics[fault.profile[seat]]} "
                f"({fault.why})."
            )
        return notes

    def __repr__(self) -> str:
        agreed = float((self.statuses == AGREEMENT).mean())
        return (
            f"<Tournament: {counted(self.talks, 'talk')} of "
            f"{counted(len(self.tactics), 'tactic')} in "
            f"{counted(len(self.settings), 'scenario')}, {percent(agreed)} agreed>"
        )
