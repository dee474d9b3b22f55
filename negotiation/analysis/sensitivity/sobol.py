"""How much of the doubt about an answer each doubt about the numbers explains."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from negotiation._arrays import FloatArray
from negotiation._shares import counted
from negotiation._table import Shown, Table
from negotiation.analysis.sensitivity._blocks import Blocks, rng_of
from negotiation.analysis.sensitivity._pick_freeze import PickFreeze, pick_freeze
from negotiation.analysis.sensitivity._target import Target
from negotiation.engine.talks._streams import seed_of
from negotiation.errors import InvalidTypeError, InvalidValueError, unknown_name

DRAWS = 2048
"""Draws of each of the two sets if none are asked for."""


@dataclass(frozen=True, eq=False)
class SobolIndices(Shown):
    """Shares of the variance of a target that its inputs explain.

    Attributes
    ----------
    target : str
        What varies, in words.
    inputs : tuple of str
        The independent inputs: a number, or numbers that hang together.
    first : array, shape (k,)
        Share of the variance that would go, on average, if the input alone were known.  An
        estimate may lie a little below 0.
    total : array, shape (k,)
        Share that would stay if all other inputs were known: with interactions.
    first_error, total_error : array, shape (k,)
        Their standard errors.
    mean, variance : float
        Of the target.
    draws : int
        Draws in each of the two sets.
    name : str
        What was analysed.
    """

    target: str
    inputs: tuple[str, ...]
    first: FloatArray
    total: FloatArray
    first_error: FloatArray
    total_error: FloatArray
    mean: float
    variance: float
    draws: int
    name: str = ""

    @property
    def defined(self) -> bool:
        """Whether the target varied at all; if not, the indices are NaN: nothing to share out."""
        return bool(self.variance > 0.0) and bool(self.inputs)

    @property
    def ranked(self) -> tuple[str, ...]:
        """The inputs, the one with the largest total index first."""
        if not self.defined:
            return self.inputs
        return tuple(self.inputs[each] for each in np.argsort(-self.total, kind="stable"))

    def interval(self, name: str, level: float = 0.95) -> tuple[tuple[float, float], ...]:
        """Return the intervals of an input's first and total index.

        Parameters
        ----------
        name : str
            One of `inputs`.
        level : float, default 0.95
            How often such an interval holds the true index, in (0, 1).
        """
        from scipy.special import ndtri

        if name not in self.inputs:
            raise unknown_name("input", name, self.inputs)
        if not 0.0 < level < 1.0:
            raise InvalidValueError("A level lies between 0 and 1.", given=level)
        place, width = self.inputs.index(name), float(ndtri(0.5 + level / 2.0))
        pairs = ((self.first, self.first_error), (self.total, self.total_error))
        return tuple(
            (float(at[place] - width * error[place]), float(at[place] + width * error[place]))
            for at, error in pairs
        )

    def summary(self) -> Table:
        """Return a row per input, the largest total index first."""
        columns = ("input", "first", "± s.e.", "total", "± s.e. of total")
        figures = (self.first, self.first_error, self.total, self.total_error)
        rows = []
        for name in self.ranked:
            place = self.inputs.index(name)
            cells = (float(each[place]) for each in figures)
            rows.append((name, *(cells if self.defined else (None,) * 4)))
        return Table(columns, rows, f"{self.name}: what {self.target} depends on", self._notes())

    def _notes(self) -> list[str]:
        if not self.inputs:
            return ["Nothing is uncertain: there is nothing to share out."]
        if not self.defined:
            return [
                f"In all {counted(self.draws, 'draw')} {self.target} was {self.mean:.4g}: nothing "
                "varies, so the indices are not defined."
            ]
        together = float(self.first.sum())
        notes = [
            f"Mean {self.mean:.4g}, variance {self.variance:.4g}, from twice "
            f"{counted(self.draws, 'draw')} and one mixed set per input.",
            f"One by one the inputs explain {together:.0%} of the variance; the rest comes from "
            "several of them together.",
        ]
        if (self.first < 0).any():
            notes.append("Estimates below 0 stand for indices near 0; see their errors.")
        return notes

    def __repr__(self) -> str:
        if not self.defined:
            return f"<SobolIndices of {self.target}: nothing varies>"
        top = self.ranked[0]
        share = self.total[self.inputs.index(top)]
        return (
            f"<SobolIndices of {self.target}: {counted(len(self.inputs), 'input')}, most by "
            f"{top} (total {share:.2f})>"
        )


def sobol(
    subject: Any,
    concept: str | None = None,
    *,
    of: Any = "no agreement",
    inputs: Mapping[str, Any] | None = None,
    draws: int = DRAWS,
    rng: Any = None,
) -> SobolIndices:
    """Share out the variance of an answer among the independent doubts behind it.

    Parameters
    ----------
    subject : Scenario, UncertainProblem, Beliefs or callable
        An uncertain scenario; or a function of numbers, called with an array (n,) per name of
        `inputs`, that returns an array (n,).
    concept : str, optional
        The solution concept that selects, where `of` asks what is selected; ``"nash"`` if left
        out.
    of : str, tuple or callable, default "no agreement"
        What varies: ``"no agreement"`` (0 or 1), ``"room"`` (how far the ZOPA is open),
        ``("payoff", actor)``, ``("term", issue, option)``, or a function of `Draws` that
        returns an array (n,).
    inputs : mapping, optional
        ``{name: distribution}`` of a function's independent numbers: anything with
        ``quantile`` or ``ppf``.
    draws : int, default 2048
        Draws in each of the two sets, rounded up to a power of two.  The target is evaluated
        ``draws × (inputs + 2)`` times.
    rng : int, Generator or None
        Same seed, same answer.

    Returns
    -------
    SobolIndices
        An input per independent number; numbers that hang together (a Dirichlet, correlated
        numbers, beliefs) are one input.

    Raises
    ------
    InvalidTypeError, InvalidValueError, UnknownNameError
        If the target or the inputs cannot be read.

    Notes
    -----
    ``first = Var(E[Y | X]) / Var(Y)`` and ``total = E[Var(Y | all but X)] / Var(Y)``, by
    `scipy.stats.sobol_indices` on independent draws.  Ties between packages are settled by lots
    that are part of no input: what they do to the target is in no index.

    References
    ----------
    Saltelli, A. et al. (2010). Variance based sensitivity analysis of model output. Design and
    estimator for the total sensitivity index. Computer Physics Communications 181, 259-270
    (as usually cited).

    Examples
    --------
    >>> import negotiation as ng
    >>> from scipy import stats
    >>> found = ng.sobol(
    ...     lambda cost, gain: 3 * gain - cost,
    ...     inputs={"cost": stats.uniform(0, 1), "gain": stats.uniform(0, 1)},
    ...     rng=1,
    ... )
    >>> found.ranked  # gain explains 9 tenths
    ('gain', 'cost')
    """
    n = power_of_two(draws)
    seed = seed_of(rng)
    if inputs is not None:
        names, name, target = tuple(inputs), "a function", "the value"
        found = _of_function(subject, inputs, n, seed)
    else:
        blocks, reading = Blocks.of(subject), Target.of(of, concept)
        names, name, target = blocks.labels, blocks.problem.scenario.name, reading.words
        found = of_blocks(blocks, reading, n, seed)
    return SobolIndices(
        target,
        names,
        found.first,
        found.total,
        found.first_error,
        found.total_error,
        found.mean,
        found.variance,
        n,
        name,
    )


def of_blocks(blocks: Blocks, target: Target, n: int, seed: np.random.SeedSequence) -> PickFreeze:
    """Return the estimates for every block of a problem, the draws mixed block by block."""
    problem = blocks.problem
    one, other = (problem.draw(n, rng_of(seed, place)) for place in (0, 1))
    # Mixed sets keep the lots of the first set: only the block differs.
    first = target.values(one, rng_of(seed, 2))
    second = target.values(other, rng_of(seed, 3))
    mixed = [target.values(one.swapped(block, other), rng_of(seed, 2)) for block in problem.blocks]
    return pick_freeze(first, second, np.array(mixed).reshape(len(mixed), n))


def _of_function(
    function: Callable[..., Any], inputs: Mapping[str, Any], n: int, seed: Any
) -> PickFreeze:
    if not callable(function):
        raise InvalidTypeError("With inputs= the subject is a function of them.", given=function)
    if not inputs:
        raise InvalidValueError("There is no input; write inputs={name: distribution}.")
    sets = []
    for place in (0, 1):
        rng = rng_of(seed, place)
        sets.append({name: _sampled(inputs[name], name, n, rng) for name in inputs})
    one, other = sets
    mixed = [{**one, name: other[name]} for name in inputs]
    return pick_freeze(
        _called(function, one, n),
        _called(function, other, n),
        np.array([_called(function, each, n) for each in mixed]),
    )


def _sampled(distribution: Any, name: str, n: int, rng: np.random.Generator) -> FloatArray:
    quantile = getattr(distribution, "quantile", None) or getattr(distribution, "ppf", None)
    if quantile is None:
        raise InvalidTypeError(
            f"The input {name!r} needs a distribution: one of ng.distributions or a frozen one of "
            "scipy.stats.",
            given=distribution,
        )
    return np.asarray(quantile(rng.random(n)), dtype=np.float64)


def _called(function: Callable[..., Any], values: Mapping[str, Any], n: int) -> FloatArray:
    answer = np.asarray(function(**values), dtype=np.float64)
    if answer.shape == ():
        answer = np.full(n, float(answer))
    if answer.shape != (n,) or not np.isfinite(answer).all():
        raise InvalidValueError(
            f"The function must return a finite number per draw, shape ({n},); write it with "
            "array operations.",
            given=answer.shape,
        )
    return answer


def power_of_two(draws: Any) -> int:
    """Return the number of draws, rounded up to a power of two as scipy asks."""
    if isinstance(draws, bool) or not isinstance(draws, int | np.integer):
        raise InvalidTypeError("draws= takes a whole number.", given=draws)
    if draws < 2:
        raise InvalidValueError("An index needs at least 2 draws.", given=draws)
    return 1 << (int(draws) - 1).bit_length()
