"""The best that any mediator could do when reservation values are private."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from negotiation._arrays import FloatArray, IntArray, read_only
from negotiation.engine.information._limits import Classes, Limit
from negotiation.engine.information._matter import corners
from negotiation.engine.information._mediator_programme import Programme
from negotiation.engine.information._mediator_question import MOST, Question

_CLASSES = (0, 40, 20, 7, 4, 3)
"""Classes of types per actor unless told, by the number of actors; 2 beyond."""


@dataclass(frozen=True, eq=False)
class Mediator:
    """A rule by which a mediator names a package, and how much better any other could be.

    Attributes
    ----------
    goal : {"gains", "agreement"}
    reached : float
        What the rule reaches: expected gains of all together, or the probability of agreement.
    bound : float
        What no rule exceeds; the same as `reached`, up to rounding, where types are listed.
    estimate : float or None
        For distributions, where the mediator's word binds, the limit towards which the rule's
        value tends as classes get finer, extrapolated; between `reached` and `bound`.
    no_agreement : float
        Under the rule.
    gains : array, shape (n_actors,)
        What each actor expects under it.
    regret : float
        The most that a type could gain by a lie, as a share of what is at stake; rounding.
    classes : tuple of Classes
        Types that the rule treats alike.
    packages : array, shape (m, n_actors)
        Payoffs of the packages that it uses.
    lotteries : array, shape (k1, …, kn, m)
        How likely it names each package for each combination of classes.
    payments : tuple of arrays, shape (k_i,)
        What each class is paid on average; empty without money.
    """

    goal: str
    reached: float
    bound: float
    estimate: float | None
    no_agreement: float
    gains: FloatArray
    regret: float
    classes: tuple[Classes, ...]
    packages: FloatArray
    lotteries: FloatArray
    payments: tuple[FloatArray, ...] = ()

    @property
    def exact(self) -> bool:
        """Whether types are listed, so that no rule does better than `reached`."""
        return all(each.points for each in self.classes)

    def choose(self, drawn: FloatArray, rng: np.random.Generator) -> IntArray:
        """Return the place of the package named for each row of reservation values; -1 for none."""
        places = self.profile(drawn)
        chances = np.cumsum(self.lotteries[places], axis=1)
        found: IntArray = (rng.random(len(drawn))[:, None] >= chances).sum(axis=1)
        return np.where(found < len(self.packages), found, -1)

    def profile(self, drawn: FloatArray) -> tuple[IntArray, ...]:
        """Return the classes of each row of reservation values, an array per actor."""
        return tuple(each.place(drawn[:, a]) for a, each in enumerate(self.classes))

    def __repr__(self) -> str:
        upto = "" if self.exact else f", at most {self.bound:.4g}"
        return f"<Mediator: {self.goal} {self.reached:.4g}{upto}>"


@dataclass(frozen=True)
class Terms:
    """What a mediator may do; as for `Question`."""

    bound: bool
    money: bool
    types: int | None
    slack: float


def best_mediator(
    payoffs: FloatArray, limits: Sequence[Limit], terms: Terms
) -> tuple[Mediator, ...]:
    """Return the best rules for the largest gains and for the most agreement.

    Parameters
    ----------
    payoffs : array, shape (m, n_actors)
        Packages that nobody refuses at any price.
    limits : sequence of Limit
    terms : Terms
    """
    count = terms.types
    if count is None:
        count = _CLASSES[len(limits)] if len(limits) < len(_CLASSES) else 2
        question = _question(payoffs, limits, terms, count)
        while count > 4 and question.size > MOST / 4:
            count = count * 5 // 6
            question = _question(payoffs, limits, terms, count)
    finest = _question(payoffs, limits, terms, count)
    answers = _solved(finest)
    if all(limit.listed for limit in limits):
        return answers
    if not terms.bound or count < 2:
        return tuple(replace(each, estimate=None) for each in answers)
    coarse = _solved(_question(payoffs, limits, terms, count // 2), outside=False)
    return tuple(
        _with_estimate(fine, rough, count) for fine, rough in zip(answers, coarse, strict=True)
    )


def _question(payoffs: FloatArray, limits: Sequence[Limit], terms: Terms, count: int) -> Question:
    """Return what is asked of the programme, of the packages that matter alone."""
    free = not terms.bound
    classes = tuple(
        limit.classes(count, payoffs[:, a] if free else None) for a, limit in enumerate(limits)
    )
    if free:
        taken = [limit.below(payoffs[:, a]) > 0 for a, limit in enumerate(limits)]
        some = np.logical_and.reduce(taken)
        payoffs = payoffs[some if some.any() else [0]]
    readings = [np.unique([each.low, each.high]) if free else np.empty(0) for each in classes]
    kept = corners(payoffs, readings, terms.slack)
    return Question(payoffs[kept], classes, tuple(limits), terms.bound, terms.money)


def _solved(question: Question, outside: bool = True) -> tuple[Mediator, ...]:
    """Return the best rules that treat all types of a class alike, and what bounds any rule."""
    inner = Programme(question, outer=False)
    exact = all(each.points for each in question.classes)
    outer = Programme(question, outer=True) if outside and not exact else None
    answers = []
    for goal in ("gains", "agreement"):
        scale = float(question.unit.max()) if goal == "gains" else 1.0
        reached, point = inner.solve(goal)
        bound = max(reached, outer.solve(goal)[0]) if outer else reached
        answers.append(_read_off(inner, point, (goal, scale * reached, scale * bound)))
    return tuple(answers)


def _read_off(programme: Programme, point: FloatArray, found: tuple[str, float, float]) -> Mediator:
    """Return a programme's variables as a rule."""
    question = programme.question
    goal, reached, bound = found
    shape = (*(len(each) for each in question.classes), len(question.payoffs))
    lotteries = np.zeros(shape)
    lotteries[tuple(programme.found.T)] = np.maximum(point[programme.lottery], 0.0)
    lotteries /= np.maximum(lotteries.sum(axis=-1, keepdims=True), 1.0)
    gains = [
        question.unit[a]
        * sum(
            share * float(np.asarray(coefficients) @ point[places])
            for share, (places, coefficients) in zip(each.share, programme.worth[a], strict=True)
        )
        for a, each in enumerate(question.classes)
    ]
    regret = max(
        (pays for a in range(len(shape) - 1) for *_, pays in programme.temptations(point, a)),
        default=0.0,
    )
    return Mediator(
        goal,
        max(0.0, reached),
        max(0.0, bound),
        max(0.0, reached),
        max(0.0, 1.0 - _agreement(question, lotteries)),
        read_only(np.array(gains)),
        max(0.0, regret),
        question.classes,
        question.payoffs,
        read_only(lotteries),
        tuple(
            read_only(point[each] * unit)
            for each, unit in zip(programme.paid, question.unit, strict=False)
        ),
    )


def _agreement(question: Question, lotteries: FloatArray) -> float:
    """Return how likely it is that a package is named and everybody takes it."""
    chance = lotteries.copy()
    for a, (takes, _) in enumerate(question.answers):
        view = [1] * chance.ndim
        view[a], view[-1] = takes.shape
        chance *= takes.reshape(view)
    chance = chance.sum(axis=-1)
    for each in question.classes:
        chance = np.tensordot(each.share, chance, axes=(0, 0))
    return float(chance)


def _with_estimate(fine: Mediator, rough: Mediator, count: int) -> Mediator:
    """Extrapolate from two numbers of classes; the error falls as one over their square."""
    ratio = (count / (count // 2)) ** 2
    limit = fine.reached + (fine.reached - rough.reached) / (ratio - 1)
    return replace(fine, estimate=float(np.clip(limit, fine.reached, fine.bound)))
