"""Commitment: published cases, an exact oracle for two strategies, and laws."""

from __future__ import annotations

import itertools
import json
from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import negotiation as ng
from negotiation.engine.commitment._commitment import strong, weak
from negotiation.engine.commitment._regions import regions

laws = settings(deadline=None, max_examples=40)
CASES = (
    "battle-of-the-sexes",
    "chicken-aumann",
    "conitzer-sandholm-commitment",
    "inspection-game",
    "prisoners-dilemma",
)


def number_table(rows):
    return [[float(Fraction(value)) for value in row] for row in rows]


def read_case(reference, name):
    case = json.loads((reference / "cases" / "games" / f"{name}.json").read_text("utf-8"))
    payoffs = [number_table(table) for table in case["payoffs"]]
    return case, ng.NormalFormGame(payoffs, case["strategies"])


def games(rows=(1, 4), columns=(1, 4), low=-3, high=3):
    """Return a strategy of two-actor games with whole payoffs, ties everywhere."""
    return st.tuples(st.integers(*rows), st.integers(*columns)).flatmap(
        lambda shape: st.lists(
            st.integers(low, high),
            min_size=2 * shape[0] * shape[1],
            max_size=2 * shape[0] * shape[1],
        ).map(lambda flat: ng.NormalFormGame(np.array(flat, float).reshape(2, *shape)))
    )


# ------------------------------------------------------------------ known answers


@pytest.mark.parametrize("name", CASES)
def test_strong_commitments_of_published_games(reference, name):
    case, game = read_case(reference, name)
    expected = case["strong_stackelberg_row_leads"]
    answer = ng.stackelberg(game)
    mixture = np.array([float(Fraction(share)) for share in expected["leader_mixture"]])
    payoffs = np.array([float(Fraction(worth)) for worth in expected["payoffs"]])
    reply = np.eye(game.payoffs.shape[2])[expected["follower_reply"]]
    assert answer.value == pytest.approx(payoffs[0], abs=1e-12)
    assert answer.complete
    assert answer.gap == 0
    matching = [
        row
        for row, (x, y) in enumerate(answer.profiles)
        if np.allclose(x, mixture, atol=1e-12) and np.array_equal(y, reply)
    ]
    assert len(matching) == 1
    assert answer.payoffs[matching[0]] == pytest.approx(payoffs, abs=1e-12)


def test_the_introductory_example_of_conitzer_and_sandholm():
    """Mixed 3.5 with (1/2, 1/2), pure 3, simultaneous 2 (Conitzer and Sandholm 2006)."""
    game = ng.NormalFormGame([[[2, 4], [1, 3]], [[1, 0], [0, 1]]])
    mixed = ng.stackelberg(game)
    assert mixed.value == 3.5
    assert [each.tolist() for each in mixed.strategies] == [[0.5, 0.5], [0, 1]]
    assert ng.stackelberg(game, commitment="pure").value == 3
    assert ng.equilibria(game).payoffs[:, 0].tolist() == [2]
    pessimist = ng.stackelberg(game, ties="weak")
    assert (pessimist.value, pessimist.attained) == (3.5, False)
    assert pessimist.sure.tolist() == [1.5]
    mixture, sure = pessimist.near(0.001)
    assert 3.499 <= sure < 3.5
    assert mixture[0] < 0.5
    assert not pessimist.firm.any()
    # The line leads from the commitment into where the reply is strictly best.
    inside = pessimist.near(1.0)[0]
    np.testing.assert_allclose(pessimist.near(0.0)[0], [0.5, 0.5], atol=1e-12)
    np.testing.assert_allclose(pessimist.near(0.25)[0], 0.75 * 0.5 + 0.25 * inside, atol=1e-12)


def test_announced_inspections():
    """Announcing p = v / (v + f) deters, and costs c p (theory case DY07)."""
    gain, fine, cost, lost, caught = 4, 6, 1, 10, 2
    game = ng.NormalFormGame(
        [[[-cost, -cost - caught], [0, -lost]], [[0, -fine], [0, gain]]],
        [["inspect", "trust"], ["comply", "violate"]],
        ["inspector", "inspected"],
    )
    answer = ng.stackelberg(game, "inspector")
    assert answer.value == pytest.approx(-0.4, abs=1e-12)
    assert answer.strategies[0] == pytest.approx([0.4, 0.6])
    assert answer.strategies[1].tolist() == [1, 0]
    assert ng.stackelberg(game, "inspected").value == pytest.approx(
        ng.stackelberg(ng.NormalFormGame(game.payoffs[::-1].transpose(0, 2, 1))).value
    )


def test_a_value_that_is_attained_only_between_the_corners():
    """At either end of the best interval the other replies are best as well, and bad."""
    game = ng.NormalFormGame(
        [[[1, 0, 0], [1, 0, 0]], [[0, 0.25, -0.75], [0, -0.75, 0.25]]],
    )
    answer = ng.stackelberg(game, ties="weak")
    assert (answer.value, answer.attained) == (1, True)
    assert answer.sure[0] == 1
    assert answer.sure[1:].tolist() == [0, 0]
    assert 0.25 < answer.strategies[0][1] < 0.75


def test_a_value_that_is_attained_where_a_second_reply_is_best_too():
    """On the edge where the value lies another reply ties; on half of it that does no harm."""
    worth = [[0, 0, 0], [1, 0.5, 0], [1, 1.5, 0]]
    follower = [[0, -1, -1], [0, 0, -1], [0, 0, 0]]
    answer = ng.stackelberg(ng.NormalFormGame([worth, follower]), ties="weak")
    assert (answer.value, answer.attained) == (1, True)
    mixture = answer.strategies[0]
    assert mixture[0] == pytest.approx(0, abs=1e-9)
    assert 0.5 - 1e-6 <= mixture[2] < 1
    assert answer.sure[0] == pytest.approx(1, abs=1e-8)


def test_a_follower_who_does_not_care():
    """Strong: the leader picks the best cell.  Weak: its maxmin."""
    worth = np.array([[3.0, -1.0], [-2.0, 1.0], [0.0, 0.0]])
    game = ng.NormalFormGame([worth, np.zeros((3, 2))])
    assert ng.stackelberg(game).value == 3
    cautious = ng.stackelberg(game, ties="weak")
    assert cautious.value == pytest.approx(ng.security(game).maxmin[0])
    assert cautious.attained
    assert ng.stackelberg(game, commitment="pure", ties="weak").value == 0


def test_where_nothing_matters():
    answer = ng.stackelberg(ng.NormalFormGame(np.zeros((2, 2, 3))))
    assert answer.value == 0
    assert len(answer.profiles) == 6
    assert answer.complete
    assert answer.firm.all()
    assert ng.stackelberg(ng.NormalFormGame(np.zeros((2, 2, 3))), ties="weak").attained
    assert "indifferent there" not in str(answer.summary())
    single = ng.stackelberg(ng.NormalFormGame([[[5.0]], [[2.0]]]))
    assert single.payoffs.tolist() == [[5, 2]]


# ------------------------------------------------------------------ an exact oracle


def oracle(game):
    """Return strong value, weak value and whether it is attained, for a leader of two strategies.

    Between the points where two replies or two of the leader's payoffs are equal nothing
    changes places, so it is enough to look at those points and at the intervals between.
    """
    worth, follower = (
        [[Fraction(float(value)) for value in row] for row in table] for table in game.payoffs
    )
    count = len(worth[0])

    def line(table, k, p):
        return (1 - p) * table[0][k] + p * table[1][k]

    def best(p):
        top = max(line(follower, k, p) for k in range(count))
        return [k for k in range(count) if line(follower, k, p) == top]

    points = {Fraction(0), Fraction(1)}
    for table in (worth, follower):
        for k, other in itertools.combinations(range(count), 2):
            start, end = (table[side][k] - table[side][other] for side in (0, 1))
            if start != end and 0 < start / (start - end) < 1:
                points.add(start / (start - end))
    points = sorted(points)
    strong_value = max(line(worth, k, p) for p in points for k in best(p))
    at = [min(line(worth, k, p) for k in best(p)) for p in points]
    ends = []
    for low, high in itertools.pairwise(points):
        replies = best((low + high) / 2)
        ends.append([min(line(worth, k, p) for k in replies) for p in (low, high)])
    weak_value = max([*at, *(value for pair in ends for value in pair)])
    attained = weak_value in at or any(pair == [weak_value] * 2 for pair in ends)
    return float(strong_value), float(weak_value), attained


@settings(deadline=None, max_examples=200)
@given(games(rows=(2, 2), columns=(1, 5)))
def test_two_strategies_against_an_exact_oracle(game):
    strong_value, weak_value, attained = oracle(game)
    answer, cautious = ng.stackelberg(game), ng.stackelberg(game, ties="weak")
    assert answer.value == pytest.approx(strong_value, abs=1e-12)
    assert cautious.value == pytest.approx(weak_value, abs=1e-9)
    assert cautious.attained == attained
    assert (cautious.sure >= weak_value - 1e-8).any() == attained


@settings(deadline=None, max_examples=40)
@given(games(rows=(3, 3), columns=(2, 4)), st.integers(0, 10**6))
def test_no_mixture_drawn_at_random_does_better(game, seed):
    rng = np.random.default_rng(seed)
    cut = regions(game, 0)
    answer, cautious = ng.stackelberg(game), ng.stackelberg(game, ties="weak")
    draws = [*rng.dirichlet(np.ones(3) * 0.7, size=60), *(rng.integers(0, 3, (60, 3)) + 1e-300)]
    for raw in draws:
        mixture = raw / raw.sum()
        worths = (mixture @ game.payoffs[0])[cut.best(mixture)]
        assert worths.max() <= answer.value + 1e-9
        assert worths.min() <= cautious.value + 1e-9
    for profile in range(len(cautious.profiles)):
        if cautious.sure[profile] < cautious.value - 1e-9:
            assert cautious.near(1e-7, profile)[1] >= cautious.value - 1e-5


# ------------------------------------------------------------------ laws


@laws
@given(games())
def test_what_is_told_is_true(game):
    for leader, ties, kind in itertools.product((0, 1), ("strong", "weak"), ("mixed", "pure")):
        answer = ng.stackelberg(game, leader, commitment=kind, ties=ties)
        cut = regions(game, leader)
        assert answer.profiles
        assert answer.gap < 1e-9
        for profile, payoffs, sure in zip(
            answer.profiles, answer.payoffs, answer.sure, strict=True
        ):
            reply = int(profile[1 - leader].argmax())
            assert cut.best(profile[leader])[reply]
            assert payoffs == pytest.approx(game.expected(profile))
            assert sure <= payoffs[leader] + 1e-9
            assert profile[leader].sum() == pytest.approx(1, abs=1e-15)
            if kind == "pure":
                assert profile[leader].max() == 1
        assert answer.value == pytest.approx(answer.payoffs[:, leader].max(), abs=1e-8)


@laws
@given(games())
def test_kinds_of_commitment_in_order(game):
    mixed, pure = (ng.stackelberg(game, commitment=kind).value for kind in ("mixed", "pure"))
    weak_mixed, weak_pure = (
        ng.stackelberg(game, commitment=kind, ties="weak").value for kind in ("mixed", "pure")
    )
    slack = 1e-9
    assert weak_pure <= weak_mixed + slack <= mixed + 2 * slack
    assert weak_pure <= pure + slack <= mixed + 2 * slack
    nash = ng.equilibria(game).payoffs[:, 0]
    assert mixed >= nash.max() - slack
    assert weak_mixed >= nash.min() - slack
    assert weak_mixed >= ng.security(game).maxmin[0] - slack


@laws
@given(games(low=-4, high=4))
def test_in_a_zero_sum_game_moving_first_changes_nothing(game):
    game = ng.NormalFormGame([game.payoffs[0], -game.payoffs[0]])
    value = ng.zero_sum(game).value
    for ties in ("strong", "weak"):
        answer = ng.stackelberg(game, ties=ties)
        assert answer.value == pytest.approx(value, abs=1e-9)
        assert answer.attained


@laws
@given(games(columns=(2, 4)), st.randoms(use_true_random=False))
def test_names_and_sides_do_not_matter(game, random):
    rows, columns = (list(range(size)) for size in game.payoffs.shape[1:])
    random.shuffle(rows)
    random.shuffle(columns)
    shuffled = ng.NormalFormGame(game.payoffs[:, rows][:, :, columns])
    turned = ng.NormalFormGame(game.payoffs[::-1].transpose(0, 2, 1))
    for ties in ("strong", "weak"):
        answer = ng.stackelberg(game, ties=ties)
        for other, leader in ((shuffled, 0), (turned, 1)):
            same = ng.stackelberg(other, leader, ties=ties)
            assert same.value == pytest.approx(answer.value, abs=1e-9)
            assert same.attained == answer.attained
            assert len(same.profiles) == len(answer.profiles) or not answer.attained


@laws
@given(games(), st.sampled_from([1e-200, 0.1, 3.0, 1e6, 1e200]), st.sampled_from([0.0, -7.0, 0.3]))
def test_units_do_not_matter(game, size, shift):
    leader, follower = game.payoffs
    moved = ng.NormalFormGame([leader * 4 + 1, follower * size + shift * size])
    larger = ng.NormalFormGame([leader * size, follower])
    for ties in ("strong", "weak"):
        answer = ng.stackelberg(game, ties=ties)
        other = ng.stackelberg(moved, ties=ties)
        assert other.value == pytest.approx(4 * answer.value + 1, abs=1e-8)
        assert (other.attained, len(other.profiles)) == (answer.attained, len(answer.profiles))
        assert ng.stackelberg(larger, ties=ties).value == pytest.approx(
            answer.value * size, rel=1e-9, abs=1e-9 * size
        )


@laws
@given(games(rows=(2, 4), columns=(2, 4)))
def test_ties_that_rounding_hides_are_found_all_the_same(game):
    """Payoffs times pi are no fractions, and three replies no longer tie to the last digit."""
    moved = ng.NormalFormGame([game.payoffs[0], game.payoffs[1] * np.pi])
    for ties in ("strong", "weak"):
        answer, other = ng.stackelberg(game, ties=ties), ng.stackelberg(moved, ties=ties)
        assert other.value == pytest.approx(answer.value, abs=1e-6)
        assert other.attained == answer.attained


@laws
@given(games(rows=(2, 4), columns=(2, 4)))
def test_programmes_and_corners_agree(game):
    cut = regions(game, 0)
    large = replace(cut, corners=None, replies=cut.replies[:0])
    for search in (strong, weak):
        exact, solved = search(cut), search(large)
        assert solved.value == pytest.approx(exact.value, abs=1e-8)
        assert solved.bound == pytest.approx(exact.value, abs=1e-8)
        assert not solved.complete


def test_a_large_game_is_certified_by_its_dual():
    rng = np.random.default_rng(3)
    worth, noise = rng.random((2, 25, 20))
    game = ng.NormalFormGame([worth, noise - worth])
    answer = ng.stackelberg(game)
    assert not answer.complete
    assert answer.gap < 1e-9
    assert answer.value > ng.stackelberg(game, commitment="pure").value
    draws = rng.dirichlet(np.ones(25) * 0.2, size=200)
    assert (regions(game, 0).sure(draws) <= answer.value).all()


def test_nearly_certain_commitments_keep_their_small_probabilities():
    """A fine of a million deters at one inspection in a million."""
    game = ng.NormalFormGame([[[-1, -1], [0, -10]], [[0, -999_999], [0, 1]]])
    answer = ng.stackelberg(game)
    assert answer.strategies[0][0] == pytest.approx(1e-6, rel=1e-9)
    assert answer.value == pytest.approx(-1e-6, rel=1e-9)
    extreme = ng.stackelberg(ng.NormalFormGame([[[-1, -1], [0, -10]], [[0, -1e12], [0, 1]]]))
    assert extreme.strategies[0][0] == pytest.approx(1e-12, rel=1e-6)


# ------------------------------------------------------------------ words and errors


def test_the_answer_speaks():
    game = ng.NormalFormGame(
        [[[2, 4], [1, 3]], [[1, 0], [0, 1]]], [["stay", "go"], ["left", "right"]], ["Ann", "Bo"]
    )
    answer = ng.stackelberg(game, "Ann")
    text = str(answer.summary())
    assert "Ann commits first" in text
    assert "50.0% stay, 50.0% go" in text
    assert "if it replied otherwise, Ann would get 1.5" in text
    assert repr(answer) == "<Stackelberg: Ann leads, mixed, strong ties: 3.5>"
    assert "<table>" in answer._repr_html_()
    cautious = ng.stackelberg(game, ties="weak")
    assert "No commitment reaches 3.5" in str(cautious.summary())
    assert "approached, not attained" in repr(cautious)
    large = ng.stackelberg(ng.NormalFormGame(np.random.default_rng(0).random((2, 14, 14))))
    assert "There may be other best commitments" in str(large.summary())


def test_what_is_refused():
    game = ng.NormalFormGame([[[2, 4], [1, 3]], [[1, 0], [0, 1]]], None, ["Ann", "Bo"])
    with pytest.raises(ValueError, match=r"2 actors here; this game has 3 .*Hold the other"):
        ng.stackelberg(ng.NormalFormGame(np.zeros((3, 2, 2, 2))))
    with pytest.raises(TypeError, match=r"asked of a NormalFormGame.*'list'"):
        ng.stackelberg([[1, 2]])
    with pytest.raises(KeyError, match=r"'Anne' is not an actor.*'Ann'"):
        ng.stackelberg(game, "Anne")
    for wrong in (True, 1.0, None):
        with pytest.raises(TypeError, match="name of an actor, or its number"):
            ng.stackelberg(game, wrong)
    for wrong in (2, -1):
        with pytest.raises(ValueError, match="0 or 1"):
            ng.stackelberg(game, wrong)
    with pytest.raises(KeyError, match=r"kind of commitment.*'pure'"):
        ng.stackelberg(game, commitment="puer")
    with pytest.raises(KeyError, match=r"rule for ties.*'weak'"):
        ng.stackelberg(game, ties="week")
    huge = ng.NormalFormGame(np.zeros((2, 400, 400)))
    with pytest.raises(ValueError, match=r'400 x 400 strategies are too many.*"pure"'):
        ng.stackelberg(huge)
    assert ng.stackelberg(huge, commitment="pure").value == 0
    with pytest.raises(ValueError, match="between 0 and 1"):
        ng.stackelberg(game).near(1.5)
    with pytest.raises(ValueError, match="Only a mixed commitment"):
        ng.stackelberg(game, commitment="pure").near()


def test_a_reply_that_is_strictly_best_nowhere_cannot_be_relied_on():
    """The second reply ties at one mixture only, where it is worth much to the leader."""
    game = ng.NormalFormGame([[[0, 9, 0], [0, 9, 0]], [[1, 0, -1], [-1, 0, 1]]])
    answer = ng.stackelberg(game)
    assert answer.value == 9
    assert answer.strategies[0].tolist() == [0.5, 0.5]
    with pytest.raises(ValueError, match=r'strictly prefers this reply to no mixture.*"weak"'):
        answer.near()
    assert ng.stackelberg(game, ties="weak").value == 0


def test_a_scenario_stands_for_its_concession_game():
    scenario = ng.library.load("hanoi-2019")
    game = ng.concession_game(scenario)
    assert ng.stackelberg(scenario, commitment="pure").value == pytest.approx(
        ng.stackelberg(game, commitment="pure").value
    )


@laws
@given(games(columns=(1, 3)), st.integers(0, 3), st.integers(-3, 3))
def test_a_reply_that_is_never_best_changes_nothing(game, place, worth):
    """However much it would be worth to the leader."""
    place = min(place, game.payoffs.shape[2])
    bad = game.payoffs[1].min(axis=1) - 1
    added = np.stack([np.full_like(bad, worth * 10.0), bad])
    larger = ng.NormalFormGame(np.insert(game.payoffs, place, added, axis=2))
    for ties, kind in itertools.product(("strong", "weak"), ("mixed", "pure")):
        answer = ng.stackelberg(game, ties=ties, commitment=kind)
        other = ng.stackelberg(larger, ties=ties, commitment=kind)
        assert other.value == pytest.approx(answer.value, abs=1e-12)
        assert (other.attained, other.complete) == (answer.attained, answer.complete)
        for one, two in zip(answer.profiles, other.profiles, strict=True):
            assert one[0] == pytest.approx(two[0])
            assert np.delete(two[1], place) == pytest.approx(one[1])


def test_a_dominated_strategy_of_the_leader_may_be_what_it_commits_to():
    """The first row is dominated, and half of it moves the follower (Conitzer and Sandholm)."""
    game = ng.NormalFormGame([[[1, 3], [2, 4]], [[0, 1], [1, 0]]])
    assert ng.stackelberg(game).strategies[0].tolist() == [0.5, 0.5]
    assert ng.stackelberg(game).value == 3.5


def test_a_tie_that_rounding_breaks_either_way():
    """Three lines meet in a point, so the second reply is best there, and nowhere strictly."""
    worth = np.array([[0.0, 9, 0], [0, 9, 0]])
    follower = np.array([[2.0, 0, -4], [-1, 0, 2]])
    for factor, *shift in np.random.default_rng(0).random((25, 3)):
        game = ng.NormalFormGame([worth, follower * factor + np.array(shift)[:, None]])
        assert ng.stackelberg(game).value == pytest.approx(9)
        assert ng.stackelberg(game, ties="weak").value == pytest.approx(0)


def test_commitments_that_are_equally_good_stay_so_when_a_constant_is_added():
    own = [[2, 1, 1], [0, 0, 2], [1, 3, 1]]
    game = ng.NormalFormGame([own, [[0, 1, 0], [0, 3, 2], [1, 0, 2]]])
    plain = ng.stackelberg(game, ties="weak")
    moved = ng.stackelberg(ng.NormalFormGame(game.payoffs + 1e8), ties="weak")
    assert moved.value - 1e8 == pytest.approx(plain.value, abs=1e-7)
    assert len(plain.profiles) == len(moved.profiles) == 2


@pytest.mark.parametrize("size", [1e307, 1e-300])
def test_payoffs_at_the_edge_of_what_floats_hold(size):
    game = ng.NormalFormGame(np.array([[[1, -1], [-1, 0.5]], [[0, 0], [0, 0]]]) * size)
    for ties, value in (("strong", 1), ("weak", -1 / 7)):
        assert ng.stackelberg(game, ties=ties).value == pytest.approx(value * size)
    level = ng.stackelberg(ng.NormalFormGame(np.full((2, 30, 2), size)), ties="weak")
    assert level.value == pytest.approx(size)
    assert ng.security(game).maxmin[0] == pytest.approx(-size / 7)
    opposed = ng.NormalFormGame([game.payoffs[0], -game.payoffs[0]])
    assert ng.zero_sum(opposed).value == pytest.approx(-size / 7)
    assert ng.trembling_hand_perfect(opposed).perfect.all()
    same = ng.NormalFormGame([game.payoffs[0], game.payoffs[0].T])
    assert ng.evolutionarily_stable(same).strategies.tolist() == [[1, 0], [0, 1]]
