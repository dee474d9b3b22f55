"""Where talks between tactics that answer each other end."""

from __future__ import annotations

import numpy as np
import pytest

import negotiation as ng


def split(size):
    return ng.BargainingProblem([[k, size - k] for k in range(size + 1)])


def domain(seed, sizes=(5, 5, 5, 5)):
    """Return a problem in which what the one wants more of the other wants less of."""
    rng = np.random.default_rng(seed)
    issues = [
        ng.Issue(f"issue {place}", [str(each) for each in range(size)])
        for place, size in enumerate(sizes)
    ]
    actors = []
    for name, way in (("A", 1), ("B", -1)):
        weights = rng.dirichlet(np.ones(len(sizes)))
        values = {
            issue.name: dict(
                zip(issue.options, np.sort(rng.random(len(issue)))[::way].tolist(), strict=True)
            )
            for issue in issues
        }
        by_issue = {each.name: float(w) for each, w in zip(issues, weights, strict=True)}
        actors.append(ng.Actor(name, ng.Additive(values, by_issue)))
    return ng.bargaining_problem(ng.Scenario(f"domain {seed}", issues, actors))


@pytest.mark.parametrize("size", [1, 2, 3, 10, 11, 40])
def test_micro_meets_micro_in_the_middle(size):
    for first in ("Actor 1", "Actor 2"):
        history = ng.play(split(size), ng.tactics.micro(), rounds=size + 2, first=first, rng=1)
        assert history.status == "agreement"
        assert abs(history.payoffs[0] - history.payoffs[1]) == size % 2
        # One step each per round, and no more rounds than it takes to meet.
        assert history.round == (size + 1) // 2 + 1


def test_micro_gives_a_hard_liner_one_step():
    history = ng.play(split(10), [ng.tactics.micro(), ng.tactics.hard_liner()], rounds=30, rng=1)
    assert history.status == "deadline"
    assert set(history.offers("Actor 1")[0].tolist()) == {10, 9}
    # The one that moves second has seen an offer before its first: it goes one further.
    history = ng.play(split(10), [ng.tactics.hard_liner(), ng.tactics.micro()], rounds=30, rng=1)
    assert set(history.offers("Actor 2")[0].tolist()) == {0, 1}


def test_micro_finds_the_deal_that_both_rank_equally_far_down():
    # Rank of the packages: A 0 1 2 3 4, B 4 2 0 1 3: the least maximum of ranks is row 2.
    problem = ng.BargainingProblem([[9, 0], [8, 5], [7, 9], [1, 8], [0, 1]])
    history = ng.play(problem, ng.tactics.micro(), rounds=10, rng=1)
    assert history.row == 2


def test_grit_meets_grit_step_by_step_and_says_so():
    grit = ng.tactics.grit(0.1, 1)
    history = ng.play(split(20), grit, rounds=30, rng=1)
    assert history.payoffs.tolist() == [10, 10]
    assert history.offers("Actor 1")[0].tolist() == [20, 18, 16, 14, 12, 10]
    assert history.moves[0].note == "We shall take 1 small steps on our own; answer, for more."
    assert "step 1 that we take" in history.moves[2].note


def test_grit_is_not_exploited():
    history = ng.play(
        split(20), [ng.tactics.grit(0.1, 3), ng.tactics.hard_liner()], rounds=40, rng=1
    )
    assert history.status == "deadline"
    assert history.offers("Actor 1")[0].tolist() == [20, 18, 16] + [14] * 37
    assert history.moves[-2].note == "3 steps taken, 0 answered: the next one is yours."


@pytest.mark.parametrize("name", ["frequency_learner", "bayesian_learner"])
def test_learners_leave_less_on_the_table(name):
    """Against the same rival, at the same pace, both get more and packages are efficient."""
    rival, plain = ng.tactics.boulware(), ng.tactics.boulware()
    learner = getattr(ng.tactics, name)()
    worth, efficient = {"plain": [], "learner": []}, {"plain": [], "learner": []}
    for seed in range(20):
        problem = domain(seed)
        for kind, tactic in (("plain", plain), ("learner", learner)):
            history = ng.play(problem, [tactic, rival], rounds=40, rng=seed)
            worth[kind].append(history.payoffs)
            efficient[kind].append(problem.pareto[history.row])
    assert (np.mean(worth["learner"], axis=0) > np.mean(worth["plain"], axis=0)).all()
    assert np.mean(efficient["learner"]) > np.mean(efficient["plain"]) + 0.2


def test_trade_offs_find_joint_gains_where_issues_weigh_differently():
    """Both demand the same over time; with room to look for what is alike, both get more."""
    sums = {0.0: [], 0.1: []}
    for seed in range(20):
        problem = domain(seed)
        for width in sums:
            tactic = ng.tactics.trade_off(1, width)
            history = ng.play(problem, tactic, rounds=40, rng=seed)
            sums[width].append(history.payoffs.sum())
    assert np.mean(sums[0.1]) > np.mean(sums[0.0])


def test_a_long_talk_of_learners_ends_in_time():
    problem = domain(3)
    for name in ("frequency_learner", "bayesian_learner"):
        history = ng.play(problem, getattr(ng.tactics, name)(), rounds=150, rng=1)
        assert history.status == "agreement"
        assert problem.pareto[history.row]
