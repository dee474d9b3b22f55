"""Games handed over to nashpy and pygambit, and taken from them."""

from __future__ import annotations

import importlib
import io
from collections.abc import Sequence
from typing import Any

from negotiation.concessions import NormalFormGame
from negotiation.concessions.extensive_form import ExtensiveGame
from negotiation.errors import (
    InvalidTypeError,
    InvalidValueError,
    MissingDependencyError,
    NotDefinedError,
)
from negotiation.io._gambit_nodes import tree_of
from negotiation.io.gambit_efg import efg_text
from negotiation.io.gambit_nfg import game_of_nfg, nfg_text


def to_nashpy(game: NormalFormGame) -> Any:
    """Return a game of two actors as a nashpy Game.

    Nashpy knows no names; its strategies are those of the game, in the same order.

    Parameters
    ----------
    game : NormalFormGame
        Of two actors.

    Returns
    -------
    nashpy.Game

    Raises
    ------
    NotDefinedError
        If there are not two actors.
    MissingDependencyError
        If nashpy is not installed.

    Examples
    --------
    >>> import negotiation as ng
    >>> chicken = ng.library.load("chicken")
    >>> theirs = ng.io.to_nashpy(chicken)
    >>> (theirs.payoff_matrices[0] == chicken.payoffs[0]).all()
    np.True_
    """
    _require_table(game, "to_nashpy")
    if len(game.actors) != 2:
        raise NotDefinedError(f"Nashpy's games have two actors; this one has {len(game.actors)}.")
    try:
        import nashpy
    except ImportError:
        raise MissingDependencyError("pip install nashpy") from None
    return nashpy.Game(game.payoffs[0].copy(), game.payoffs[1].copy())


def from_nashpy(
    game: Any, *, strategies: Sequence[Any] | None = None, actors: Sequence[str] | None = None
) -> NormalFormGame:
    """Return the game in a nashpy Game, or in anything with its two payoff matrices.

    Parameters
    ----------
    game : nashpy.Game
        An object with ``payoff_matrices``, the row actor's first.
    strategies, actors : sequence, optional
        Labels and names, which nashpy does not keep, as for `NormalFormGame`.

    Returns
    -------
    NormalFormGame

    Raises
    ------
    InvalidTypeError
        If there are no two matrices of numbers in it.
    InvalidValueError
        If they differ in shape, or a payoff is not finite; nashpy checks neither.

    Examples
    --------
    >>> import negotiation as ng
    >>> import nashpy
    >>> ng.io.from_nashpy(nashpy.Game([[1, -1], [-1, 1]]), actors=["Evader", "Seeker"])
    <NormalFormGame: Evader (2 strategies) x Seeker (2 strategies)>
    """
    try:
        first, second = game.payoff_matrices
    except (AttributeError, TypeError, ValueError):
        raise InvalidTypeError(
            "A nashpy Game has two payoff_matrices; this object has not.", given=type(game).__name__
        ) from None
    return NormalFormGame.from_tables(first, second, strategies=strategies, actors=actors)


def to_pygambit(game: NormalFormGame | ExtensiveGame) -> Any:
    r"""Return a game as a pygambit Game, a tree as a tree.

    Names and numbers go over as in Gambit's files: numbers exactly, thirds as thirds.  Names
    that Gambit does not take are coded (``C\u00f4te``), and decoded by `from_pygambit`.

    Parameters
    ----------
    game : NormalFormGame, ExtensiveGame or SignallingGame
        Of any number of actors; the tree of what has one is taken.

    Returns
    -------
    pygambit.gambit.Game

    Raises
    ------
    MissingDependencyError
        If pygambit is not installed.
    InvalidValueError
        If Gambit refuses the game; what it says is quoted.
    """
    grown = getattr(game, "tree", None)
    tree = grown() if callable(grown) else game
    if not isinstance(tree, ExtensiveGame):
        _require_table(game, "to_pygambit")
    try:
        pygambit = importlib.import_module("pygambit")
    except ImportError:
        raise MissingDependencyError(
            "pip install 'negotiation[gambit]' (on Linux pygambit compiles for several minutes)"
        ) from None
    if isinstance(tree, ExtensiveGame):
        text, read = efg_text(tree), pygambit.read_efg
    else:
        text, read = nfg_text(game), pygambit.read_nfg  # type: ignore[arg-type]
    try:
        return read(io.BytesIO(text.encode()))
    except (RuntimeError, ValueError) as error:
        raise InvalidValueError(f"Gambit does not take the game: {error}") from error


def from_pygambit(game: Any) -> NormalFormGame | ExtensiveGame:
    """Return the game in a pygambit Game: a tree as a tree, a table as a table.

    It goes through the text of Gambit's files, so that numbers stay exact; see `negotiation.io`
    on ``.nfg`` and ``.efg``.  ``from_pygambit(game).normal_form()`` is the table of a tree.

    Parameters
    ----------
    game : pygambit.gambit.Game
        An object with ``is_tree``, ``to_efg`` and ``to_nfg``.

    Returns
    -------
    ExtensiveGame or NormalFormGame

    Raises
    ------
    InvalidTypeError
        If it is no such object.
    NegotiationError
        If the game cannot be meant, such as a play that passes an information set twice.
    """
    try:
        tree = bool(game.is_tree)
        text = game.to_efg() if tree else game.to_nfg()
    except (AttributeError, TypeError):
        text = None
    if not isinstance(text, str):
        raise InvalidTypeError(
            "A pygambit Game has is_tree, to_efg and to_nfg; this object has not.",
            given=type(game).__name__,
        )
    return tree_of(text) if tree else game_of_nfg(text)


def _require_table(game: Any, call: str) -> None:
    if not isinstance(game, NormalFormGame):
        raise InvalidTypeError(
            f"{call} takes a NormalFormGame; of a tree, its normal_form()."
            if call == "to_nashpy"
            else f"{call} takes a NormalFormGame or an ExtensiveGame.",
            given=type(game).__name__,
        )


__all__ = ["from_nashpy", "from_pygambit", "to_nashpy", "to_pygambit"]
