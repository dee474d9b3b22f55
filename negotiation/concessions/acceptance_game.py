"""The acceptance game: each side knows its own mind only, and says yes or no to packages."""

from __future__ import annotations

import itertools
import math
from collections.abc import Mapping
from typing import Any

import numpy as np

from negotiation.concessions.bayesian_game import BayesianGame
from negotiation.concessions.preference_types import PreferenceTypes
from negotiation.errors import InvalidTypeError, InvalidValueError, TooLargeError, unknown_name

NO_AGREEMENT = "no agreement"
_RULES = ("name", "approve")
_MENU = 10
"""Packages that can stand on a menu from which subsets are approved."""
_CELLS = 100_000_000
"""Payoffs that a game is written out with at most."""


def acceptance_game(types: PreferenceTypes, packages: Any, *, rule: str = "name") -> BayesianGame:
    """Return the game in which types say yes or no to a package, or choose from a menu.

    All answer at once, each knowing its own type only.  Payoffs are gains: 0 without an
    agreement.  With one package, it is signed if everybody says yes; saying yes is then a
    weakly dominant strategy of exactly the types that gain.  Everybody saying no is an
    equilibrium too, as one yes alone changes nothing.

    Parameters
    ----------
    types : PreferenceTypes
        Who may be at the table, and how likely that is.
    packages : outcome, list of outcomes or mapping
        One outcome (for packages also ``{issue: option}``), a menu of several, or a menu with
        short names ``{name: outcome}``.
    rule : {"name", "approve"}
        What is done with a menu.  "name": everybody names one package, or none; what all name
        is signed.  "approve": everybody approves as many as it likes; the first on the menu
        that all approve is signed.

    Returns
    -------
    BayesianGame
        Its `results` are the packages and "no agreement".  A package that crosses a type's
        red line counts for it as worse than anything else, by the whole range of its gains.

    Raises
    ------
    UnknownNameError
        If there is no such rule.
    NegotiationError
        If a package is not among the outcomes, or stands on the menu twice.
    TooLargeError
        If a menu from which subsets are approved is long, or the game very large.

    Examples
    --------
    >>> import numpy as np
    >>> import negotiation as ng
    >>> sides = ng.PreferenceTypes(
    ...     {"Buyer": {"keen": [2], "cool": [-1]}, "Seller": {"poor": [1], "rich": [-1]}},
    ...     outcomes=["the price asked"],
    ... )
    >>> found = ng.bayesian_equilibria(ng.acceptance_game(sides, "the price asked"), mixed=False)
    >>> [found.results(k) for k in np.flatnonzero(found.undominated)]
    [{'the price asked': 0.25, 'no agreement': 0.75}]
    """
    if not isinstance(types, PreferenceTypes):
        raise InvalidTypeError("An acceptance game is made from PreferenceTypes.", given=types)
    if rule not in _RULES:
        raise unknown_name("rule", rule, _RULES)
    names, rows, single = _menu(types, packages)
    if single:
        labels: tuple[str, ...] = ("yes", "no")
        picks = [(0,), ()]
    elif rule == "name":
        labels = (*names, "none of them")
        picks = [*((place,) for place in range(len(names))), ()]
    else:
        if len(names) > _MENU:
            raise TooLargeError(
                f"{len(names)} packages have too many subsets to approve (at most {_MENU} "
                "packages); shorten the menu, or use rule='name'."
            )
        picks = [
            subset
            for size in range(len(names), -1, -1)
            for subset in itertools.combinations(range(len(names)), size)
        ]
        labels = tuple(" + ".join(names[p] for p in subset) or "none of them" for subset in picks)
    return _game(types, names, rows, (labels, picks))


def _menu(types: PreferenceTypes, packages: Any) -> tuple[tuple[str, ...], list[int], bool]:
    """Return the names and places of the packages, and whether it is just one, not a menu."""
    try:
        place = types.index(packages)
    except (ValueError, KeyError, TypeError):
        # Not an outcome: then a menu, each entry of which must be one.
        if isinstance(packages, str) or not hasattr(packages, "__iter__"):
            raise
    else:
        return (str(types.outcomes[place]),), [place], True
    named = isinstance(packages, Mapping) and all(
        not isinstance(each, str) or each in types.outcomes for each in packages.values()
    )
    if isinstance(packages, Mapping) and not named:
        types.index(packages)  # a package with a wrong issue or option: say which
    entries = list(packages.values()) if named else list(packages)
    rows = [types.index(each) for each in entries]
    names = [str(each) for each in packages] if named else [str(types.outcomes[p]) for p in rows]
    if not rows:
        raise InvalidValueError("A menu needs a package.")
    if len(set(rows)) < len(rows) or len(set(names)) < len(names):
        raise InvalidValueError("A package stands on the menu twice.", given=names)
    return tuple(names), rows, False


def _game(
    types: PreferenceTypes, names: tuple[str, ...], rows: list[int], moves: Any
) -> BayesianGame:
    """Return the game in which the first package that all pick is signed."""
    labels, picks = moves
    count = len(types.actors)
    cells = len(picks) ** count * math.prod(len(each) for each in types.types) * count
    if cells > _CELLS:
        raise TooLargeError(
            f"The game would have {cells:,} payoffs (at most {_CELLS:,}); shorten the menu, or use "
            "fewer types."
        )
    chosen = np.array([[place in subset for place in range(len(rows))] for subset in picks])
    shape = (len(picks),) * count
    # For every combination of strategies: the first package approved by all, or the last + 1.
    joint = np.ones((*shape, len(rows) + 1), dtype=np.bool_)
    for own in range(count):
        axis = [1] * count
        axis[own] = len(picks)
        joint[..., :-1] &= chosen.reshape(*axis, len(rows))
    signed = joint.argmax(axis=-1)
    payoffs = []
    for own, table in enumerate(types.gains):
        worth = np.array(table[:, rows])
        worst = min(0.0, float(table.min()))
        width = float(max(0.0, table.max())) - worst
        worth[types.refused[own][:, rows]] = worst - (width or 1.0)
        worth = np.hstack([worth, np.zeros((len(table), 1))])
        axis = [1] * count
        axis[own] = len(table)
        mine = worth[:, signed].reshape(*axis, *shape)
        payoffs.append(np.broadcast_to(mine, (*(len(each) for each in types.types), *shape)))
    return BayesianGame(
        np.stack(payoffs),
        types.types,
        (labels,) * count,
        types.actors,
        prior=types.prior,
        results=np.array([*names, NO_AGREEMENT], dtype=object)[signed],
        title=f"{types.name}: acceptance",
    )
