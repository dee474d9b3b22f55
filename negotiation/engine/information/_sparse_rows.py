"""The rows of a linear programme with many zeros, gathered one by one or in blocks."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np

from negotiation._arrays import FloatArray, IntArray

Sum = Iterable[tuple[float, tuple[Any, Any]]]
"""Multiples of expressions; an expression is variables and their coefficients."""


class SparseRows:
    """Variables with bounds, and rows ``coefficients @ variables <= bound`` (or equal)."""

    def __init__(self) -> None:
        self._low: list[FloatArray] = []
        self._high: list[FloatArray] = []
        self.count = 0
        self._entries: dict[bool, list[tuple[Any, Any, Any]]] = {False: [], True: []}
        self._bounds: dict[bool, list[float]] = {False: [], True: []}

    def variables(self, count: int, low: float, high: float) -> IntArray:
        """Make new variables between two bounds; return their places."""
        self._low.append(np.full(count, low))
        self._high.append(np.full(count, high))
        self.count += count
        places: IntArray = np.arange(self.count - count, self.count)
        return places

    @property
    def height(self) -> int:
        """How many rows there are."""
        return sum(len(each) for each in self._bounds.values())

    def block(
        self,
        row: Any,
        places: Any,
        coefficients: Any,
        height: int,
        bound: float,
        *,
        equal: bool = False,
    ) -> None:
        """Add `height` rows at once; `row` says for every entry in which of them it stands."""
        start = len(self._bounds[equal])
        self._entries[equal].append(
            (np.asarray(row) + start, np.asarray(places), np.asarray(coefficients, dtype=float))
        )
        self._bounds[equal].extend([bound] * height)

    def add(self, places: Any, coefficients: Any, bound: float, *, equal: bool = False) -> None:
        """Add one row."""
        self.block(
            np.zeros(len(places), dtype=np.intp), places, coefficients, 1, bound, equal=equal
        )

    def compare(self, left: Sum, right: Sum, *, equal: bool = False) -> None:
        """Add the row that one sum of expressions is not above another."""
        signed = [*left, *((-factor, each) for factor, each in right)]
        self.add(
            np.concatenate([places for _, (places, _) in signed]),
            np.concatenate([factor * np.asarray(each) for factor, (_, each) in signed]),
            0.0,
            equal=equal,
        )

    def conditions(self) -> dict[str, Any]:
        """Return all of it as keywords of `scipy.optimize.linprog`."""
        from scipy.sparse import csr_array

        bounds = np.stack([np.concatenate(self._low), np.concatenate(self._high)], axis=1)
        out: dict[str, Any] = {"bounds": bounds}
        for equal, name in ((False, "ub"), (True, "eq")):
            if self._bounds[equal]:
                row, place, coefficient = (
                    np.concatenate(each) for each in zip(*self._entries[equal], strict=True)
                )
                shape = (len(self._bounds[equal]), self.count)
                out[f"A_{name}"] = csr_array((coefficient, (row, place)), shape=shape)
                out[f"b_{name}"] = np.array(self._bounds[equal])
        return out
