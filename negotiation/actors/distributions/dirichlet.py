"""Dirichlet: how a total is shared out among issues, all weights of an actor at once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np

from negotiation._arrays import FloatArray, number
from negotiation._frozen import FrozenMap
from negotiation.actors.distributions._distribution import LEAST, distribution
from negotiation.errors import InvalidTypeError, InvalidValueError


@distribution("dirichlet")
@dataclass(frozen=True, repr=False)
class Dirichlet:
    """Weights that are not known but add up to a known total.

    It stands in the place of all weights of `Additive`.  With every concentration 1 each
    way to share the total is as likely as another.

    Parameters
    ----------
    concentration : mapping
        ``{issue: number}``, each positive.  An issue's mean weight is its part of the sum of
        them times `total`; the larger the sum, the smaller the doubt.
    total : float, default 1.0
        What the weights add up to, positive.

    Raises
    ------
    InvalidTypeError, InvalidValueError
        If a concentration or the total is not a positive number; the issue is named.

    Examples
    --------
    >>> import numpy as np
    >>> import negotiation as ng
    >>> doubt = ng.distributions.dirichlet({"relief": 4, "testing": 2, "plants": 2})
    >>> doubt.mean["relief"]
    0.5
    >>> draws = doubt.sample(3, np.random.default_rng(1))
    >>> draws.shape, draws.sum(axis=1)
    ((3, 3), array([1., 1., 1.]))
    """

    concentration: FrozenMap[str, float]
    total: float = 1.0
    kind: ClassVar[str] = ""

    def __post_init__(self) -> None:
        given: Any = self.concentration
        if not isinstance(given, Mapping) or not given:
            raise InvalidTypeError(
                "dirichlet(…) takes {issue: concentration}, at least one.", given=given
            )
        found = {
            str(issue): number(each, "A concentration of dirichlet(…)", issue=issue)
            for issue, each in given.items()
        }
        for issue, each in found.items():
            if each <= 0:
                raise InvalidValueError(
                    "A concentration of dirichlet(…) must be positive; leave out the issue to "
                    "give it no weight.",
                    given=each,
                    issue=issue,
                )
        object.__setattr__(self, "concentration", FrozenMap(found))
        total = number(self.total, "total of dirichlet(…)")
        if total <= 0:
            raise InvalidValueError("The total of dirichlet(…) must be positive.", given=total)
        object.__setattr__(self, "total", total)

    @property
    def mean(self) -> FrozenMap[str, float]:
        """The expected weight of each issue."""
        shares = np.array(list(self.concentration.values()))
        shares = shares / shares.max()
        means = self.total * (shares / shares.sum())
        return FrozenMap(zip(self.concentration, map(float, means), strict=True))

    def sample(self, n: int, rng: np.random.Generator) -> FloatArray:
        """Return `n` independent draws, shape (n, n_issues), in the order of the issues.

        Gamma numbers in proportion, kept as logarithms: with tiny concentrations all of them
        would otherwise round to 0.
        """
        shapes = np.array(list(self.concentration.values()))
        # A gamma number of shape a is one of shape a + 1 times a power of a uniform number.
        small = shapes < 1.0
        logs = np.log(rng.standard_gamma(shapes + small, (n, len(shapes))))
        chance = np.maximum(rng.random((n, int(small.sum()))), LEAST)
        # Beyond this it makes no difference how small a share is; infinities would.
        with np.errstate(over="ignore"):
            logs[:, small] += np.maximum(np.log(chance) / shapes[small], -1e300)
        parts = np.exp(logs - logs.max(axis=1, keepdims=True, initial=-np.inf))
        weights: FloatArray = self.total * (parts / parts.sum(axis=1, keepdims=True))
        return weights

    def __repr__(self) -> str:
        named = ", ".join(f"{name}: {each:.6g}" for name, each in self.concentration.items())
        whole = "" if self.total == 1.0 else f", total={self.total:.6g}"
        return f"{self.kind}({{{named}}}{whole})"
