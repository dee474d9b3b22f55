"""What a concept and a method are, where they register, and the one question asked of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from negotiation._registry import Registry
from negotiation.concessions import NormalFormGame
from negotiation.engine.equilibrium._equilibria import Equilibria
from negotiation.engine.equilibrium._subject import game_of
from negotiation.errors import NegotiationError, NotDefinedError, unknown_name

Finder = Callable[[NormalFormGame], "Found"]


@dataclass(frozen=True)
class Tie:
    """One actor has more best responses to a mixture than the mixture has strategies.

    Attributes
    ----------
    actor : int
        Who is indifferent.
    replies : tuple of int
        Its best responses.
    against : mapping of int to tuple of int
        What the other actors play: per actor the strategies with positive probability.
    others : int
        Further ties of this actor of the same kind.
    """

    actor: int
    replies: tuple[int, ...]
    against: tuple[tuple[int, tuple[int, ...]], ...]
    others: int = 0


@dataclass(frozen=True)
class Found:
    """What a method found.

    Attributes
    ----------
    profiles : sequence of sequences of array_like
        A probability vector per actor of the game the method was given.  They need not be
        checked: the search verifies every one.
    proves : tuple of str
        The concepts for which these are proven to be all (extreme) equilibria.
    searched : str
        What was looked through, as a sentence.
    missed : tuple of str
        What may be lacking and why, a sentence each.
    degenerate : bool or None
        Whether the game is degenerate; ``None`` if the method cannot tell.
    ties : tuple of Tie
        What makes it degenerate.
    continua : tuple of tuples of tuples of int
        Per actor the strategies that a continuum of equilibria mixes over, an entry each.
    """

    profiles: Sequence[Sequence[Any]] = ()
    proves: tuple[str, ...] = ()
    searched: str = ""
    missed: tuple[str, ...] = ()
    degenerate: bool | None = None
    ties: tuple[Tie, ...] = ()
    continua: tuple[tuple[tuple[int, ...], ...], ...] = ()


def accepts_all(game: NormalFormGame) -> NegotiationError | None:
    """Refuse no game."""
    return None


@dataclass(frozen=True)
class Method:
    """A way to find equilibria.

    Attributes
    ----------
    name : str
    find : callable
        From a game in which every actor has at least two strategies, none of them strictly
        dominated, to what was `Found`.
    concepts : tuple of str
        The concepts it serves.
    rank : int or None
        Its turn under ``method="auto"``, which stops at the first proof; ``None`` if it is
        used on request only.
    refuses : callable
        From a game to the error that says why this method does not take it, or ``None``: a
        `TooLargeError` if nothing but the size is in the way, which the answer then reports.
    """

    name: str
    find: Finder
    concepts: tuple[str, ...]
    rank: int | None
    refuses: Callable[[NormalFormGame], NegotiationError | None]


@dataclass(frozen=True)
class Concept:
    """A kind of equilibrium.

    Attributes
    ----------
    name : str
    find : callable
        From a game and ``method=`` to `Equilibria`.
    reference : str
        The publication it stands on.
    """

    name: str
    find: Callable[..., Equilibria]
    reference: str


CONCEPTS: Registry[Concept] = Registry("equilibrium concept")
METHODS: Registry[Method] = Registry("equilibrium method")


def concept(name: str, *, reference: str) -> Callable[[Callable[..., Equilibria]], Any]:
    """Register the decorated function as an equilibrium concept."""

    def register(find: Callable[..., Equilibria]) -> Callable[..., Equilibria]:
        CONCEPTS.add(name, Concept(name, find, reference))
        return find

    return register


def method(
    name: str,
    *,
    concepts: tuple[str, ...],
    rank: int | None,
    refuses: Callable[[NormalFormGame], NegotiationError | None] = accepts_all,
) -> Callable[[Finder], Finder]:
    """Register the decorated function as an equilibrium method; parameters as in `Method`."""

    def register(find: Finder) -> Finder:
        METHODS.add(name, Method(name, find, concepts, rank, refuses))
        return find

    return register


def methods_for(concept: str, method: str) -> tuple[Method, ...]:
    """Return the methods to try, in their order: one if it is named, all for "auto".

    Raises
    ------
    UnknownNameError
        If there is no such method.
    NotDefinedError
        If the method does not serve the concept.
    """
    serving = [each for each in METHODS.values() if concept in each.concepts]
    if method == "auto":
        turns = [each for each in serving if each.rank is not None]
        return tuple(sorted(turns, key=lambda each: (each.rank, each.name)))
    if method not in METHODS:
        raise unknown_name("equilibrium method", method, ["auto", *METHODS])
    if METHODS[method] not in serving:
        names = ", ".join(repr(each.name) for each in serving)
        raise NotDefinedError(
            f"The method {method!r} does not look for {concept!r} equilibria; 'auto', {names} do."
        )
    return (METHODS[method],)


def equilibria(game: Any, concept: str = "nash", *, method: str = "auto") -> Equilibria:
    """Return the equilibria of a game.

    Strictly dominated strategies are removed first, round after round, which loses no
    equilibrium.  What is left is searched, and every profile found is checked against the
    game before it is returned.

    Parameters
    ----------
    game : NormalFormGame, Scenario, ExtensiveGame, BayesianGame or SignallingGame
        A scenario stands for its concession game, the others for their normal form.
    concept : str
        "nash" (pure and mixed) or "pure-nash".
    method : str
        "auto", or the one method to use on what dominance leaves: "two-by-two", "corners",
        "exact", "lemke-howson" (two actors), "many-actors", "pure", "dominance"; "nashpy-…" and
        "gambit-…" ask other packages, which are checked and limited in time.

    Returns
    -------
    Equilibria
        `Equilibria.complete` says whether these are proven to be all; of two actors they are,
        ties or none, up to about 16 x 16 strategies.

    Raises
    ------
    InvalidTypeError
        If `game` is neither a game nor a scenario.
    MissingDependencyError
        If a method of Gambit's is asked for and pygambit is not installed.
    UnknownNameError
        If there is no such concept or method.
    NotDefinedError, TooLargeError
        If the method asked for does not take the game.

    Notes
    -----
    Two payoffs of an actor count as equal when they differ by no more than 1e-9 of
    themselves, or of what its choice can change against the same strategies of the others,
    whichever is smaller.  A catastrophe in one cell therefore does not hide what is at stake
    in the others.

    Examples
    --------
    >>> import negotiation as ng
    >>> chicken = ng.NormalFormGame([[[6, 2], [7, 0]], [[6, 7], [2, 0]]])
    >>> ng.equilibria(chicken)
    <Equilibria 'nash': 3 found (2 pure), all, by two-by-two>
    """
    game = game_of(game, "An equilibrium")
    return CONCEPTS[concept].find(game, method=method)
