"""Small exact answers for breaks of formulas that no other test noticed (tests/sabotage.py)."""

from __future__ import annotations

import itertools
import sys
from fractions import Fraction

import numpy as np
import pytest
from scipy import stats

import negotiation as ng
from negotiation.analysis.ensembles._fingerprint import fingerprint
from negotiation.engine.commitment import _regions
from negotiation.engine.commitment._copositive import positive
from negotiation.engine.division.adjusted_winner import adjusted_winner
from negotiation.engine.division.knaster import knaster
from negotiation.engine.division.max_nash_welfare import _shares_worth
from negotiation.engine.learning._bordered import negative
from negotiation.engine.learning._learning import in_a_row
from negotiation.engine.learning._nearest import _conditions
from negotiation.engine.repeated import _operator
from negotiation.engine.repeated._polygon import corners


def test_knaster_adds_up_all_items_of_an_actor():
    """Bids (6, 4) and (2, 10): fair shares 5 and 6, won 6 and 10, a surplus of 5 to halve."""
    shares, transfers, notes = knaster(np.array([[6.0, 4.0], [2.0, 10.0]]))
    assert shares.tolist() == [[1, 0], [0, 1]]
    assert notes["fair_shares"].tolist() == [5, 6]
    assert notes["surplus"] == 5
    assert transfers.tolist() == [1.5, -1.5]
    # One actor wins both: (6, 4) and (2, 2), fair shares 5 and 2, a surplus of 3.
    shares, transfers, notes = knaster(np.array([[6.0, 4.0], [2.0, 2.0]]))
    assert shares.tolist() == [[1, 1], [0, 0]]
    assert notes["surplus"] == 3
    assert transfers.tolist() == [-3.5, 3.5]


def test_adjusted_winner_hands_out_every_item_once():
    shares, _, _ = adjusted_winner(np.array([[60.0, 40.0, 0.0], [30.0, 10.0, 60.0]]))
    assert shares.sum(axis=0) == pytest.approx([1, 1, 1])
    assert (shares >= 0).all()


def test_shares_are_measured_by_each_actors_own_total():
    """Actor 2's points are ten times actor 1's; both can have three quarters of their total."""
    points = np.array([[3.0, 1.0], [10.0, 30.0]])
    shares = _shares_worth(points, np.array([3.0, 30.0]))
    assert (shares * points).sum(axis=1) == pytest.approx([3, 30])


def test_a_frontier_counts_every_point_and_names_the_first_of_equals():
    problem = ng.BargainingProblem([[0, 3], [2, 2], [2, 2], [3, 0], [1, 1]], outcomes=list("abcde"))
    frontier = problem.frontier()
    assert frontier.payoffs.tolist() == [[3, 0], [2, 2], [0, 3]]
    assert [list(each) for each in frontier.outcomes] == [["d"], ["b", "c"], ["a"]]
    assert frontier.exact
    assert frontier.epsilon == 0


def test_what_counts_as_none_is_measured_from_the_worst_outcome():
    problem = ng.BargainingProblem([[-1000.0, 0.0], [1.0, 1.0]], [0.0, 0.0])
    assert problem.slack == pytest.approx([1001e-9, 1e-9])


def test_the_value_of_a_constant_sum_game_and_both_payoffs():
    """Constant 10: the value of the first's table is 1/7, and the second has the rest."""
    table = np.array([[3.0, -1.0], [-2.0, 1.0]])
    answer = ng.zero_sum(ng.NormalFormGame([table, 10 - table]))
    assert answer.payoffs == pytest.approx([1 / 7, 10 - 1 / 7])
    assert answer.gap == pytest.approx(0, abs=1e-12)


@pytest.mark.parametrize("value", [np.exp, np.add])
def test_numpys_functions_are_known_by_name_whatever_its_release(value):
    assert fingerprint(value) == fingerprint(value)
    assert fingerprint(value) != fingerprint(np.log)


def test_a_correlated_equilibrium_is_unique_only_if_no_other_does_as_well():
    """Welfare is 4 in two pure equilibria of the first game, and only in one of the second."""
    assert not ng.correlated(ng.NormalFormGame([[[2, 0], [0, 2]]] * 2)).unique
    assert ng.correlated(ng.NormalFormGame([[[2, 0], [0, 1]]] * 2)).unique


def test_gains_far_from_zero_and_far_out_in_the_tail():
    """Exponential values of mean 1 are 16 or more with chance e^-16, then 1 above on average."""
    found = ng.screening(stats.expon(1000), cost=1016)
    assert found.first_best == pytest.approx(np.exp(-16), rel=1e-9)


def test_a_list_names_every_outcome_once():
    """From the list (a, b) the second actor picks a; from any list with c it picks c."""
    found = ng.protocols.shortlisting(ng.BargainingProblem([[2, 2], [1, 1], [0, 3]]))
    assert [each.rows for each in found.moves] == [(0, 1), (0,)]


def test_the_nearest_patience_of_several_that_would_do():
    """Flows of -1, 9, -22 and 8 for ever are worth (5d - 1)(3d - 1)(2d - 1) more than none."""
    measures = [
        ng.Measure("a", "A", 1, {"B": 100}),
        ng.Measure("b", "B", 1, {"A": 10}),
        ng.Measure("aa", "A", 31, {"B": 100}),
        ng.Measure("bb", "B", 1, {"A": 30}),
    ]
    stages = [["a"], ["b"], ["aa"], ["bb"]]
    for own, nearest in ((0.1, 1 / 5), (0.3, 1 / 5), (0.4, 1 / 2), (0.9, 1 / 2)):
        table = ng.check_roadmap(measures, stages, patience=own).diagnosis()
        row = dict(zip(table.columns, table.rows[0], strict=True))
        assert (row["stage"], row["actor"]) == (1, "A")
        assert row["slack"] == pytest.approx((5 * own - 1) * (3 * own - 1) * (2 * own - 1))
        assert row["patience from"] == pytest.approx(nearest)


def test_a_set_begins_at_the_lower_of_two_corners_as_far_left_as_can_be_told():
    points = np.array([[0.0, 1.0], [1.0, 1.0], [1.0, 0.0], [1e-13, 0.0]])
    assert corners(points).tolist() == [3, 2, 1, 0]


def test_continuations_on_floors_of_a_triangle():
    """Only the second pair of floors meets inside it, at (3/4, 1/2)."""
    triangle = np.array([[0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
    found = _operator._on_floors(triangle, np.array([[1 / 2, 1 / 4], [3 / 4, 1 / 2]]))
    where = {
        (int(place), int(kind)): (point.tolist(), sorted(edge.tolist()))
        for place, kind, point, edge in zip(
            found.places, found.kinds, found.points, found.edges, strict=True
        )
    }
    assert where == {
        (0, _operator.TOP): ([1 / 2, 1], [0, 2]),
        (0, _operator.BOTTOM): ([1 / 2, 1 / 2], [0, 1]),
        (0, _operator.RIGHT): ([1, 1 / 4], [1, 2]),
        (0, _operator.LEFT): ([3 / 4, 1 / 4], [0, 1]),
        (1, _operator.TOP): ([3 / 4, 1], [0, 2]),
        (1, _operator.RIGHT): ([1, 1 / 2], [1, 2]),
        (1, _operator.BOTH): ([3 / 4, 1 / 2], [-1, -1]),
    }


# ---------------------------------------------------------------- equilibria


def one_choice(count):
    """Return a game in which the second actor alone chooses, among so many that are alike."""
    return ng.NormalFormGame([[[1] * count], [[2] * count]])


def test_four_best_responses_are_all_named():
    four, five = (ng.equilibria(one_choice(count)).diagnostics["ties"] for count in (4, 5))
    named = "'strategy 0', 'strategy 1', 'strategy 2', 'strategy 3'"
    assert four == (f"Actor 2 has 4 best responses ({named}).",)
    assert five == (f"Actor 2 has 5 best responses ({named}, 1 more).",)


@pytest.mark.parametrize(("most", "complete"), [(3, True), (2, False)])
def test_as_many_pure_equilibria_as_are_listed_are_all(monkeypatch, most, complete):
    monkeypatch.setattr(sys.modules["negotiation.engine.equilibrium.pure"], "_LISTED", most)
    found = ng.equilibria(one_choice(3), "pure-nash")
    assert len(found.profiles) == most
    assert found.complete is complete


def test_as_many_components_as_are_told_leave_none_untold(monkeypatch):
    module = sys.modules["negotiation.engine.equilibrium._equilibria"]
    answer = ng.equilibria(one_choice(3))
    for told in (1, 0):
        monkeypatch.setattr(module, "_TOLD", told)
        words = " ".join(answer.summary().notes)
        assert ("Component 1 has 3 corners" in words) is (told == 1)
        assert ("1 more components are not single" in words) is (told == 0)
        assert "0 more" not in words


def test_equilibria_are_asked_of_whatever_has_a_normal_form():
    class Talks:
        def normal_form(self):
            return one_choice(2)

    assert len(ng.equilibria(Talks(), "pure-nash").profiles) == 2


# ---------------------------------------------------------------- road maps


def test_one_of_three_actors_moves_at_a_time():
    measures = [
        ng.Measure(name.lower(), name, 1, {other: 3 for other in "ABC" if other != name}, True)
        for name in "ABC"
    ]
    frontier = ng.roadmap_frontier(measures, patience=0.9, order="sequential")
    for number in range(len(frontier)):
        assert max(map(len, frontier.map(number).stages)) == 1


def test_a_measure_in_parts_carries_a_whole_one_only_as_a_whole():
    """Both bring 3.5 for costs of 4; with half of the first it would be 3 for 2.5."""
    measures = [
        ng.Measure("first", "A", 3, {"B": 1}, True, divisible=True),
        ng.Measure("second", "A", 1, {"B": 2.5}, True, needs=["first"]),
        ng.Measure("offer", "A", 1, {"B": 8}, True, divisible=True),
        ng.Measure("pay", "B", 2, {"A": 8}, True, divisible=True),
    ]
    road = ng.roadmap(measures, patience=0.9, objective="utilitarian")
    assert road.stages == (("offer", "pay"),)
    assert road.values == pytest.approx([7, 6])


def test_seeing_a_breach_sooner_is_one_change():
    measures = [
        ng.Measure("a", "A", 1, {"B": 2}, reversible=True),
        ng.Measure("b", "B", 1, {"A": 2}, reversible=True),
    ]
    found = ng.roadmap_remedies(measures, patience=0.85, lag=7, kinds=["lag"])
    assert [(each.size, each.changes) for each in found] == [(3, 1)]


# ---------------------------------------------------------------- solutions and commitments


def test_a_billionth_of_the_spread_is_a_tie():
    rows = [[1, 5], [2, 4 - 5e-9], [3, 3 - 7e-9], [0, 0]]  # sums from 0 to 6
    assert ng.solve(ng.BargainingProblem(rows), "utilitarian").indices.tolist() == [0, 1]


def test_outcomes_that_differ_to_some_actors_only_are_several():
    two = ng.BargainingProblem([[1, 0, 2], [0, 1, 2]])
    assert ng.solve(two, "utilitarian").status == "set_valued"


def test_a_form_may_be_negative_beyond_the_positive_numbers():
    """3 (x - z)^2 + (z - y)^2 + y^2 + 4 x y; it is -1 at (3, -2, 2)."""
    form = [[3, 2, -3], [2, 2, -1], [-3, -1, 4]]
    assert np.array([3, -2, 2]) @ form @ [3, -2, 2] == -1
    exact = [[Fraction(each) for each in row] for row in form]
    assert positive(exact, strictly=True)


def test_a_commitment_is_firm_where_the_reply_is_strictly_best():
    """The first follower is indifferent at the best mixture; the second at one of two best."""
    told = ng.stackelberg(ng.NormalFormGame([[[1, 3], [0, 2]], [[1, 0], [0, 1]]]))
    assert told.value == pytest.approx(2.5)
    assert told.firm.tolist() == [False]
    assert any("is indifferent there" in note for note in told.summary().notes)
    told = ng.stackelberg(ng.NormalFormGame([[[2, 3], [0, 1]], [[1, 0], [0, 1]]]))
    assert told.value == pytest.approx(2)
    assert told.firm.tolist() == [False, True]
    assert not any("is indifferent there" in note for note in told.summary().notes)


def test_inside_a_region_is_a_mixture_where_no_other_reply_is_as_good(monkeypatch):
    monkeypatch.setattr(_regions, "_CELLS", 0)
    monkeypatch.setattr(_regions, "_ALONG", 0)
    follower = np.array([[4, 0, 3], [0, 1, 0.75]])
    found = _regions.regions(ng.NormalFormGame([np.zeros((2, 3)), follower]), 0).inside(2)
    assert found.sum() == pytest.approx(1)
    worth = found @ follower
    assert worth[2] > worth[:2].max() + 0.1


# ---------------------------------------------------------------- threats, values and advice


def test_threats_where_a_corner_of_the_frontier_is_agreed_on():
    """The second row and column are dominant threats: 1 - w = 3 - w 5/2 for w = 4/3."""
    table = [[[3, 0], [4, 1]], [[2.5, 4], [0, 1]]]
    found = ng.variable_threats(ng.NormalFormGame(table))
    assert found.payoffs == pytest.approx([3, 2.5])
    assert found.weight == pytest.approx(4 / 3)
    assert found.disagreement == pytest.approx([1, 1])


def test_the_largest_number_of_actors_with_a_value(monkeypatch):
    monkeypatch.setattr(sys.modules["negotiation.engine.cooperative.shapley"], "_LARGEST", 2)
    assert dict(ng.shapley({("A", "B"): 10, "A": 4, "B": 0})) == {"A": 7, "B": 3}
    with pytest.raises(ng.NegotiationError, match="3 actors form too many coalitions"):
        ng.shapley({("A", "B", "C"): 10}, unlisted=0)


def test_no_advice_among_four_strategies_is_better_disobeyed():
    own = [[10, 0], [8, 5], [5, 8], [0, 10]]
    found = ng.correlated_vertices(ng.NormalFormGame([own, np.zeros((4, 2))]))
    assert len(found.exact)
    for chances in found.exact:
        table = np.array(chances).reshape(4, 2)
        for told, other in itertools.permutations(range(4), 2):
            kept = zip(table[told], own[told], own[other], strict=True)
            assert sum(chance * (one - two) for chance, one, two in kept) >= 0


def test_where_nothing_is_dominated_the_rest_is_still_told():
    notes = ng.dominance(ng.NormalFormGame([[[2, 0], [0, 2]]] * 2)).summary().notes
    assert notes == (
        "No strategy is strictly dominated.",
        "Dominance by pure strategies and mixtures was looked for.",
    )


def test_how_conditions_of_indifference_change_with_the_mixtures():
    """They are linear in every probability, so a difference quotient is a derivative."""
    rng = np.random.default_rng(3)
    losses = [rng.normal(size=(2, 3, 2)) for _ in range(3)]
    flat = rng.random(7)

    def conditions(numbers):
        return _conditions(losses, np.split(numbers, [2, 5]))

    steps = [conditions(flat + step)[0] - conditions(flat)[0] for step in np.eye(7)]
    assert conditions(flat)[1] == pytest.approx(np.array(steps).T)


def test_one_limit_beats_nothing():
    game = ng.NormalFormGame([[[4, 0], [3, 3]], [[4, 3], [0, 3]]])
    assert ng.trace(game).dominates.tolist() == [[False]]


def test_of_nine_combinations_in_a_row_eight_are_named():
    shown = in_a_row(one_choice(2), [(0, 0), (0, 1)] * 4 + [(0, 0)])
    assert shown.split(" → ")[8:] == ["1 more"]
    assert shown.count("strategy 1") == 4


def test_negative_eigenvalues_are_counted():
    assert negative(np.diag([-1.0, 2.0, 3.0])) == 1
    assert negative(np.array([[2.0, 3.0, 0.0], [3.0, 2.0, 0.0], [0.0, 0.0, -4.0]])) == 2


def test_risk_dominance_off_the_diagonal():
    """Leaving (0, 1) alone costs 5 - 1 or 3 - 0, and leaving (1, 0) costs 4 - 0 or 6 - 1."""
    found = ng.risk_dominant(ng.NormalFormGame([[[0, 5], [4, 1]], [[0, 3], [6, 1]]]))
    assert found.diagnostics["losses"][[0, 1], [1, 0]].tolist() == [[4, 3], [4, 5]]
    assert [[each.tolist() for each in profile] for profile in found.profiles] == [[[0, 1], [1, 0]]]


def test_a_seller_that_alone_counts_does_not_trade_at_a_loss():
    """A good worth 3 to the buyer goes for 3 if it costs 2, and stays if it costs 5."""
    found = ng.bilateral_trade([3], [2, 5], objective=[0, 1])
    assert found.allocation == pytest.approx(np.array([[1, 0]]))
    assert found.gains == pytest.approx(1 / 2)
    assert found.seller.mean() == pytest.approx(1 / 2)
    assert found.buyer == pytest.approx([0])


def test_the_precisions_shown_begin_where_the_largest_stake_counts():
    game = ng.NormalFormGame([[[200, 0], [0, 100]], [[2, 0], [0, 3]]])
    branch = ng.quantal_response_branch(game, unit="payoff")
    shown = sorted({row[0] for row in branch.summary().rows})
    assert shown[:2] == [0, 0.001]  # a fifth of 1 / 200
