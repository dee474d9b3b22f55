"""The numeric cases of the reference collection: axiomatic solutions, division, threats, values."""

from __future__ import annotations

import itertools
from typing import Any

import numpy as np
import pytest

import negotiation as ng


def close(actual: Any, expected: Any, tolerance: float) -> None:
    actual, expected = np.asarray(actual, dtype=float), np.asarray(expected, dtype=float)
    assert actual.shape == expected.shape
    assert (np.abs(actual - expected) <= tolerance * np.maximum(1, np.abs(expected))).all(), (
        actual,
        expected,
    )


def same_set(actual: Any, expected: Any) -> None:
    assert sorted(map(tuple, np.asarray(actual, dtype=float))) == sorted(
        map(tuple, np.asarray(expected, dtype=float))
    )


def problem(case: dict[str, Any]) -> ng.BargainingProblem:
    return ng.BargainingProblem(case["inputs"]["deals"], case["inputs"]["d"])


POINTS = {
    "AX01": ("nash", {}, None),
    "AX02": ("nash", {"weights": "weights"}, None),
    "AX03": ("kalai-smorodinsky", {}, None),
    "AX04": ("egalitarian", {}, None),
    "AX06": ("utilitarian", {}, "point"),
    "AX07": ("equal-loss", {}, None),
    "AX08": ("perles-maschler", {}, None),
    "AX09": ("raiffa-discrete", {}, None),
    "AX11": ("equal-area", {}, None),
    "AX12": ("yu", {"p": "p"}, None),
    "AX13": ("gupta-livne", {"reference": "reference"}, None),
    "AX15": ("bossert", {"claims": "claims"}, None),
    "AX16": ("relative-utilitarian", {}, "point"),
    "AX30": ("raiffa-discrete", {}, None),
    "AX44": ("kalai-smorodinsky", {"weights": "weights"}, None),
}


@pytest.mark.parametrize("name", POINTS)
def test_points_of_the_hull(cases, name):
    concept, parameters, part = POINTS[name]
    case = cases[name]
    given = {key: case["inputs"][source] for key, source in parameters.items()}
    answer = ng.solve(problem(case), concept, lotteries=True, **given)
    expected = case["expected"] if part is None else case["expected"][part]
    close(answer.payoffs[0], expected, case["tolerance"])
    worth = sum(
        share * np.asarray(answer.problem.payoffs[answer.problem.index(outcome)])
        for outcome, share in answer.lottery.items()
    )
    close(worth, expected, case["tolerance"])


def test_every_axiomatic_case_is_asked(cases):
    elsewhere = {
        *("AX18", "AX19", "AX20", "AX21", "AX22", "AX23", "AX25", "AX26", "AX27", "AX29"),
        *("AX31", "AX33", "AX35", "AX37", "AX38", "AX40", "AX41", "AX43", "AX45"),
    }
    assert {name for name in cases if name.startswith("AX")} == {*POINTS, *elsewhere}


def test_ax18_bill_and_jack(cases):
    case = cases["AX18"]
    goods = case["inputs"]["goods"]
    rows, labels = [], []
    for to_jack in itertools.product((False, True), repeat=len(goods)):
        moved = [(good, jack) for good, jack in zip(goods, to_jack, strict=True)]
        rows.append(
            [
                sum(good["bill"] for good, jack in moved if not jack),
                sum(good["jack"] for good, jack in moved if jack),
            ]
        )
        labels.append(frozenset(good["name"] for good, jack in moved if jack))
    start = frozenset(good["name"] for good in goods if good["owner"] == "J")
    walk = rows[labels.index(start)]
    barter = ng.BargainingProblem(rows, walk, labels, ["Bill", "Jack"])
    expected = case["expected"]
    deal = ng.solve(barter, "nash")
    assert deal.status == "ok"
    same_set(deal.gains, [[expected["gain_bill"], expected["gain_jack"]]])
    (held_by_jack,) = deal.outcomes
    assert sorted(held_by_jack - start) == expected["bill_gives"]
    assert sorted(start - held_by_jack) == expected["jack_gives"]
    close(ng.solve(barter, "nash", lotteries=True).gains[0], expected["hull"], case["tolerance"])


def test_ax19_and_ax20_three_actors(cases):
    for name in ("AX19", "AX20"):
        case = cases[name]
        expected = case["expected"]
        answer = ng.solve(problem(case), "kalai-smorodinsky", lotteries=True)
        close(answer.payoffs[0], expected["imai"], case["tolerance"])
        weak = expected.get("comprehensive_weak", expected.get("ks_weak"))
        close(answer.diagnostics["equal_point"], weak, case["tolerance"])
    case = cases["AX19"]
    leximin = ng.solve(problem(case), "egalitarian", lotteries=True)
    close(leximin.payoffs[0], case["expected"]["lexi_egalitarian"], case["tolerance"])
    kept = ng.solve(problem(case), "kalai-smorodinsky", lotteries=True, free_disposal=False)
    close(kept.payoffs[0], case["expected"]["no_free_disposal"], case["tolerance"])


def test_ax21_individual_rationality_first(cases):
    case = cases["AX21"]
    set_ = problem(case)
    expected = case["expected"]
    same_set(set_.payoffs[set_.zopa], expected["ir"])
    close(set_.ideal, expected["ideal"], 0)
    for concept, key in {"nash": "nash", "kalai-smorodinsky": "ks", "egalitarian": "egal"}.items():
        same_set(ng.solve(set_, concept).payoffs, [expected[key]])
    tied = ng.solve(set_, "utilitarian")
    same_set(tied.payoffs, expected["utilitarian"])
    assert tied.status == "set_valued"


def test_ax22_maximal_minimum_not_minimal_spread(cases):
    case = cases["AX22"]
    assert list(ng.solve(problem(case), "kalai-smorodinsky").indices) == [
        case["expected"]["ks_index"]
    ]
    assert list(ng.solve(problem(case), "nash").indices) == [case["expected"]["nash_index"]]


def test_ax23_no_agreement(cases):
    set_ = problem(cases["AX23"])
    answers = [
        *ng.compare(set_, weights=[1, 1], claims=[2, 2], reference=[0.5, 0.5]).solutions,
        *ng.compare(
            set_, lotteries=True, weights=[1, 1], claims=[2, 2], reference=[0.5, 0.5]
        ).solutions,
    ]
    assert len(answers) == 2 * len(ng.concepts()) - 1
    for answer in answers:
        assert answer.status == "disagreement"
        assert answer.outcomes == ()
        close(answer.payoffs, [[0.5, 0.5]], 0)


def test_ax25_an_actor_who_cannot_gain(cases):
    case = cases["AX25"]
    for concept, key in {
        "nash": "nash",
        "kalai-smorodinsky": "ks",
        "egalitarian": "lexi_egal",
        "equal-loss": "equal_loss",
    }.items():
        answer = ng.solve(problem(case), concept, lotteries=True)
        close(answer.payoffs[0], case["expected"][key], case["tolerance"])
        assert answer.status == "degenerate"
        assert answer.diagnostics["cannot_gain"] == ("Actor 1",)
        assert answer.gains.min() == case["expected"]["egal_weak_value"]


def test_ax26_ties(cases):
    case = cases["AX26"]
    expected = case["expected"]
    finite = ng.solve(problem(case), "nash")
    same_set(finite.payoffs, expected["finite_nash"])
    assert finite.status == "set_valued"
    hull = ng.solve(problem(case), "nash", lotteries=True)
    close(hull.payoffs[0], expected["hull_nash"], case["tolerance"])
    shares = [hull.lottery.get(row, 0.0) for row in range(3)]
    close(shares, expected["hull_lottery"], case["tolerance"])


def test_ax27_scale_covariance(cases):
    case = cases["AX27"]
    names = {
        "nash": "nash",
        "ks": "kalai-smorodinsky",
        "pm": "perles-maschler",
        "equal_area": "equal-area",
        "egal": "egalitarian",
    }
    for key, concept in names.items():
        answer = ng.solve(problem(case), concept, lotteries=True)
        close(answer.payoffs[0], case["expected"][key], case["tolerance"])


def test_ax29_three_actors_on_a_simplex(cases):
    case = cases["AX29"]
    asked = {"nash": ("nash", {}), "ks": ("kalai-smorodinsky", {}), "egal": ("egalitarian", {})}
    asked["asym"] = ("nash", {"weights": case["inputs"]["weights"]})
    for key, (concept, parameters) in asked.items():
        answer = ng.solve(problem(case), concept, lotteries=True, **parameters)
        close(answer.payoffs[0], case["expected"][key], case["tolerance"])


def test_ax31_fallback(cases):
    case = cases["AX31"]
    rankings = case["inputs"]["rankings"]
    options = sorted(rankings[0])
    payoffs = [[len(options) - ranking.index(option) for ranking in rankings] for option in options]
    answer = ng.solve(ng.BargainingProblem(payoffs, outcomes=options), "fallback")
    assert list(answer.outcomes) == case["expected"]["winners"]
    ranks = [ranking.index(answer.outcomes[0]) + 1 for ranking in rankings]
    assert max(ranks) == case["expected"]["depth"]


def test_ax33_variable_threats(cases):
    case = cases["AX33"]
    game = ng.NormalFormGame([case["inputs"]["A"], case["inputs"]["B"]])
    answer = ng.variable_threats(game, transferable=True)
    expected = case["expected"]
    close(answer.payoffs, expected["u"], case["tolerance"])
    close(answer.payoffs.sum(), expected["sigma"], case["tolerance"])
    close(answer.threats[0], expected["threat_row"], case["tolerance"])
    close(answer.disagreement @ [1, -1], expected["threat_value"], case["tolerance"])


def test_ax35_and_ax45_adjusted_winner(cases):
    case = cases["AX35"]
    camp_david = ng.divide(case["inputs"], "adjusted-winner")
    close(camp_david.payoffs, [case["expected"]["points_each"]] * 2, case["tolerance"])
    assert camp_david.split == (case["expected"]["split_issue"],)
    place = camp_david.problem.items.index(case["expected"]["split_issue"])
    close(camp_david.shares[0, place], case["expected"]["israel_share_of_split"], case["tolerance"])

    case = cases["AX45"]
    points = [case["inputs"]["us"], case["inputs"]["panama"]]
    canal = ng.DivisionProblem(points, case["inputs"]["issues"], ["US", "Panama"])
    fair = ng.divide(canal, "adjusted-winner")
    close(fair.payoffs, [case["expected"]["points_each"]] * 2, case["tolerance"])
    assert fair.split == (case["expected"]["split_issue"],)
    place = canal.items.index(case["expected"]["split_issue"])
    close(fair.shares[0, place], case["expected"]["us_share_of_split"], case["tolerance"])
    whole = ng.divide(canal, "max-nash-welfare", divisible=False)
    close(whole.payoffs, case["expected"]["best_indivisible_nash"], 0)


def test_ax37_knaster(cases):
    case = cases["AX37"]
    answer = ng.divide(case["inputs"]["bids"], "knaster")
    assert list(answer.shares.argmax(axis=0)) == case["expected"]["winner"]
    close(answer.transfers, case["expected"]["cash"], case["tolerance"])
    close(answer.payoffs, case["expected"]["final"], case["tolerance"])
    assert abs(answer.transfers.sum()) < 1e-12


def test_ax38_maximal_nash_welfare(cases):
    case = cases["AX38"]
    answer = ng.divide([case["inputs"]["a"], case["inputs"]["b"]], "max-nash-welfare")
    close(answer.shares[0], case["expected"]["shares_a"], case["tolerance"])
    close(answer.payoffs, case["expected"]["u"], case["tolerance"])


def test_ax40_shapley(cases):
    case = cases["AX40"]
    inputs = case["inputs"]
    worth = {tuple(map(str, coalition)): value for coalition, value in inputs["v"]}
    value = ng.shapley(worth, unlisted=inputs["singletons"])
    close([value[name] for name in "123"], case["expected"], case["tolerance"])


@pytest.mark.slow
def test_ax41_smooth_frontier(cases):
    case = cases["AX41"]
    first = np.linspace(0, 1, 20_001)
    smooth = ng.BargainingProblem(np.stack([first, 1 - first**2], axis=1))
    names = {
        "nash": "nash",
        "ks": "kalai-smorodinsky",
        "egal": "egalitarian",
        "utilitarian": "utilitarian",
        "equal_loss": "equal-loss",
        "pm": "perles-maschler",
        "equal_area": "equal-area",
    }
    for key, concept in names.items():
        answer = ng.solve(smooth, concept, lotteries=True)
        close(answer.payoffs[0], case["expected"][key], case["tolerance"])
    weighted = ng.solve(smooth, "nash", lotteries=True, weights=[2 / 3, 1 / 3])
    close(weighted.payoffs[0], case["expected"]["nash_w23"], case["tolerance"])


def test_ax43_conley_wilkie(cases):
    case = cases["AX43"]
    answer = ng.solve(problem(case), "conley-wilkie")
    close(answer.payoffs, [case["expected"]["conley_wilkie"]], case["tolerance"])
    assert set(answer.outcomes) == {0, 1}
    hull = ng.solve(problem(case), "nash", lotteries=True)
    close(hull.payoffs[0], case["expected"]["hull_nash"], case["tolerance"])
