"""Random small trees, and what is true of them worked out the slow way."""

from __future__ import annotations

import itertools
from collections import deque
from fractions import Fraction

import numpy as np

import negotiation as ng


def random_tree(seed, *, actors=2, most=8, hidden=0.0, chance=0.15, payoffs=3, zero_sum=False):
    """Return a tree of perfect recall with at most `most` decisions.

    `hidden` is how often decisions join a set.  Payoffs are integers from 0 to `payoffs`, so
    that ties are everywhere.
    """
    rng = np.random.default_rng(seed)
    names = [f"A{number}" for number in range(actors)]
    left = [most]
    skeleton = _grown(rng, actors, left, chance, top=True)
    _inform(rng, skeleton, hidden)

    def built(node):
        if node["kind"] == "end":
            values = rng.integers(0, payoffs + 1, actors).tolist()
            return ng.Ending([values[0], -values[0]] if zero_sum else values)
        below = {f"m{place}": built(child) for place, child in enumerate(node["below"])}
        if node["kind"] == "chance":
            weights = rng.integers(1, 4, len(below)).tolist()
            odds = [Fraction(weight, sum(weights)) for weight in weights]
            return ng.Chance(
                {name: (odds[k], each) for k, (name, each) in enumerate(below.items())}
            )
        return ng.Decision(names[node["actor"]], below, f"s{node['set']}")

    return ng.ExtensiveGame(built(skeleton), names)


def _grown(rng, actors, left, chance, top=False):
    draw = rng.random()
    if left[0] <= 0 or (not top and draw < 0.3):
        return {"kind": "end"}
    if draw > 1 - chance:
        kind = {"kind": "chance"}
    else:
        left[0] -= 1
        kind = {"kind": "decision", "actor": int(rng.integers(actors))}
    count = int(rng.integers(2, 4)) if kind["kind"] == "decision" else 2
    return {**kind, "below": [_grown(rng, actors, left, chance) for _ in range(count)]}


def _inform(rng, root, hidden):
    """Number the sets so that nobody forgets: only equal own histories may share one."""
    sets, waiting = {}, deque([(root, {})])
    count = 0
    while waiting:
        node, past = waiting.popleft()
        if node["kind"] == "end":
            continue
        if node["kind"] == "decision":
            key = (node["actor"], past.get(node["actor"], ()), len(node["below"]))
            known = sets.setdefault(key, [])
            if known and rng.random() < hidden:
                node["set"] = int(rng.choice(known))
            else:
                node["set"] = count
                known.append(count)
                count += 1
        for place, child in enumerate(node["below"]):
            then = dict(past)
            if node["kind"] == "decision":
                then[node["actor"]] = (*past.get(node["actor"], ()), (node["set"], place))
            waiting.append((child, then))


def worth(tree, done, start=0):
    """Return what the actors expect from a position on; `done` maps sets to probabilities."""
    position = tree.positions[start]
    if position.payoffs:
        return [float(value) for value in position.payoffs]
    total = [0.0] * len(tree.actors)
    odds = position.probabilities or done[position.information]
    for share, child in zip(odds, position.children, strict=True):
        if share > 0:
            for actor, value in enumerate(worth(tree, done, child)):
                total[actor] += float(share) * value
    return total


def below(tree, start):
    """Return the positions of the subtree at a position."""
    found = [start]
    for position in found:
        found.extend(tree.positions[position].children)
    return set(found)


def subgames(tree):
    """Return where subgames with a decision begin, by the definition."""
    roots = []
    for position in tree.positions:
        inside = below(tree, position.number)
        number = position.information
        if number is not None and len(tree.information_sets[number].positions) > 1:
            continue
        sets = {tree.positions[each].information for each in inside} - {None}
        whole = all(set(tree.information_sets[each].positions) <= inside for each in sets)
        if sets and whole:
            roots.append(position.number)
    return roots


def unit(size, move):
    """Return certainty of one of several moves."""
    return tuple(float(each == move) for each in range(size))


def gain_in_subgames(tree, done, roots=None, enough=np.inf):
    """Return the most that anyone gains by another plan in any subgame: all plans are tried.

    No further is looked once somebody gains `enough`.
    """
    most = 0.0
    for root in subgames(tree) if roots is None else roots:
        inside = below(tree, root)
        now = worth(tree, done, root)
        for actor, name in enumerate(tree.actors):
            own = [each for each in tree.sets_of(name) if each.positions[0] in inside]
            for moves in itertools.product(*(range(len(each.moves)) for each in own)):
                other = dict(done)
                for each, move in zip(own, moves, strict=True):
                    other[each.number] = unit(len(each.moves), move)
                most = max(most, worth(tree, other, root)[actor] - now[actor])
                if most > enough:
                    return most
    return most


def pure_profiles(tree):
    """Yield every pure profile, settling every set."""
    sizes = [len(each.moves) for each in tree.information_sets]
    for moves in itertools.product(*(range(size) for size in sizes)):
        yield {number: unit(sizes[number], move) for number, move in enumerate(moves)}


def as_done(behaviour):
    """Return a behaviour as a mapping from sets to probabilities."""
    return dict(enumerate(behaviour.probabilities))


def play_of(tree, done):
    """Return the endings that a profile reaches, with their probabilities rounded."""
    reached = {0: 1.0}
    for position in tree.positions:
        share = reached.get(position.number, 0.0)
        odds = position.probabilities or done.get(position.information, ())
        for each, child in zip(odds, position.children, strict=True):
            reached[child] = share * float(each)
    return {
        tree.path(each): round(reached[each], 6) for each in tree.endings if reached[each] > 1e-12
    }
