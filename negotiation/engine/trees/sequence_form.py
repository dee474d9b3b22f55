"""The sequence form: equilibria of large trees without writing the normal form out."""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from negotiation._arrays import TOLERANCE, FloatArray
from negotiation._table import Shown, Table
from negotiation.concessions import Behaviour, ExtensiveGame
from negotiation.engine.trees._matrices import SequenceMatrices, sequence_matrices
from negotiation.engine.trees._plans import FINDERS, Plans, behaviour_of, plan_of
from negotiation.engine.trees._regret import regrets, sound
from negotiation.errors import InvalidTypeError, NotDefinedError, TooLargeError, unknown_name

REFERENCE = (
    "Koller, D., Megiddo, N. and von Stengel, B. (1996). Efficient computation of equilibria "
    "for extensive two-person games. Games and Economic Behavior 14, 247-259."
)

METHODS = ("auto", "linear-programme", "lemke", "exact")

MOST_CELLS = 4_000_000
"""Pairs of sequences that are written out at most."""

_ROUGH = (
    "Payoffs differ so much in size that rounding hides what is at stake somewhere; "
    "method='exact' does not round."
)


@dataclass(frozen=True, eq=False)
class SequenceForm(Shown):
    """One Nash equilibrium of a tree of two actors, found in its sequence form.

    Attributes
    ----------
    tree : ExtensiveGame
        The question.
    behaviour : Behaviour
        The equilibrium: who does what where, and believes what.
    plans : tuple of two arrays
        The same as realisation plans: per actor the weight of each of its sequences.
    payoffs : array, shape (2,)
        What the actors expect.
    regret : float
        The most that an actor could gain by another plan, as a share of the range of its
        payoffs; 0 but for rounding.
    sound : bool
        Whether every move that is played is a best one also where little is at stake there.
        ``False`` only of trees too large for exact pivoting, or where it was not asked for.
    opposed : bool
        Whether one actor's gain is always the other's loss, so that all equilibria pay the
        same: the value of the game.
    method : str
        "linear-programme", "lemke" or "exact" (Lemke's method in integers).
    matrices : SequenceMatrices
        Payoffs of pairs of sequences, and the constraints on plans.
    reference : str
        The publication the method stands on.
    """

    tree: ExtensiveGame
    behaviour: Behaviour
    plans: tuple[FloatArray, FloatArray]
    payoffs: FloatArray
    regret: float
    sound: bool
    opposed: bool
    method: str
    matrices: SequenceMatrices
    reference: str = REFERENCE

    def summary(self) -> Table:
        """Return who does what where, with which probability, and believes what."""
        table = self.behaviour.summary()
        notes = [
            *table.notes,
            "The interests are strictly opposed: every equilibrium pays this, the value."
            if self.opposed
            else "One Nash equilibrium; there may be others, and it may rest on empty threats.",
            f"Nobody could gain more than {self.regret:.1g} of its range by another plan.",
            *(() if self.sound else (_ROUGH,)),
            self.reference,
        ]
        title = f"{self.tree.title or 'game tree'}: sequence form"
        return Table(table.columns, table.rows, title, notes)

    def __repr__(self) -> str:
        worth = ", ".join(
            f"{name} {value:.4g}"
            for name, value in zip(self.tree.actors, self.payoffs, strict=True)
        )
        return f"<SequenceForm: {worth}, by {self.method}>"


def sequence_form(tree: ExtensiveGame, *, method: str = "auto") -> SequenceForm:
    """Return a Nash equilibrium of a tree of two actors, found in its sequence form.

    The sequence form is no larger than the tree, where the normal form grows exponentially.

    Parameters
    ----------
    tree : ExtensiveGame
        Of two actors with perfect recall.
    method : str
        "linear-programme" (strictly opposed interests only), "lemke" (complementary pivoting
        in floats), "exact" (the same in integers), or "auto": the first that fits, and exact
        pivoting where rounding spoils the answer.

    Returns
    -------
    SequenceForm
        Its regret has been checked, whatever the method.

    Raises
    ------
    InvalidTypeError
        If `tree` is no ExtensiveGame.
    UnknownNameError
        If there is no such method.
    NotDefinedError
        If there are not two actors, somebody forgets, or interests are not opposed where a
        linear programme is asked for.
    TooLargeError
        If the tree is too large for the method.

    References
    ----------
    von Stengel, B. (1996). Efficient computation of behavior strategies. Games and Economic
    Behavior 14, 220-246.

    Koller, D., Megiddo, N. and von Stengel, B. (1996). Efficient computation of equilibria
    for extensive two-person games. Games and Economic Behavior 14, 247-259.

    Examples
    --------
    >>> import negotiation as ng
    >>> def call(win, lose):
    ...     moves = {"meet": ng.Ending([lose, -lose]), "pass": ng.Ending([win, -win])}
    ...     return ng.Decision("Alice", moves, "Fred raised")
    >>> red = ng.Decision("Fred", {"raise": call(1, 2), "fold": ng.Ending([1, -1])}, "red")
    >>> black = ng.Decision("Fred", {"raise": call(1, -2), "fold": ng.Ending([-1, 1])}, "black")
    >>> game = ng.ExtensiveGame(ng.Chance({"red": (0.5, red), "black": (0.5, black)}))
    >>> ng.sequence_form(game)
    <SequenceForm: Fred 0.3333, Alice -0.3333, by linear-programme>
    """
    _refuse(tree, method)
    opposed = _opposed(tree)
    if method == "linear-programme" and not opposed:
        raise NotDefinedError(
            "A linear programme finds equilibria of strictly opposed interests only; "
            "leave method= out."
        )
    turns = {"auto": ["linear-programme"] * opposed + ["lemke", "exact"]}.get(method, [method])
    rough: SequenceForm | None = None
    for turn in turns:
        try:
            plans = FINDERS[turn](tree)
        except TooLargeError:
            if rough is None:
                raise
            return rough
        answer = None if plans is None else _answer(tree, plans, turn)
        if answer is not None and answer.sound:
            return answer
        rough = rough or answer
    if rough is not None:
        return rough
    raise NotDefinedError(
        f"Rounding spoils the answer of {turns[-1]!r}, or it takes too many steps; "
        "method='exact' does not round."
    )


def _answer(tree: ExtensiveGame, plans: Plans, turn: str) -> SequenceForm | None:
    """Return plans as an answer, ``None`` where somebody could gain by another one."""
    behaviour = behaviour_of(tree, plans)
    regret = float(regrets(behaviour).max())
    if regret > TOLERANCE:
        return None
    return SequenceForm(
        tree,
        behaviour,
        (plan_of(behaviour, 0), plan_of(behaviour, 1)),
        behaviour.payoffs,
        regret,
        turn == "exact" or sound(behaviour),
        _opposed(tree),
        turn,
        sequence_matrices(tree),
    )


def _refuse(tree: Any, method: str) -> None:
    if not isinstance(tree, ExtensiveGame):
        raise InvalidTypeError(
            "The sequence form is that of an ExtensiveGame.", given=type(tree).__name__
        )
    if method not in METHODS:
        raise unknown_name("method", method, METHODS)
    if len(tree.actors) != 2:
        raise NotDefinedError(
            f"The sequence form is solved for two actors; there are {len(tree.actors)}.  "
            "subgame_perfect and agent_quantal_response take any number."
        )
    if not tree.perfect_recall:
        raise NotDefinedError(
            "The sequence form takes perfect recall; somebody forgets what it did or knew here.  "
            "equilibria(tree.normal_form()) needs no recall."
        )
    cells = math.prod(len(each) for each in tree.sequences.before)
    if cells > MOST_CELLS:
        raise TooLargeError(
            f"{cells:,} pairs of sequences are too many to write out (at most {MOST_CELLS:,})."
        )


def _opposed(tree: ExtensiveGame) -> bool:
    """Say whether one actor's gain is always the other's loss, in whatever units."""
    columns: list[Any] = [list(each) for each in zip(*tree._layout.payoffs.values(), strict=True)]
    shares = []
    for values in columns:
        exact = [Fraction(value) for value in values]
        low, width = min(exact), max(exact) - min(exact)
        shares.append([(value - low) / width if width else Fraction(1, 2) for value in exact])
    gap = max(abs(one + two - 1) for one, two in zip(*shares, strict=True))
    return bool(gap <= (0 if tree.exact else TOLERANCE))
