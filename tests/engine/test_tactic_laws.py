"""Laws that every registered tactic obeys, whoever wrote it."""

from __future__ import annotations

import dataclasses
import pickle
import re

import numpy as np
import pytest

import negotiation as ng
from negotiation.engine.tactics._tactic import tactic_registry

NAMES = sorted(tactic_registry)
every_tactic = pytest.mark.parametrize("name", NAMES)


def made(name):
    return tactic_registry[name].make()


def scenario(seed, *, actors=2, sizes=(3, 4, 2), reservation=True, red_lines=True):
    """Return a scenario with whole-numbered values, so that there are ties."""
    rng = np.random.default_rng(seed)
    issues = [
        ng.Issue(
            f"issue {place}",
            [f"option {each}" for each in range(size)],
            conceded_by="Actor 1" if rng.random() < 0.5 else None,
        )
        for place, size in enumerate(sizes)
    ]
    people = []
    for seat in range(actors):
        values = {
            issue.name: {option: int(rng.integers(0, 5)) for option in issue.options}
            for issue in issues
        }
        lines = [{issues[1].name: issues[1].options[seat]}] if red_lines else []
        walk = float(rng.integers(2, 5)) if reservation else 0.0
        people.append(ng.Actor(f"Actor {seat + 1}", ng.Additive(values), walk, red_lines=lines))
    return ng.Scenario(f"case {seed}", issues, people)


def anything(view):
    """Offer anything that one would sign: an opponent without aim."""
    return int(view.rng.choice(view.ranked)) if len(view.ranked) else ng.tactics.WALK_AWAY


def script(rows):
    """Return a tactic that offers one row after the other, whatever happens."""
    waiting = list(rows)

    def play(view):
        return waiting.pop(0)

    return play


def moves(history, actor=None):
    return [
        (move.round, move.actor, move.kind, move.row, move.note)
        for move in history.moves
        if actor in (None, move.actor)
    ]


OTHERS = {
    "boulware": ng.tactics.boulware(),
    "conceder": ng.tactics.conceder(),
    "itself": None,
    "anything": anything,
}


# ------------------------------------------------------------------ what a tactic never does


@every_tactic
@pytest.mark.parametrize("other", OTHERS)
def test_nothing_is_offered_or_accepted_that_the_actor_would_not_sign(name, other):
    for seed in range(12):
        problem = ng.bargaining_problem(scenario(seed))
        for first in problem.actors:
            rival = OTHERS[other] or made(name)
            tactics = {"Actor 1": made(name), "Actor 2": rival}
            history = ng.play(problem, tactics, rounds=12, first=first, rng=seed)
            assert history.status != "fault", history.why
            for move in history.moves:
                if move.actor == "Actor 1" and move.row is not None:
                    assert problem.accepts[move.row, 0]
            if history.row is not None:
                assert history.payoffs[0] >= problem.disagreement[0]


@every_tactic
def test_the_same_seed_gives_the_same_talks(name):
    for seed in range(6):
        case = scenario(seed)
        talks = [
            ng.play(case, {"Actor 1": made(name), "Actor 2": anything}, rounds=15, rng=seed)
            for _ in range(2)
        ]
        assert moves(talks[0]) == moves(talks[1])


@every_tactic
def test_only_the_moves_of_the_other_tell_what_it_wants(name):
    """Other payoffs, limits, red lines of the other; the same moves: the same answers."""
    for seed in range(8):
        problem = ng.bargaining_problem(scenario(seed))
        rng = np.random.default_rng(seed)
        payoffs, refused = problem.payoffs.copy(), problem.refused.copy()
        payoffs[:, 1] = rng.normal(size=len(payoffs)) * 100
        refused[:, 1] = False
        walk = [problem.disagreement[0], -50.0]
        other = dataclasses.replace(
            problem, payoffs=payoffs, refused=refused, disagreement=walk, scenario=None
        )
        allowed = np.flatnonzero(~problem.refused[:, 1])
        rows = rng.choice(allowed, 14).tolist()
        talks = [
            ng.play(each, {"Actor 1": made(name), "Actor 2": script(rows)}, rounds=14, rng=3)
            for each in (problem, other)
        ]
        assert moves(talks[0]) == moves(talks[1])
        assert talks[0].status != "fault", talks[0].why


@every_tactic
def test_the_unit_of_utility_does_not_matter(name):
    for seed in range(6):
        problem = ng.bargaining_problem(scenario(seed))
        rows = np.flatnonzero(~problem.refused[:, 1])
        rows = np.random.default_rng(seed).choice(rows, 10).tolist()
        told = []
        for unit, zero in ((1.0, 0.0), (2.0**40, 0.0), (2.0**-40, 0.0), (4.0, 16.0)):
            payoffs = problem.payoffs * unit + zero
            walk = problem.disagreement * unit + zero
            scaled = dataclasses.replace(problem, payoffs=payoffs, disagreement=walk, scenario=None)
            tactics = {"Actor 1": made(name), "Actor 2": script(rows)}
            told.append(moves(ng.play(scaled, tactics, rounds=10, rng=1)))
        assert told[0] == told[1] == told[2] == told[3]


@every_tactic
def test_what_it_sees_it_leaves_as_it_is(name):
    tactic = made(name)
    seen = []

    def watched(view):
        arrays = ("utilities", "acceptable", "levels", "ranked", "sent", "received")
        before = [np.array(getattr(view, each)) for each in arrays]
        spoken = [np.array(each) for each in view.history]
        told = (view.round, view.time, view.on_table, view.notes, view.reservation)
        move = tactic(view)
        for each, value in zip(arrays, before, strict=True):
            assert np.array_equal(getattr(view, each), value)
            assert not getattr(view, each).flags.writeable
        for now, value in zip(view.history, spoken, strict=True):
            assert np.array_equal(now, value)
        assert told == (view.round, view.time, view.on_table, view.notes, view.reservation)
        seen.append(view.round)
        return move

    history = ng.play(scenario(1), {"Actor 1": watched, "Actor 2": anything}, rounds=8, rng=2)
    assert history.status != "fault", history.why
    assert seen


# ------------------------------------------------------------------ what a tactic survives

HARD = {
    "one outcome": ng.BargainingProblem([[1, 1]]),
    "one outcome nobody wants": ng.BargainingProblem([[-1, -1]]),
    "one outcome worth walking away": ng.BargainingProblem([[0, 0]]),
    "all outcomes the same": ng.BargainingProblem([[2, 2]] * 5),
    "nothing to gain": ng.BargainingProblem([[0, 0]] * 4 + [[-1, 5]]),
    "no zone of agreement": ng.BargainingProblem([[2, -1], [-1, 2]]),
    "one who would sign nothing": ng.BargainingProblem([[-2, 1], [-1, 2]]),
    "huge": ng.BargainingProblem([[k * 1e300, (9 - k) * 1e300] for k in range(10)]),
    "tiny": ng.BargainingProblem([[k * 1e-300, (9 - k) * 1e-300] for k in range(10)]),
    "far from zero": ng.BargainingProblem(
        [[1e12 + k, 1e12 - k] for k in range(10)], disagreement=[1e12, 1e12 - 9]
    ),
    "red lines everywhere": ng.BargainingProblem(
        [[2, 1], [1, 2]], refused=[[True, False], [False, True]]
    ),
    "labels": ng.BargainingProblem({"a": [3, 0], "b": [2, 2], "c": [0, 3]}),
}


@every_tactic
@pytest.mark.parametrize("case", HARD)
@pytest.mark.parametrize("rounds", [1, 2, 9])
def test_hard_cases_end_without_a_fault(name, case, rounds):
    problem = HARD[case]
    for rival in (made(name), ng.tactics.linear(), anything):
        history = ng.play(problem, [made(name), rival], rounds=rounds, rng=1)
        assert history.status in ("agreement", "deadline", "walked away"), history.why
        if history.row is not None:
            assert problem.accepts[history.row, 0]


@every_tactic
def test_who_would_sign_nothing_walks_away(name):
    history = ng.play(HARD["one who would sign nothing"], [made(name), anything], rounds=5, rng=1)
    assert (history.status, history.by, history.round) == ("walked away", "Actor 1", 1)


@every_tactic
@pytest.mark.parametrize("protocol", ["stacked-offers", "single-text"])
def test_three_actors(name, protocol):
    for seed in range(5):
        problem = ng.bargaining_problem(scenario(seed, actors=3))
        rivals = [made(name), ng.tactics.conceder(), anything]
        history = ng.play(problem, rivals, rounds=10, protocol=protocol, rng=seed)
        assert history.status in ("agreement", "deadline", "walked away"), history.why
        for move in history.moves:
            if move.actor == "Actor 1" and move.kind in ("offer", "accept"):
                assert problem.accepts[move.row, 0]


# ------------------------------------------------------------------ what a tactic is


@every_tactic
def test_a_tactic_is_a_value(name):
    tactic = made(name)
    assert dataclasses.is_dataclass(tactic)
    assert tactic == made(name)
    assert hash(tactic) == hash(made(name))
    back = pickle.loads(pickle.dumps(tactic))
    assert back == tactic
    assert repr(back) == repr(tactic)
    field = dataclasses.fields(tactic)
    if field:
        with pytest.raises(dataclasses.FrozenInstanceError):
            setattr(tactic, field[0].name, 1)


@every_tactic
def test_a_tactic_reads_as_it_is_written(name):
    tactic = made(name)
    assert repr(tactic).startswith(f"{name}(")
    assert eval(repr(tactic), vars(ng.tactics)) == tactic


@every_tactic
def test_a_tactic_says_what_it_does_and_on_whose_word(name):
    member = tactic_registry[name]
    text = member.make.__doc__
    for part in ("Returns\n", "Examples\n", f"ng.tactics.{name}("):
        assert part in text
    assert re.search(r"\(\d{4}\)", member.reference)
    assert getattr(ng.tactics, name) is member.make
    assert name in ng.tactics.names()
