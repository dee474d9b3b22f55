"""What every negotiation of the library must have, and the two that others have published."""

import numpy as np
import pytest

import negotiation as ng
from negotiation.actors.evidence import KINDS
from negotiation.errors import UnknownNameError

LOADED = {name: ng.library.load(name) for name in ng.library.names()}
SCENARIOS = {name: each for name, each in LOADED.items() if isinstance(each, ng.Scenario)}
GAMES = {name: each for name, each in LOADED.items() if isinstance(each, ng.NormalFormGame)}


def test_what_the_library_holds():
    assert list(SCENARIOS) == [
        "england-zimbabwe",
        "hanoi-2019",
        "hanoi-2019-bolton",
        "hanoi-2019-state",
        "harbour",
        "panama-canal",
    ]
    assert list(GAMES) == [
        "battle-of-the-sexes",
        "chicken",
        "matching-pennies",
        "prisoners-dilemma",
        "stag-hunt",
    ]


def test_a_misspelt_name_is_answered_with_the_nearest():
    with pytest.raises(UnknownNameError, match=r"Did you mean 'hanoi-2019'\?"):
        ng.library.load("hanoi2019")


@pytest.mark.parametrize("name", SCENARIOS)
def test_scenario_is_called_what_it_is_loaded_by(name):
    assert SCENARIOS[name].name == name
    assert SCENARIOS[name].about


@pytest.mark.parametrize("name", SCENARIOS)
def test_every_number_has_evidence(name):
    table = SCENARIOS[name].numbers()
    bare = [row[:4] for row in table.rows if row[4] not in KINDS or not row[5] or not row[6]]
    assert bare == []
    counted = sum(
        1 + sum(1 + len(issue) for issue in SCENARIOS[name].issues) for _ in SCENARIOS[name].actors
    )
    assert len(table) == counted


@pytest.mark.parametrize("name", SCENARIOS)
def test_every_red_line_and_offer_says_who_says_so(name):
    for actor in SCENARIOS[name].actors:
        for line in actor.red_lines:
            assert line.reason, actor.name
            assert line.source, line.reason
    for offer in SCENARIOS[name].offers:
        assert offer.source, offer.name


@pytest.mark.parametrize("name", GAMES)
def test_every_game_has_a_title_and_a_source(name):
    assert GAMES[name].title
    assert GAMES[name].source


def test_options_fit_on_charts():
    for issue in SCENARIOS["hanoi-2019"].issues:
        assert max(len(option) for option in issue.options) <= 22, issue.name
        assert len(issue.name) <= 12


@pytest.mark.parametrize(
    ("name", "payoffs"),
    [
        ("prisoners-dilemma", [[[3, 0], [5, 1]], [[3, 5], [0, 1]]]),
        ("chicken", [[[6, 2], [7, 0]], [[6, 7], [2, 0]]]),
        ("stag-hunt", [[[4, 0], [3, 3]], [[4, 3], [0, 3]]]),
        ("battle-of-the-sexes", [[[3, 0], [0, 2]], [[2, 0], [0, 3]]]),
        ("matching-pennies", [[[1, -1], [-1, 1]], [[-1, 1], [1, -1]]]),
    ],
)
def test_the_classic_games(name, payoffs):
    np.testing.assert_array_equal(GAMES[name].payoffs, payoffs)


@pytest.mark.parametrize(
    ("name", "pure", "count"),
    [
        ("prisoners-dilemma", {("confess", "confess")}, 1),
        ("chicken", {("swerve", "drive on"), ("drive on", "swerve")}, 3),
        ("stag-hunt", {("stag", "stag"), ("hare", "hare")}, 3),
        ("battle-of-the-sexes", {("opera", "opera"), ("boxing", "boxing")}, 3),
        ("matching-pennies", set(), 1),
    ],
)
def test_the_equilibria_they_are_known_for(name, pure, count):
    game = GAMES[name]
    found = ng.equilibria(game)
    sure = {
        tuple(
            labels[int(np.argmax(mix))] for labels, mix in zip(game.strategies, each, strict=True)
        )
        for each in found.profiles
        if all(np.max(mix) > 1 - 1e-9 for mix in each)
    }
    assert len(found.profiles) == count
    assert sure == pure


def test_england_zimbabwe_has_the_published_counts_and_nash_point():
    problem = ng.bargaining_problem(SCENARIOS["england-zimbabwe"])
    assert len(problem) == 576
    assert problem.pareto.sum() == 25
    deal = ng.solve(problem, "nash")
    np.testing.assert_allclose(deal.payoffs, [[0.91091629, 0.73321828]], rtol=0, atol=5e-9)
    assert deal.outcomes == (
        ng.Outcome(
            {
                "Size of Fund": "$10 billion",
                "Impact on Other Aid": "Reduction equal to fund size",
                "Zimbabwe Trade Policy": "increase tariffs on imports",
                "England Trade Policy": "increase imports",
                "Forum on Other Health Issues": "Committee to discuss creation of fund",
            }
        ),
    )
    nothing = problem.index(
        dict.fromkeys(list(problem.outcomes[0])[:4], "No agreement")
        | {"Forum on Other Health Issues": "No"}
    )
    np.testing.assert_allclose(
        problem.payoffs[nothing], [0.1591717934723896, 0.2323180483746782], rtol=1e-14
    )


def test_panama_has_the_published_division_and_nash_deal():
    scenario = SCENARIOS["panama-canal"]
    problem = ng.bargaining_problem(scenario)
    np.testing.assert_array_equal(problem.payoffs.max(axis=0), [100, 100])
    deal = ng.solve(problem, "nash")
    np.testing.assert_array_equal(deal.payoffs, [[64, 68]])
    won = [issue for issue, side in deal.outcomes[0].items() if side == "United States"]
    assert won == ["US defense rights", "Use rights", "Expansion rights", "Expansion routes"]


def test_shared_data_say_the_same(reference):
    yaml = (reference / "negotiations" / "england_zimbabwe.yaml").read_text(encoding="utf-8")
    scenario = SCENARIOS["england-zimbabwe"]
    for actor in scenario.actors:
        for weight in actor.preferences.weights.values():
            assert repr(weight) in yaml
    lines = (reference / "negotiations" / "panama_canal.csv").read_text().splitlines()[2:]
    points = {
        cells[0]: (float(cells[1]), float(cells[2])) for cells in (x.split(",") for x in lines)
    }
    panama = SCENARIOS["panama-canal"]
    assert {
        issue.name: tuple(max(a.preferences.values[issue.name].values()) for a in panama.actors)
        for issue in panama.issues
    } == points
