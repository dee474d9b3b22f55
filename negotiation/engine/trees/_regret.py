"""What an actor could gain by doing something else, everybody else's behaviour given."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from negotiation._arrays import TOLERANCE, FloatArray, read_only
from negotiation.concessions import Behaviour
from negotiation.engine.equilibrium._stakes import ROUNDING
from negotiation.errors import NotDefinedError


@dataclass(frozen=True)
class Replies:
    """What an actor can get by each sequence of own moves, the others' behaviour given.

    Attributes
    ----------
    worth : list of float
        Per sequence what it is worth if the actor goes on as well as it can, times the
        probability that the others allow it.
    sizes : list of float
        The same of payoffs without their signs, which rounding is measured by.
    options : dict of int to list of int
        Per information set the sequences that end there, in the order of the moves.
    others : list of float
        The probability that chance and the others allow each position.
    """

    worth: list[float]
    sizes: list[float]
    options: dict[int, list[int]]
    others: list[float]


def replies(behaviour: Behaviour, actor: int) -> Replies:
    """Return what an actor can get by its sequences.

    Parameters
    ----------
    behaviour : Behaviour
        What everybody does; the actor's own part plays no role.
    actor : int
        Its number.

    Raises
    ------
    NotDefinedError
        If the actor forgets what it did or knew: its best plan is then more than a best move
        at each set.
    """
    tree = behaviour.tree
    if not tree.perfect_recall:
        raise NotDefinedError(
            "Best replies are found move by move, which takes perfect recall; "
            "use equilibria(tree.normal_form())."
        )
    before, last = tree.sequences.before[actor], tree.sequences.last[actor]
    worth, sizes = [0.0] * len(before), [0.0] * len(before)
    others = _reach_by_others(behaviour, actor)
    ends = tree.sequences.at[list(tree.endings), actor].tolist()
    for position, number, value in zip(tree.endings, ends, tree.payoffs[:, actor], strict=True):
        worth[number] += others[position] * float(value)
        sizes[number] += others[position] * abs(float(value))
    options: dict[int, list[int]] = {}
    for number in range(1, len(before)):
        options.setdefault(last[number][0], []).append(number)
    # A set's sequences come after the one that leads to it, so backwards all is settled in time.
    for information in sorted(options, reverse=True):
        numbers = options[information]
        worth[before[numbers[0]]] += max(worth[number] for number in numbers)
        sizes[before[numbers[0]]] += max(sizes[number] for number in numbers)
    return Replies(worth, sizes, options, others)


def best_reply(behaviour: Behaviour, actor: int) -> tuple[float, dict[int, int]]:
    """Return the most that an actor can expect, and a best move at each of its sets.

    Where the others keep a set from being reached every move is as good, and it is the first.

    Parameters
    ----------
    behaviour : Behaviour
        What everybody does; the actor's own part plays no role.
    actor : int
        Its number.
    """
    known = replies(behaviour, actor)
    plan = {
        information: max(range(len(numbers)), key=lambda move: known.worth[numbers[move]])
        for information, numbers in known.options.items()
    }
    return known.worth[0], plan


def sound(behaviour: Behaviour) -> bool:
    """Say whether every move that is played is a best one, by small stakes as by large ones.

    Two moves count as equally good when what they are worth differs by no more than 1e-9 of
    itself, or of what the choice can change, whichever is smaller.

    Parameters
    ----------
    behaviour : Behaviour
        What everybody does.
    """
    reached = behaviour.reached
    for actor in range(len(behaviour.tree.actors)):
        known = replies(behaviour, actor)
        for information, numbers in known.options.items():
            values = [known.worth[number] for number in numbers]
            best, width = max(values), max(values) - min(values)
            rounding = ROUNDING * max(known.sizes[number] for number in numbers)
            for value, chance in zip(values, behaviour.probabilities[information], strict=True):
                equal = TOLERANCE * min(width, max(abs(value), abs(best)))
                played = chance > 0 and reached[information] > 0
                if played and best - value > max(equal, rounding):
                    return False
    return True


def regrets(behaviour: Behaviour) -> FloatArray:
    """Return the most that each actor could gain by a plan of its own, shape (n_actors,).

    As a share of the range of the actor's payoffs in the tree; 0 in a Nash equilibrium, but
    for rounding.

    Parameters
    ----------
    behaviour : Behaviour
        What everybody does.
    """
    tree = behaviour.tree
    shares = []
    for actor, values in enumerate(tree.payoffs.T):
        high, low = float(values.max()), float(values.min())
        gain = best_reply(behaviour, actor)[0] - float(behaviour.payoffs[actor])
        shares.append(max(gain, 0.0) / (high - low) if high > low else 0.0)
    return read_only(np.array(shares))  # type: ignore[no-any-return]


def thought_through(behaviour: Behaviour) -> Behaviour:
    """Return behaviour that is also a best reply where an actor's own plan never leads.

    What is done there changes no payoff and no incentive.  Where the others do not lead there
    either, it stays as it is.

    Parameters
    ----------
    behaviour : Behaviour
        What everybody does.
    """
    layout, done = behaviour.tree._layout, list(behaviour.probabilities)
    for actor in range(len(behaviour.tree.actors)):
        others = _reach_by_others(behaviour, actor)
        for information, move in best_reply(behaviour, actor)[1].items():
            members = layout.members[information]
            idle = all(behaviour.reach[each] == 0 for each in members)
            if idle and any(others[each] > 0 for each in members):
                done[information] = np.eye(1, len(done[information]), move)[0]
    return Behaviour(behaviour.tree, tuple(done))


def _reach_by_others(behaviour: Behaviour, actor: int) -> list[float]:
    """Return the probability that chance and the other actors allow each position."""
    layout = behaviour.tree._layout
    reach = [1.0] * len(layout.nodes)
    for position in range(1, len(layout.nodes)):
        above, move = layout.parents[position], layout.moves[position]
        reach[position] = reach[above]
        odds = layout.probabilities.get(above)
        if odds is not None:
            reach[position] *= float(odds[move])
        elif layout.whose[above] != actor:
            reach[position] *= float(behaviour.probabilities[layout.sets[above]][move])
    return reach
