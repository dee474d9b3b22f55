"""Who could agree without whom: against published games, published indices and plain loops."""

import csv
import itertools
import math
import tomllib
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import negotiation as ng
from negotiation.analysis import _blocking
from negotiation.errors import TooLargeError, UnknownNameError

HERE = Path(__file__).parent
GAMES = tomllib.loads((HERE / "data" / "harbour_games.toml").read_text(encoding="utf-8"))
RULES = {
    "all_party_deals": lambda parties, veto: ng.Consent(),
    "n_minus_1_deals": lambda parties, veto: ng.Consent(len(parties) - 1),
    "n_minus_1_with_veto_deals": lambda parties, veto: ng.Consent(len(parties) - 1, veto=veto),
}

# ------------------------------------------------------------------ the harbour games

ACTORS = {
    "mayor": "Mayor",
    "other_cities": "Other cities",
    "union": "Union",
    "SportCo": "Company",
    "company": "Company",
    "DoT": "Tourism department",
    "department": "Tourism department",
    "enviroment": "Environmental league",
}
LETTERS = {
    "base": ["Infrastructure", "Ecology", "Union jobs", "Federal loan", "Compensation"],
    "base_rewritten": ["Federal loan", "Infrastructure", "Ecology", "Compensation", "Union jobs"],
}
DOWNWARD = ("Union jobs", "Federal loan", "Compensation")
"""Issues that the published game lists from most to none, and the library from none to most."""


def published(game):
    """Return a published game as a scenario with options A1, A2, … and who has a veto."""
    table = dict(GAMES[game])
    veto = table.pop("veto")
    sizes = [len(points) for points in next(iter(table.values()))["points"]]
    issues = [
        ng.Issue(letter, [f"{letter}{place + 1}" for place in range(size)])
        for letter, size in zip("ABCDE", sizes, strict=True)
    ]
    actors = [
        ng.Actor(
            name,
            ng.Additive(
                {
                    issue.name: dict(zip(issue.options, points, strict=True))
                    for issue, points in zip(issues, party["points"], strict=True)
                }
            ),
            reservation=party["least"],
        )
        for name, party in table.items()
    ]
    return ng.Scenario(game, issues, actors), veto


def deal_of(game, scenario, deal):
    """Return a deal such as "A2 B3 C3 D2 E3" as a package."""
    if game not in LETTERS:
        return ng.Outcome(zip("ABCDE", deal.split(), strict=True))
    settled = {}
    for name, label in zip(LETTERS[game], deal.split(), strict=True):
        options = scenario.issue(name).options
        settled[name] = (
            options[-int(label[1:])] if name in DOWNWARD else options[int(label[1:]) - 1]
        )
    return scenario.outcome(settled)


@pytest.fixture(scope="module")
def reported(reference):
    with (reference / "negotiations" / "harbour_games_reference.csv").open() as file:
        return {row["game"]: row for row in csv.DictReader(file)}


def test_every_reported_game_is_checked_but_one(reported):
    """The tables of the game with seven parties were not published as they were evaluated."""
    assert set(reported) - {*GAMES, *LETTERS} == {"base_7players"}


@pytest.fixture(scope="module", params=[*LETTERS, *GAMES])
def game(request, reported):
    row = reported[request.param]
    if request.param in GAMES:
        scenario, veto = published(request.param)
        assert row["names"].split(";") == [actor.name for actor in scenario.actors]
    else:
        scenario, veto = ng.library.load("harbour"), ["Company", "Tourism department"]
        if request.param == "base_rewritten":  # its one difference, besides the order of issues
            *others, last = scenario.actors
            scenario = replace(scenario, actors=(*others, replace(last, reservation=50)))
    return request.param, row, scenario, veto


def in_reported_order(row, problem):
    """Return the columns of a problem's actors in the order of the report."""
    names = ACTORS if row["game"] in LETTERS else {name: name for name in problem.actors}
    return [problem.actors.index(names[name]) for name in row["names"].split(";")]


def test_harbour_thresholds_and_deals(game):
    _, row, scenario, _ = game
    problem = ng.bargaining_problem(scenario)
    least = [float(each) for each in row["thresholds"].split(";")]
    assert problem.disagreement[in_reported_order(row, problem)].tolist() == least
    assert len(problem) == int(row["deals"])


@pytest.mark.parametrize("rule", RULES)
def test_harbour_deals_that_a_winning_coalition_signs(game, rule):
    _, row, scenario, veto = game
    names = [actor.name for actor in scenario.actors]
    bound = replace(scenario, consent=RULES[rule](names, veto))
    problem = ng.bargaining_problem(bound)
    assert problem.zopa.sum() == int(row[rule])
    found = ng.coalitions(bound)
    signed = np.any([each.signs for each in found.minimal], axis=0)
    np.testing.assert_array_equal(signed, problem.zopa)
    assert {each.actor for each in found.pivots if each.needed} == (
        set(names) if rule == "all_party_deals" else set(veto) if "veto" in rule else set()
    )


def test_harbour_efficient_deals(game):
    _, row, scenario, _ = game
    problem = ng.bargaining_problem(scenario)
    assert problem.pareto.sum() == int(row["pareto_deals"])
    assert problem.negotiation_set.sum() == int(row["pareto_and_IR"])


def test_harbour_points_of_bargaining_theory(game):
    name, row, scenario, _ = game
    problem = ng.bargaining_problem(scenario)
    nash = ng.solve(problem, "nash")
    assert nash.outcomes == (deal_of(name, scenario, row["nash_deal"]),)
    order = in_reported_order(row, problem)
    assert nash.payoffs[0, order].tolist() == [float(each) for each in row["nash_utils"].split(";")]
    assert ng.solve(problem, "egalitarian").outcomes == (deal_of(name, scenario, row["egal_deal"]),)
    welfare = problem.payoffs.sum(axis=1)
    assert welfare.max() == float(row["maxwelfare"])
    best = problem.index(deal_of(name, scenario, row["maxwelfare_deal"]))
    assert welfare[best] == welfare.max()


# ------------------------------------------------------------------ power


def powers(consent, actors):
    """Return the Shapley-Shubik and Banzhaf indices."""
    problem = ng.BargainingProblem([[1] * len(actors)], actors=actors, consent=consent)
    pivots = ng.coalitions(problem).pivots
    return [each.shapley_shubik for each in pivots], [each.banzhaf for each in pivots]


def test_power_in_the_council_of_the_six_of_1958():
    """Germany, France, Italy 4 votes, Belgium and the Netherlands 2, Luxembourg 1; 12 of 17."""
    votes = {"D": 4, "F": 4, "I": 4, "B": 2, "NL": 2, "L": 1}
    shubik, banzhaf = powers(ng.Consent(12, votes), tuple(votes))
    np.testing.assert_allclose(shubik, np.array([14, 14, 14, 9, 9, 0]) / 60, atol=1e-15)
    np.testing.assert_allclose(banzhaf, np.array([10, 10, 10, 6, 6, 0]) / 42, atol=1e-15)


def test_power_in_the_security_council():
    """9 of 15, with 5 vetoes: Shapley-Shubik 421/2145 and 4/2145, Banzhaf 848 and 84 swings."""
    actors = [f"P{place}" for place in range(5)] + [f"E{place}" for place in range(10)]
    shubik, banzhaf = powers(ng.Consent(9, veto=actors[:5]), actors)
    np.testing.assert_allclose(shubik, np.repeat([421, 4], [5, 10]) / 2145, rtol=1e-12)
    np.testing.assert_allclose(banzhaf, np.repeat([848, 84], [5, 10]) / 5080, rtol=1e-12)


@st.composite
def problems(draw):
    """Draw a small problem with ties, red lines and a rule of consent."""
    outcomes, count = draw(st.integers(1, 7)), draw(st.integers(1, 4))
    cell = st.integers(-2, 2)
    payoffs = draw(st.lists(st.tuples(*[cell] * count), min_size=outcomes, max_size=outcomes))
    crossed = st.lists(
        st.tuples(*[st.integers(0, 4).map(lambda roll: roll == 0)] * count),
        min_size=outcomes,
        max_size=outcomes,
    )
    actors = tuple("ABCD"[:count])
    votes = draw(st.tuples(*[st.integers(1, 3)] * count))
    quota = draw(st.integers(1, sum(votes)))
    veto = [name for name in actors if draw(st.integers(0, 3)) == 0]
    consent = ng.Consent(quota, dict(zip(actors, votes, strict=True)), veto)
    return ng.BargainingProblem(payoffs, actors=actors, refused=draw(crossed), consent=consent)


@given(problems())
def test_power_is_the_shapley_value_of_the_rule(problem):
    members, wins = problem.consent.table(problem.actors)
    worth = {
        tuple(np.array(problem.actors)[row].tolist()): float(won)
        for row, won in zip(members, wins, strict=True)
    }
    value = ng.shapley(worth, problem.actors)
    pivots = ng.coalitions(problem).pivots
    assert [each.shapley_shubik for each in pivots] == pytest.approx(list(value.values()))
    assert sum(each.banzhaf for each in pivots) == pytest.approx(1)
    swings = [
        sum(
            worth[group] and not worth[tuple(each for each in group if each != name)]
            for group in worth
            if name in group
        )
        for name in problem.actors
    ]
    assert [each.banzhaf for each in pivots] == pytest.approx(
        [each / sum(swings) for each in swings]
    )


# ------------------------------------------------------------------ the core


def winning(problem):
    members, wins = problem.consent.table(problem.actors)
    return [np.flatnonzero(row) for row in members[wins]]


def cores(problem):
    """Return the core and the strict core by plain loops over all coalitions and rivals."""
    rivals = [
        *zip(problem.payoffs, problem.refused, strict=True),
        (problem.disagreement, np.zeros(len(problem.actors), dtype=bool)),
    ]
    core, strict = [], []
    for row, mine in enumerate(problem.payoffs):
        pairs = [
            (worth[group], mine[group])
            for group in winning(problem)
            for worth, refused in rivals
            if not refused[group].any()
        ]
        strongly = any((theirs > own).all() for theirs, own in pairs)
        weakly = any((theirs >= own).all() and (theirs > own).any() for theirs, own in pairs)
        core.append(problem.zopa[row] and not strongly)
        strict.append(problem.zopa[row] and not weakly)
    return core, strict


@given(problems())
def test_the_core_is_what_no_winning_coalition_would_replace(problem):
    found = ng.coalitions(problem)
    core, strict = cores(problem)
    assert found.core.tolist() == core
    assert found.strict_core.tolist() == strict
    assert not (found.strict_core & ~found.core).any()


@given(problems())
def test_an_objection_is_raised_by_a_winning_coalition_whose_members_all_gain(problem):
    found = ng.coalitions(problem)
    for row in np.flatnonzero(problem.zopa):
        objection = found.objection(int(row))
        assert (objection is None) == found.core[row]
        if objection is None:
            continue
        columns = [problem.actors.index(name) for name in objection.members]
        assert problem.consent.wins(
            np.isin(np.arange(len(problem.actors)), columns), problem.actors
        )
        rival = objection.outcome
        worth = problem.disagreement if rival is None else problem.payoffs[rival]
        assert (worth[columns] > problem.payoffs[row, columns]).all()
        assert list(objection.gains.values()) == (worth - problem.payoffs[row])[columns].tolist()
        assert rival is None or not problem.refused[rival, columns].any()


@given(problems())
def test_where_everybody_must_agree_the_strict_core_is_the_negotiation_set(problem):
    problem = replace(problem, consent=ng.Consent())
    np.testing.assert_array_equal(ng.coalitions(problem).strict_core, problem.negotiation_set)


@given(problems())
def test_what_hangs_on_one_actor(problem):
    for place, pivot in enumerate(ng.coalitions(problem).pivots):
        says = problem.accepts.copy()
        says[:, place] = True
        with_it = problem.consent.wins(says, problem.actors)
        says[:, place] = False
        without = problem.consent.wins(says, problem.actors)
        np.testing.assert_array_equal(pivot.missed, ~problem.zopa & with_it)
        np.testing.assert_array_equal(pivot.lost, problem.zopa & ~without)
        assert pivot.needed == (pivot.actor in problem.consent.needed(problem.actors))


def test_the_core_does_not_depend_on_how_many_are_compared_at_a_time(monkeypatch):
    draw = np.random.default_rng(3)
    problem = ng.BargainingProblem(
        draw.integers(0, 9, (700, 5)), [2] * 5, consent=ng.Consent(4, veto=["Actor 2"])
    )
    whole = _blocking.core(problem)
    assert 0 < whole[1].sum() < whole[0].sum() < problem.zopa.sum()
    monkeypatch.setattr(_blocking, "_RIVALS", 13)
    monkeypatch.setattr(_blocking, "_CANDIDATES", 7)
    np.testing.assert_array_equal(_blocking.core(problem), whole)
    moved = draw.permutation(700)
    shuffled = replace(problem, payoffs=problem.payoffs[moved], refused=None)
    np.testing.assert_array_equal(_blocking.core(shuffled), np.array(whole)[:, moved])


def test_voters_in_a_row_leave_the_median_in_the_core():
    ideals, options = np.array([0, 2, 3, 7, 9]), np.arange(11)
    payoffs = 20 - np.abs(options[:, None] - ideals)
    found = ng.coalitions(ng.BargainingProblem(payoffs, consent=ng.Consent(3)))
    assert options[found.core].tolist() == [3]
    fewer = ng.coalitions(ng.BargainingProblem(payoffs, consent=ng.Consent(4)))
    assert options[fewer.core].tolist() == [2, 3, 4, 5, 6, 7]


def test_the_paradox_of_voting_empties_the_core():
    cycle = ng.BargainingProblem([[3, 1, 2], [2, 3, 1], [1, 2, 3]], consent=ng.Consent(2))
    found = ng.coalitions(cycle)
    assert not found.core.any()
    assert found.objection(0) == ng.analysis.Objection(
        ("Actor 2", "Actor 3"), 2, {"Actor 2": 1.0, "Actor 3": 1.0}
    )
    assert "The core is empty" in str(found.summary())


# ------------------------------------------------------------------ degenerate rules


def test_one_actor_alone():
    found = ng.coalitions(ng.BargainingProblem([[1], [2], [-1]]), "nash")
    assert found.core.tolist() == found.strict_core.tolist() == [False, True, False]
    assert [each.members for each in found.minimal] == [("Actor 1",)]
    assert found.pivots[0].shapley_shubik == found.pivots[0].banzhaf == 1
    assert found.minimal[0].solution.outcomes == (1,)


def test_where_anybody_can_sign_alone_agreements_can_contradict():
    problem = ng.BargainingProblem([[2, -1], [-1, 2], [1, 1]], consent=ng.Consent(1))
    found = ng.coalitions(problem)
    assert problem.zopa.all()
    assert found.disjoint
    assert not found.core.any()
    assert "which of their agreements stands" in str(found.summary())
    alone = ng.coalitions(ng.BargainingProblem([[2, -1]], consent=ng.Consent(1)))
    assert alone.objection(0) == ng.analysis.Objection(("Actor 2",), None, {"Actor 2": 1.0})


def test_where_everybody_has_a_veto_it_is_unanimity():
    problem = ng.BargainingProblem(
        [[2, 0, 1], [1, 1, 1]], consent=ng.Consent(1, veto=["Actor 1", "Actor 2", "Actor 3"])
    )
    found = ng.coalitions(problem, "nash")
    assert len(found.minimal) == 1
    assert found.minimal[0].solution.outcomes == ng.solve(problem, "nash").outcomes == (1,)
    assert not found.disjoint


def test_an_empty_zopa_has_an_empty_core():
    found = ng.coalitions(ng.BargainingProblem([[-1, 2], [3, -1]]), "nash")
    assert not found.core.any()
    assert not found.minimal[0].solution.agreement
    assert [int(each.missed.sum()) for each in found.pivots] == [1, 1]
    assert found.agreements().rows == (("Actor 1, Actor 2", "", 0, "no agreement", None, None),)
    assert "core" not in str(found.summary()).lower()


def test_a_concept_that_is_not_defined_for_a_coalition_says_so():
    problem = ng.BargainingProblem([[1, 2, 3], [3, 2, 1]], consent=ng.Consent(3))
    found = ng.coalitions(problem, "perles-maschler")
    assert found.minimal[0].solution is None
    assert "not asked: " in str(found.agreements())


def test_names_that_nobody_bears_and_too_many_actors_are_refused():
    found = ng.coalitions(ng.BargainingProblem([[1, 2]], actors=["A", "B"]))
    with pytest.raises(UnknownNameError, match="'C' is not an actor"):
        found.pivot("C")
    with pytest.raises(UnknownNameError):
        found.objection("elsewhere")
    with pytest.raises(UnknownNameError, match="'nsah' is not"):
        ng.coalitions(found.problem, "nsah")
    with pytest.raises(TooLargeError, match="at most 20 actors"):
        ng.coalitions(ng.BargainingProblem([[1] * 21]))


def test_an_answer_reads_as_words():
    harbour = ng.library.load("harbour")
    bound = replace(harbour, consent=ng.Consent(5, veto=["Company", "Tourism department"]))
    found = ng.coalitions(bound, "nash")
    said = str(found.summary())
    assert "Agreement by 5 of 6 actors, with Company and Tourism department: 55 of 720" in said
    assert "12 of them would be signed by everybody." in said
    assert "Nothing is agreed without Company and Tourism department." in said
    table = found.agreements()
    assert table.column("left out") == ("Environmental league", "Union", "Other cities", "Mayor")
    assert table.column("could sign") == (32, 27, 20, 12)
    for members, solution in ((each.members, each.solution) for each in found.minimal):
        assert solution.problem.actors == members
    assert "whose consent is pivotal" in found._repr_html_()
    assert repr(found).startswith("<Coalitions (5 of 6 actors, with Company")
    assert found.pivot("Mayor").missed.sum() == 0


def test_brute_force_and_the_indices_agree_on_how_often_orders_turn():
    """Shapley and Shubik's own definition, all orders counted."""
    rule, actors = ng.Consent(5, {"A": 3, "B": 2, "C": 2, "D": 1}), tuple("ABCD")
    turns = dict.fromkeys(actors, 0)
    for order in itertools.permutations(actors):
        said = [rule.wins(np.isin(actors, order[:k]), actors) for k in range(5)]
        turns[order[said.index(True) - 1]] += 1
    shubik, _ = powers(rule, actors)
    assert shubik == pytest.approx([turns[name] / math.factorial(4) for name in actors])
