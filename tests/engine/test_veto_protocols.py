"""Outcomes leave the table: offers and vetoes, strikes, short lists."""

from __future__ import annotations

import itertools
import time

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import negotiation as ng
from negotiation.engine.protocols._subset_game import Lookup
from negotiation.engine.protocols.alternating_vetoes import _by_ranks

P = ng.protocols
WALK = -1
SMALL = st.integers(1, 5).flatmap(
    lambda m: st.lists(st.tuples(st.integers(-1, 4), st.integers(-1, 4)), min_size=m, max_size=m)
)
STRICT = st.integers(1, 7).flatmap(
    lambda m: st.tuples(st.permutations(range(1, m + 1)), st.permutations(range(1, m + 1)))
)


def best_of(options, worth):
    """Return the results that a mover can end with, fearing the worst of its other choices."""
    ends = set()
    for chosen, results in options.items():
        others = [min(map(worth, other)) for key, other in options.items() if key != chosen]
        bar = max(others, default=-np.inf)
        ends |= {each for each in results if worth(each) >= bar}
    return ends


def vetoes_by_tree(payoffs, rows, mover):
    """Return all results of offers and vetoes, by going through the whole tree."""

    def worth(own):
        return lambda row: 0 if row == WALK else payoffs[row][own]

    if not rows:
        return {WALK}
    options = {}
    for offer in rows:
        later = vetoes_by_tree(payoffs, [row for row in rows if row != offer], 1 - mover)
        other = worth(1 - mover)
        options[offer] = {offer for row in later if other(offer) >= other(row)} | {
            row for row in later if other(row) >= other(offer)
        }
    return best_of(options, worth(mover))


def strikes_by_tree(payoffs, rows, turns):
    """Return all results of striking, by going through the whole tree."""
    if len(rows) == 1:
        return set(rows)
    options = {
        struck: strikes_by_tree(payoffs, [row for row in rows if row != struck], turns[1:])
        for struck in rows
    }
    return best_of(options, lambda row: payoffs[row][turns[0]])


def lists_by_enumeration(payoffs, rows, lister, size):
    """Return all results of a short list, by going through the lists."""
    options = {}
    for listed in itertools.combinations(rows, size):
        top = max(payoffs[row][1 - lister] for row in listed)
        options[listed] = {row for row in listed if payoffs[row][1 - lister] == top}
    return best_of(options, lambda row: payoffs[row][lister])


def results(answer):
    return set(answer.indices.tolist()) | ({WALK} if answer.no_agreement else set())


def zopa(payoffs):
    return [row for row, pair in enumerate(payoffs) if min(pair) >= 0]


# ------------------------------------------------------------------ offers and vetoes


@pytest.mark.parametrize(
    ("expected", "letters", "first"),
    [
        ("first1", "abcdefg", 0),
        ("first2", "abcdefg", 1),
        ("abcde_first1", "abcde", 0),
        ("abcd_first1", "abcd", 0),
        ("abcd_first2", "abcd", 1),
    ],
)
def test_offers_and_vetoes_of_the_reference_case(cases, expected, letters, first):
    case = cases["ST12"]
    problem = ng.BargainingProblem(case["inputs"]["utils"])
    by_list = P.alternating_vetoes(problem, first=first, outcomes=list(letters))
    kept = {each: case["inputs"]["utils"][each] for each in letters}
    by_problem = P.alternating_vetoes(ng.BargainingProblem(kept), first=f"Actor {first + 1}")
    for found in (by_list, by_problem):
        assert found.payoffs.tolist() == [case["expected"][expected]]
        assert found.status == "ok"
        assert found.complete


@settings(max_examples=150)
@given(SMALL, st.integers(0, 1))
def test_offers_and_vetoes_by_the_whole_tree(payoffs, first):
    found = P.alternating_vetoes(ng.BargainingProblem(payoffs), first=first)
    assert results(found) == vetoes_by_tree(payoffs, zopa(payoffs), first)
    check_play(found, payoffs)


def check_play(found, payoffs):
    """The play shown ends in the first result, offers each outcome once, and takes turns."""
    if not found.moves:
        return
    offers = [move for move in found.moves if move.action == "offers"]
    assert len({move.rows for move in offers}) == len(offers)
    assert all(a.actor != b.actor for a, b in itertools.pairwise(offers))
    assert all(a.actor != b.actor for a, b in zip(found.moves[::2], found.moves[1::2], strict=True))
    last = found.moves[-1]
    if last.action == "accepts":
        assert last.rows == (found.indices[0],)
        assert all(move.action == "vetoes" for move in found.moves[1:-1:2])
    else:
        assert results(found) == {WALK}
        assert len(offers) == len(zopa(payoffs))


@given(STRICT, st.integers(0, 1))
def test_without_ties_there_is_one_efficient_veto_result_better_than_what_both_like_least(
    orders, first
):
    payoffs = np.array(orders).T
    found = P.alternating_vetoes(ng.BargainingProblem(payoffs), first=first)
    assert len(found.indices) == 1
    assert not found.no_agreement
    assert ng.BargainingProblem(payoffs).pareto[found.indices].all()


def test_scales_and_shifts_change_no_veto_result():
    payoffs = np.array([[9, 1], [8, 5], [6, 6], [4, 8], [2, 9]], float)
    plain = P.alternating_vetoes(ng.BargainingProblem(payoffs)).indices
    for scale in (1e-12, 1e12):
        moved = ng.BargainingProblem(payoffs * [scale, 1 / scale] + [scale, 0], [scale, 0])
        assert P.alternating_vetoes(moved).indices.tolist() == plain.tolist()


def test_rounding_makes_no_veto_difference():
    exact = ng.BargainingProblem([[3, 1], [3, 1], [1, 3]])
    noisy = ng.BargainingProblem([[3, 1], [3 + 1e-12, 1 - 1e-12], [1, 3]])
    for first in (0, 1):
        a, b = (P.alternating_vetoes(each, first=first) for each in (exact, noisy))
        assert results(a) == results(b)


def test_twenty_outcomes_with_ties_are_solved_and_twenty_one_refused():
    grid = np.arange(1, 22)
    many = ng.BargainingProblem(np.column_stack([grid, 22 - np.maximum(grid, 2)]))
    start = time.perf_counter()
    found = P.alternating_vetoes(many, outcomes=range(20))
    assert time.perf_counter() - start < 30
    assert abs(found.indices[0] - 10) <= 1
    with pytest.raises(ng.errors.TooLargeError, match=r"two of 21 outcomes.* outcomes="):
        P.alternating_vetoes(many)
    # A single outcome that is worth no more than walking away is enough.
    idle = ng.BargainingProblem(np.column_stack([grid, 21 - grid]))
    with pytest.raises(ng.errors.TooLargeError, match="indifferent"):
        P.alternating_vetoes(idle)


@given(STRICT, st.integers(0, 1))
def test_ranks_alone_tell_the_veto_result_if_nobody_is_indifferent(orders, first):
    problem = ng.BargainingProblem(np.array(orders).T)
    found = P.alternating_vetoes(problem, first=first)
    by_ranks = _by_ranks(problem, np.arange(len(problem)), first)
    assert found.indices.tolist() == [by_ranks]
    assert by_ranks in ng.solve(problem, "fallback").indices


def test_every_order_of_five_and_many_of_thirteen_outcomes_by_ranks():
    rng = np.random.default_rng(5)
    orders = [*itertools.permutations(range(5)), *(rng.permutation(13) for _ in range(40))]
    for order in orders:
        payoffs = np.column_stack([np.arange(len(order)), order]) + 1
        problem = ng.BargainingProblem(payoffs)
        for first in (0, 1):
            found = P.alternating_vetoes(problem, first=first)
            assert found.indices.tolist() == [_by_ranks(problem, np.arange(len(order)), first)]


def test_large_problems_without_ties_are_solved_by_ranks():
    grid = np.arange(1, 1001)
    line = ng.BargainingProblem(np.column_stack([grid, 1001 - grid]))
    # Two in the middle are as deep; with an even number the second has the last offer.
    assert P.alternating_vetoes(line, first=0).payoffs.tolist() == [[500, 501]]
    assert P.alternating_vetoes(line, first=1).payoffs.tolist() == [[501, 500]]
    odd = P.alternating_vetoes(line, outcomes=range(999))
    assert odd.payoffs.tolist() == [[500, 501]]
    assert odd.moves == ()
    assert "if all is vetoed" in str(odd.summary())


def test_many_even_alternatives_come_close_to_equal_areas():
    # Evenly spread over the triangle below a frontier that is worth more to the first actor.
    points = [(x, y) for x in range(5) for y in range(5) if x + y <= 4]
    problem = ng.BargainingProblem(np.array(points) * [2.0, 1.0])
    area = ng.solve(problem, "equal-area", lotteries=True).payoffs[0]
    found = P.alternating_vetoes(problem)
    assert np.abs(found.payoffs - area).max() <= 1.0


def test_one_outcome_is_agreed_and_an_indifferent_actor_may_walk_away():
    assert P.alternating_vetoes(ng.BargainingProblem([[1, 1]])).outcomes == (0,)
    found = P.alternating_vetoes(ng.BargainingProblem([[1, 0]]))
    assert found.no_agreement
    assert found.status == "set_valued"
    assert "may end in any of 1 outcomes or end without agreement" in str(found.summary())
    assert [row[0] for row in found.summary().rows] == ["outcome 0"] * 2 + ["no agreement"] * 2
    assert repr(found).endswith("outcome 0 or 1 more>")


# ------------------------------------------------------------------ strikes


@settings(max_examples=150)
@given(st.data(), st.integers(1, 3), st.integers(1, 5))
def test_strikes_by_the_whole_tree(data, actors, count):
    payoffs = data.draw(
        st.lists(
            st.lists(st.integers(0, 3), min_size=actors, max_size=actors),
            min_size=count,
            max_size=count,
        )
    )
    turns = data.draw(
        st.lists(st.integers(0, actors - 1), min_size=max(1, count - 1), max_size=count + 1)
    )
    found = P.alternate_strike(ng.BargainingProblem(payoffs), order=turns)
    assert results(found) == strikes_by_tree(payoffs, list(range(count)), turns)
    assert found.complete
    struck = [move.rows[0] for move in found.moves]
    assert [move.actor for move in found.moves] == [f"Actor {x + 1}" for x in turns[: count - 1]]
    assert sorted([*struck, int(found.indices[0])]) == list(range(count))


@given(STRICT, st.lists(st.integers(0, 1), min_size=1, max_size=3))
def test_strikes_without_ties_backwards(orders, pattern):
    payoffs = np.array(orders).T
    count = len(payoffs)
    turns = list(itertools.islice(itertools.cycle(pattern), count - 1))
    left = list(range(count))
    for own in reversed(turns):
        left.remove(min(left, key=lambda row: payoffs[row, own]))
    found = P.alternate_strike(ng.BargainingProblem(payoffs), order=pattern)
    assert found.indices.tolist() == left
    assert found.complete


def test_ties_that_plain_backward_striking_misses():
    # Settling each tie once and for all leads to 2, 3, 4 or 5 only.
    payoffs = [[1, 1], [1, 1], [2, 1], [2, 2], [2, 1], [1, 2]]
    found = P.alternate_strike(ng.BargainingProblem(payoffs), order=[1, 0, 1, 0, 1])
    assert found.indices.tolist() == [0, 1, 2, 3, 4, 5]


def test_the_order_may_be_names_numbers_or_left_out():
    problem = ng.BargainingProblem({"a": [9, 1], "b": [8, 5], "c": [6, 6], "d": [4, 8]})
    assert P.alternate_strike(problem).outcomes == ("b",)
    assert P.alternate_strike(problem, order=["Actor 1", 1]).outcomes == ("b",)
    assert P.alternate_strike(problem, order=[0, 1, 0, 1, 1, 1]).outcomes == ("b",)
    assert P.alternate_strike(problem, order=["Actor 2"]).outcomes == ("d",)
    assert P.alternate_strike(problem, outcomes=["a", "d"]).outcomes == ("a",)
    told = str(P.alternate_strike(problem).summary())
    assert "One way there: Actor 1 strikes c; Actor 2 strikes a; Actor 1 strikes d." in told


def test_long_moves_have_a_line_each():
    notes = P.alternate_strike(ng.library.load("hanoi-2019")).summary().notes
    assert notes[0] == "One way there:"
    assert all(" strikes " in each for each in notes[1:9])
    assert notes[9] == "and so on (20 more moves)"


@pytest.mark.parametrize("order", [1, 1.0, True, "Actor 1"])
def test_an_order_is_a_list(order):
    with pytest.raises(ng.errors.InvalidTypeError, match="list of actors"):
        P.alternate_strike(ng.BargainingProblem([[1, 2], [2, 1]]), order=order)


@pytest.mark.parametrize("solve", [P.alternate_strike, P.alternating_vetoes, P.shortlisting])
def test_outcomes_are_a_list(solve):
    with pytest.raises(ng.errors.InvalidTypeError, match="list of outcomes"):
        solve(ng.BargainingProblem([[1, 2], [2, 1]]), outcomes=1)
    assert solve(ng.BargainingProblem([[1, 2], [2, 1]]), outcomes=iter([1])).outcomes == (1,)


def test_many_outcomes_are_listed_fast():
    first = np.arange(1.0, 50_001)
    start = time.perf_counter()
    found = P.shortlisting(ng.BargainingProblem(np.column_stack([first, first[::-1]])))
    assert found.outcomes == (25_000,)
    assert time.perf_counter() - start < 5


def test_many_outcomes_are_struck_fast_and_ties_are_owned_up_to():
    rng = np.random.default_rng(1)
    orders = np.array([rng.permutation(3000), rng.permutation(3000)]).T + 1
    start = time.perf_counter()
    found = P.alternate_strike(ng.BargainingProblem(orders))
    assert time.perf_counter() - start < 5
    assert found.complete
    assert len(found.indices) == 1
    tied = P.alternate_strike(ng.BargainingProblem(orders // 4))
    assert not tied.complete
    assert "Other outcomes may be possible" in str(tied.summary())
    assert "; and so on (2991 more moves)." in str(tied.summary())
    best_last = P.alternate_strike(ng.BargainingProblem([[1, 1]] * 29 + [[2, 2]]))
    assert best_last.outcomes == (29,)
    same = P.alternate_strike(ng.BargainingProblem(np.ones((30, 2))))
    assert same.indices.tolist() == [0, 29]
    assert same.status == "set_valued"
    assert same.moves[-1].rows != (0,)
    assert 0 not in [move.rows[0] for move in same.moves]


def test_up_to_twenty_outcomes_ties_are_gone_through():
    same = np.ones((21, 2))
    all_of_them = P.alternate_strike(ng.BargainingProblem(same[:20]))
    assert all_of_them.complete
    assert all_of_them.indices.tolist() == list(range(20))
    assert not P.alternate_strike(ng.BargainingProblem(same)).complete


def test_only_the_ties_of_those_who_strike_count():
    payoffs = np.column_stack([np.arange(30), np.ones(30)])
    found = P.alternate_strike(ng.BargainingProblem(payoffs), order=[0])
    assert found.complete
    assert found.indices.tolist() == [29]


# ------------------------------------------------------------------ short lists


def test_the_short_list_of_the_reference_case(cases):
    case = cases["ST28"]
    orders = [case["inputs"]["rank1"], case["inputs"]["rank2"]]
    problem = ng.BargainingProblem(
        {each: [7 - order.index(each) for order in orders] for each in sorted(orders[0])}
    )
    assert P.shortlisting(problem).outcomes == (case["expected"]["spe"],)
    assert P.shortlisting(problem, first=1).outcomes == (case["expected"]["reverse_roles"],)
    assert set(ng.solve(problem, "fallback").outcomes) == set(case["expected"]["fallback"])


@settings(max_examples=200)
@given(SMALL, st.integers(0, 1), st.integers(1, 5))
def test_short_lists_by_enumeration(payoffs, lister, size):
    rows = zopa(payoffs)
    problem = ng.BargainingProblem(payoffs)
    if not rows:
        assert P.shortlisting(problem, first=lister).status == "disagreement"
        return
    size = min(size, len(rows))
    found = P.shortlisting(problem, first=lister, size=size)
    assert results(found) == lists_by_enumeration(payoffs, rows, lister, size)
    listed, picked = found.moves
    assert len(listed.rows) == size
    assert set(picked.rows) <= set(listed.rows)
    assert picked.rows == (found.indices[0],)
    top = max(payoffs[row][1 - lister] for row in listed.rows)
    assert payoffs[picked.rows[0]][1 - lister] == top


@given(STRICT)
def test_what_a_list_of_half_of_the_outcomes_is_sure_to_bring(orders):
    payoffs = np.array(orders).T
    count = len(payoffs)
    found = P.shortlisting(ng.BargainingProblem(payoffs))
    assert len(found.moves[0].rows) == (count + 1) // 2
    ranks = 1 + count - payoffs[found.indices[0]]
    assert ranks[0] <= (count + 1) // 2
    assert ranks[1] <= count // 2 + 1


def test_a_list_of_all_lets_the_picker_choose_and_a_list_of_one_the_lister():
    problem = ng.BargainingProblem([[9, 1], [5, 5], [1, 9]])
    assert P.shortlisting(problem, size=3).outcomes == (2,)
    assert P.shortlisting(problem, size=1).outcomes == (0,)
    assert P.shortlisting(problem, size=1, first="Actor 2").outcomes == (2,)
    assert P.shortlisting(problem, outcomes=[0, 2]).outcomes == (0,)


# ------------------------------------------------------------------ what all have in common

VETOES = [P.alternating_vetoes, P.alternate_strike, P.shortlisting]


@pytest.mark.parametrize("protocol", VETOES)
def test_red_lines_and_losses_are_not_on_the_table(protocol):
    refused = np.zeros((4, 2), bool)
    refused[0, 1] = True
    problem = ng.BargainingProblem([[9, 9], [3, 2], [-1, 8], [2, 3]], refused=refused)
    found = protocol(problem)
    assert set(found.indices.tolist()) <= {1, 3}
    assert found.payoffs.tolist() == problem.payoffs[found.indices].tolist()
    for row in (0, 2):
        with pytest.raises(ng.errors.InvalidValueError, match="outside the ZOPA"):
            protocol(problem, outcomes=[1, row])


@pytest.mark.parametrize("protocol", VETOES)
def test_an_empty_zopa_is_no_agreement(protocol):
    problem = ng.BargainingProblem([[1, -1], [-1, 1]], [0.5, 0.25])
    found = protocol(problem)
    assert found.status == "disagreement"
    assert found.outcomes == ()
    assert found.no_agreement
    assert found.payoffs.tolist() == [[0.5, 0.25]]
    assert "No agreement." in str(found.summary())
    assert repr(found).endswith("no agreement>")
    assert found.moves == ()


@pytest.mark.parametrize("protocol", VETOES)
def test_a_scenario_is_taken_and_told_in_its_words(protocol):
    issues = [
        ng.Issue("tests", ["go on", "stop"], conceded_by="North"),
        ng.Issue("trade", ["closed", "open"], conceded_by="South"),
    ]
    north, south = (
        ng.Actor(
            name,
            ng.Additive({"tests": {"go on": 0, "stop": x}, "trade": {"closed": 0, "open": y}}),
        )
        for name, x, y in [("North", -1, 3), ("South", 3, -1)]
    )
    found = protocol(ng.Scenario("talks", issues, [north, south]))
    assert found.payoffs.tolist() == [[2, 2]]
    row = found.summary().rows[0]
    assert row[1:4] == ("North", "tests: stop", "trade: open")
    assert row[4:] == (2, 2)
    assert "<div>" in found._repr_html_()
    assert found.summary().title.startswith("talks: ")
    with pytest.raises(ValueError, match="read-only"):
        found.payoffs[0] = 0


@pytest.mark.parametrize("protocol", VETOES)
def test_what_is_refused(protocol):
    problem = ng.BargainingProblem([[3, 1], [1, 3]])
    with pytest.raises(ng.errors.InvalidTypeError, match="takes a BargainingProblem or a Scenario"):
        protocol([[3, 1], [1, 3]])
    with pytest.raises(ng.errors.InvalidValueError, match="listed twice"):
        protocol(problem, outcomes=[0, 0])
    with pytest.raises(ng.errors.UnknownNameError, match="not an outcome"):
        protocol(problem, outcomes=[7])
    with pytest.raises(ng.errors.InvalidTypeError, match="list of outcomes"):
        protocol(problem, outcomes="ab")
    half = ng.BargainingProblem([[3, 1], [1, 3]], consent=ng.Consent(quota=1))
    with pytest.raises(ng.errors.NotDefinedError, match="everybody's consent"):
        protocol(half)


@pytest.mark.parametrize("protocol", [P.alternating_vetoes, P.shortlisting])
def test_who_begins(protocol):
    problem = ng.BargainingProblem([[3, 1], [1, 3]])
    with pytest.raises(ng.errors.UnknownNameError, match="Did you mean 'Actor 2'"):
        protocol(problem, first="actor 2")
    with pytest.raises(ng.errors.InvalidTypeError, match="name of an actor, or its number"):
        protocol(problem, first=0.5)
    with pytest.raises(ng.errors.InvalidTypeError, match="name of an actor, or its number"):
        protocol(problem, first=True)
    with pytest.raises(ng.errors.InvalidValueError, match="between 0 and 1"):
        protocol(problem, first=2)
    with pytest.raises(ng.errors.NotDefinedError, match=r"for 2 actors, not 3.*among"):
        protocol(ng.BargainingProblem([[1, 1, 1]]))


def test_wrong_orders_and_sizes():
    problem = ng.BargainingProblem([[3, 1], [1, 3]])
    with pytest.raises(ng.errors.InvalidTypeError, match="list of actors"):
        P.alternate_strike(problem, order="Actor 1")
    with pytest.raises(ng.errors.InvalidValueError, match="Somebody must strike"):
        P.alternate_strike(problem, order=[])
    with pytest.raises(ng.errors.UnknownNameError, match="not an actor"):
        P.alternate_strike(problem, order=["Actor 3"])
    with pytest.raises(ng.errors.InvalidValueError, match="between 1 and 2"):
        P.shortlisting(problem, size=3)
    with pytest.raises(ng.errors.InvalidValueError, match="between 1 and 2"):
        P.shortlisting(problem, size=0)
    with pytest.raises(ng.errors.InvalidTypeError, match="whole number"):
        P.shortlisting(problem, size=1.0)
    with pytest.raises(ng.errors.InvalidTypeError, match="whole number"):
        P.shortlisting(problem, size=True)


def test_the_worst_of_a_set_is_looked_up_across_tables():
    rng = np.random.default_rng(3)
    ranks = rng.integers(0, 6, (17, 2))
    ranks[0] = 5
    look = Lookup(ranks)
    sets = rng.integers(1, 1 << 17, 200)
    for own in (0, 1):
        expected = [min(ranks[x, own] for x in range(17) if each >> x & 1) for each in sets]
        assert look.worst(sets, own).tolist() == expected
