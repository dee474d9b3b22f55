"""The Hanoi model says what the record says, and what follows by assumption is known to."""

import csv
from dataclasses import replace

import numpy as np
import pytest

import negotiation as ng

PRESIDENT = ng.library.load("hanoi-2019")
BOLTON = ng.library.load("hanoi-2019-bolton")
STATE = ng.library.load("hanoi-2019-state")
VARIANTS = {"president": PRESIDENT, "bolton": BOLTON, "state": STATE}

# The rows of packages.csv, as the library calls them.
OFFERS = {
    "A_dprk_offer": "DPRK offer",
    "A2_dprk_offer_us_reading": "DPRK offer, US reading",
    "B_us_big_deal": "US paper",
    "C_trump_yongbyon_plus": "Yongbyon plus",
    "D_trump_icbm": "Yongbyon plus ICBMs",
    "E_last_message": "last message",
    "F_snapback_variant": "snapback variant",
    "H_yonhap_jul": "July 2019 report",
    "I_vox_oct": "October 2019 report",
}
NO_ENTRY = {"Q_statusquo", "G_vox_draft"}  # not an offer; in part from memory in its source
OF_SIX_UP = {"five UNSCRs, snapback", "five UNSCRs lifted", "all lifted"}


def without_red_lines(scenario):
    return replace(scenario, actors=[replace(a, red_lines=()) for a in scenario.actors])


def on_grid(row):
    """Return a row of packages.csv as a package of the six-issue grid.

    A verbal pledge not to test is no more than the informal halt in force.  Missiles and
    other weapons are one issue here: whichever of the two goes further counts, and
    eliminating long-range missiles counts as more than a freeze.
    """
    testing, missiles, wmd = (int(row[key] or 0) for key in ("testing", "missiles", "weapons_wmd"))
    if 3 in (missiles, wmd):
        weapons = 3
    elif missiles == 2:
        weapons = 2
    else:
        weapons = min(1, max(missiles, wmd))
    levels = {
        "testing": int(testing >= 2),
        "facilities": int(row["facilities"]),
        "weapons": weapons,
        "declaration": int(row["declaration"]),
        "sanctions": int(row["sanctions"]),
        "peace": int(row["peace"]),
    }
    return {name: PRESIDENT.issue(name).options[level] for name, level in levels.items()}


def gain(scenario, actor, **settled):
    """Return by how much a package beats walking away, red lines aside."""
    package = {name.replace("_", " "): option for name, option in settled.items()}
    [answer] = [a for a in ng.responses(scenario, package).answers if a.actor == actor]
    return answer.gain


def premium(scenario, actor):
    """Return by how much walking away beats the status quo."""
    return -gain(scenario, actor)


# ------------------------------------------------------------------------------------ the grid


def test_the_grid_has_4608_packages_and_starts_from_nothing():
    assert len(PRESIDENT.space) == 4608
    assert [len(issue) for issue in PRESIDENT.issues] == [2, 6, 4, 4, 8, 3]
    assert PRESIDENT.status_quo == PRESIDENT.space[0]
    owners = [issue.conceded_by for issue in PRESIDENT.issues]
    assert owners == ["DPRK"] * 4 + ["United States"] * 2


@pytest.mark.parametrize("name", VARIANTS)
def test_numbers_are_shares_and_every_concession_costs_something(name):
    scenario = VARIANTS[name]
    for actor in scenario.actors:
        weights = actor.preferences.weights
        assert sum(weights.values()) == pytest.approx(1, abs=1e-12)
        assert min(weights.values()) > 0
        for issue in scenario.issues:
            values = [actor.preferences.values[issue.name][option] for option in issue.options]
            own = issue.conceded_by == actor.name
            steps = np.diff(values)
            assert (steps < 0).all() if own else (steps > 0).all(), (actor.name, issue.name)
            assert (min(values), max(values)) == (0, 1)


@pytest.mark.parametrize("name", VARIANTS)
def test_walking_away_is_worth_a_little_more_than_the_status_quo(name):
    for actor in VARIANTS[name].actors:
        assert 0.02 - 1e-9 <= premium(VARIANTS[name], actor.name) <= 0.03 + 1e-9


@pytest.mark.parametrize("scenario", [BOLTON, STATE], ids=["bolton", "state"])
def test_a_variant_replaces_the_us_principal_and_nothing_else(scenario):
    assert [actor.name for actor in scenario.actors] == ["United States", "DPRK"]
    assert scenario.actor("DPRK") == PRESIDENT.actor("DPRK")
    assert scenario.issues == PRESIDENT.issues
    assert scenario.status_quo == PRESIDENT.status_quo
    assert [o.outcome for o in scenario.offers] == [o.outcome for o in PRESIDENT.offers]
    assert scenario.actor("United States") != PRESIDENT.actor("United States")


# ---------------------------------------------------------------------------------- the record


def test_offers_are_those_of_the_record(reference):
    with open(reference / "hanoi" / "packages.csv", encoding="utf-8", newline="") as file:
        rows = {
            row["id"]: row
            for row in csv.DictReader(line for line in file if not line.startswith("#"))
        }
    assert rows.keys() - OFFERS.keys() == NO_ENTRY
    said = {"+": True, "-": False}
    for key, name in OFFERS.items():
        row, offer = rows[key], PRESIDENT.offer(name)
        assert offer.outcome == on_grid(row), key
        record = {"United States": row["us_resp"], "DPRK": row["dprk_resp"]}
        assert offer.answers == {a: said[r] for a, r in record.items() if r in said}, key


@pytest.mark.parametrize("name", VARIANTS)
def test_every_answer_on_record_is_reproduced_by_the_utilities_alone(name):
    told = [a for a in ng.responses(VARIANTS[name]).answers if a.recorded is not None]
    assert len(told) == {"president": 14, "bolton": 12, "state": 11}[name]
    for answer in told:
        assert answer.agrees, answer
        assert answer.worthwhile == answer.recorded, answer


def test_bolton_accepts_the_us_paper_and_nothing_else():
    answers = ng.responses(BOLTON).of("United States")
    assert {name for name, answer in answers.items() if answer.worthwhile} == {"US paper"}
    assert {name for name, answer in answers.items() if answer.accepts} == {"US paper"}


def test_the_president_accepts_what_he_proposed_and_refuses_what_he_was_offered():
    answers = ng.responses(PRESIDENT).of("United States")
    for name in ("US paper", "Yongbyon plus", "Yongbyon plus ICBMs"):
        assert answers[name].accepts, name
    assert answers["DPRK offer"].because == "utilities and red line"


# ----------------------------------------------------------------------- preference orders (6.3)

BIG_DEAL = dict(PRESIDENT.offer("US paper").outcome)
YONGBYON_PLUS = dict(PRESIDENT.offer("Yongbyon plus").outcome)
YONGBYON_FOR_FIVE = dict(PRESIDENT.offer("DPRK offer").outcome)
ALL_FOR_PART = dict(PRESIDENT.offer("DPRK offer, US reading").outcome)
INTER_KOREAN_FOR_FREEZE = {"facilities": "Yongbyon freeze", "sanctions": "inter-Korean projects"}
ROAD_MAP = {
    "testing": "written halt",
    "facilities": "Yongbyon freeze",
    "weapons": "WMD freeze",
    "declaration": "promise",
    "sanctions": "inter-Korean projects",
    "peace": "peace declaration",
}


@pytest.mark.parametrize(
    ("scenario", "actor", "order"),
    [
        (
            PRESIDENT,
            "United States",
            [BIG_DEAL, YONGBYON_PLUS, {}, YONGBYON_FOR_FIVE, ALL_FOR_PART],
        ),
        (BOLTON, "United States", [BIG_DEAL, {}, YONGBYON_PLUS]),
        (STATE, "United States", [ROAD_MAP, {}, YONGBYON_FOR_FIVE]),
        (
            PRESIDENT,
            "DPRK",
            [YONGBYON_FOR_FIVE, INTER_KOREAN_FOR_FREEZE, {}, YONGBYON_PLUS, BIG_DEAL],
        ),
    ],
    ids=["president", "bolton", "state", "dprk"],
)
def test_best_to_worst(scenario, actor, order):
    worths = [gain(scenario, actor, **package) for package in order]
    assert worths == sorted(worths, reverse=True)
    assert len(set(worths)) == len(worths)


@pytest.mark.parametrize(
    ("scenario", "actor", "order"),
    [
        (
            PRESIDENT,  # tests come first in the sources, but they have stopped already
            "United States",
            ["weapons", "facilities", "declaration", "sanctions", "testing", "peace"],
        ),
        (
            PRESIDENT,
            "DPRK",
            ["sanctions", "weapons", "facilities", "declaration", "peace", "testing"],
        ),
        (
            BOLTON,
            "United States",
            ["weapons", "declaration", "sanctions", "facilities", "peace", "testing"],
        ),
        (
            STATE,
            "United States",
            ["weapons", "sanctions", "declaration", "facilities", "testing", "peace"],
        ),
    ],
)
def test_issues_from_most_to_least(scenario, actor, order):
    weights = scenario.actor(actor).preferences.weights
    assert sorted(weights, key=weights.__getitem__, reverse=True) == order


def test_for_the_state_department_relief_without_a_freeze_is_worse_than_the_status_quo():
    space = STATE.space
    levels = {issue.name: space.column(issue.name) for issue in STATE.issues}
    loose = (levels["sanctions"] >= 3) & (levels["weapons"] == 0) & (levels["declaration"] == 0)
    loose &= levels["facilities"] <= 4
    gains = ng.bargaining_problem(STATE).gains[loose, 0]
    assert gains.max() < -premium(STATE, "United States")
    assert gain(STATE, "United States", **ROAD_MAP) > 0


# ------------------------------------------------- what the analysts said before the summit (1)


@pytest.mark.parametrize("scenario", [PRESIDENT, without_red_lines(PRESIDENT)])
def test_full_denuclearisation_at_once_is_outside_the_zopa_at_any_price(scenario):
    problem = ng.bargaining_problem(scenario)
    levels = {issue.name: scenario.space.column(issue.name) for issue in scenario.issues}
    full = (levels["facilities"] == 5) & (levels["weapons"] == 3) & (levels["declaration"] == 3)
    assert full.sum() == 2 * 8 * 3
    assert not problem.zopa[full].any()
    assert problem.gains[full, 1].max() < -0.1


def test_the_peace_declaration_is_a_cheap_concession_that_every_solution_uses():
    weights = PRESIDENT.actor("United States").preferences.weights
    assert min(weights, key=weights.__getitem__) == "peace"
    for scenario in (PRESIDENT, without_red_lines(PRESIDENT)):
        problem = ng.bargaining_problem(scenario)
        asked = ng.compare(
            problem, weights=[1, 1], reference=problem.disagreement, claims=problem.ideal
        )
        assert len(asked.skipped) == 0
        for solution in asked.solutions:
            assert solution.agreement, solution.concept
            for package in solution.outcomes:
                assert package["peace"] == "peace declaration", solution.concept


def test_sanctions_relief_carries_the_largest_weight_of_the_dprk():
    weights = PRESIDENT.actor("DPRK").preferences.weights
    assert max(weights, key=weights.__getitem__) == "sanctions"


# ------------------------------------------------------------ red lines: what they do and do not


def largest(scenario):
    """Return, per issue, the largest concession in any package of the ZOPA."""
    inside = scenario.space.where(ng.bargaining_problem(scenario).zopa)
    return {i.name: i.options[inside.column(i.name).max()] for i in scenario.issues}


def test_with_red_lines_the_deals_that_exist_are_small():
    assert ng.bargaining_problem(PRESIDENT).zopa.sum() == 29
    assert largest(PRESIDENT) == {
        "testing": "written halt",
        "facilities": "Yongbyon freeze",
        "weapons": "none",
        "declaration": "list of fissile sites",
        "sanctions": "inter-Korean projects",
        "peace": "peace-regime talks",
    }


def test_that_they_are_small_follows_from_the_red_lines_and_not_from_the_utilities():
    free = without_red_lines(PRESIDENT)
    problem = ng.bargaining_problem(free)
    assert problem.zopa.sum() == 1208
    middle = {
        "testing": "written halt",
        "facilities": "Yongbyon freeze",
        "weapons": "WMD freeze",
        "declaration": "list of fissile sites",
        "sanctions": "five UNSCRs, snapback",
        "peace": "peace declaration",
    }
    assert ng.solve(problem, "nash").outcomes == (middle,)
    assert problem.zopa[
        problem.index(free.outcome(YONGBYON_PLUS | {"sanctions": "five UNSCRs, snapback"}))
    ]


def test_what_is_left_shrinks_as_walking_away_gains_in_worth():
    problem = ng.bargaining_problem(PRESIDENT)
    start = problem.payoffs[problem.index(PRESIDENT.status_quo)]
    left = {}
    for premium in (0, 0.02, 0.05, 0.1):
        acceptable = (problem.payoffs - start - premium >= -1e-12).all(axis=1)
        left[premium] = int((acceptable & problem.signable).sum())
    assert left == {0: 58, 0.02: 29, 0.05: 4, 0.1: 0}


def test_no_red_line_matters_more_than_the_refusal_of_a_freeze():
    size = {}
    for actor in PRESIDENT.actors:
        for line in actor.red_lines:
            kept = [each for each in actor.red_lines if each is not line]
            actors = [replace(a, red_lines=kept) if a is actor else a for a in PRESIDENT.actors]
            scenario = replace(PRESIDENT, actors=actors)
            size[line.reason] = int(ng.bargaining_problem(scenario).zopa.sum())
    most = max(size, key=size.__getitem__)
    assert most.endswith("not even a freeze")
    assert size[most] == 344
    assert sorted(size.values())[:3] == [29, 29, 45]


def test_no_package_for_bolton_and_the_dprk():
    assert not ng.bargaining_problem(BOLTON).zopa.any()
    unbound = replace(BOLTON.actor("DPRK"), red_lines=())
    his_lines_only = replace(BOLTON, actors=[BOLTON.actor("United States"), unbound])
    assert not ng.bargaining_problem(his_lines_only).zopa.any()
    assert ng.solve(BOLTON, "nash").status == "disagreement"
    # by assumption: his utilities alone would leave room
    assert ng.bargaining_problem(without_red_lines(BOLTON)).zopa.any()


def test_small_deals_exist_for_the_state_department():
    assert ng.bargaining_problem(STATE).zopa.any()
    assert largest(STATE)["sanctions"] == "inter-Korean projects"
    assert largest(STATE)["facilities"] == "Yongbyon freeze"


# ------------------------------------------------------------------------- nobody concedes alone


@pytest.mark.parametrize("name", VARIANTS)
def test_the_only_equilibrium_of_the_concession_game_is_that_nobody_concedes(name):
    game = ng.concession_game(VARIANTS[name])
    for player, payoffs in enumerate(game.payoffs):
        own = np.moveaxis(payoffs, player, 0)
        assert (own[0] > own[1:]).all(), "conceding nothing is strictly best against anything"
    found = ng.equilibria(game)
    assert len(found.profiles) == 1
    for labels, mix in zip(game.strategies, found.profiles[0], strict=True):
        assert mix[0] == 1
        assert set(labels[0].values()) <= {"none", "informal halt"}


# ------------------------------------------------------------------------------------ robustness


def test_the_record_survives_other_weights_as_often_as_the_documentation_says():
    draws, rng = 1000, np.random.default_rng(1)
    space = ng.OutcomeSpace.of(PRESIDENT.issues, [offer.outcome for offer in PRESIDENT.offers])
    right = np.ones(draws, dtype=bool)
    for actor in PRESIDENT.actors:
        preferences = actor.preferences
        weights = np.array([preferences.weights[issue.name] for issue in PRESIDENT.issues])
        shaken = weights * rng.uniform(0.8, 1.2, (draws, len(weights)))
        shaken /= shaken.sum(axis=1, keepdims=True)
        values = [
            np.array([preferences.values[i.name][o] for o in i.options]) for i in PRESIDENT.issues
        ]
        steps = np.array(
            [v[space.column(i.name)] - v[0] for i, v in zip(PRESIDENT.issues, values, strict=True)]
        )
        accepted = shaken @ steps >= premium(PRESIDENT, actor.name)
        for column, offer in enumerate(PRESIDENT.offers):
            if actor.name in offer.answers:
                right &= accepted[:, column] == offer.answers[actor.name]
    assert round(right.mean(), 2) == 0.98
