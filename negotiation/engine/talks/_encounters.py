"""All talks of a tournament about one problem: every tactic meets every other, in every seat."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np

from negotiation._arrays import BoolArray, IntArray
from negotiation.engine.tactics._tactic import Plan, is_value
from negotiation.engine.tactics._view import Brief, briefs
from negotiation.engine.talks._planned import first_yes, plan_of
from negotiation.engine.talks._rules import begun, rules_of_play
from negotiation.engine.talks._setting import Setting
from negotiation.engine.talks._streams import child
from negotiation.engine.talks._table import STATUSES, Table

AGREEMENT, DEADLINE = STATUSES.index("agreement"), STATUSES.index("deadline")
_CELLS = 4_000_000
"""Comparisons of offers with levels that are held in memory at once."""


class Fault(NamedTuple):
    """A tactic that raised an error, or made no valid move, in one talk of a tournament.

    Attributes
    ----------
    scenario, repeat : int
        Which talk.
    profile : tuple of int
        The tactics that met, in the order of the actors.
    actor : str
        Whose tactic failed.
    why : str
        What went wrong.
    """

    scenario: int
    repeat: int
    profile: tuple[int, ...]
    actor: str
    why: str


class Encounters:
    """All talks about one problem, each actor's tactic any of those of the tournament.

    Parameters
    ----------
    setting : Setting
        With all tactics of the tournament, whatever the number of actors.
    repeats : int
        How often every encounter is held.
    place : int
        Which scenario of the tournament it is.
    parameters : dict
        Of the rules of play.

    Attributes
    ----------
    rows, rounds, statuses : arrays of int, shape (repeats, n_tactics, ..., n_tactics)
        The row signed, -1 for none; the last round; the position in `STATUSES`.  An axis per
        actor, in their order.
    faults : list of Fault
        What went wrong.
    """

    def __init__(
        self, setting: Setting, repeats: int, place: int, parameters: dict[str, Any]
    ) -> None:
        self.setting, self.place, self.parameters = setting, place, parameters
        self.briefs = briefs(setting.problem, setting.discount)
        shape = (repeats, *[len(setting.tactics)] * len(self.briefs))
        self.rows = np.full(shape, -1, dtype=np.intp)
        self.rounds = np.full(shape, setting.rounds, dtype=np.intp)
        self.statuses = np.full(shape, DEADLINE, dtype=np.int8)
        self.faults: list[Fault] = []

    def hold(self) -> None:
        """Hold all talks: those of planned tactics at once, the others move by move."""
        done = np.zeros(self.rows.shape[1:], dtype=np.bool_)
        problem = self.setting.problem
        if (
            len(self.briefs) == 2
            and rules_of_play[self.setting.protocol].in_turn
            and problem.consent.unanimous(problem.actors)
        ):
            done = self._planned()
        for profile in itertools.product(*map(range, done.shape)):
            if not done[profile]:
                self._one_by_one(profile)
        self.faults.sort()

    def seed(self, repeat: int) -> np.random.SeedSequence:
        """Return the seed of one repetition; every encounter in it draws from the same streams."""
        return child(self.setting.seed, self.place, repeat)

    def setting_of(self, repeat: int, profile: Sequence[int]) -> Setting:
        """Return the setting of one talk."""
        tactics = tuple(self.setting.tactics[each] for each in profile)
        return self.setting._replace(tactics=tactics, seed=self.seed(repeat))

    def _one_by_one(self, profile: tuple[int, ...]) -> None:
        """Hold the talks of some tactics move by move; once, if all repetitions are alike."""
        known = all(is_value(self.setting.tactics[each]) for each in profile)
        for repeat in range(len(self.rows)):
            table = self._stepped(self.setting_of(repeat, profile))
            alike = known and not table.drawn
            stop = len(self.rows) if alike else repeat + 1
            where: Any = (slice(repeat, stop), *profile)
            self.rows[where] = -1 if table.row is None else table.row
            self.rounds[where] = table.round
            self.statuses[where] = STATUSES.index(table.status)
            if table.status == "fault":
                self.faults += [
                    Fault(self.place, each, profile, str(table.by), table.why)
                    for each in range(repeat, stop)
                ]
            if alike:
                break

    def _stepped(self, setting: Setting) -> Table:
        """Return the table at which talks were held move by move."""
        table = Table(setting, self.briefs)
        rules = begun(setting.protocol, table, self.parameters)
        while not table.over:
            rules.step()
        return table

    def _planned(self) -> BoolArray:
        """Hold the talks of pairs of planned tactics; return which pairs these are."""
        first, second = self.setting.order
        done = np.zeros(self.rows.shape[1:], dtype=np.bool_)
        for repeat in range(len(self.rows)):
            opening, drawn_here = self._plans(first, repeat)
            answering, drawn_there = self._plans(second, repeat)
            if not opening or not answering:
                return done
            rows, rounds = _meetings(
                (self.briefs[first], _stack(opening)), (self.briefs[second], _stack(answering))
            )
            pairs = np.ix_(list(opening), list(answering))
            statuses = np.where(rows >= 0, AGREEMENT, DEADLINE)
            for kept, found in (
                (self.rows, rows),
                (self.rounds, rounds),
                (self.statuses, statuses),
            ):
                for each in kept[repeat:]:
                    (each if first == 0 else each.T)[pairs] = found
            (done if first == 0 else done.T)[pairs] = True
            if not (drawn_here or drawn_there):
                break  # all repetitions are alike
        return done

    def _plans(self, seat: int, repeat: int) -> tuple[dict[int, Plan], bool]:
        """Return the plans of the tactics that have one, in a seat, and whether any is drawn."""
        plans, drawn, seed = {}, False, self.seed(repeat)
        for place, tactic in enumerate(self.setting.tactics):
            plan, random = plan_of(tactic, self.briefs[seat], self.setting.rounds, seed)
            if plan is not None:
                plans[place] = plan
                drawn |= random
        return plans, drawn


def _stack(plans: dict[int, Plan]) -> Plan:
    """Return plans as one, its arrays of shape (k, rounds)."""
    offers, levels = zip(*plans.values(), strict=True)
    return Plan(np.stack(offers), np.stack(levels))


def _meetings(opening: tuple[Brief, Plan], answering: tuple[Brief, Plan]) -> tuple[Any, Any]:
    """Return how every plan of the opening actor ends with every plan of the other.

    Parameters
    ----------
    opening, answering : Brief, and Plan of arrays of shape (k, rounds) and (m, rounds)

    Returns
    -------
    rows, rounds : arrays of int, shape (k, m)
        The row signed, -1 for none, and the last round.
    """
    (here, ours), (there, theirs) = opening, answering
    count = len(ours.offers)
    # Utilities that are not acceptable are below every level.
    worth = np.where(there.acceptable, there.utilities, -np.inf)[ours.offers]
    wanted = theirs.levels - there.slack
    back = np.where(here.acceptable, here.utilities, -np.inf)[theirs.offers[:, :-1]]
    needed = (ours.levels - here.slack)[:, 1:]
    rows = np.empty((count, len(theirs.offers)), dtype=np.intp)
    rounds = np.empty_like(rows)
    step = max(1, _CELLS // theirs.offers.size)
    for start in range(0, count, step):
        part = slice(start, start + step)
        second = first_yes(worth[part, None, :] >= wanted[None, :, :])
        first = first_yes(back[None, :, :] >= needed[part, None, :]) + 1
        rows[part], rounds[part] = _signed(ours.offers[part], theirs.offers, first, second)
    return rows, rounds


def _signed(ours: IntArray, theirs: IntArray, first: IntArray, second: IntArray) -> tuple[Any, Any]:
    """Return rows and rounds, given when each side would first accept (`length` for never)."""
    length = ours.shape[1]
    by_first = (first <= second) & (first < length)
    by_second = ~by_first & (second < length)
    place = np.arange(len(theirs))[None, :]
    taken = theirs[place, np.minimum(first, length) - 1]
    given = np.take_along_axis(ours, np.minimum(second, length - 1), axis=1)
    rows = np.where(by_first, taken, np.where(by_second, given, -1))
    rounds = np.where(by_first, first + 1, np.where(by_second, second + 1, length))
    return rows, rounds
