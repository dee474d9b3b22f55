"""Single moves of tactics that answer what the other does, against moves found by hand."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest

import negotiation as ng
from negotiation.engine.tactics._beliefs import beliefs
from negotiation.engine.tactics._iso import band, first_of, offers_by, ordered, similarity
from negotiation.engine.tactics._opponent_model import frequency_estimate
from negotiation.engine.tactics._record import Record
from negotiation.engine.tactics._view import View, briefs


def view_of(problem, said, *, seat=0, round=1, rounds=11, seed=0):
    """Return what an actor sees after offers ``[(seat, row), …]``, the last on the table."""
    problem = (
        problem if isinstance(problem, ng.BargainingProblem) else ng.bargaining_problem(problem)
    )
    brief = briefs(problem, np.ones(len(problem.actors)))[seat]
    record = Record(len(problem.actors))
    for by, row in said:
        record.add(by, row, "")
    view = View(brief, record, rounds, lambda: np.random.default_rng(seed))
    view.round = round
    view.on_table = said[-1][1] if said and said[-1][0] != seat else None
    return view


def split(size=10):
    """Return a problem whose row k is worth k to the first and ``size - k`` to the second."""
    return ng.BargainingProblem([[k, size - k] for k in range(size + 1)])


@pytest.fixture
def trade():
    """Return a scenario of two issues that count 3:1 for one and 1:3 for the other."""
    return ng.Scenario(
        "trade",
        [ng.Issue("arms", ["0", "1", "2"]), ng.Issue("aid", ["0", "1", "2"])],
        [
            ng.Actor(
                "A",
                ng.Additive({"arms": {"0": 0, "1": 3, "2": 6}, "aid": {"0": 2, "1": 1, "2": 0}}),
            ),
            ng.Actor(
                "B",
                ng.Additive({"arms": {"0": 2, "1": 1, "2": 0}, "aid": {"0": 0, "1": 3, "2": 6}}),
            ),
        ],
    )


# ------------------------------------------------------------------ MiCRO


def test_micro_goes_down_by_one_for_each_new_offer():
    micro = ng.tactics.micro()
    assert micro(view_of(split(), [])) == 10
    assert micro(view_of(split(), [(0, 10), (1, 0)])) == 9
    assert micro(view_of(split(), [(0, 10), (1, 0), (0, 9), (1, 1)])) == 8
    # The other repeats itself: so does it, at random among what it has offered.
    said = [(0, 10), (1, 0), (0, 9), (1, 0)]
    assert {micro(view_of(split(), said, seed=seed)) for seed in range(20)} == {9, 10}
    # What counts are different packages: repeated ones of its own are no further offers.
    said = [(0, 10), (1, 0), (0, 9), (1, 0), (0, 10), (1, 1)]
    assert micro(view_of(split(), said)) == 8
    # The other has gone further: still one at a time.
    assert micro(view_of(split(), [(1, 0), (1, 1), (1, 2), (0, 10), (1, 3)])) == 9


def test_micro_starts_at_its_best_even_before_a_stranger_to_new_offers():
    assert ng.tactics.micro()(view_of(split(), [(1, 0)])) == 10


def test_micro_accepts_what_is_as_good_as_its_next_offer():
    micro = ng.tactics.micro()
    assert micro(view_of(split(), [(0, 10), (1, 9)])) is ng.tactics.ACCEPT
    assert micro(view_of(split(), [(0, 10), (1, 8)])) == 9
    # Not willing to go on (the offer is not new): as good as its last offer.
    ahead = [(0, 10), (1, 8), (0, 9), (1, 8)]
    assert micro(view_of(split(), ahead)) in (9, 10)
    assert micro(view_of(split(), [(0, 10), (1, 9), (0, 9), (1, 9)])) is ng.tactics.ACCEPT


def test_micro_stays_at_the_end_of_its_list():
    problem = ng.BargainingProblem([[2, 0], [1, 1], [0, 2], [-1, 3]], disagreement=[1, 0])
    said = [(0, 0), (1, 3), (0, 1), (1, 2)]
    assert {ng.tactics.micro()(view_of(problem, said, seed=seed)) for seed in range(20)} == {0, 1}
    said += [(0, 1), (1, 1)]
    assert ng.tactics.micro()(view_of(problem, said)) is ng.tactics.ACCEPT


def test_of_equals_micro_offers_first_what_was_offered_to_it():
    problem = ng.BargainingProblem([[5, 0], [3, 1], [3, 2], [3, 3], [1, 5]])
    assert ng.tactics.micro()(view_of(problem, [(0, 0), (1, 4)])) == 1
    said = [(0, 0), (1, 3), (1, 4)]
    assert ng.tactics.micro()(view_of(problem, said)) == 3
    said += [(0, 3), (1, 4)]
    assert ng.tactics.micro()(view_of(problem, said)) == 1


def test_of_two_others_micro_follows_the_one_with_most_new_offers():
    three = ng.BargainingProblem([[k, 5 - k, 5 - k] for k in range(6)])
    said = [(0, 5), (1, 0), (2, 0), (0, 4), (1, 0), (2, 1)]
    assert ng.tactics.micro()(view_of(three, said)) == 3


# ------------------------------------------------------------------ choosing in a band


def test_a_band_holds_what_is_worth_as_much(trade):
    view = view_of(trade, [])
    # Utilities of A: rows 00 01 02 10 11 12 20 21 22
    assert view.utilities.tolist() == [2, 1, 0, 5, 4, 3, 8, 7, 6]
    assert band(view, 4, 6).tolist() == [8, 3, 4]
    assert band(view, 4.5, np.inf).tolist() == [6, 7, 8, 3]
    assert band(view, 4.2, 4.8).tolist() == [3]  # nothing there: the next better
    assert band(view, 9, 10).tolist() == [6]  # nothing so good: the best
    assert band(view, 5 + 1e-12, 6 - 1e-12).tolist() == [8, 3]


def test_the_first_of_the_best():
    rows = np.array([7, 3, 5, 2])
    assert first_of(rows, np.array([0, 1, 1, 0])) == 3
    assert first_of(rows, np.array([0, 1, 1 + 1e-13, 0])) == 3
    assert first_of(rows, np.array([0, 1e-20, 3e-20, 0])) == 5
    assert first_of(rows, np.array([1e12, 1e12 + 1, 1e12, 1e12])) == 3


def test_likeness_counts_steps_where_options_have_an_order():
    issues = (
        ng.Issue("colour", ["red", "green", "blue"]),
        ng.Issue("tests", ["none", "some", "all"], conceded_by="B"),
        ng.Issue("price", ["1", "5", "20"]),
        ng.Issue("site", ["2", "1"]),
        ng.Issue("fixed", ["only"]),
    )
    assert ordered(issues).tolist() == [False, True, True, False, False]
    worth = {issue.name: dict.fromkeys(issue.options, 1) for issue in issues}
    actors = [ng.Actor(name, ng.Additive(worth)) for name in ("A", "B")]
    view = view_of(ng.Scenario("kinds", issues, actors), [])
    weights = np.array([4.0, 3, 2, 1, 10])
    rows = np.arange(len(view.levels))[::-2]
    alike = similarity(view, rows, 0, weights)
    for place, row in enumerate(rows):
        levels = view.levels[row]
        away = 4 * (levels[0] != 0) + 3 * levels[1] / 2 + 2 * levels[2] / 2 + (levels[3] != 0)
        assert alike[place] == pytest.approx(1 - away / 20)


def test_without_issues_packages_are_the_same_or_not():
    alike = similarity(view_of(split(4), []), np.arange(5), 2, np.ones(1))
    assert alike.tolist() == [0, 0, 1, 0, 0]


def test_offers_are_dated_by_their_rounds():
    three = ng.BargainingProblem([[k, 5 - k, 5 - k] for k in range(6)])
    view = view_of(three, [(0, 5), (1, 0), (0, 4), (1, 1), (0, 3), (1, 2)], rounds=5)
    ((rows, times),) = offers_by(view)  # the third actor has not spoken
    assert rows.tolist() == [0, 1, 2]
    assert times.tolist() == [0, 0.25, 0.5]
    assert offers_by(view_of(three, [(1, 0)], rounds=1))[0][1].tolist() == [1.0]


# ------------------------------------------------------------------ trade-off


def test_trade_off_offers_what_is_most_like_the_last_offer(trade):
    # In round 6 of 11 the demand is 4 of 8.  B asks for "0, 2"; in the band up to 6 lie
    # (1,1) worth 4, (1,0) worth 5 and (2,2) worth 6; away by 1/2 + 1/2, 1/2 + 1 and 1 + 0.
    said = [(0, 6), (1, 2)]
    close = ng.tactics.trade_off(1, 0.25, weights={"aid": 3, "arms": 1})
    assert close(view_of(trade, said, round=6)) == 8
    other = ng.tactics.trade_off(1, 0.25, weights={"arms": 1})
    assert other(view_of(trade, said, round=6)) == 3
    # Equal weights: (1,1) and (2,2) are equally like it; the one better for itself is offered.
    even = ng.tactics.trade_off(1, 0.25, weights={"arms": 1, "aid": 1})
    assert even(view_of(trade, said, round=6)) == 8
    narrow = ng.tactics.trade_off(1, 0.0, weights={"aid": 1})
    assert narrow(view_of(trade, said, round=6)) == 4


def test_trade_off_learns_weights_from_offers(trade):
    # B has moved on arms only, so aid weighs more; in the band (2,2) keeps aid as it wants.
    said = [(1, 2), (1, 5), (1, 2), (1, 5)]
    assert ng.tactics.trade_off(1, 0.25)(view_of(trade, said, round=6)) == 8
    # B has moved on aid only: (1,0) is nearer to (1,1), its last offer, than (2,2) is.
    said = [(1, 5), (1, 4), (1, 5)]
    view = view_of(trade, said, round=5, rounds=9)
    assert ng.tactics.trade_off(1, 0.25)(view) == 4


def test_trade_off_looks_at_the_last_offer_and_weighs_early_moves_more():
    both = ng.Additive({"a": {"0": 0, "1": 1}, "b": {"0": 0, "1": 1}})
    issues = [ng.Issue(name, ["0", "1"]) for name in "ab"]
    case = ng.Scenario("pair", issues, [ng.Actor("A", both), ng.Actor("B", both)])
    # B keeps a and moves on b at 0.1, and the other way round at 0.9.
    said = [(1, 3)] + [(1, 2)] * 8 + [(1, 0)]
    view = view_of(case, said, round=10)
    assert ng.tactics.trade_off(0.16, 0.2)(view) == 1
    early = [(1, 3)] * 8 + [(1, 1), (1, 0)]
    assert ng.tactics.trade_off(0.16, 0.2)(view_of(case, early, round=10)) == 2
    # The last offer counts, not the first.
    last = ng.tactics.trade_off(0.16, 0.2, weights={"a": 1})
    assert last(view_of(case, [(1, 3), (1, 0)], round=10)) == 1
    moved = view_of(case, [(1, 1), (1, 2)], round=10)
    moved.on_table = None
    assert last(moved) == 2


def test_trade_off_accepts_its_demand_and_opens_with_its_best(trade):
    assert ng.tactics.trade_off()(view_of(trade, [])) == 6
    assert ng.tactics.trade_off(1)(view_of(trade, [(0, 6), (1, 4)], round=6)) is ng.tactics.ACCEPT
    assert ng.tactics.trade_off(1)(view_of(trade, [(0, 6), (1, 4)], round=5)) != ng.tactics.ACCEPT


def test_with_two_others_the_one_least_alike_counts():
    issue = [ng.Issue("site", ["a", "b", "c", "d"], conceded_by="A")]
    wants = [ng.Additive({"site": {"a": a, "b": 5, "c": 5, "d": 5}}) for a in (9, 0, 0)]
    actors = [ng.Actor(name, each) for name, each in zip("ABC", wants, strict=True)]
    view = view_of(ng.Scenario("sites", issue, actors), [(1, 1), (2, 3)], round=9)
    # b is like b and unlike d, d the other way round; c is 2/3 like both.
    view.on_table = None
    assert ng.tactics.trade_off(1, 0.5)(view) == 2


def test_an_issue_that_does_not_exist_is_named(trade):
    tactic = ng.tactics.trade_off(weights={"arm": 1})
    with pytest.raises(ng.errors.UnknownNameError, match=r"'arm' is not an issue.*'arms'"):
        tactic(view_of(trade, [(1, 2)], round=6))
    with pytest.raises(ng.errors.UnknownNameError, match=r"'arm' is not an issue.*Known: none"):
        tactic(view_of(split(), [(1, 2)], round=6))


# ------------------------------------------------------------------ learners


def test_the_frequency_learner_offers_what_seems_best_for_the_other(trade):
    # At half time a linear demand is 4: (2,0) (2,1) (2,2) (1,0) (1,1) compete.
    tactic = ng.tactics.frequency_learner(1)
    assert tactic(view_of(trade, [(1, 2), (1, 5), (1, 2)], round=6)) == 8
    assert tactic(view_of(trade, [(1, 3), (1, 4), (1, 3)], round=6)) is ng.tactics.ACCEPT
    assert tactic(view_of(trade, [], round=6)) == 6
    assert tactic(view_of(trade, [(1, 2), (1, 4)], round=6)) is ng.tactics.ACCEPT


def test_the_bayesian_learner_weighs_gain_against_the_chance_of_acceptance(trade):
    view = view_of(trade, [(1, 2), (1, 2), (1, 2), (1, 5), (1, 5)], round=7)
    move = ng.tactics.bayesian_learner(1, 0.1)(view)
    levels = view.levels[[2, 2, 2, 5, 5]]
    held = beliefs(levels, np.arange(5) / 10, (3, 3), spread=0.1)
    chance = held.acceptance(held.estimate.worth(view.levels), 0.6, spread=0.1)
    expected = np.where(view.utilities >= 3.2, view.utilities * chance, 0)
    assert move == int(np.argmax(expected))
    assert move == 8
    assert ng.tactics.bayesian_learner(1)(view_of(trade, [])) == 6


def random_view(seed, actors):
    """Return a view after random offers of the others, with what is acceptable to the actor."""
    rng = np.random.default_rng(seed)
    issues = [ng.Issue(f"i{place}", [str(each) for each in range(3)]) for place in range(3)]
    people = [
        ng.Actor(
            f"Actor {seat}",
            ng.Additive({i.name: dict(zip(i.options, rng.random(3), strict=True)) for i in issues}),
            0.5,
        )
        for seat in range(actors)
    ]
    # They keep to a favourite, more or less, so that there is something to learn.
    favourites = rng.integers(3, size=(actors, 3))
    said = []
    for _ in range(6):
        for seat in range(1, actors):
            kept = np.where(rng.random(3) < 0.6, favourites[seat], rng.integers(3, size=3))
            said.append((seat, int(kept @ [9, 3, 1])))
    view = view_of(ng.Scenario("any", issues, people), said, round=8)
    view.on_table = None
    return view


@pytest.mark.parametrize("actors", [2, 3])
@pytest.mark.parametrize("window", [1, 2, 3])
def test_the_frequency_learner_by_brute_force(actors, window):
    for seed in range(25):
        view = random_view(seed, actors)
        best = view.utilities[view.best]
        level = best - (best - 0.5) * 0.7
        worst = np.ones(27)
        for name in view.actors[1:]:
            offers = view.received_from(name)
            found = frequency_estimate(
                view.levels[offers], np.arange(6) / 10, (3, 3, 3), window=window
            )
            worst = np.minimum(worst, found.worth(view.levels))
        worst[(view.utilities < level - 1e-9) | ~view.acceptable] = -1
        ties = np.flatnonzero(worst >= worst.max() - 1e-9)
        expected = ties[np.argmax(view.utilities[ties])]
        assert ng.tactics.frequency_learner(1, window)(view) == expected


@pytest.mark.parametrize("actors", [2, 3])
@pytest.mark.parametrize("spread", [0.1, 0.3])
def test_the_bayesian_learner_by_brute_force(actors, spread):
    for seed in range(25):
        view = random_view(seed, actors)
        best = view.utilities[view.best]
        level = best - (best - 0.5) * 0.7
        value = view.utilities - 0.5
        for name in view.actors[1:]:
            offers = view.received_from(name)
            held = beliefs(view.levels[offers], np.arange(6) / 10, (3, 3, 3), spread=spread)
            value = value * held.acceptance(held.estimate.worth(view.levels), 0.7, spread=spread)
        value[(view.utilities < level - 1e-9) | ~view.acceptable] = -1
        assert ng.tactics.bayesian_learner(1, spread)(view) == int(np.argmax(value))


# ------------------------------------------------------------------ GRIT


def move_of(tactic, view):
    move = tactic(view)
    return move.outcome, move.note


def test_grit_takes_announced_steps_and_then_waits():
    grit = ng.tactics.grit(0.1, 2)
    row, note = move_of(grit, view_of(split(), []))
    assert row == 10
    assert note == "We shall take 2 small steps on our own; answer, for more."
    said = [(0, 10), (1, 0)]
    assert move_of(grit, view_of(split(), said)) == (
        9,
        "This is step 1 that we take on our own; please answer it.",
    )
    said += [(0, 9), (1, 0)]
    assert move_of(grit, view_of(split(), said))[0] == 8
    said += [(0, 8), (1, 0)]
    assert move_of(grit, view_of(split(), said)) == (
        8,
        "2 steps taken, 0 answered: the next one is yours.",
    )


def test_grit_goes_on_when_answered_and_back_when_the_other_goes_back():
    grit = ng.tactics.grit(0.1, 2)
    start = [(0, 10), (1, 1), (0, 9), (1, 1), (0, 8)]
    # A step of the other counts from half of a step of its own on.
    assert (
        move_of(grit, view_of(split(20), [(0, 20), (1, 2), (0, 18), (1, 2), (0, 16), (1, 3)]))[0]
        == 14
    )
    assert move_of(grit, view_of(split(), [*start, (1, 1)]))[0] == 8
    assert move_of(grit, view_of(split(), [*start, (1, 2)]))[0] == 7
    back = move_of(grit, view_of(split(), [*start, (1, 0)]))
    assert back == (10, "You have gone back on your offer; of our own steps 0 stand.")
    far = [(0, 10), (1, 6), (0, 9), (1, 6), (0, 8), (1, 0)]
    assert move_of(grit, view_of(split(), far)) == back
    whole = ng.tactics.grit(0.1, 2, 1)
    assert move_of(whole, view_of(split(), [*start, (1, 0)]))[0] == 9
    # Not more steps than turns, however much the other gives.
    assert move_of(grit, view_of(split(), [(0, 10), (1, 0), (0, 9), (1, 7)]))[0] == 8


def test_grit_accepts_what_its_steps_have_come_down_to():
    grit = ng.tactics.grit(0.1, 2)
    assert grit(view_of(split(), [(0, 10), (1, 9)])) is ng.tactics.ACCEPT
    assert grit(view_of(split(), [(0, 10), (1, 8)])) != ng.tactics.ACCEPT


def test_grit_that_takes_no_step_alone_says_so():
    row, note = move_of(ng.tactics.grit(0.1, 0), view_of(split(), []))
    assert (row, note) == (10, "We shall answer every step of yours.")
    waiting = [(0, 10), (1, 0), (0, 10), (1, 0)]
    assert move_of(ng.tactics.grit(0.1, 0), view_of(split(), waiting))[0] == 10


def test_an_offer_across_a_red_line_is_no_answer_to_grit():
    problem = ng.BargainingProblem(
        [[10, 0], [9, 1], [8, 2], [0, 10], [7, 9]],
        refused=[[False, False]] * 4 + [[True, False]],
    )
    grit = ng.tactics.grit(0.1, 1)
    said = [(0, 0), (1, 3), (0, 1), (1, 4)]
    assert move_of(grit, view_of(problem, said))[0] == 1


def test_of_two_others_the_one_counts_that_answered_least():
    three = ng.BargainingProblem([[k, 10 - k, 10 - k] for k in range(11)])
    said = [(0, 10), (1, 1), (2, 1), (0, 9), (1, 3), (2, 1), (0, 8), (1, 3), (2, 2)]
    assert move_of(ng.tactics.grit(0.1, 0), view_of(three, said))[0] == 8
    said[-1] = (2, 1)
    assert move_of(ng.tactics.grit(0.1, 0), view_of(three, said))[0] == 10


# ------------------------------------------------------------------ parameters


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda: ng.tactics.trade_off(0), "exponent.*above 0"),
        (lambda: ng.tactics.trade_off(width=1.1), "width of the band lies from 0 to 1"),
        (lambda: ng.tactics.trade_off(width=-0.1), "width of the band lies from 0 to 1"),
        (lambda: ng.tactics.trade_off(weights=[1, 2]), "Weights are a mapping"),
        (lambda: ng.tactics.trade_off(weights={}), "Weights are a mapping"),
        (lambda: ng.tactics.trade_off(weights={"a": -1}), "issue 'a': A weight is not negative"),
        (lambda: ng.tactics.trade_off(weights={"a": "x"}), "issue 'a': A weight must be a number"),
        (lambda: ng.tactics.trade_off(weights={"a": 0}), "At least one weight is positive"),
        (lambda: ng.tactics.frequency_learner(-1), "exponent.*above 0"),
        (lambda: ng.tactics.frequency_learner(window=0), "at least one offer"),
        (lambda: ng.tactics.frequency_learner(window=1.5), "whole number of offers"),
        (lambda: ng.tactics.frequency_learner(window=True), "whole number of offers"),
        (lambda: ng.tactics.bayesian_learner(float("nan")), "exponent must be finite"),
        (lambda: ng.tactics.bayesian_learner(spread=0), "spread lies from 0.01 to 1"),
        (lambda: ng.tactics.bayesian_learner(spread=2), "spread lies from 0.01 to 1"),
        (lambda: ng.tactics.grit(0.0009), "step lies from 0.001 to 1"),
        (lambda: ng.tactics.grit(1.1), "step lies from 0.001 to 1"),
        (lambda: ng.tactics.grit(answer=0), "answers it lies from 0.01 to 100"),
        (lambda: ng.tactics.grit(answer=101), "answers it lies from 0.01 to 100"),
        (lambda: ng.tactics.grit(unanswered=-1), "0 or more"),
        (lambda: ng.tactics.grit(unanswered=2.5), "whole number"),
        (lambda: ng.tactics.grit(unanswered=True), "whole number"),
    ],
)
def test_parameters_out_of_range_are_refused(make, words):
    with pytest.raises(ng.errors.NegotiationError, match=words):
        make()


def test_parameters_show():
    made = {
        "micro()": ng.tactics.micro(),
        "trade_off(exponent=0.5, width=0.1)": ng.tactics.trade_off(0.5, 0.1),
        "trade_off(exponent=0.2, width=0.05, weights={'aid': 2.0})": ng.tactics.trade_off(
            weights={"aid": 2}
        ),
        "frequency_learner(exponent=1, window=3)": ng.tactics.frequency_learner(1, 3),
        "bayesian_learner(exponent=0.2, spread=0.2)": ng.tactics.bayesian_learner(spread=0.2),
        "grit(step=0.1, unanswered=1, answer=2)": ng.tactics.grit(0.1, 1, 2),
    }
    for words, tactic in made.items():
        assert repr(tactic) == words


def test_what_lies_between_two_levels():
    rng = np.random.default_rng(4)
    for size in (1, 3, 40):
        payoffs = rng.integers(0, 6, (size, 2)) + rng.choice([0.0, 1e-12], (size, 2))
        refused = rng.random((size, 2)) < 0.2
        view = view_of(ng.BargainingProblem(payoffs, [1, 1], refused=refused), [])
        for low, high in [(2, 4), (0, 9), (3, 3), (4, 2), (5.5, np.inf), (1.5, 1.7)]:
            own = view.utilities
            inside = (own >= low - view.slack) & (own <= high + view.slack) & view.acceptable
            wanted = [row for row in view.ranked if inside[row]]
            assert view.between(low, high).tolist() == wanted
        assert view.between(2).tolist() == view.between(2, 1e9).tolist()


def test_a_view_knows_how_many_options_an_issue_has():
    issues = [ng.Issue("arms", ["0", "1", "2"]), ng.Issue("aid", ["0", "1"])]
    worth = {"arms": {"0": 0, "1": 1, "2": 2}, "aid": {"0": 0, "1": 1}}
    actors = [ng.Actor(name, ng.Additive(worth)) for name in ("A", "B")]
    assert view_of(ng.Scenario("sizes", issues, actors), []).sizes == (3, 2)
    assert view_of(split(4), []).sizes == (5,)


def tit_for_tat_after(problem, kind, theirs, demand, *, drawn=0.0, extra=0.0):
    """Return the row that tit for tat offers after a demand of its own and some offers."""
    view = view_of(problem, [(1, row) for row in theirs])
    view.memory["demand"] = demand
    view._rng = SimpleNamespace(random=lambda: drawn)
    return ng.tactics.tit_for_tat(kind, extra=extra)(view)


def test_the_extra_concession_is_a_share_of_the_whole_range():
    # 0.5 * 0.2 of the range of 10, not of what is left of it.
    assert tit_for_tat_after(split(), "absolute", [1, 1], 5.0, drawn=0.5, extra=0.2) == 4
    above = ng.BargainingProblem([[k, 10 - k] for k in range(11)], [5, 0])
    assert tit_for_tat_after(above, "absolute", [1, 1], 9.0, drawn=0.8, extra=0.5) == 7


def test_who_has_withheld_nothing_cannot_be_measured_by_it():
    assert tit_for_tat_after(split(), "relative", [10, 3], 8.0) == 8
    hair = ng.BargainingProblem([*([k, 10 - k] for k in range(11)), [10 - 1e-13, 0]])
    assert tit_for_tat_after(hair, "relative", [11, 3], 8.0) == 8


def test_packages_that_differ_by_nothing_are_equals_to_micro():
    problem = ng.BargainingProblem([[10, 0], [5, 1], [5 - 1e-13, 2], [0, 9]])
    view = view_of(problem, [(0, 0), (1, 2), (1, 3)])
    assert ng.tactics.micro()(view) == 2
