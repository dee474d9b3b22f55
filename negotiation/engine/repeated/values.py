"""What a game is worth when it is played again and again, and how each payoff is sustained."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from negotiation._arrays import NOISE, TOLERANCE, BoolArray, FloatArray, floats, read_only
from negotiation._table import Shown, Table
from negotiation.concessions import NormalFormGame
from negotiation.engine.equilibrium._stakes import stakes
from negotiation.engine.equilibrium._subject import two_actor_game_of
from negotiation.engine.equilibrium.pure import stable
from negotiation.engine.repeated._operator import HELD, Game, limit
from negotiation.engine.repeated._patience import patience_of
from negotiation.engine.repeated._polygon import clip, corners, distance, efficient, weights
from negotiation.engine.repeated._sustained import Sustained, how
from negotiation.errors import InvalidValueError, NotDefinedError, TooLargeError

REFERENCE = (
    "Abreu, D. and Sannikov, Y. (2014). An algorithm for two-player repeated games with perfect "
    "monitoring. Theoretical Economics 9, 313-338."
)
REFERENCES = (
    "Abreu, D., Pearce, D. and Stacchetti, E. (1990). Toward a theory of discounted repeated "
    "games with imperfect monitoring. Econometrica 58, 1041-1063.",
)
_PROFILES = 1_000_000
"""Combinations of strategies that are looked at, at most."""
_NOTHING = 1e-14
"""A share of what can be gained that is rounding."""
_KINDS = ("empty", "a point", "a segment", "an area")


@dataclass(frozen=True, eq=False)
class RepeatedValues(Shown):
    """All average payoffs of pure subgame-perfect equilibria of a game played for ever.

    Before every period the actors see a public lottery, and everything that was played
    before.  The set is convex; it may be an area, a segment, a point, or empty.

    Attributes
    ----------
    game : NormalFormGame
        What is played in every period.
    patience : float
        What the next period counts for.
    vertices : array, shape (k, 2)
        The corners of the set, counterclockwise.
    sustained : tuple of Sustained
        How each corner is sustained: what is played now, what comes after, and who is just
        willing.
    minmax : array, shape (2,)
        What each actor can secure against any pure strategy of the other.
    gap : float
        By how much the set could be larger at most, as a share of what an actor can get
        above its `minmax`.  Every point of the set is sustained in any case.
    steps : int
        How many steps the search took.
    """

    game: NormalFormGame
    patience: float
    vertices: FloatArray
    sustained: tuple[Sustained, ...]
    minmax: FloatArray
    gap: float
    steps: int

    @property
    def dimension(self) -> int:
        """2 for an area, 1 for a segment, 0 for a point, -1 for the empty set."""
        return min(len(self.vertices), 3) - 1

    @property
    def worst(self) -> FloatArray:
        """The worst equilibrium payoff of each actor, with which deviations are punished, (2,).

        NaN if the set is empty.
        """
        if not len(self.vertices):
            return read_only(np.full(2, np.nan))  # type: ignore[no-any-return]
        return read_only(self.vertices.min(axis=0))  # type: ignore[no-any-return]

    @property
    def efficient(self) -> FloatArray:
        """Corners of the Pareto frontier of the set, by the first actor's payoff, (m, 2)."""
        return read_only(self.vertices[efficient(self._scaled(self.vertices))])  # type: ignore[no-any-return]

    @property
    def feasible(self) -> FloatArray:
        """Corners of what lotteries over the strategies can bring, counterclockwise, (m, 2)."""
        points = self._scaled(_listed(self.game))
        return read_only(_listed(self.game)[corners(points, TOLERANCE)])  # type: ignore[no-any-return]

    @property
    def folk(self) -> FloatArray:
        """Corners of what is feasible and gives nobody less than its `minmax`, (m, 2).

        No set of equilibrium payoffs reaches beyond it; with patience near 1 the set comes
        close to it if it is an area.
        """
        region = self._scaled(self.feasible)
        region = np.where(np.abs(region) <= TOLERANCE, 0.0, region)
        for axis in (0, 1):
            region = clip(region, axis, 0.0)
        return read_only(self.minmax + region[corners(region, TOLERANCE)] * self._unit)  # type: ignore[no-any-return]

    @property
    def stage_equilibria(self) -> FloatArray:
        """Payoffs of the pure equilibria of the game played once, shape (m, 2)."""
        cells = stable(self.game)
        return read_only(np.unique(self.game.payoffs[:, cells].T, axis=0))  # type: ignore[no-any-return]

    @property
    def steady(self) -> BoolArray:
        """Whether each combination of strategies can be played for ever, shape (s1, s2).

        A deviation is punished by what is worst for the deviator.
        """
        if not len(self.vertices):
            return read_only(np.zeros(self.game.payoffs.shape[1:], dtype=np.bool_))  # type: ignore[no-any-return]
        game = _scaled_game(self.game, self.patience)[0]
        floors = self._scaled(self.worst) + game.rate * game.gains
        kept = (game.payoffs >= floors - TOLERANCE).all(axis=1)
        return read_only(kept.reshape(self.game.payoffs.shape[1:]))  # type: ignore[no-any-return]

    def contains(self, points: Any) -> Any:
        """Say whether payoffs are in the set.

        Parameters
        ----------
        points : array_like, shape (2,) or (m, 2)

        Returns
        -------
        bool, or array of bool, shape (m,)
            The edge belongs to the set.
        """
        given = floats(points, "The payoffs")
        if given.ndim not in (1, 2) or given.shape[-1] != 2:
            raise InvalidValueError(
                "Payoffs are pairs: shape (2,) or (m, 2).", given=f"shape {given.shape}"
            )
        away = distance(self._scaled(self.vertices), self._scaled(given.reshape(-1, 2)))
        inside = away <= 2 * TOLERANCE
        return bool(inside[0]) if given.ndim == 1 else inside

    def best(self, weights: Any = (1.0, 1.0)) -> FloatArray:
        """Return the corners that bring the greatest weighted sum of payoffs, shape (m, 2).

        Parameters
        ----------
        weights : array_like, shape (2,), default (1, 1)
            What a unit of each actor's payoff counts for; negative to find the least.

        Returns
        -------
        array, shape (m, 2)
            All corners that tie; none if the set is empty.
        """
        given = floats(weights, "Weights", ndim=1)
        if given.shape != (2,):
            raise InvalidValueError("Weights are two numbers.", given=given.tolist())
        if not len(self.vertices):
            return self.vertices
        sums = self._scaled(self.vertices) @ (given * self._unit)
        slack = TOLERANCE * np.abs(given * self._unit).max()
        return read_only(self.vertices[sums >= sums.max() - slack])  # type: ignore[no-any-return]

    def lottery(self, point: Any) -> FloatArray:
        """Return a lottery over the corners that brings given payoffs, shape (k,).

        Parameters
        ----------
        point : array_like, shape (2,)

        Raises
        ------
        InvalidValueError
            If the payoffs are not in the set.
        """
        given = floats(point, "The payoffs", ndim=1)
        if not self.contains(given):
            raise InvalidValueError(
                f"These payoffs are not sustained at patience {self.patience:.4g}; contains() "
                "says which are.",
                given=given.tolist(),
            )
        return read_only(weights(self._scaled(self.vertices), self._scaled(given)))  # type: ignore[no-any-return]

    @property
    def _unit(self) -> FloatArray:
        return _unit(_listed(self.game), self.minmax)

    def _scaled(self, points: FloatArray) -> FloatArray:
        """Return payoffs on the scale on which they are compared."""
        return (points - self.minmax) / self._unit

    def summary(self) -> Table:
        """Return the corners and how each is sustained."""
        one, two = self.game.actors
        columns = (
            "corner",
            f"worth to {one}",
            f"worth to {two}",
            "now",
            "after that",
            "just willing",
        )
        rows = [
            (place + 1, *each.payoffs, *each.words(self.game))
            for place, each in enumerate(self.sustained)
        ]
        title = f"{self.game.title or 'game'}, repeated with patience {self.patience:.4g}"
        return Table(columns, rows, title, [*self._notes(), REFERENCE])

    def _notes(self) -> list[str]:
        """Return in words what the set is."""
        pure = (
            "Strategies are pure, with a public lottery before every period; mixed strategies "
            "might sustain more."
        )
        if not len(self.vertices):
            return [
                "Nothing is sustained: whatever is played, and whatever is promised and "
                "threatened for later, somebody gains by deviating.",
                pure,
            ]
        worst = " and ".join(
            f"{name} is left with {low:.4g} (it can secure {safe:.4g})"
            for name, low, safe in zip(self.game.actors, self.worst, self.minmax, strict=True)
        )
        notes = [f"After a deviation {worst}.", pure]
        if self.gap > TOLERANCE:
            notes.append(
                f"The set may be larger, by at most {self.gap:.1g} of what an actor can gain."
            )
        return notes

    def __repr__(self) -> str:
        count = len(self.vertices)
        kind = _KINDS[self.dimension + 1]
        shape = f"{kind} with {count} corners" if self.dimension == 2 else kind
        title = f" {self.game.title!r}" if self.game.title else ""
        return f"<RepeatedValues{title}: patience {self.patience:.4g}, {shape}>"


def repeated_values(game: Any, patience: Any) -> RepeatedValues:
    """Return everything that two actors can sustain by playing a game again and again.

    Nobody can bind itself, so each must find it worth while, in every period and after
    whatever has happened, to go on as agreed.  What keeps it from deviating is the worst
    equilibrium that it could be punished with, and that punishment must itself be one.
    Payoffs are averages: ``(1 - patience)`` times the discounted sum.

    Parameters
    ----------
    game : NormalFormGame or Scenario
        Of two actors; a scenario stands for its concession game.
    patience : float
        What the next period counts for, strictly between 0 and 1.  Two numbers, or
        ``{actor: number}``, are taken if they are the same.

    Returns
    -------
    RepeatedValues
        With `RepeatedValues.vertices`.

    Raises
    ------
    NotDefinedError
        If there are not two actors, or one is more patient than the other.
    InvalidValueError
        If patience does not lie strictly between 0 and 1.
    InvalidTypeError
        If `game` is not a game.
    TooLargeError
        If there are more than a million combinations of strategies.

    Notes
    -----
    From the set of feasible payoffs inward, a set W is replaced by all payoffs that some
    profile brings now and some continuation in W later, such that nobody gains by deviating
    once and then getting its worst payoff in W.  The largest set that reproduces itself is
    the answer (Abreu, Pearce and Stacchetti 1990).  Corners are found by the faster operator
    of Abreu and Sannikov (2014), and then solved for from the equations that they satisfy.
    An incentive that is met to within 1e-9 of what an actor can gain counts as met.

    References
    ----------
    Abreu, D., Pearce, D. and Stacchetti, E. (1990). Toward a theory of discounted repeated
    games with imperfect monitoring. Econometrica 58, 1041-1063.

    Abreu, D. and Sannikov, Y. (2014). An algorithm for two-player repeated games with perfect
    monitoring. Theoretical Economics 9, 313-338.

    Examples
    --------
    >>> import negotiation as ng
    >>> pd = ng.NormalFormGame([[[9, 1], [10, 3]], [[9, 10], [1, 3]]])
    >>> ng.repeated_values(pd, 0.9).vertices
    array([[3.  , 3.  ],
           [9.75, 3.  ],
           [9.  , 9.  ],
           [3.  , 9.75]])
    """
    remedy = "Hold the other actors at one strategy each and ask again."
    game = two_actor_game_of(game, "The set of repeated payoffs", remedy)
    delta = _common(patience, game)
    if game.payoffs[0].size > _PROFILES:
        raise TooLargeError(
            f"{game.payoffs[0].size:,} combinations of strategies are too many (at most "
            f"{_PROFILES:,}); leave out strategies that are never best."
        )
    scaled, minmax, unit = _scaled_game(game, delta)
    found = limit(scaled)
    ring = corners(found.polygon, TOLERANCE)
    polygon = found.polygon[ring]
    vertices = minmax + np.where(np.abs(polygon) < _NOTHING, 0.0, polygon) * unit
    if found.origins is not None:  # what is played for ever brings exactly what it pays
        held = found.origins.kinds[ring] == HELD
        vertices[held] = _listed(game)[found.origins.actions[ring[held]]]
    vertices = read_only(vertices)
    return RepeatedValues(
        game,
        delta,
        vertices,
        how(scaled, found, ring, vertices, (game.payoffs.shape[2], unit)),
        read_only(minmax),
        found.gap,
        found.steps,
    )


def _common(patience: Any, game: NormalFormGame) -> float:
    """Return the patience that both actors have."""
    each = patience_of(patience, game.actors)
    if each[0] != each[1]:
        raise NotDefinedError(
            "The set of repeated payoffs is computed for actors of the same patience; "
            f"{game.actors[0]} has {each[0]:.4g} and {game.actors[1]} {each[1]:.4g}. Actors who "
            "differ can trade over time, which takes payoffs out of the feasible set. Ask with the "
            "smaller of the two, or see patience_thresholds, which takes each by itself."
        )
    return float(each[0])


def _listed(game: NormalFormGame) -> FloatArray:
    """Return the payoffs of all combinations of strategies, shape (n, 2)."""
    return game.payoffs.reshape(2, -1).T


def _unit(payoffs: FloatArray, minmax: FloatArray) -> FloatArray:
    """Return what each actor's payoffs are measured in: the most it can gain, (2,)."""
    above = payoffs.max(axis=0) - minmax
    rounding = NOISE * np.abs(payoffs).max(axis=0)
    span = payoffs.max(axis=0) - payoffs.min(axis=0)
    unit: FloatArray = np.where(above > rounding, above, np.where(span > rounding, span, 1.0))
    return unit


def _scaled_game(game: NormalFormGame, patience: float) -> tuple[Game, FloatArray, FloatArray]:
    """Return the game on the scale of what can be gained, and that scale: zero and unit."""
    one, two = game.payoffs
    minmax = np.array([one.max(axis=0).min(), two.max(axis=1).min()])
    payoffs = _listed(game)
    unit = _unit(payoffs, minmax)
    best = [known.ravel() for known in stakes(game).best]
    tops = np.stack(
        [
            np.broadcast_to(each.max(axis=own, keepdims=True), each.shape).ravel()
            for own, each in enumerate(game.payoffs)
        ],
        axis=1,
    )
    gains = np.where(np.stack(best, axis=1), 0.0, (tops - payoffs) / unit)
    return Game((payoffs - minmax) / unit, gains, patience, np.zeros(2)), minmax, unit
