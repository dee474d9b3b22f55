from __future__ import annotations

import math

import numpy as np
import pytest

import negotiation as ng
from negotiation.engine.tactics._record import Record
from negotiation.engine.tactics._time_dependent import conceded, times
from negotiation.engine.tactics._view import View, briefs
from negotiation.errors import InvalidTypeError, InvalidValueError, UnknownNameError

TEN = np.stack([np.arange(11.0), 10.0 - np.arange(11.0)], axis=1)


def asked(tactic, problem, rounds, seat=0, other=0):
    """Return the worth to an actor of what it offers, or accepts, from somebody who repeats."""
    tactics = [lambda view: other] * 2
    tactics[seat] = tactic
    talks = ng.play(problem, tactics, rounds=rounds)
    name = problem.actors[seat]
    return [float(move.payoffs[seat]) for move in talks.moves if move.actor == name]


# ------------------------------------------------------------------ conceding with time


def test_demands_by_hand():
    split = ng.BargainingProblem(TEN)
    # Time runs 0, 1/4, 1/2, 3/4, 1; the demand is 10 (1 - t ** (1 / e)), met from above.
    assert asked(ng.tactics.linear(), split, 5) == [10, 8, 5, 3, 0]
    assert asked(ng.tactics.boulware(0.5), split, 5) == [10, 10, 8, 5, 0]  # 9.375, 7.5, 4.375
    assert asked(ng.tactics.conceder(2), split, 5) == [10, 5, 3, 2, 0]  # 5, 2.93, 1.34
    assert asked(ng.tactics.linear(), split, 5, seat=1, other=10) == [10, 8, 5, 3, 0]


def test_demands_end_at_the_reservation_value():
    split = ng.BargainingProblem(TEN, [4, 0])
    assert asked(ng.tactics.linear(), split, 4) == [10, 8, 6, 4]
    between = ng.BargainingProblem(TEN, [4.5, 0])
    assert asked(ng.tactics.linear(), between, 3) == [10, 8, 5]  # 7.25; 5 is the least above 4.5


def test_what_crosses_a_red_line_is_neither_offered_nor_aimed_at():
    refused = np.zeros((11, 2), dtype=bool)
    refused[[10, 8], 0] = True
    split = ng.BargainingProblem(TEN, refused=refused)
    assert asked(ng.tactics.linear(), split, 4) == [9, 6, 3, 0]
    assert asked(ng.tactics.hard_liner(), split, 2) == [9, 9]
    # Its rival's 8:2 is worth the demand, and is not accepted.
    talks = ng.play(split, [ng.tactics.linear(), lambda view: 8], rounds=4)
    assert talks.agreement is None


def test_of_equals_the_first_is_offered():
    ties = ng.BargainingProblem([[1, 0], [3, 0], [3, 1], [2, 1], [2, 2]])
    talks = ng.play(ties, [ng.tactics.linear(), lambda view: 0], rounds=3)
    assert [move.row for move in talks.moves if move.actor == "Actor 1"] == [1, 3, 0]
    talks = ng.play(ties, [ng.tactics.hard_liner(), lambda view: 0], rounds=1)
    assert talks.offers("Actor 1")[0].tolist() == [1]


def test_accepts_what_meets_the_demand_and_not_what_falls_short():
    split = ng.BargainingProblem(TEN)
    tactics = [ng.tactics.linear(), lambda view: 5]
    talks = ng.play(split, tactics, rounds=11)
    assert (talks.round, talks.by, talks.row) == (6, "Actor 1", 5)  # demands 5 in round 6
    talks = ng.play(split, [ng.tactics.hard_liner(), lambda view: 9], rounds=11)
    assert talks.agreement is None
    talks = ng.play(split, [ng.tactics.hard_liner(), lambda view: 10], rounds=11)
    assert (talks.round, talks.by) == (2, "Actor 1")


def brute_force(payoffs, walk, exponents, rounds):
    """Return the row two time-dependent tactics sign and in which round, written from scratch."""
    standing = None
    for turn in range(rounds):
        time = turn / (rounds - 1) if rounds > 1 else 1.0
        for seat in (0, 1):
            good = [row for row in range(len(payoffs)) if payoffs[row][seat] >= walk[seat]]
            best = max(payoffs[row][seat] for row in good)
            level = walk[seat] + (best - walk[seat]) * (1 - time ** (1 / exponents[seat]))
            level -= 1e-9 * 5
            if standing in good and payoffs[standing][seat] >= level:
                return standing, turn + 1
            standing = min(
                (row for row in good if payoffs[row][seat] >= level),
                key=lambda row, seat=seat: (payoffs[row][seat], row),
            )
    return None, rounds


@pytest.mark.parametrize("rounds", [1, 2, 3, 10, 33])
def test_talks_against_brute_force(rounds):
    rng = np.random.default_rng(rounds)
    kinds = (ng.tactics.boulware(0.3), ng.tactics.linear(), ng.tactics.conceder(3))
    for _ in range(60):
        payoffs = rng.integers(0, 6, (int(rng.integers(1, 12)), 2)).astype(float)
        walk = payoffs[rng.integers(len(payoffs))]
        places = rng.integers(0, 3, 2)
        tactics = [kinds[place] for place in places]
        row, turn = brute_force(
            payoffs.tolist(), walk.tolist(), [(0.3, 1.0, 3.0)[place] for place in places], rounds
        )
        found = ng.play(ng.BargainingProblem(payoffs, walk), tactics, rounds=rounds)
        assert (found.row, found.round) == (row, turn)


def test_the_curve_and_the_times():
    np.testing.assert_array_equal(times(1), [1.0])
    np.testing.assert_array_equal(times(3), [0.0, 0.5, 1.0])
    assert conceded(0.25, 2.0) == 0.5
    for extreme in (1e-300, 5e-324):
        split = ng.BargainingProblem(TEN)
        assert asked(ng.tactics.boulware(extreme), split, 3) == [10, 10, 0]
    assert asked(ng.tactics.conceder(1e300), ng.BargainingProblem(TEN), 3) == [10, 0]


@pytest.mark.parametrize(
    ("make", "exponent"),
    [("boulware", 1), ("boulware", 0), ("boulware", -1), ("conceder", 1), ("conceder", 0.5)],
)
def test_exponents_out_of_range_are_refused(make, exponent):
    with pytest.raises(InvalidValueError, match="below 1 is boulware, above 1 conceder"):
        getattr(ng.tactics, make)(exponent)


@pytest.mark.parametrize("exponent", ["0.5", None, True])
def test_exponents_are_numbers(exponent):
    with pytest.raises(InvalidTypeError, match="exponent must be a number"):
        ng.tactics.boulware(exponent)


@pytest.mark.parametrize("exponent", [float("nan"), float("inf")])
def test_exponents_are_finite(exponent):
    with pytest.raises(InvalidValueError, match="exponent must be finite"):
        ng.tactics.conceder(exponent)


@pytest.mark.parametrize(
    "name", ["boulware", "hard_liner", "random_offers", "tit_for_tat", "hill_climber"]
)
def test_with_nothing_to_agree_to_everybody_walks_away(name):
    empty = ng.BargainingProblem([[1, 1], [2, 1]], [3, 0])
    talks = ng.play(empty, [getattr(ng.tactics, name)(), ng.tactics.linear()], rounds=9)
    assert (talks.status, talks.by, talks.round) == ("walked away", "Actor 1", 1)


# ------------------------------------------------------------------ random offers


def test_random_offers_are_acceptable_and_equally_likely():
    split = ng.BargainingProblem(TEN, [7, 0])
    rows = ng.play(split, [ng.tactics.random_offers(), lambda view: 0], rounds=8000, rng=1).offers(
        "Actor 1"
    )[0]
    counts = np.bincount(rows, minlength=11)
    assert counts[:7].sum() == 0
    assert (np.abs(counts[7:] - 2000) < 4 * math.sqrt(8000 * 0.25 * 0.75)).all()


def test_random_offers_accept_what_is_as_good_as_the_package_drawn():
    problem = ng.BargainingProblem([[0, 0], [1, 0], [2, 0]])
    first = np.array(
        [
            ng.play(
                problem, [lambda view: 1, ng.tactics.random_offers()], rounds=1, rng=seed
            ).status
            for seed in range(300)
        ]
    )
    assert (first == "agreement").all()  # to Actor 2 all are equal
    wins = [
        ng.play(
            problem,
            [ng.tactics.random_offers(), lambda view: 1],
            rounds=1,
            first="Actor 2",
            rng=seed,
        ).row
        for seed in range(600)
    ]
    assert set(wins) == {1, None}
    assert abs(wins.count(1) - 400) < 4 * math.sqrt(600 * 2 / 9)  # draws row 0 or 1: 2/3


# ------------------------------------------------------------------ tit for tat


def answers(tactic, theirs, walk=0.0, **more):
    """Return what tit for tat demands as the other makes the offers given (own worth)."""
    lines, demands = iter(theirs), []
    fine = np.linspace(0, 10, 1001)
    problem = ng.BargainingProblem(np.stack([fine, -fine], axis=1), [walk, -10])

    def mute(view):
        tactic(view)
        demands.append(round(view.memory["demand"], 9))
        return view.best

    ng.play(
        problem,
        [mute, lambda view: round(100 * next(lines))],
        rounds=len(theirs),
        first="Actor 2",
        **more,
    )
    return demands


def test_absolute_tit_for_tat_gives_what_it_got():
    tactic = ng.tactics.tit_for_tat("absolute")
    assert answers(tactic, [0, 1, 3, 2.5, 2.5]) == [10, 9, 7, 7.5, 7.5]
    assert answers(tactic, [5, 0, 1]) == [10, 10, 9]  # never above its best
    assert answers(tactic, [0, 4, 1, 2], walk=8) == [10, 8, 10, 9]  # never below walking away


def test_relative_tit_for_tat_answers_the_share_no_longer_withheld():
    tactic = ng.tactics.tit_for_tat()
    # Withheld: 10, 8, 4, 6; the demand moves by 8/10, 4/8, 6/4.
    assert answers(tactic, [0, 2, 6, 4]) == [10, 8, 4, 6]
    assert answers(tactic, [0, 2], walk=5) == [10, 9]  # 5 + 5 * 0.8


def test_a_window_looks_further_back():
    relative = ng.tactics.tit_for_tat("relative", window=2)
    # The step before last counts: nothing until two steps are known.
    assert answers(relative, [0, 2, 6, 7, 7]) == [10, 10, 8, 4, 3]
    averaged = ng.tactics.tit_for_tat("averaged", window=2)
    # Withheld 10, 8, 5, 4: ratios over two steps 5/10 and 4/8.
    assert answers(averaged, [0, 2, 5, 6]) == [10, 10, 5, 2.5]
    assert answers(ng.tactics.tit_for_tat("averaged"), [0, 2, 6, 4]) == [10, 8, 4, 6]
    late = ng.tactics.tit_for_tat("absolute", window=3)
    assert answers(late, [0, 1, 3, 3, 3, 3]) == [10, 10, 10, 9, 7, 7]


def test_a_random_concession_comes_on_top():
    tactic = ng.tactics.tit_for_tat("absolute", extra=0.2)
    first = [answers(tactic, [1, 1], rng=seed)[1] for seed in range(300)]
    assert 7.99 < min(first) < 8.1
    assert 9.9 < max(first) <= 10
    assert abs(np.mean(first) - 9) < 4 * 2 / math.sqrt(12 * 300)


def test_the_random_concession_is_a_share_of_the_range_above_walking_away():
    tactic = ng.tactics.tit_for_tat("absolute", extra=0.5)
    least = min(answers(tactic, [1, 1], walk=6, rng=seed)[1] for seed in range(100))
    assert 8 <= least < 8.2


def test_two_who_wait_for_each_other_wait_for_ever():
    split = ng.BargainingProblem(TEN)
    talks = ng.play(split, ng.tactics.tit_for_tat(), rounds=50)
    assert talks.status == "deadline"
    assert set(talks.offers("Actor 1")[0].tolist()) == {10}
    talks = ng.play(split, ng.tactics.tit_for_tat("absolute", extra=0.1), rounds=50, rng=1)
    assert talks.status == "agreement"


def test_tit_for_tat_accepts_what_meets_its_demand():
    # Worth 6 in round 2 answers a demand of 10 - 6; so it takes the 6.
    split = ng.BargainingProblem(TEN)
    lines = iter([0, 6])
    talks = ng.play(
        split,
        [ng.tactics.tit_for_tat("absolute"), lambda view: next(lines)],
        rounds=2,
        first="Actor 2",
    )
    assert (talks.row, talks.by, talks.round) == (6, "Actor 1", 2)


def test_tit_for_tat_mirrors_whoever_made_the_last_offer():
    worth = np.linspace(0, 10, 11)
    problem = ng.BargainingProblem(np.stack([worth, -worth, -worth], axis=1), [0, -10, -10])
    second, third = iter([0, 1, 2]), iter([5, 7, 7])
    talks = ng.play(
        problem,
        [ng.tactics.tit_for_tat("absolute"), lambda view: next(second), lambda view: next(third)],
        rounds=4,
    )
    assert talks.offers("Actor 1")[0].tolist() == [10, 10, 8, 8]


def test_an_unacceptable_ideal_offered_to_tit_for_tat_is_no_division_by_zero():
    refused = np.zeros((3, 2), dtype=bool)
    refused[2, 0] = True
    problem = ng.BargainingProblem([[0, 0], [1, 0], [2, 0]], refused=refused)
    lines = iter([2, 1, 0])
    talks = ng.play(
        problem, [ng.tactics.tit_for_tat(), lambda view: next(lines)], rounds=3, first="Actor 2"
    )
    assert (talks.row, talks.round) == (1, 2)


def test_parameters_of_tit_for_tat_are_checked():
    with pytest.raises(UnknownNameError, match="Did you mean 'absolute'"):
        ng.tactics.tit_for_tat("absolut")
    with pytest.raises(InvalidValueError, match="window is at least 1"):
        ng.tactics.tit_for_tat(window=0)
    for window in (1.5, True):
        with pytest.raises(InvalidTypeError, match="whole number of offers"):
            ng.tactics.tit_for_tat(window=window)
    for extra in (-0.1, 1.1):
        with pytest.raises(InvalidValueError, match="between 0 and 1"):
            ng.tactics.tit_for_tat(extra=extra)
    assert repr(ng.tactics.tit_for_tat(window=2)) == "tit_for_tat('relative', window=2)"


# ------------------------------------------------------------------ voting on a text


def votes(tactic, utilities, draft, text, *, refused=(), walk=0.0, time=0.0, seed=0):
    """Return whether a tactic says yes to a draft."""
    mask = np.zeros((len(utilities), 2), dtype=bool)
    mask[list(refused), 0] = True
    problem = ng.BargainingProblem(
        np.stack([utilities, np.zeros(len(utilities))], axis=1), [walk, 0], refused=mask
    )
    view = View(briefs(problem, np.ones(2))[0], Record(2), 101, lambda: np.random.default_rng(seed))
    view.round, view.on_table, view.text = 1 + round(100 * time), draft, text
    return tactic(view) is ng.tactics.ACCEPT


def test_a_hill_climber_says_yes_to_what_is_better():
    climber = ng.tactics.hill_climber()
    worth = [0.0, 1.0, 2.0, 2.0]
    assert votes(climber, worth, draft=2, text=1)
    assert not votes(climber, worth, draft=1, text=2)
    assert not votes(climber, worth, draft=3, text=2)
    assert not votes(climber, worth, draft=2, text=1, refused=[2])
    assert votes(climber, worth, draft=0, text=2, refused=[2])
    assert votes(climber, worth, draft=1, text=0, walk=1.5)  # better, though not yet acceptable
    assert votes(climber, worth, draft=2, text=2)  # to sign it
    assert not votes(climber, worth, draft=1, text=1, walk=1.5)
    assert not votes(climber, worth, draft=2, text=2, refused=[2])


@pytest.mark.slow
def test_an_annealer_puts_up_with_worse_while_it_is_early():
    worth = [0.0, 9.0, 10.0]
    tactic = ng.tactics.annealer(0.2)

    def share(**where):
        return np.mean([votes(tactic, worth, **where, seed=seed) for seed in range(2000)])

    assert abs(share(draft=1, text=2) - math.exp(-1 / 2)) < 0.045
    assert abs(share(draft=1, text=2, time=0.5) - math.exp(-1)) < 0.045
    assert share(draft=1, text=2, time=1.0) == 0
    assert share(draft=2, text=1, time=1.0) == 1
    assert share(draft=1, text=2, walk=9.5) == 0  # never from acceptable to unacceptable
    assert not votes(ng.tactics.annealer(1e-320), worth, draft=1, text=2)
    with pytest.raises(InvalidValueError, match="temperature is positive"):
        ng.tactics.annealer(0)


def test_without_a_text_climbers_never_concede():
    split = ng.BargainingProblem(TEN)
    assert asked(ng.tactics.hill_climber(), split, 3) == [10, 10, 10]
    assert ng.play(split, [ng.tactics.annealer(), lambda view: 10], rounds=2).row == 10
