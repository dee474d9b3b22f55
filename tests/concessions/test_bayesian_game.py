"""Bayesian games and acceptance games as nouns: what enters, what is refused, other forms."""

from __future__ import annotations

import dataclasses
import itertools

import numpy as np
import pytest

import negotiation as ng

MEETS = ng.NormalFormGame([[[2, 0], [0, 1]], [[1, 0], [0, 2]]], ["BS", "BS"])
AVOIDS = ng.NormalFormGame([[[2, 0], [0, 1]], [[0, 2], [1, 0]]], ["BS", "BS"])


def bos(**more):
    return ng.BayesianGame({("she", "meets"): MEETS, ("she", "avoids"): AVOIDS}, **more)


def random_game(seed, types=(2, 3), strategies=(2, 2), prior="joint"):
    rng = np.random.default_rng(seed)
    payoffs = rng.integers(0, 4, (len(types), *types, *strategies)).astype(float)
    joint = rng.random(types)
    return ng.BayesianGame(payoffs, prior=joint / joint.sum() if prior == "joint" else prior)


def test_the_ex_ante_game_of_the_reference(reference):
    import json

    case = json.loads((reference / "cases" / "games" / "bayesian-bos.json").read_text())
    form = bos().normal_form()
    from fractions import Fraction

    expected = [[[float(Fraction(cell)) for cell in row] for row in t] for t in case["payoffs"]]
    assert (form.payoffs == np.array(expected)).all()
    assert form.strategies[0] == ("B", "S")
    assert form.strategies[1][1] == "B if meets, S if avoids"


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("types", [(1, 2), (2, 3), (2, 2, 2)])
def test_normal_form_is_the_expectation_over_types(seed, types):
    game = random_game(seed, types, (2,) * len(types))
    form = game.normal_form()
    plans = [list(itertools.product(range(2), repeat=t)) for t in types]
    for cell in itertools.product(*(range(len(each)) for each in plans)):
        for own in range(len(types)):
            total = sum(
                game.prior[profile]
                * game.payoffs[own][profile][
                    tuple(plans[a][cell[a]][profile[a]] for a in range(len(types)))
                ]
                for profile in itertools.product(*(range(t) for t in types))
            )
            assert form.payoffs[own][cell] == pytest.approx(total, abs=1e-12)


def test_agent_form_gives_each_type_what_it_expects():
    game = random_game(3, (2, 2))
    form = game.agent_form()
    assert form.actors == ("Actor 1 (0)", "Actor 1 (1)", "Actor 2 (0)", "Actor 2 (1)")
    for moves in itertools.product(range(2), repeat=4):
        for t in range(2):
            first = sum(
                game.beliefs("Actor 1")[t, u] * game.payoffs[0][t, u, moves[t], moves[2 + u]]
                for u in range(2)
            )
            second = sum(
                game.beliefs("Actor 2")[t, u] * game.payoffs[1][u, t, moves[u], moves[2 + t]]
                for u in range(2)
            )
            assert form.payoffs[t][moves] == pytest.approx(first)
            assert form.payoffs[2 + t][moves] == pytest.approx(second)


def test_beliefs_follow_from_the_prior():
    game = ng.BayesianGame(np.zeros((2, 2, 2, 1, 1)), prior=[[0.1, 0.3], [0.6, 0.0]])
    assert game.beliefs("Actor 1") == pytest.approx(np.array([[0.25, 0.75], [1.0, 0.0]]))
    assert game.beliefs("Actor 2") == pytest.approx(np.array([[1 / 7, 6 / 7], [1.0, 0.0]]))
    with pytest.raises(ng.NegotiationError, match="Did you mean 'Actor 1'"):
        game.beliefs("Acto 1")


@pytest.mark.parametrize(
    "prior",
    [
        [[0.25, 0.75], [0.4, 0.6]],
        np.array([[0.25, 0.75], [0.4, 0.6]]),
        [[0.1, 0.15], [0.3, 0.45]],
        {"Actor 1": [0.25, 0.75], "Actor 2": {"x": 0.4, "y": 0.6}},
        {("a", "x"): 0.1, ("a", "y"): 0.15, ("b", "x"): 0.3, ("b", "y"): 0.45},
    ],
)
def test_a_prior_can_be_said_in_many_ways(prior):
    game = ng.BayesianGame(np.zeros((2, 2, 2, 1, 1)), ["ab", "xy"], prior=prior)
    assert game.prior == pytest.approx(np.array([[0.1, 0.15], [0.3, 0.45]]))
    assert not game.prior.flags.writeable


def test_unsaid_priors_are_uniform():
    game = ng.BayesianGame(np.zeros((2, 2, 2, 1, 1)), ["ab", "xy"], prior={"Actor 2": [0.5, 0.5]})
    assert (game.prior == 0.25).all()
    alone = ng.BayesianGame(np.zeros((1, 2, 3)), prior=[0.5, 0.5])
    assert alone.prior.tolist() == [0.5, 0.5]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"prior": [[0.5, 0.6], [0.5, 0.5]]}, "add up to 1"),
        ({"prior": [[-0.5, 1.5], [0.5, 0.5]]}, "negative"),
        ({"prior": [[0.5, float("nan")], [0.5, 0.5]]}, "finite"),
        ({"prior": [[0.5, 0.5, 0.0], [0.5, 0.5]]}, "rows of different lengths"),
        ({"prior": [0.2] * 5}, "one vector of probabilities per actor"),
        ({"prior": {"Actor 1": [1.0, 0.0, 0.0]}}, "2 types and 3 probabilities"),
        ({"prior": {"Actor 1": {"c": 1.0}}}, "'c' is not a type"),
        ({"prior": {("a", "z"): 1.0}}, "'z' is not a type"),
        ({"prior": {"a": 1.0}}, "tuple of 2 types"),
        ({"prior": {"Actor": [0.5, 0.5]}}, "tuple of 2 types"),
        ({"prior": {("a", "x"): [0.5, 0.5]}}, "A probability must have 0 axes"),
        ({"prior": {"Actor 1": [0.25, 0.25], "Actor 2": [0.25, 0.25]}}, "Actor 1.* add up to 1"),
        ({"types": ["ab"]}, "one list per actor"),
        ({"types": ["ab", "xyz"]}, "2 for the actor"),
        ({"types": ["aa", "xy"]}, "Two labels are the same"),
        ({"strategies": ["pp", "q"]}, "have 1 for the actor"),
        ({"results": [["a", "b"]]}, "shape \\(1, 1\\)"),
        ({"payoffs": np.zeros((2, 2, 2, 1))}, "2 arrays with 3 axes"),
        ({"payoffs": np.zeros((2, 2, 0, 1, 1))}, "at least one type"),
        ({"payoffs": np.full((2, 2, 2, 1, 1), np.nan)}, "finite"),
        ({"payoffs": 3.0}, "0 arrays"),
        ({"actors": ["A", "A"]}, "same name"),
    ],
)
def test_what_cannot_be_meant_is_refused(change, words):
    given = {"payoffs": np.zeros((2, 2, 2, 1, 1)), "types": ["ab", "xy"]} | change
    with pytest.raises(ng.NegotiationError, match=words):
        ng.BayesianGame(**given)


@pytest.mark.parametrize(
    ("games", "words"),
    [
        ({}, "needs a game"),
        ({("a",): MEETS}, "a tuple with a type per actor"),
        (
            {("a", "x"): MEETS, ("a", "y"): ng.NormalFormGame(np.zeros((2, 1, 2)))},
            "same strategies",
        ),
        ({("a", "x"): MEETS, ("b", "y"): AVOIDS}, r"no payoffs.*\('a', 'y'\)"),
        (
            {("a", "x"): MEETS, ("a", "y"): ng.NormalFormGame(AVOIDS.payoffs)},
            "differently",
        ),
    ],
)
def test_games_per_type_profile_must_fit(games, words):
    with pytest.raises(ng.NegotiationError, match=words):
        ng.BayesianGame(games)


def test_profiles_that_cannot_occur_may_be_left_out():
    game = ng.BayesianGame(
        {("a", "x"): MEETS, ("b", "y"): AVOIDS}, prior={("a", "x"): 0.5, ("b", "y"): 0.5}
    )
    assert game.types == (("a", "b"), ("x", "y"))
    with pytest.raises(ng.NegotiationError, match="one list per actor"):
        ng.BayesianGame({("a", "x"): MEETS}, types=[["a"]])
    alone = ng.BayesianGame({"a": ng.NormalFormGame([[1, 2]]), "b": [[3, 4]]})
    assert alone.payoffs.shape == (1, 2, 2)


def test_actors_are_those_of_the_games_or_those_that_are_said():
    named = ng.NormalFormGame(MEETS.payoffs, actors=["Him", "Her"])
    assert ng.BayesianGame({("he", "she"): named}).actors == ("Him", "Her")
    said = ng.BayesianGame({("he", "she"): named}, actors=["Bob", "Ann"])
    assert said.actors == ("Bob", "Ann")


def test_types_of_probability_zero_have_no_plan_and_no_belief():
    game = bos(prior={("she", "meets"): 1.0})
    assert game.normal_form().payoffs.shape == (2, 2, 2)
    assert game.normal_form().strategies[1] == ("B", "S")
    assert game.agent_form().actors == ("Actor 1 (she)", "Actor 2 (meets)")
    assert np.isnan(game.beliefs("Actor 2")[1]).all()
    assert game.plans(1).tolist() == [[0, -1], [1, -1]]


def test_too_many_plans_are_refused():
    with pytest.raises(ng.NegotiationError, match="too many to write out"):
        ng.BayesianGame(np.zeros((2, 20, 1, 2, 2))).normal_form()
    with pytest.raises(ng.NegotiationError, match="too many to write out"):
        ng.BayesianGame(np.zeros((2, 13, 13, 2, 2))).normal_form()
    with pytest.raises(ng.NegotiationError, match="too many for an actor each"):
        ng.BayesianGame(np.zeros((2, 13, 13, 2, 2))).agent_form()


def test_shown():
    game = bos(title="a date", about="Two go out.", source="Osborne 2004")
    assert repr(game) == (
        "<BayesianGame 'a date': Actor 1 (1 type, 2 strategies) x Actor 2 (2 types, 2 strategies)>"
    )
    assert "Osborne 2004" in str(game.summary())
    assert game.summary().column("probability") == (1.0, 0.5, 0.5)
    assert "<table>" in game._repr_html_()


# ------------------------------------------------------------------ types of preferences

RELIEF = ng.Issue("relief", ["none", "part", "full"])


def scenario():
    return ng.Scenario(
        "talks",
        [RELIEF],
        [
            ng.Actor("hawk", ng.Additive({"relief": {"none": 2, "part": 1, "full": -3}}), 0.5),
            ng.Actor(
                "dove",
                ng.Additive({"relief": {"none": 0, "part": 2, "full": 1}}),
                {"relief": "none"},
                red_lines=[{"relief": "full"}],
            ),
            ng.Actor("North", ng.Additive({"relief": {"none": 0, "part": 1, "full": 3}}), 0.5),
        ],
    )


def test_types_from_a_scenario():
    talks = scenario()
    proud = ng.Actor("any", ng.Additive({"relief": {"none": 0, "part": 0, "full": 1}}), 0.5)
    variant = ng.Scenario("v", [RELIEF], [ng.Actor("North", proud.preferences, 0.9)])
    sides = ng.PreferenceTypes.from_scenario(
        talks,
        {
            "West": ["hawk", "dove"],
            "North": {"modest": "North", "proud": proud, "prouder": variant, "table": [0, 0, 1]},
        },
        prior={"West": [0.25, 0.75]},
    )
    assert sides.gains[0].tolist() == [[1.5, 0.5, -3.5], [0.0, 2.0, 1.0]]
    assert sides.gains[1] == pytest.approx(
        np.array([[-0.5, 0.5, 2.5], [-0.5, -0.5, 0.5], [-0.9, -0.9, 0.1], [0, 0, 1]])
    )
    assert sides.accepts[0].tolist() == [[True, True, False], [True, True, False]]
    assert sides.acceptance == pytest.approx(np.array([0.25, 0.5, 0.0]))
    assert sides.agreeable == pytest.approx(0.5)
    assert sides.index({"relief": "part"}) == 1
    assert repr(sides) == "<PreferenceTypes: West (2 types), North (4 types), 3 outcomes>"
    assert "probability 50.0%" in str(sides.summary())
    assert "<table>" in sides._repr_html_()


@pytest.mark.parametrize(
    ("types", "words"),
    [
        ({"West": ["hark"]}, "Did you mean 'hawk'"),
        ({"West": {"a": 3}}, "name of an actor of the scenario"),
        ({"West": {"a": {}}}, "name of an actor of the scenario"),
        ({"West": {"a": [1, 2]}, "North": ["North"]}, "same outcomes"),
        ({"West": {"a": [1, 2, 3], "b": [1]}}, "rows of different lengths"),
        ({"West": []}, "a type for every actor"),
    ],
)
def test_types_that_cannot_be_meant(types, words):
    with pytest.raises(ng.NegotiationError, match=words):
        ng.PreferenceTypes.from_scenario(scenario(), types)


def test_other_refusals_of_types():
    with pytest.raises(ng.NegotiationError, match="Expected a Scenario"):
        ng.PreferenceTypes.from_scenario(3, {})
    with pytest.raises(ng.NegotiationError, match="Gains are given as"):
        ng.PreferenceTypes({"A": [1, 2]})
    with pytest.raises(ng.NegotiationError, match="Gains are given as"):
        ng.PreferenceTypes(3)
    with pytest.raises(ng.NegotiationError, match="Two labels are the same"):
        ng.PreferenceTypes({"A": {1: [0], "1": [0]}})
    with pytest.raises(ng.NegotiationError, match="a type and an outcome"):
        ng.PreferenceTypes({"A": {"t": []}})
    with pytest.raises(ng.NegotiationError, match="Did you mean 'tall'"):
        ng.PreferenceTypes({"A": {"tall": [0]}}, refused={"A": {"tal": np.array([True])}})
    twice = [scenario().actors[0], scenario().actors[0]]
    with pytest.raises(ng.NegotiationError, match="name them in a mapping"):
        ng.PreferenceTypes.from_scenario(scenario(), {"West": twice})
    with pytest.raises(ng.NegotiationError, match="boolean per outcome"):
        ng.PreferenceTypes({"A": {"t": [0, 1]}}, refused={"A": {"t": [True]}})
    with pytest.raises(ng.NegotiationError, match="not on the list"):
        ng.PreferenceTypes({"A": {"t": [0, 1]}}).index(7)


def test_types_can_be_actors_and_copies_can_be_changed():
    talks = scenario()
    sides = ng.PreferenceTypes.from_scenario(
        talks, {"West": list(talks.actors[:2]), "North": "North"}
    )
    assert sides.types == (("hawk", "dove"), ("North",))
    surer = dataclasses.replace(sides, prior={"West": {"dove": 1.0}})
    assert surer.prior.tolist() == [[0.0], [1.0]]
    assert (surer.refused[0] == sides.refused[0]).all()
    assert surer.refused[0].any()
    assert surer.outcomes is sides.outcomes
    arrays = ng.PreferenceTypes([[[1, 2]], [[0, 1], [2, 0]]])
    assert arrays.actors == ("Actor 1", "Actor 2")
    assert arrays.types == (("0",), ("0", "1"))
    game = dataclasses.replace(bos(), prior=[[0.25, 0.75]])
    assert game.prior.tolist() == [[0.25, 0.75]]


# ------------------------------------------------------------------ acceptance games

SIDES = ng.PreferenceTypes(
    {
        "Buyer": {"keen": [3, 1, -9], "cool": [1, -1, -9]},
        "Seller": {"poor": [1, 2, 9], "rich": [-1, 1, 9]},
    },
    outcomes=["low", "high", "sky"],
    refused={"Seller": {"rich": np.array([True, False, False])}},
)


def test_one_package_is_signed_if_all_say_yes():
    game = ng.acceptance_game(SIDES, "low")
    assert game.strategies == (("yes", "no"), ("yes", "no"))
    assert game.results.tolist() == [["low", "no agreement"], ["no agreement"] * 2]
    assert (game.payoffs[0, :, :, 0, 0] == [[3, 3], [1, 1]]).all()
    # Beyond a red line nothing is worth less, by the whole range of gains.
    assert (game.payoffs[1, :, :, 0, 0] == [[1, -11], [1, -11]]).all()
    assert (game.payoffs[:, :, :, 1] == 0).all()
    assert (game.payoffs[:, :, :, 0, 1] == 0).all()


def test_what_rounding_takes_away_is_no_loss():
    sides = ng.PreferenceTypes({"A": {"t": [-1e-10, 10.0, -1e-7]}, "B": {"t": [0, 0, 0]}})
    assert sides.accepts[0].tolist() == [[True, True, False]]
    below = ng.PreferenceTypes({"A": {"t": [-1e-10, -10.0]}})
    assert below.accepts[0].tolist() == [[True, False]]


def test_beyond_a_red_line_a_gain_is_a_loss():
    sides = ng.PreferenceTypes(
        {"A": {"t": [2, 3]}, "B": {"t": [1, 1]}},
        refused=[np.array([[True, False]]), np.array([[False, False]])],
    )
    assert ng.acceptance_game(sides, 0).payoffs[0, 0, 0, 0, 0] == -3
    level = ng.PreferenceTypes(
        {"A": {"t": [0]}, "B": {"t": [1]}}, refused={"A": {"t": np.array([True])}}
    )
    assert ng.acceptance_game(level, 0).payoffs[0, 0, 0, 0, 0] == -1


def test_a_menu_by_name_and_by_approval():
    named = ng.acceptance_game(SIDES, ["high", "low"])
    assert named.strategies[0] == ("high", "low", "none of them")
    assert named.results.tolist() == [
        ["high", "no agreement", "no agreement"],
        ["no agreement", "low", "no agreement"],
        ["no agreement"] * 3,
    ]
    approved = ng.acceptance_game(SIDES, {"dear": "high", "cheap": "low"}, rule="approve")
    assert approved.strategies[0] == ("dear + cheap", "dear", "cheap", "none of them")
    assert approved.results.tolist() == [
        ["dear", "dear", "cheap", "no agreement"],
        ["dear", "dear", "no agreement", "no agreement"],
        ["cheap", "no agreement", "cheap", "no agreement"],
        ["no agreement"] * 4,
    ]
    assert (approved.payoffs[0, 0, :, 0, 0] == 1).all()
    assert (approved.payoffs[0, 0, :, 0, 2] == 3).all()


def test_a_menu_of_packages_of_a_scenario():
    talks = scenario()
    sides = ng.PreferenceTypes.from_scenario(talks, {"West": ["hawk"], "North": ["North"]})
    one = ng.acceptance_game(sides, {"relief": "part"})
    assert one.results[0, 0] == "relief: part"
    menu = ng.acceptance_game(sides, {"some": {"relief": "part"}, "all": {"relief": "full"}})
    assert menu.strategies[0] == ("some", "all", "none of them")
    assert (
        len(ng.acceptance_game(sides, [{"relief": "part"}, {"relief": "full"}]).strategies[0]) == 3
    )


@pytest.mark.parametrize(
    ("packages", "rule", "words"),
    [
        ("lox", "name", "not on the list"),
        (["low", "lox"], "name", "not on the list"),
        (["low", "low"], "name", "twice"),
        ([], "name", "needs a package"),
        ("low", "veto", "'veto' is not a rule"),
        (7, "name", "not on the list"),
    ],
)
def test_menus_that_cannot_be_meant(packages, rule, words):
    with pytest.raises(ng.NegotiationError, match=words):
        ng.acceptance_game(SIDES, packages, rule=rule)


def test_a_package_with_a_wrong_option_says_which():
    sides = ng.PreferenceTypes.from_scenario(scenario(), {"West": ["hawk"], "North": ["North"]})
    with pytest.raises(ng.NegotiationError, match="'parts'"):
        ng.acceptance_game(sides, {"relief": "parts"})
    with pytest.raises(ng.NegotiationError, match="PreferenceTypes"):
        ng.acceptance_game(scenario(), "low")


def test_long_menus_to_approve_are_refused():
    sides = ng.PreferenceTypes({"A": {"t": range(11)}, "B": {"t": range(11)}})
    with pytest.raises(ng.NegotiationError, match="too many subsets"):
        ng.acceptance_game(sides, list(range(11)), rule="approve")
    rng = np.random.default_rng(0)
    many = ng.PreferenceTypes(
        {actor: {t: rng.random(10) for t in "tuvwxyz"} for actor in ("A", "B")}
    )
    with pytest.raises(ng.NegotiationError, match="102,760,448 payoffs"):
        ng.acceptance_game(many, list(range(10)), rule="approve")
