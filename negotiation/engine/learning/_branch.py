"""What quantal response answers: one point of the branch, and the branch as a whole."""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from negotiation._arrays import FloatArray, number, read_only
from negotiation._table import Shown, Table
from negotiation.concessions import NormalFormGame
from negotiation.engine.equilibrium._equilibria import Profile
from negotiation.engine.learning._continuation import between
from negotiation.engine.learning._logit import Logit, logit
from negotiation.engine.learning._telling import payoffs_of, told
from negotiation.errors import InvalidValueError, NotDefinedError, unknown_name

REFERENCE = (
    "McKelvey, R. D. and Palfrey, T. R. (1995). Quantal response equilibria for normal form "
    "games. Games and Economic Behavior 10, 6-38."
)
UNITS = ("payoff", "stakes")
_TURNS = 8
"""Turning points that a summary shows at most."""


@dataclass(frozen=True, eq=False)
class QuantalResponse(Shown):
    """A logit quantal response equilibrium: everybody errs, and reckons with all errors.

    Attributes
    ----------
    game : NormalFormGame
    precision : float
        The weight of payoffs against noise: 0 is picking at random, infinite is a Nash
        equilibrium.
    unit : {"payoff", "stakes"}
        What the precision is per.
    profile : tuple of arrays
        For every actor the probabilities of all its strategies.
    logarithms : tuple of arrays
        Their natural logarithms, right also where a probability is too small for a float.
    payoffs : array, shape (n_actors,)
        What the actors expect.
    regrets : array, shape (n_actors,)
        What each actor gives up by its errors, against its best response.
    residual : float
        How far this is from the logit equations, as a share of what they compare.
    others : tuple of QuantalResponse
        Further points of the branch at the same precision, where it has turned back.
    complete : bool
        Whether the branch was followed to its end, so that `others` are all on it.
    """

    game: NormalFormGame
    precision: float
    unit: str
    profile: Profile
    logarithms: tuple[FloatArray, ...]
    payoffs: FloatArray
    regrets: FloatArray
    residual: float
    others: tuple[QuantalResponse, ...] = ()
    complete: bool = True

    def summary(self) -> Table:
        """Return what each actor plays and expects, and what its errors cost it."""
        rows = [
            (name, told(self.game, actor, mixture), payoff, regret)
            for actor, (name, mixture, payoff, regret) in enumerate(
                zip(self.game.actors, self.profile, self.payoffs, self.regrets, strict=True)
            )
        ]
        notes = [self._kind()]
        if self.others:
            times = f"{len(self.others)} more point{'s' * (len(self.others) > 1)}"
            notes.append(
                f"The branch turns back and has {times} at this precision; the one shown is "
                "reached first."
            )
        if not self.complete:
            notes.append(
                "The branch was not followed to its end, so it may come back to this precision."
            )
        title = f"{self.game.title or 'game'}: quantal response"
        columns = ("actor", "plays", "payoff", "errors cost")
        return Table(columns, rows, title, [*notes, REFERENCE])

    def _kind(self) -> str:
        if math.isinf(self.precision):
            return "At infinite precision nobody errs: this is the Nash equilibrium of the branch."
        if not self.precision:
            return "At precision 0 everybody picks at random."
        worse = 1 / self.precision
        unit = "of its stakes" if self.unit == "stakes" else "in payoff"
        return (
            f"Precision is {per(self.unit)}: a strategy that is worse by {worse:.4g} {unit} is "
            "played 2.718 times less often."
        )

    def __repr__(self) -> str:
        worth = ", ".join(f"{value:.4g}" for value in self.payoffs)
        more = f", {len(self.others)} more on the branch" if self.others else ""
        return f"<QuantalResponse at precision {self.precision:.4g}: payoffs {worth}{more}>"


@dataclass(frozen=True, eq=False)
class QuantalBranch(Shown):
    """The principal branch of quantal response equilibria, from random play to a Nash equilibrium.

    Attributes
    ----------
    game : NormalFormGame
    unit : {"payoff", "stakes"}
        What precisions are per.
    precisions : array, shape (k,)
        Along the branch, from 0; where it turns back they fall for a while.
    logarithms : tuple of arrays, shape (k, s_i)
        For every actor the natural logarithms of the probabilities of its strategies.
    turns : array of int
        The points at which the branch turns back in precision.
    crossings : tuple of float
        Precisions at which another branch crosses this one.  That takes a symmetry of the
        game (or one within a billionth of the stakes); the principal branch goes straight on.
    limit : tuple of arrays or None
        The Nash equilibrium that the branch leads to, checked against the game.
    complete : bool
        Whether the branch was followed to its limit.
    stopped : str
        Why the branch ends before its limit, in words; "" if it does not.
    """

    game: NormalFormGame
    unit: str
    precisions: FloatArray
    logarithms: tuple[FloatArray, ...]
    turns: np.ndarray[tuple[int], np.dtype[np.intp]]
    crossings: tuple[float, ...]
    limit: Profile | None
    complete: bool
    stopped: str = ""

    @property
    def probabilities(self) -> tuple[FloatArray, ...]:
        """Per actor the probabilities of its strategies along the branch, shape (k, s_i)."""
        return tuple(read_only(np.exp(each)) for each in self.logarithms)

    @cached_property
    def payoffs(self) -> FloatArray:
        """What the actors expect along the branch, shape (k, n_actors)."""
        rows = zip(*self.probabilities, strict=True)
        return read_only(  # type: ignore[no-any-return]
            np.array([payoffs_of(self.game, profile) for profile in rows])
        )

    @cached_property
    def residual(self) -> float:
        """How far any point is from the logit equations, as a share of what they compare."""
        system = logit(self.game, by_stakes=self.unit == "stakes")
        return max(system.residual(point) for point in self._inner(system))

    def at(self, precision: float) -> tuple[QuantalResponse, ...]:
        """Return all points of the branch at a precision, in the order it reaches them.

        Each solves the logit equations; nothing is interpolated.

        Parameters
        ----------
        precision : float
            ``math.inf`` for the limit.

        Raises
        ------
        InvalidValueError
            If the precision is negative, or beyond where the branch was followed to.
        NotDefinedError
            If it is infinite and the limit is not known.
        """
        value = checked_precision(precision)
        if math.isinf(value):
            return (self._end(),)
        system = logit(self.game, by_stakes=self.unit == "stakes")
        points = self._points(system, system.inner(value))
        if not points:
            remedy = self.stopped or "give quantal_response_branch a larger until="
            raise InvalidValueError(
                f"The branch was followed to precision {self.precisions.max():.4g}; {remedy}.",
                given=precision,
            )
        return tuple(self._response(system, value, point) for point in points)

    def _points(self, system: Logit, value: float) -> list[FloatArray]:
        """Return the solutions at an inner precision, shape (sum of s_i + 1,) each."""
        points = self._inner(system)
        found = [points[0]] if value == points[0][-1] else []
        for low, high in itertools.pairwise(points):
            if value == high[-1]:
                found.append(high)
            elif (value - low[-1]) * (value - high[-1]) < 0:
                between_them = between(system, low, high, value)
                found += [] if between_them is None else [between_them]
        return found

    def _inner(self, system: Logit) -> FloatArray:
        """Return the points with their inner precisions, shape (k, sum of s_i + 1)."""
        inner = [system.inner(float(each)) for each in self.precisions]
        return np.column_stack([*self.logarithms, inner])

    def _response(self, system: Logit, precision: float, point: FloatArray) -> QuantalResponse:
        logs = tuple(read_only(each) for each in system.split(point[:-1]))
        profile = tuple(read_only(np.exp(each)) for each in logs)
        return QuantalResponse(
            self.game,
            precision,
            self.unit,
            profile,
            logs,
            payoffs_of(self.game, profile),
            read_only(system.regrets(point)),
            system.residual(point),
            complete=self.complete,
        )

    def _end(self) -> QuantalResponse:
        if self.limit is None:
            raise NotDefinedError(
                "The limit of the branch is not known: "
                f"{self.stopped or 'it was followed to a finite precision only'}."
            )
        with np.errstate(divide="ignore"):
            logs = tuple(read_only(np.log(each)) for each in self.limit)
        zero = read_only(np.zeros(len(self.game.actors)))
        return QuantalResponse(
            self.game,
            math.inf,
            self.unit,
            self.limit,
            logs,
            payoffs_of(self.game, self.limit),
            zero,
            0.0,
            complete=self.complete,
        )

    def summary(self) -> Table:
        """Return what is played at some precisions, where the branch turns and where it leads."""
        rows = []
        for precision in self._shown():
            points = self.at(precision)
            for place, point in enumerate(points):
                remark = f"point {place + 1} of {len(points)}" if len(points) > 1 else ""
                rows += self._rows(precision, remark, point.profile, point.payoffs)
        for place in self.turns[:_TURNS]:
            profile = [each[place] for each in self.probabilities]
            precision = float(self.precisions[place])
            rows += self._rows(precision, "turns back", profile, self.payoffs[place])
        if self.limit is not None:
            worth = payoffs_of(self.game, self.limit)
            rows += self._rows(math.inf, "Nash equilibrium", self.limit, worth)
        columns = ("precision", "point", "actor", "plays", "payoff")
        title = f"{self.game.title or 'game'}: quantal response branch"
        return Table(columns, rows, title, [*self.notes, REFERENCE])

    @property
    def notes(self) -> tuple[str, ...]:
        """Sentences: where the branch leads, where it turns, what crosses it."""
        notes = [f"Precision is {per(self.unit)}; at 0 everybody picks at random."]
        if self.limit is not None:
            kind = "pure" if all((each > 0).sum() == 1 for each in self.limit) else "mixed"
            notes.append(f"As precision grows the branch leads to a {kind} Nash equilibrium.")
        if self.stopped:
            notes.append(f"The limit is not known: {self.stopped}.")
        if len(self.turns):
            where = ", ".join(f"{each:.4g}" for each in self.precisions[self.turns][:6])
            notes.append(
                f"The branch turns back in precision {len(self.turns)} times (at {where}), so that "
                "some precisions have several points."
            )
        if self.crossings:
            where = ", ".join(f"{each:.4g}" for each in self.crossings[:6])
            notes.append(
                f"Other branches cross this one at precision {where}, as they do where a game has "
                "a symmetry; the principal branch goes straight on."
            )
        return tuple(notes)

    def _shown(self) -> list[float]:
        """Return round precisions, from where payoffs begin to count to where little else does."""
        system = logit(self.game, by_stakes=self.unit == "stakes")
        middle = float(system.outer(1.0 / (system.widths.max() or 1.0)))
        decade = round(math.log10(middle))
        tens = [float(f"1e{decade + step}") for step in range(-1, 4)]
        return [0.0, *(each for each in tens if each <= self.precisions.max())]

    def _rows(
        self, precision: float, remark: str, profile: Sequence[FloatArray], worth: FloatArray
    ) -> list[tuple[object, ...]]:
        return [
            (precision, remark, name, told(self.game, actor, profile[actor]), worth[actor])
            for actor, name in enumerate(self.game.actors)
        ]

    def __repr__(self) -> str:
        end = "to a Nash equilibrium" if self.limit is not None else "not to its limit"
        turns = f", {len(self.turns)} turns" if len(self.turns) else ""
        return f"<QuantalBranch: {len(self.precisions)} points{turns}, {end}>"


def checked_precision(given: float) -> float:
    """Return a precision, infinity included, or say why it is none."""
    if isinstance(given, float | np.floating) and math.isinf(given) and given > 0:
        return math.inf
    value = number(given, "The precision")
    if value < 0:
        raise InvalidValueError(
            "The precision must be 0 (everybody picks at random) or more; below that actors "
            "would prefer what is worse.",
            given=given,
        )
    return value


def checked_unit(given: str) -> str:
    """Return the unit that a precision is per, or say which there are."""
    if given not in UNITS:
        raise unknown_name("precision unit", given, UNITS)
    return given


def per(unit: str) -> str:
    """Return in words what a precision is per."""
    return "per unit of payoff" if unit == "payoff" else "per stake, all that a choice can change"
