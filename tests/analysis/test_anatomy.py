"""One problem taken apart: known domains, hand-made cases, laws on random problems."""

from __future__ import annotations

import csv
import itertools
import json
import math
from dataclasses import replace
from xml.etree import ElementTree

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import negotiation as ng
from negotiation.analysis import NotDefined, integrative_potential, opposition
from negotiation.analysis._distances import joint_room, nearest, room
from negotiation.analysis._logrolling import contributions, fairest
from negotiation.analysis._rates import advantage, importance, ratios
from negotiation.concessions import PackageProblem
from negotiation.errors import InvalidValueError, UnknownNameError

# ------------------------------------------------------------------ opposition, as others report it


def genius_values(path):
    """Return ``{issue: [weight * evaluation / largest evaluation]}`` of a discrete profile."""
    root = ElementTree.parse(path).getroot()
    weights = {each.get("index"): float(each.get("value")) for each in root.iter("weight")}
    values = {}
    for issue in root.iter("issue"):
        items = [float(each.get("evaluation")) for each in issue.iter("item")]
        if not items:
            return None
        most = max(items)
        values[issue.get("index")] = [
            weights[issue.get("index")] * (each / most if most else 0.0) for each in items
        ]
    return values


def package_problem_of(tables):
    """Return the problem whose payoffs are sums over issues, at most 1."""
    totals = [np.array([sum(row) for row in itertools.product(*table)]) for table in tables]
    return ng.BargainingProblem(np.minimum(np.stack(totals, axis=1), 1.0))


def test_plain_opposition_is_that_of_genius(reference):
    checked = 0
    with (reference / "domains" / "genius" / "reference.csv").open() as lines:
        rows = list(csv.DictReader(lines))
    for row in rows:
        if int(row["n_outcomes"]) > 4000 or not row["opposition_min_dist_11"]:
            continue
        folder = reference / "domains" / "genius" / row["domain"]
        values = [genius_values(folder / row[each]) for each in ("profile_A", "profile_B")]
        if None in values:
            continue
        found = ng.anatomy(package_problem_of([list(each.values()) for each in values]))
        expected = float(row["opposition_min_dist_11"])
        assert found.plain_opposition == pytest.approx(expected, abs=2e-9), row["domain"]
        checked += 1
    assert checked >= 50


def test_negolog_measures_opposition_at_the_greatest_welfare_and_not_at_the_least_distance(
    reference,
):
    smaller = 0
    with (reference / "domains" / "negolog" / "reference.csv").open() as lines:
        rows = [row for row in csv.DictReader(lines) if int(row["NumberOfBids"]) <= 1300]
    for row in rows:
        tables = []
        for side in "AB":
            path = reference / "domains" / "negolog" / row["id"] / f"profile{side}.json"
            profile = json.loads(path.read_text())
            tables.append(
                [
                    [profile["issueWeights"][issue] * value for value in options.values()]
                    for issue, options in profile["issues"].items()
                ]
            )
        problem = package_problem_of(tables)
        theirs, ours = float(row["Opposition"]), ng.anatomy(problem).plain_opposition
        total = problem.payoffs.sum(axis=1)
        best = problem.payoffs[total >= total.max() - 1e-9]
        assert np.sqrt(((1 - best) ** 2).sum(axis=1) - theirs**2 + 1).min() <= 1 + 1e-9
        assert ours <= theirs + 1e-9
        smaller += ours < theirs - 1e-6
    assert len(rows) > 10
    assert smaller


def test_opposition_and_potential_by_hand():
    own = ng.anatomy(ng.BargainingProblem([[10, 0], [8, 6], [0, 8]]))
    # Shares (1, 0), (0.8, 0.75), (0, 1).
    assert own.opposition == pytest.approx(math.hypot(0.2, 0.25))
    assert own.integrative_potential == pytest.approx(0.55)
    assert not own.plain_opposition
    assert "between 0 and 1" in own.plain_opposition.reason


def test_opposition_counts_from_walking_away_and_the_potential_from_the_frontier_itself():
    late = ng.anatomy(ng.BargainingProblem([[10, 8], [9, 9], [8, 10]], [0, 0]))
    assert late.opposition == pytest.approx(math.hypot(0.1, 0.1))
    assert late.integrative_potential == pytest.approx(0)
    early = ng.anatomy(ng.BargainingProblem([[10, 8], [9, 9], [8, 10]], [8, 8]))
    assert early.opposition == pytest.approx(math.hypot(0.5, 0.5))
    assert early.integrative_potential == pytest.approx(0)


def test_what_lies_outside_the_zopa_or_across_a_red_line_does_not_count():
    payoffs = [[10, 0], [8, 6], [0, 8], [20, -1], [9, 9]]
    refused = np.zeros((5, 2), dtype=bool)
    refused[4, 1] = True
    own = ng.anatomy(ng.BargainingProblem(payoffs, refused=refused))
    assert own.opposition == pytest.approx(math.hypot(0.2, 0.25))
    assert own.integrative_potential == pytest.approx(0.55)
    three = ng.anatomy(ng.BargainingProblem([*np.eye(3), [1, 1, -0.1]]))
    assert three.opposition == pytest.approx(math.sqrt(2))  # the last would be nearer


clouds = st.lists(
    st.tuples(st.integers(0, 12), st.integers(0, 12), st.integers(0, 12)), min_size=1, max_size=12
)


@given(clouds, st.integers(2, 3))
@settings(max_examples=60)
def test_both_measures_stay_in_their_range_whatever_the_scale(cloud, actors):
    payoffs = np.array(cloud, dtype=float)[:, :actors]
    one = ng.anatomy(ng.BargainingProblem(payoffs))
    other = ng.anatomy(ng.BargainingProblem(payoffs * [3, 0.5, 20][:actors] + 7, [7] * actors))
    for name in ("opposition", "integrative_potential"):
        first, second = getattr(one, name), getattr(other, name)
        if isinstance(first, NotDefined):
            assert first == second
        else:
            assert first == pytest.approx(second, abs=1e-9)
            assert 0 <= first <= (1 if name == "integrative_potential" else math.sqrt(actors))


@given(st.lists(st.integers(0, 9), min_size=3, max_size=3))
def test_dividing_a_fixed_sum_is_pure_conflict_and_one_best_for_all_is_none(cut):
    shares = [row for row in itertools.product(range(7), repeat=3) if sum(row) == 6]
    assert ng.anatomy(ng.BargainingProblem(shares)).integrative_potential == pytest.approx(0)
    best = ng.anatomy(ng.BargainingProblem([*np.minimum(shares, cut), [10, 10, 10]]))
    assert (best.opposition, best.integrative_potential) == (0, 1)


def test_an_actor_indifferent_on_the_frontier_takes_no_part_in_the_conflict():
    payoffs = np.array([[2.0, 0.0, 5.0], [1.5, 1.0, 5.0], [0.0, 2.0, 5.0]])
    both = integrative_potential(payoffs[:, :2], np.zeros(2))
    assert integrative_potential(payoffs, np.zeros(3)) == pytest.approx(float(both))


def test_formulas_take_batches():
    stack = np.random.default_rng(0).random((4, 6, 3))
    one_by_one = [float(opposition(each)) for each in stack]
    assert opposition(stack) == pytest.approx(one_by_one)
    slack = np.zeros((4, 3))
    one_by_one = [float(integrative_potential(each, np.zeros(3))) for each in stack]
    assert integrative_potential(stack, slack) == pytest.approx(one_by_one)


# ------------------------------------------------------------------ logrolling and exchange rates


def talk(ann, bo, **fields):
    """Return a scenario of two actors from ``{issue: [values]}`` each."""
    issues = [
        ng.Issue(name, [f"{name}{n}" for n in range(len(each))]) for name, each in ann.items()
    ]
    tables = [
        {issue.name: dict(zip(issue.options, wants[issue.name], strict=True)) for issue in issues}
        for wants in (ann, bo)
    ]
    walk = fields.pop("walk", (0, 0))
    actors = [
        ng.Actor(name, ng.Additive(table), reservation=value)
        for name, table, value in zip(("Ann", "Bo"), tables, walk, strict=True)
    ]
    return ng.Scenario("a talk", issues, actors, **fields)


TRADE = talk({"price": [0, 5, 10], "date": [0, 1, 2]}, {"price": [3, 1.5, 0], "date": [9, 4.5, 0]})


def test_a_trade_across_issues_is_worth_what_it_gains_over_the_middle():
    # Each middle gives half: 6 of 12 each.  The package gives Ann 10 of 12 and Bo 9 of 12.
    found = ng.anatomy(TRADE).logrolling
    assert found.compromise == ("price1", "date1")
    assert found.at_compromise == pytest.approx([0.5, 0.5])
    assert dict(found.package) == {"price": "price2", "date": "date0"}
    assert found.at_package == pytest.approx([10 / 12, 9 / 12])
    assert found.by_issue == pytest.approx(np.array([[5, -1.5], [-1, 4.5]]) / 12)
    assert found.gain == pytest.approx((4 / 12 + 3 / 12) / 2)
    assert found.summary().column("Ann")[-1] == pytest.approx(4 / 12)


def test_a_draw_settles_what_two_options_split():
    found = ng.anatomy(talk({"a": [0, 4], "b": [0, 1]}, {"a": [1, 0], "b": [4, 0]})).logrolling
    assert found.compromise == ("a draw: a0 or a1", "a draw: b0 or b1")
    assert found.at_compromise == pytest.approx([0.5, 0.5])
    assert found.gains == pytest.approx([0.3, 0.3])


def test_the_middle_option_can_stand_for_the_compromise():
    lopsided = talk({"a": [0, 1, 2, 9], "b": [0, 9]}, {"a": [9, 8, 7, 0], "b": [9, 0]})
    found = ng.anatomy(lopsided, compromise="middle").logrolling
    assert found.compromise == ("a draw: a1 or a2", "a draw: b0 or b1")
    assert found.at_compromise == pytest.approx([(1.5 + 4.5) / 18, (7.5 + 4.5) / 18])


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ([[0, 9], [2, 6], [3, 0]], [0, 1, 0]),
        ([[0, 9], [3, 0]], [0.5, 0.5]),
        ([[1, 1], [1, 5]], [0, 1]),
        ([[4, 4]], [1]),
        ([[0, 0], [0, 0]], [0.5, 0.5]),
        ([[0, 1, 1], [1, 0, 0], [0.4, 0.4, 1]], [0, 0, 1]),
    ],
)
def test_the_fairest_option_serves_the_worse_placed(values, expected):
    assert fairest(np.array(values, dtype=float)).tolist() == expected


@given(
    st.integers(1, 4).flatmap(
        lambda count: st.lists(
            st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), min_size=1, max_size=4),
            min_size=count,
            max_size=count,
        )
    ),
    st.sampled_from(["fair", "middle"]),
)
@settings(max_examples=60)
def test_contributions_of_the_issues_add_up_and_scales_do_not_matter(tables, compromise):
    wants = [
        {f"i{k}": [row[side] for row in table] for k, table in enumerate(tables)} for side in (0, 1)
    ]
    found = ng.anatomy(talk(*wants), compromise=compromise, names=()).logrolling
    if not found:
        assert found.reason in ("Nobody can gain by an agreement.",)
        return
    assert found.by_issue.sum(axis=0) == pytest.approx(found.gains, abs=1e-9)
    scaled = [{name: [5 * v for v in each] for name, each in wants[0].items()}, wants[1]]
    again = ng.anatomy(talk(*scaled), compromise=compromise, names=()).logrolling
    assert again.by_issue == pytest.approx(found.by_issue, abs=1e-9)
    assert again.gain == pytest.approx(found.gain, abs=1e-9)


def test_contributions_take_batches():
    package, alone = np.random.default_rng(1).random((2, 5, 3, 2))
    unit = np.full((5, 2), 2.0)
    assert contributions(package, alone, unit) == pytest.approx((package - alone) / 2)


def test_a_cap_that_binds_is_kept_out_of_the_contributions():
    capped = ng.Additive({"a": {"a0": 0, "a1": 4}, "b": {"b0": 0, "b1": 4}}, cap=5)
    plain = ng.Additive({"a": {"a0": 0.5, "a1": 0}, "b": {"b0": 0.5, "b1": 0}})
    issues = [ng.Issue("a", ["a0", "a1"]), ng.Issue("b", ["b0", "b1"])]
    found = ng.anatomy(
        ng.Scenario("capped", issues, [ng.Actor("Ann", capped), ng.Actor("Bo", plain)]),
        concept="utilitarian",
    ).logrolling
    assert found.at_package == pytest.approx([1.0, 0.0])
    assert found.by_issue[:, 0] == pytest.approx([2 / 5, 2 / 5])
    assert found.gains[0] == pytest.approx(1 / 5)


def test_compromises_that_cannot_be_signed_together_are_named():
    rule = ng.Constraint({"price": "price1", "date": "date1"}, "not both")
    found = ng.anatomy(replace(TRADE, constraints=[rule])).logrolling
    assert found.obstacles == ("The compromises together cannot be: not both.",)
    ann = replace(TRADE.actors[0], red_lines=[{"price": "price1", "date": "date1"}])
    found = ng.anatomy(replace(TRADE, actors=[ann, TRADE.actors[1]])).logrolling
    assert "cross a red line of Ann: price price1 and date date1" in str(found.summary())


def test_options_off_the_table_are_on_nobodys_menu():
    ann = replace(TRADE.actors[0], red_lines=[{"price": "price0"}])
    rates = ng.anatomy(replace(TRADE, actors=[ann, TRADE.actors[1]])).rates
    assert rates.ranges.tolist() == [[5, 1.5], [2, 9]]
    assert [row[0] for row in rates.steps("price").rows] == ["price1"]


def test_whom_it_costs_least_should_give_way():
    rates = ng.anatomy(TRADE).rates
    assert rates.ranges.tolist() == [[10, 3], [2, 9]]
    assert rates.importance == pytest.approx(np.array([[10, 3], [2, 9]]) / 12)
    assert rates.givers == ("Bo", "Ann")
    assert rates.rates == pytest.approx([10 / 3, 4.5])
    assert rates.ratios[0] == pytest.approx(np.array([[1, 0.3], [10 / 3, 1]]))
    assert rates.summary().column("issue") == ("date", "price")
    assert rates.marginal("price").tolist() == [[5, -1.5], [5, -1.5]]
    assert rates.steps("price").column("rate") == pytest.approx([10 / 3, 10 / 3])
    with pytest.raises(UnknownNameError, match="Did you mean 'price'"):
        rates.steps("prize")


@pytest.mark.parametrize(
    ("values", "weight", "giver", "rate"),
    [
        ([[0, 2], [2, 0]], [0.4, 0.1], 1, 4.0),
        ([[0, 2], [2, 0]], [0.2, 0.2], None, 1.0),
        ([[0, 0], [2, 2]], [0.4, 0.1], None, math.nan),
        ([[0, 1], [2, 1]], [0.4, 0.0], None, math.nan),
        ([[0, 2, 9], [2, 0, 0]], [0.5, 0.1, 0.2], 1, 5.0),
        ([[0, 2, 0], [2, 0, 9]], [0.5, 0.2, 0.1], 1, 2.5),
    ],
    ids=["two", "even", "aligned", "indifferent", "two give", "an ally does not give"],
)
def test_relative_advantage(values, weight, giver, rate):
    found = advantage(np.array(values, dtype=float), np.array(weight))
    assert found == pytest.approx((giver, rate), nan_ok=True) if giver is not None else True
    assert found[0] == giver
    assert found[1] == pytest.approx(rate, nan_ok=True)


def test_rates_of_issues_nobody_cares_about():
    assert importance(np.zeros((2, 2))).tolist() == [[0, 0], [0, 0]]
    odd = ratios(np.array([[0.0, 2.0]]))[0]
    assert math.isnan(odd[0, 0])
    assert odd[0, 1] == math.inf
    assert odd[1, 0] == 0
    rates = ng.anatomy(talk({"a": [1, 1], "b": [0, 1]}, {"a": [1, 1], "b": [1, 0]})).rates
    assert rates.summary().column("should give way")[-1] == "nobody: all want the same"


# ------------------------------------------------------------------ distances and exchanges


def test_an_outcome_is_held_against_every_theory_and_the_frontier():
    own = ng.BargainingProblem([[10, 0], [8, 6], [0, 8], [5, 3]], outcomes=list("abcd"))
    found = ng.anatomy(own, "d", names=["nash", "utilitarian"]).distances
    assert found.shares == pytest.approx([0.5, 0.375])
    assert found.by_actor == pytest.approx(np.array([[0.3, 0.375], [0.3, 0.375]]))
    assert found["nash"] == pytest.approx(math.hypot(0.3, 0.375))
    assert found.room.tolist() == [3, 3]
    assert found.joint == pytest.approx(0.3)
    assert "own utility): Actor 1 3; Actor 2 3" in str(found.summary())
    efficient = ng.anatomy(own, "b").distances
    assert efficient.room.tolist() == [0, 0]
    assert efficient.joint == 0
    assert "It is efficient" in str(efficient.summary())
    with pytest.raises(UnknownNameError, match="Did you mean 'nash'"):
        found["nahs"]


@given(clouds)
@settings(max_examples=60)
def test_room_is_what_a_search_through_all_outcomes_finds(cloud):
    own = ng.BargainingProblem(cloud)
    frontier = own.payoffs[own.pareto]
    for row in own.payoffs:
        better = own.payoffs[(own.payoffs >= row).all(axis=1)]
        assert room(row, frontier, own.slack).tolist() == (better.max(axis=0) - row).tolist()
        assert joint_room(row, frontier, np.ones(3)) == (better - row).min(axis=1).max()


def test_of_tied_answers_the_nearest_counts():
    assert nearest(np.array([1.0, 0.0]), np.array([[0.0, 1.0], [1.0, 0.5]])).tolist() == [0, 0.5]
    own = ng.BargainingProblem([[4, 1], [1, 4]])
    assert ng.anatomy(own, 0).distances["nash"] == 0
    assert ng.anatomy(own, 1).distances["nash"] == 0


def test_packages_are_completed_from_the_status_quo_and_misspelt_ones_refused():
    hanoi = ng.library.load("hanoi-2019")
    found = ng.anatomy(hanoi, {"peace": "peace declaration"}, names=["nash"]).distances
    assert found.outcome == "peace: peace declaration"
    assert found.signs.tolist() == [False, True]
    with pytest.raises(UnknownNameError, match="is not an issue"):
        ng.anatomy(hanoi, {"piece": "peace declaration"})
    with pytest.raises(UnknownNameError, match="is not an outcome"):
        ng.anatomy(ng.BargainingProblem([[1, 1]], outcomes=["a"]), "b")


def test_who_gives_and_gets_what_in_every_package_selected():
    hanoi = ng.library.load("hanoi-2019")
    table = ng.anatomy(hanoi, names=["nash", "egalitarian", "kalai-smorodinsky"]).exchanges
    assert table.column("actor") == ("United States", "DPRK") * 2
    assert "nash, kalai-smorodinsky" in table.column("concepts") or (
        "kalai-smorodinsky, nash" in table.column("concepts")
    )
    deal = ng.solve(hanoi, "nash")
    share = deal.gains[0] / (deal.problem.ideal - deal.problem.disagreement)
    rows = [row for row in table.rows if "nash" in row[0]]
    assert [row[-1] for row in rows] == pytest.approx(share)


# ------------------------------------------------------------------ what a problem does not have


def reason(part):
    assert isinstance(part, NotDefined)
    assert not part
    assert part.summary().rows == ((part.part, part.reason),)
    assert part.part in part._repr_html_()
    assert part.reason in repr(part)
    return part.reason


def test_a_problem_without_issues_says_what_it_lacks():
    own = ng.anatomy(ng.BargainingProblem([[3, 1], [1, 3]]))
    assert "no scenario" in reason(own.logrolling)
    assert "no scenario" in reason(own.rates)
    assert "no scenario" in reason(own.exchanges)
    assert "No outcome was named" in reason(own.distances)
    text = str(own.summary())
    assert text.count("not defined") == 3


def test_an_empty_zopa_is_a_reason_and_distances_are_still_told():
    own = ng.anatomy(ng.BargainingProblem([[3, 1], [1, 3]], [4, 4]), 0)
    assert reason(own.opposition) == "The ZOPA is empty."
    assert reason(own.integrative_potential) == "The ZOPA is empty."
    assert own.distances["nash"] == pytest.approx(math.hypot(1 / 3, 3 / 3))
    assert own.distances.room.tolist() == [0, 0]
    assert "would not sign" in str(own.distances.summary())
    assert "ZOPA is empty" in repr(own)
    closed = ng.BargainingProblem([[3, 1]], refused=np.array([[True, False]]))
    assert reason(ng.anatomy(closed).opposition) == "The ZOPA is empty."
    assert "red line" in reason(ng.anatomy(closed).plain_opposition)
    assert ng.anatomy(closed, 0).distances.room.tolist() == [0, 0]


def test_actors_who_cannot_gain_one_actor_one_outcome():
    stuck = ng.anatomy(ng.BargainingProblem([[3, 0], [1, 0]], [0, 0]))
    assert stuck.opposition == 0
    assert stuck.integrative_potential == 1
    idle = ng.anatomy(ng.BargainingProblem([[0, 0]]))
    assert reason(idle.opposition) == "Nobody can gain by an agreement."
    alone = ng.anatomy(ng.BargainingProblem([[3], [1]]), 1)
    assert "two actors" in reason(alone.opposition)
    assert "two actors" in reason(alone.plain_opposition)
    assert alone.distances.room.tolist() == [2]
    single = ng.anatomy(ng.BargainingProblem([[3, 1]]))
    assert (single.opposition, single.integrative_potential) == (0, 1)


def test_preferences_that_are_no_sum_over_issues():
    whole = ng.UtilityFunction(lambda levels: levels["price"] * levels["date"])
    bo = replace(TRADE.actors[1], preferences=whole)
    found = ng.anatomy(replace(TRADE, actors=[TRADE.actors[0], bo]))
    assert reason(found.logrolling) == "The preferences of Bo are no sum over issues."
    tied = ng.Interacting(
        TRADE.actors[1].preferences.values,
        interactions={("price", "date"): {("price0", "date0"): -1}},
    )
    found = ng.anatomy(replace(TRADE, actors=[TRADE.actors[0], replace(bo, preferences=tied)]))
    assert "interactions between issues" in reason(found.rates)
    assert "No issue is the concession" in reason(ng.anatomy(TRADE).exchanges)


def test_less_than_everybodys_consent_leaves_no_one_conflict_to_measure():
    own = ng.BargainingProblem(np.eye(3), consent=ng.Consent(2))
    assert "takes 2 of 3" in reason(ng.anatomy(own).opposition)
    assert "problem.among" in reason(ng.anatomy(own).integrative_potential)


def test_misspelt_choices_are_refused():
    own = ng.BargainingProblem([[3, 1], [1, 3]])
    with pytest.raises(UnknownNameError, match="Did you mean 'nash'"):
        ng.anatomy(own, concept="nahs")
    with pytest.raises(UnknownNameError, match="Did you mean 'fair'"):
        ng.anatomy(own, compromise="fare")
    with pytest.raises(UnknownNameError, match="solution concept"):
        ng.anatomy(own, names=["best"])


def test_three_actors():
    shares = [row for row in itertools.product(range(5), repeat=3) if sum(row) <= 4]
    own = ng.anatomy(ng.BargainingProblem(np.sqrt(np.array(shares))), 0)
    best = 3 * math.sqrt(4 / 3) / 2  # a third each; whole numbers do a little less
    assert 0 < own.integrative_potential < (best - 1) / 2
    assert own.distances.joint == pytest.approx(0.5)
    assert len(own.distances.by_actor[0]) == 3


# ------------------------------------------------------------------ packages never listed


def test_problems_that_are_not_listed_give_the_same_parts():
    rng = np.random.default_rng(5)
    wants = [{f"i{k}": rng.integers(0, 20, 3).tolist() for k in range(5)} for _ in range(2)]
    scenario = talk(*wants, walk=(20, 20))
    package = {issue.name: issue.options[0] for issue in scenario.issues}
    listed = ng.anatomy(scenario, package)
    unlisted = ng.anatomy(PackageProblem(scenario, np.array([20.0, 20.0])), package)
    for name in ("opposition", "integrative_potential"):
        assert getattr(unlisted, name) == pytest.approx(getattr(listed, name))
    assert unlisted.rates.rates == pytest.approx(listed.rates.rates, nan_ok=True)
    assert unlisted.distances.room == pytest.approx(listed.distances.room)
    assert unlisted.distances.shares == pytest.approx(listed.distances.shares)
    assert unlisted.distances.signs.tolist() == listed.distances.signs.tolist()


def test_a_continuous_issue_is_settled_where_shares_are_equal():
    issues = [ng.Issue("price", (0, 100), unit="EUR"), ng.Issue("date", ["early", "late"])]
    buyer = ng.Additive({"price": {0: 10, 50: 6, 100: 0}, "date": {"early": 3, "late": 0}})
    seller = ng.Additive({"price": lambda x: x / 10, "date": {"early": 0, "late": 1}})
    scenario = ng.Scenario("trade", issues, [ng.Actor("B", buyer), ng.Actor("S", seller)])
    found = ng.anatomy(scenario)
    menu = found.rates.menus[0]
    chosen = np.array(menu.options)[fairest(menu.values) > 0]
    # 6 - 0.12 (x - 50) = x / 10 at x = 600 / 11.
    assert chosen == pytest.approx([600 / 11])
    assert menu.middle @ np.array(menu.options) == 50
    assert found.rates.ranges.tolist() == [[10, 10], [3, 1]]
    assert [row[0] for row in found.rates.steps("price").rows] == ["0", "50"]
    assert not found.yardstick.exact
    assert "points only" in str(found.summary())


def test_a_package_that_cannot_be_has_no_distance():
    rule = ng.Constraint({"price": "price1", "date": "date1"}, "not both")
    scenario = replace(TRADE, constraints=[rule])
    package = {"price": "price1", "date": "date1"}
    with pytest.raises(InvalidValueError, match="not among the feasible"):
        ng.anatomy(scenario, package)
    with pytest.raises(InvalidValueError, match="cannot be: not both"):
        ng.anatomy(PackageProblem(scenario, np.zeros(2)), package)
