"""Beliefs: what an analyst gets from statements, up to the recorded answers of Hanoi."""

from __future__ import annotations

import csv
import pickle

import numpy as np
import pytest
from scipy import stats

import negotiation as ng
from negotiation.errors import InvalidValueError, UncertainError, UnknownNameError

say = ng.statements


@pytest.fixture(scope="module")
def hanoi():
    return ng.library.load("hanoi-2019")


@pytest.fixture(scope="module")
def believed(hanoi):
    return ng.beliefs(hanoi, say.from_offers(hanoi), unknown="weights and values", rng=1)


# ------------------------------------------------------------------ the noun


def test_every_hard_statement_holds_in_every_draw(hanoi, believed):
    """Checked by utilities of packages, not by the inequalities that were sampled."""
    offers = {offer.name: offer for offer in hanoi.offers}
    for actor in ("United States", "DPRK"):
        worths = believed.worths(actor)
        walk = believed.reservations(actor)
        answers = {name: o.answers[actor] for name, o in offers.items() if actor in o.answers}
        assert len(answers) >= 7
        for name, yes in answers.items():
            gain = sum(worths[each] for each in offers[name].outcome.items()) - walk
            assert (gain >= -1e-12).all() if yes else (gain < 0).all()


def test_worths_are_normalised_and_rise_as_the_actor_likes(hanoi, believed):
    for actor in believed.actors:
        worths, best = believed.worths(actor), 0
        for issue in hanoi.issues:
            each = np.stack([worths[issue.name, option] for option in issue.options])
            if issue.conceded_by == actor:
                each = each[::-1]
            assert (np.diff(each, axis=0) >= 0).all()
            assert (each[0] == 0).all()
            best = best + each[-1]
        np.testing.assert_allclose(best, 1.0)
        np.testing.assert_allclose(believed.weights(actor).sum(axis=1), 1.0)


def test_the_summary_says_what_was_assumed_and_how_it_was_sampled(believed):
    table = believed.summary()
    assert table.columns == ("actor", "weight of", "mean", "5%", "median", "95%")
    assert len(table) == 12
    words = " ".join(table.notes)
    assert "prior of the weights: all equally likely" in words
    assert "independent draws by rejection" in words
    assert "DPRK accepts 'snapback variant': fits" in words
    for row in table.rows:
        assert 0 < row[3] < row[4] < row[5] < 1
    assert repr(believed) == "<Beliefs about United States, DPRK from 14 statements: 10,000 draws>"
    assert "<table>" in believed._repr_html_()


def test_a_summary_after_hit_and_run_says_what_the_sample_is_worth(hanoi):
    told = [say.top_priority("DPRK", "sanctions")]
    found = ng.beliefs(
        hanoi, told, rng=1, samples=3000, method="hit-and-run", premium=stats.uniform(0, 0.1)
    )
    words = " ".join(found.summary().notes)
    assert "by hit-and-run, worth at least" in words
    assert "R-hat 1.0" in words
    assert found.summary().rows[-1][1] == "walking away, above the status quo"
    assert 100 < found.effective_sample_size <= 3000
    few = ng.beliefs(hanoi, told, rng=1, samples=3, method="hit-and-run")
    assert few.effective_sample_size <= 3
    assert len(few.weights("DPRK")) == 3


def test_narrowing_tells_what_each_statement_adds(hanoi):
    told = [
        say.matters_more("DPRK", "sanctions", than="peace"),  # 1/2 alone, nothing beyond the next
        say.top_priority("DPRK", "sanctions"),  # 1/6 alone, 1/3 of what the first leaves
        say.matters_more("DPRK", "weapons", than="testing", reliability=0.8),
    ]
    table = ng.beliefs(hanoi, told, rng=1).narrowing
    alone = [float(cell.rstrip("%")) / 100 for cell in table.column("fits of the prior")]
    rest = [float(cell.rstrip("%")) / 100 for cell in table.column("fits given the others")]
    np.testing.assert_allclose(alone, [1 / 2, 1 / 6, 1 / 2], atol=0.02)
    np.testing.assert_allclose(rest, [1, 1 / 3, 1 / 2], atol=0.03)
    assert table.column("reliability") == (None, None, 0.8)


@pytest.mark.slow
def test_narrowing_still_tells_where_hardly_any_prior_draw_fits():
    issues = [ng.Issue(f"i{k}", ["no", "yes"], conceded_by="B") for k in range(6)]
    values = {each.name: {"no": 0, "yes": 1} for each in issues}
    quo = dict.fromkeys(values, "no")
    actors = [ng.Actor("A", ng.Additive(values)), ng.Actor("B", ng.Additive(values))]
    scenario = ng.Scenario("a talk", issues, actors, status_quo=quo)
    told = [say.matters_more("A", f"i{k}", than=f"i{k + 1}") for k in range(5)]
    found = ng.beliefs(scenario, told, rng=1, samples=500)
    rest = [
        float(cell.rstrip("%")) / 100 for cell in found.narrowing.column("fits given the others")
    ]
    # i0 > i1 given i1 > … > i5: 1/6; the middle one joins two chains of three: 1 / C(6, 3)
    assert rest[0] == pytest.approx(1 / 6, abs=0.05)
    assert rest[2] == pytest.approx(1 / 20, abs=0.02)


def test_soft_statements_weigh_by_their_odds(hanoi):
    for reliability in (0.6, 0.9):
        told = [say.matters_more("DPRK", "sanctions", than="peace", reliability=reliability)]
        weights = ng.beliefs(hanoi, told, rng=1, samples=40_000).weights("DPRK")
        share = (weights[:, 4] > weights[:, 5]).mean()
        assert share == pytest.approx(reliability, abs=5 * np.sqrt(0.24 / 40_000))


def test_actors_are_those_spoken_of_or_those_asked_for(hanoi):
    told = [say.top_priority("DPRK", "sanctions")]
    assert ng.beliefs(hanoi, told, samples=10, rng=1).actors == ("DPRK",)
    assert ng.beliefs(hanoi, [], samples=10, rng=1).actors == ("United States", "DPRK")
    both = ng.beliefs(hanoi, told, samples=10, rng=1, actors=["DPRK", "United States"])
    assert both.actors == ("United States", "DPRK")
    with pytest.raises(UnknownNameError, match="beliefs are about"):
        ng.beliefs(hanoi, told, samples=10, rng=1).weights("United States")
    with pytest.raises(InvalidValueError):
        ng.beliefs(hanoi, [], samples=10, rng=1, actors=[])


# ------------------------------------------------------------------ into ensembles


def test_the_believed_scenario_is_uncertain_and_has_a_centre(hanoi, believed):
    scenario = believed.scenario
    assert scenario.uncertain
    with pytest.raises(UncertainError, match="United States"):
        ng.solve(scenario, "nash")
    centre = scenario.central()
    assert not centre.uncertain
    gain = ng.bargaining_problem(centre).gains
    status_quo = centre.space.index(centre.status_quo)
    np.testing.assert_allclose(gain[status_quo], 0.0, atol=1e-12)
    mean = {key: value.mean() for key, value in believed.worths("DPRK").items()}
    worth = ng.bargaining_problem(centre).payoffs[:, 1]
    expected = [sum(mean[each] for each in package.items()) for package in centre.space[:50]]
    np.testing.assert_allclose(worth[:50], expected)
    assert ng.responses(centre).mismatches == () or len(ng.responses(centre).mismatches) < 3


def test_draws_of_an_ensemble_are_draws_of_the_beliefs(hanoi):
    told = say.from_offers(hanoi)
    found = ng.beliefs(hanoi, told, premium={"DPRK": stats.uniform(0, 0.1)}, rng=1)
    joint = next(a for a in found.scenario.actors if a.name == "DPRK").preferences.joint(
        hanoi.issues, "DPRK"
    )
    drawn = joint.sample(5000, np.random.default_rng(3))
    assert tuple(drawn) == joint.quantities
    assert str(joint.quantities[-1]) == "DPRK: premium"
    stored = found.worths("DPRK")
    for each in joint.quantities[:-1]:
        mine = stored[each.issue, each.option]
        if np.ptp(mine):
            assert stats.ks_2samp(drawn[each], mine).pvalue > 1e-5
    premium = drawn[joint.quantities[-1]]
    assert (
        stats.ks_2samp(premium, found.reservations("DPRK") - _status_quo(found, hanoi)).pvalue
        > 1e-5
    )


def _status_quo(found, scenario):
    worths = found.worths("DPRK")
    return sum(worths[each] for each in scenario.status_quo.items())


@pytest.mark.slow
@pytest.mark.parametrize("method", ["rejection", "hit-and-run"])
def test_every_draw_of_the_uncertain_problem_answers_as_recorded(hanoi, method):
    premium = {"DPRK": stats.uniform(0, 0.1), "United States": 0.03}
    told = say.from_offers(hanoi)
    found = ng.beliefs(hanoi, told, premium=premium, rng=1, samples=500, method=method)
    problem = ng.UncertainProblem.of(found)
    draws = problem.draw(200, 1)
    gains = draws.payoffs() - draws.disagreement[:, None, :]
    for offer in hanoi.offers:
        row = problem.space.index(offer.outcome)
        for actor, yes in offer.answers.items():
            gain = gains[:, row, problem.actors.index(actor)]
            assert (gain >= -1e-9).all() if yes else (gain < 1e-9).all()
    assert len(np.unique(gains[:, -1, 0].round(12))) > 150  # not one draw again and again
    plain = ng.bargaining_problem(draws.scenario(7))
    np.testing.assert_allclose(plain.payoffs, draws.payoffs()[7], atol=1e-12)
    np.testing.assert_allclose(plain.disagreement, draws.disagreement[7], atol=1e-12)


def test_beliefs_survive_a_process_boundary(believed):
    again = pickle.loads(pickle.dumps(believed))
    assert (again.weights("DPRK") == believed.weights("DPRK")).all()


# ------------------------------------------------------------------ Hanoi, facts.md section 6.5

LEVELS = ("testing", "facilities", "weapons_wmd", "missiles", "declaration", "sanctions", "peace")
TABLE = {  # share of preference pairs with a zone of agreement, premium 0, .05, .10
    "no red lines": (0.995, 0.877, 0.686),
    "US red lines": (0.989, 0.855, 0.674),
    "both": (0.771, 0.332, 0.137),
}


def packages(reference, scenario):
    """The recorded packages A to D of section 6.2, on the grid, with their answers."""
    with (reference / "hanoi" / "packages.csv").open(encoding="utf-8") as file:
        lines = list(csv.DictReader(line for line in file if not line.startswith("#")))
    weapons = {(0, 0): 0, (1, 0): 1, (0, 2): 2, (3, 3): 3}  # stock and missiles on one issue
    found = []
    for line in lines:
        if line["id"][0] not in "ABCD" or line["id"].startswith("A2"):
            continue
        number = {name: int(line[name]) for name in LEVELS}
        levels = {
            "testing": min(number["testing"], 1),
            "facilities": number["facilities"],
            "weapons": weapons[number["weapons_wmd"], number["missiles"]],
            "declaration": number["declaration"],
            "sanctions": number["sanctions"],
            "peace": number["peace"],
        }
        package = {issue.name: issue.options[levels[issue.name]] for issue in scenario.issues}
        found.append((package, line["us_resp"], line["dprk_resp"]))
    return found


def test_hanoi_recorded_answers_leave_a_zone_as_often_as_the_record_says(reference, hanoi):
    told = []
    for package, *answers in packages(reference, hanoi):
        for actor, answer in zip(("United States", "DPRK"), answers, strict=True):
            told.append((say.accepts if answer == "+" else say.refuses)(actor, package))
    assert len(told) == 8
    found = ng.beliefs(hanoi, told, unknown="weights and values", samples=600, rng=1)
    space, gains, lines = hanoi.space, [], []
    for actor in ("United States", "DPRK"):
        worths = found.worths(actor)
        worth = sum(
            np.stack([worths[issue.name, option] for option in issue.options])[space.levels[:, k]]
            for k, issue in enumerate(hanoi.issues)
        )
        gains.append(worth - found.reservations(actor))
        lines.append(np.any([line.holds(space) for line in hanoi.actor(actor).red_lines], axis=0))
    shares = {}
    for name, crossed in zip(TABLE, (lines[0] & False, lines[0], lines[0] | lines[1]), strict=True):
        left = ~crossed
        row = []
        for premium in (0.0, 0.05, 0.10):
            yes = [(gain[left] > max(premium, 1e-12)).astype(np.float32) for gain in gains]
            row.append(float((yes[0].T @ yes[1] > 0).mean()))  # every pair of draws
        shares[name] = row
    for name, expected in TABLE.items():
        np.testing.assert_allclose(shares[name], expected, atol=0.17 if name == "both" else 0.05)
        assert shares[name][0] > shares[name][1] > shares[name][2]
    for one, other in (("no red lines", "US red lines"), ("US red lines", "both")):
        assert all(a > b for a, b in zip(shares[one], shares[other], strict=True))
    assert shares["both"][2] < 0.5 * shares["US red lines"][2]
