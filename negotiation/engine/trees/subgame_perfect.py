"""Subgame-perfect equilibria: no threat or promise that would not be carried out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from negotiation._arrays import FloatArray, number, read_only
from negotiation._frozen import FrozenMap
from negotiation._table import Shown, Table
from negotiation.concessions import Behaviour, ExtensiveGame
from negotiation.engine.trees._backward import Induction, induce
from negotiation.errors import InvalidTypeError, InvalidValueError

REFERENCE = (
    "Selten, R. (1965). Spieltheoretische Behandlung eines Oligopolmodells mit Nachfrageträgheit. "
    "Zeitschrift für die gesamte Staatswissenschaft 121, 301-324 and 667-689."
)

MOST_LISTED = 200_000
"""Information sets of all listed profiles together, at most."""


@dataclass(frozen=True, eq=False)
class SubgamePerfect(Shown):
    """The subgame-perfect equilibria of a tree.

    Attributes
    ----------
    tree : ExtensiveGame
        The question.
    plays : tuple of mappings
        Every way in which the game is played in an equilibrium, each once:
        ``{path of moves: probability}``, one path where nothing is left to chance.
    payoffs : array, shape (n_plays, n_actors)
        What the actors expect of each.
    counts : tuple of int
        How many equilibria lead to each.
    profiles : tuple of Behaviour
        Equilibria, up to the limit asked for, at least one for each play as far as it goes.
    complete : bool
        Whether it is proven that these are all: under perfect information all in pure
        strategies, else all in which every subgame is played by an extreme equilibrium of
        what is left of it when the smaller subgames are settled.
    mixtures : bool
        Whether ties leave further equilibria, which mix between those counted.
    diagnostics : mapping
        ``note`` (sentences), ``subgames`` (proper ones and the whole), ``games_solved``.
    reference : str
        The publication the concept stands on.
    """

    tree: ExtensiveGame
    plays: tuple[Mapping[tuple[str, ...], float], ...]
    payoffs: FloatArray
    counts: tuple[int, ...]
    profiles: tuple[Behaviour, ...]
    complete: bool
    mixtures: bool
    diagnostics: Mapping[str, Any] = field(default_factory=FrozenMap)
    reference: str = REFERENCE

    @property
    def count(self) -> int:
        """How many equilibria there are, listed or not, mixtures aside."""
        return sum(self.counts)

    def summary(self) -> Table:
        """Return how the game is played, a row per play, and what the actors get."""
        rows = [
            (place + 1, _in_words(play), *payoffs.tolist(), count)
            for place, (play, payoffs, count) in enumerate(
                zip(self.plays, self.payoffs, self.counts, strict=True)
            )
        ]
        columns = ("play", "moves", *self.tree.actors, "equilibria")
        title = f"{self.tree.title or 'game tree'}: subgame-perfect"
        return Table(columns, rows, title, [*self.diagnostics.get("note", ()), self.reference])

    def __repr__(self) -> str:
        known = "all" if self.complete else "perhaps not all"
        plays = f"{len(self.plays)} play{'' if len(self.plays) == 1 else 's'}"
        count = f"{self.count:,} equilibri{'um' if self.count == 1 else 'a'}"
        return f"<SubgamePerfect: {plays}, {count}, {known}>"


def subgame_perfect(tree: ExtensiveGame, *, limit: int = 100) -> SubgamePerfect:
    """Return all subgame-perfect equilibria of a tree, by backward induction with every tie.

    Subgames are solved from the endings upward.  Where one actor moves alone, every best
    move is kept, whatever follows the others.  Where information sets tie several moves
    together, the subgame is solved by all equilibria of its reduced normal form, for every
    combination of equilibria in the smaller subgames.

    Parameters
    ----------
    tree : ExtensiveGame
        Of any number of actors; where it has subgames of imperfect information, of perfect
        recall.
    limit : int
        Strategy profiles that are listed at most, fewer in very large trees.  Plays, payoffs
        and counts are complete whatever the limit.

    Returns
    -------
    SubgamePerfect
        `SubgamePerfect.complete` says whether these are proven to be all.

    Raises
    ------
    InvalidTypeError
        If `tree` is no ExtensiveGame.
    NotDefinedError
        If a subgame of imperfect information lacks perfect recall.
    TooLargeError
        If ties leave too many different plays, or a subgame's normal form is too large.

    Notes
    -----
    Payoffs given as integers or Fractions are compared exactly under perfect information.
    Floats count as equal when they differ by no more than 1e-9 of the range of what is
    compared.

    References
    ----------
    Selten, R. (1965). Spieltheoretische Behandlung eines Oligopolmodells mit
    Nachfrageträgheit. Zeitschrift für die gesamte Staatswissenschaft 121, 301-324, 667-689.

    Examples
    --------
    >>> import negotiation as ng
    >>> def answer(offer):
    ...     moves = {"accept": ng.Ending([2 - offer, offer]), "reject": ng.Ending([0, 0])}
    ...     return ng.Decision("Responder", moves)
    >>> root = ng.Decision("Proposer", {str(offer): answer(offer) for offer in range(3)})
    >>> found = ng.subgame_perfect(ng.ExtensiveGame(root))
    >>> found
    <SubgamePerfect: 2 plays, 2 equilibria, all>
    >>> found.payoffs
    array([[2., 0.],
           [1., 1.]])
    """
    if not isinstance(tree, ExtensiveGame):
        raise InvalidTypeError(
            "Subgame-perfect equilibria are those of an ExtensiveGame.", given=type(tree).__name__
        )
    if number(limit, "The limit") < 0 or int(limit) != limit:
        raise InvalidValueError("The limit must be a whole number, 0 or more.", given=limit)
    state = induce(tree)
    entries = state.settled.entries[0]
    profiles = tuple(_profiles(state, int(limit)))
    return SubgamePerfect(
        tree,
        tuple(
            FrozenMap({tree.path(ending): float(chance) for ending, chance in each.play})
            for each in entries
        ),
        _payoffs(state),
        tuple(each.count for each in entries),
        profiles,
        state.complete,
        state.between,
        FrozenMap(
            {
                "note": tuple(_notes(state, len(profiles))),
                "subgames": int(state.roots.sum()) - len(tree.endings),
                "games_solved": state.stages,
            }
        ),
    )


def _payoffs(state: Induction) -> FloatArray:
    values = [[float(value) for value in each.values] for each in state.settled.entries[0]]
    table = np.array(values, dtype=np.float64).reshape(len(values), len(state.tree.actors))
    return read_only(table)  # type: ignore[no-any-return]


def _profiles(state: Induction, limit: int) -> list[Behaviour]:
    """Return profiles up to the limit, one for each play before any play's second."""
    entries = state.settled.entries[0]
    listed = [0] * len(entries)
    most = max(MOST_LISTED // max(1, len(state.tree._layout.members)), 1)
    left = min(limit, most, sum(each.count for each in entries))
    for place in range(len(entries)):  # one each, then the rest in order
        if left:
            listed[place], left = 1, left - 1
    for place, each in enumerate(entries):
        more = min(left, each.count - listed[place])
        listed[place], left = listed[place] + more, left - more
    return [
        _behaviour(state, state.settled.unfold(0, place, number))
        for place, count in enumerate(listed)
        for number in range(count)
    ]


def _behaviour(state: Induction, done: dict[int, Any]) -> Behaviour:
    mixtures = []
    for each in state.tree.information_sets:
        mixture = done[each.number]
        if isinstance(mixture, int):
            mixture = np.eye(1, len(each.moves), mixture)[0]
        mixtures.append(mixture)
    return Behaviour(state.tree, tuple(mixtures))


def _notes(state: Induction, listed: int) -> list[str]:
    """Return in words what was found, whether that is all, and what ties do."""
    entries = state.settled.entries[0]
    count = sum(each.count for each in entries)
    kind = "pure strategies" if state.tree.perfect_information else "extreme equilibria of subgames"
    notes = [
        f"{'All' if state.complete else 'Perhaps not all'} subgame-perfect equilibria in {kind}: "
        f"{count:,}, with {len(entries)} different play{'' if len(entries) == 1 else 's'}."
    ]
    if listed < count:
        notes.append(f"{listed:,} of the {count:,} strategy profiles are listed.")
    if state.between:
        notes.append(
            "Ties: somebody has several best moves somewhere.  Where what follows stays in "
            "equilibrium, mixtures of them are subgame perfect too."
        )
    return notes + state.notes


def _in_words(play: Mapping[tuple[str, ...], float]) -> str:
    if len(play) == 1:
        return ", ".join(next(iter(play))) or "no move"
    return "; ".join(f"{chance:.4g}: {', '.join(path)}" for path, chance in play.items())
