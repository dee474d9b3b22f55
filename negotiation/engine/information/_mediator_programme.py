"""The linear programmes behind a mediator: lotteries over packages that nobody lies to change."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from negotiation._arrays import FloatArray
from negotiation.engine._programme import linear_programme
from negotiation.engine.information._mediator_question import Question
from negotiation.engine.information._sparse_rows import SparseRows

_EXACT = 1e-9
"""Gain from a lie, as a share of what is at stake, that counts as none."""

_ROUNDS = 60


class Programme:
    """One linear programme: variables, what ties them together, and what is to be largest.

    Parameters
    ----------
    question : Question
    outer : bool
        Whether to look from outside: every rule is allowed whose averages over classes no
        condition rules out, so that no rule whatever does better.  If not, a rule treats all
        types of a class alike, and is one that can be used.
    """

    def __init__(self, question: Question, outer: bool) -> None:
        self.question = question
        self.outer = outer
        self.found = question.entries()
        self.rows = SparseRows()
        self.lottery = self.rows.variables(len(self.found), 0.0, 1.0)
        self._one_lottery()
        self.averages = [self._average(a) for a in range(len(question.classes))]
        self.paid: list[Any] = []
        if question.money:
            self._money()
        self.ends: dict[int, Any] = {}
        self.worth = [
            self._outside(a) if outer and not each.points else self._inside(a)
            for a, each in enumerate(question.classes)
        ]

    def _one_lottery(self) -> None:
        """Let the chances of all packages add up to 1 at most, for every combination of types."""
        shape = tuple(len(each) for each in self.question.classes)
        profile = np.ravel_multi_index(tuple(self.found[:, :-1].T), shape)
        self.rows.block(profile, self.lottery, np.ones(len(profile)), math.prod(shape), 1.0)

    def _average(self, own: int) -> Any:
        """Make variables for how likely a class expects each package; shape (classes, m)."""
        classes = self.question.classes
        size = (len(classes[own]), len(self.question.payoffs))
        made = self.rows.variables(math.prod(size), 0.0, 1.0).reshape(size)
        chance = np.ones(len(self.found))
        for a, each in enumerate(classes):
            if a != own:
                chance = chance * each.share[self.found[:, a]]
                if not self.outer:
                    takes, _ = self.question.answers[a]
                    chance = chance * takes[self.found[:, a], self.found[:, -1]]
        place = self.found[:, own] * size[1] + self.found[:, -1]
        self.rows.block(
            np.concatenate([place, np.arange(math.prod(size))]),
            np.concatenate([self.lottery, made.ravel()]),
            np.concatenate([chance, -np.ones(math.prod(size))]),
            math.prod(size),
            0.0,
            equal=True,
        )
        return made

    def _money(self) -> None:
        """Make variables for what each class receives on average; all of it adds up to nothing."""
        self.paid = [
            self.rows.variables(len(each), -np.inf, np.inf) for each in self.question.classes
        ]
        shares = np.concatenate([each.share for each in self.question.classes])
        self.rows.add(np.concatenate(self.paid), shares, 0.0, equal=True)

    def told(
        self, own: int, said: int, worth: float, *, takes_all: bool = False
    ) -> tuple[Any, FloatArray]:
        """Return variables and coefficients of what an actor gains that says it is of a class."""
        gains = self.question.gains(own, worth)
        if not self.question.bound and not takes_all:
            gains = np.maximum(gains, 0.0)
        return self._with_payment(own, said, gains)

    def _with_payment(self, own: int, said: int, gains: FloatArray) -> tuple[Any, FloatArray]:
        places = self.averages[own][said]
        if self.question.money:
            return np.append(places, self.paid[own][said]), np.append(gains, 1.0)
        return places, gains

    def _inside(self, own: int) -> Any:
        """Add what honesty of neighbours and taking part need; return what classes expect."""
        question, classes = self.question, self.question.classes[own]
        for mine in range(len(classes)):
            for said in (mine - 1, mine + 1):
                if 0 <= said < len(classes):
                    for worth in (float(classes.low[mine]), float(classes.high[mine])):
                        self.truth(own, mine, said, worth)
            if question.bound:
                places, gains = self.told(own, mine, float(classes.high[mine]))
                self.rows.add(places, -gains, 0.0)
        _, brings = question.answers[own]
        return [
            self._with_payment(own, mine, brings[mine] / question.unit[own])
            for mine in range(len(classes))
        ]

    def truth(self, own: int, mine: int, said: int, worth: float) -> None:
        """Add the row that a type of one class does not gain by naming another."""
        self.rows.compare([(1, self.told(own, said, worth))], [(1, self.told(own, mine, worth))])

    def _outside(self, own: int) -> Any:
        """Add what must hold between averages of any honest rule; return what classes expect.

        The expected gain U falls along the reservation value, ever less steeply: its slope is
        minus the probability of agreement Q.  In a class from e to f, of mean c, that bounds the
        averages of U, Q and of the reservation value times Q by U and Q at e and f.
        """
        classes, rows = self.question.classes[own], self.rows
        count = len(classes)
        ends = rows.variables(count + 1, 0.0, np.inf)  # U where classes meet
        steep = rows.variables(count + 1, 0.0, 1.0)  # Q there
        product = rows.variables(count, -np.inf, np.inf)  # average of the value times Q
        start, unit = float(self.question.start[own]), float(self.question.unit[own])
        low, high, mean = (
            (each - start) / unit for each in (classes.low, classes.high, classes.mean)
        )
        self.ends[own] = ends
        worth = []
        for k in range(count):
            e, f, c = float(low[k]), float(high[k]), float(mean[k])
            places, gains = self.told(own, k, start, takes_all=True)
            expects = (np.append(places, product[k]), np.append(gains, -1.0))
            agree = (self.averages[own][k], np.ones(len(self.question.payoffs)))
            here, there = (ends[[k]], [1.0]), (ends[[k + 1]], [1.0])
            first, last, times = (steep[[k]], [1.0]), (steep[[k + 1]], [1.0]), (product[[k]], [1.0])
            chord = (f - c) / (f - e)
            for left, right in (
                ([(1, last)], [(1, agree)]),
                ([(1, agree)], [(1, first)]),
                ([(1, here)], [(1, there), (f - e, first)]),
                ([(1, there), (f - e, last)], [(1, here)]),
                ([(1, expects)], [(chord, here), (1 - chord, there)]),
                ([(1, here)], [(1, expects), (c - e, first)]),
                ([(1, there), (f - c, last)], [(1, expects)]),
                ([(1, times)], [(c, agree)]),
                ([(e, agree), (c - e, last)], [(1, times)]),
                ([(f, agree)], [(1, times), (f - c, first)]),
            ):
                rows.compare(left, right)
            if classes.even:
                rows.compare([(1, here)], [(1, there), (f - e, agree)], equal=True)
                rows.compare(
                    [(f - e, times), (f, there)], [(e, here), (f - e, expects)], equal=True
                )
            worth.append(expects)
        return worth

    def solve(self, goal: str) -> tuple[float, FloatArray]:
        """Return the largest value of a goal, and the variables.

        Parameters
        ----------
        goal : {"gains", "agreement"}
            The sum of all gains, in the largest of the actors' units, or the probability of
            agreement.
        """
        costs = np.zeros(self.rows.count)
        weights = self.question.unit / self.question.unit.max()
        for a, each in enumerate(self.question.classes if goal == "gains" else ()):
            for k, (places, coefficients) in enumerate(self.worth[a]):
                scale = -each.share[k] * weights[a]
                np.add.at(costs, places, scale * np.asarray(coefficients))
        if goal == "agreement":
            takes, _ = self.question.answers[0]
            first = self.question.classes[0]
            for k in range(len(first)):
                chance = 1.0 if self.outer else takes[k]
                np.add.at(costs, self.averages[0][k], -first.share[k] * chance)
        for _ in range(_ROUNDS):
            answer = linear_programme(costs, **self.rows.conditions())
            point: FloatArray = answer.x
            if not self._lies(point):
                break
        return float(-costs @ point), point

    def _lies(self, point: FloatArray) -> bool:
        """Add the rows of all lies that pay; say whether there are any."""
        before = self.rows.height
        for a, each in enumerate(self.question.classes):
            if self.outer and not each.points:
                self._lies_outside(point, a)
                continue
            for mine, said, worth, pays in self.temptations(point, a):
                if pays > _EXACT:
                    self.truth(a, mine, said, worth)
        return self.rows.height > before

    def _brings(self, point: FloatArray, own: int, worth: float) -> FloatArray:
        """Return what naming each class brings a type, shape (k,)."""
        gains = self.question.gains(own, worth)
        if not self.question.bound:
            gains = np.maximum(gains, 0.0)
        brings: FloatArray = point[self.averages[own]] @ gains
        return brings + point[self.paid[own]] if self.question.money else brings

    def temptations(self, point: FloatArray, own: int) -> list[tuple[int, int, float, float]]:
        """Return for every class, all its readings and every lie what the lie brings more."""
        found = []
        count = len(self.question.classes[own])
        for mine in range(count):
            for worth in self.question.readings(own, mine):
                brings = self._brings(point, own, worth)
                more = brings - brings[mine]
                found += [
                    (mine, said, worth, float(more[said])) for said in range(count) if said != mine
                ]
        return found

    def _lies_outside(self, point: FloatArray, own: int) -> None:
        """Add rows where a type on the edge of a class would gain by naming types of another.

        Whatever it would gain by naming each of them, it would gain by naming one at random.
        """
        classes = self.question.classes[own]
        for k, worth in enumerate([*classes.low.tolist(), float(classes.high[-1])]):
            brings = self._brings(point, own, worth)
            expects = self.ends[own][[k]]
            for said in np.flatnonzero(brings > point[expects[0]] + _EXACT):
                self.rows.compare([(1, self.told(own, int(said), worth))], [(1, (expects, [1.0]))])
