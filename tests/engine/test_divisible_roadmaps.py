"""Road maps of divisible measures: linear programmes, their tails, and checks outside them."""

from __future__ import annotations

import dataclasses
import itertools

import numpy as np
import pytest

import negotiation as ng
from negotiation.concessions.measure import Measure
from negotiation.engine._programme import linear_programme
from negotiation.engine.roadmaps._divisible import best_divisible
from negotiation.engine.roadmaps._mixture import best_mixture
from negotiation.engine.roadmaps._model import Appraisal, RoadMapModel
from negotiation.engine.roadmaps._path_programme import PathProgramme
from negotiation.engine.roadmaps._rows import on_steps, rows_of
from negotiation.engine.roadmaps._tail import (
    binding_tail,
    common_tail,
    fastest_common_ratio,
    unravels,
)
from negotiation.engine.roadmaps._terms import terms_of
from tests.engine.flow_simulation import simulate

OBJECTIVES = ("nash", "egalitarian", "utilitarian")


def of_case(case, irreversible=None):
    """Return the measures of a case, all divisible."""
    return [
        Measure(
            each["name"],
            each["owner"],
            each["cost_to_owner"],
            {"US" if each["owner"] == "DPRK" else "DPRK": each["benefit_to_other"]},
            reversible=(
                not each["irreversible"]
                if irreversible is None
                else each["name"] not in irreversible
            ),
            divisible=True,
        )
        for each in case["inputs"]["measures"]
    ]


def pair(b=3.0, c=1.0, **kind):
    return [
        Measure("one", "A", c, {"B": b}, divisible=True, **kind),
        Measure("two", "B", c, {"A": b}, divisible=True, **kind),
    ]


def random_measures(rng, actors=2, count=3, reversible=0.5):
    names = "ABCD"[:actors]
    out = []
    for place in range(count):
        owner = place % actors
        out.append(
            Measure(
                f"m{place}",
                names[owner],
                float(rng.uniform(0.2, 2)),
                {
                    name: float(rng.uniform(0.3, 4) / (actors - 1))
                    for name in names
                    if name != names[owner]
                },
                reversible=bool(rng.random() < reversible),
                divisible=True,
            )
        )
    return out


def best(measures, patience, objective="nash", stages=None, **more):
    """Return the path and value of a best map, after checking it by simulation."""
    model = RoadMapModel(tuple(measures))
    terms = terms_of(model.actors, patience, **more)
    path, notes = best_divisible(model, terms, objective, stages)
    found = Appraisal(model, path, terms)
    assert found.holds
    assert notes["holds"]
    assert (np.diff(path, axis=0) >= 0).all()
    assert ((path >= 0) & (path <= 1)).all()
    values, breaches = simulate(
        model.measures,
        model.actors,
        path,
        terms.patience,
        hazard=terms.hazard,
        lag=terms.lag,
        bonds=terms.bonds,
        periods=1000,
    )
    size = model.tolerance / 1e-9
    assert ((values - breaches) / size >= -2e-9).all()
    assert found.values[0] / size == pytest.approx(values[0] / size, abs=1e-9)
    return path, values[0], notes


# ------------------------------------------------------------------ known cases


def test_more_stages_are_worth_more_up_to_a_point(cases):
    case = cases["RM17"]
    measures = of_case(case)
    tolerance = case["tolerance"]
    for stages, expected in case["expected"]["best"].items():
        path, values, _ = best(measures, case["inputs"]["delta"], "utilitarian", int(stages))
        assert values.sum() == pytest.approx(expected, rel=tolerance)
        assert len(path) <= int(stages) + 1
    _, values, notes = best(measures, case["inputs"]["delta"], "utilitarian")
    assert values.sum() == pytest.approx(case["expected"]["best"]["8"], rel=tolerance)
    assert notes["exact"]
    assert values.sum() > case["expected"]["indivisible_best"]
    assert values.sum() < case["expected"]["first_best"]


def test_exchange_without_collateral_needs_a_tail(cases):
    case = cases["RM01"]
    terms = case["inputs"]
    measures = pair(terms["b"], terms["c"])
    for objective in OBJECTIVES:
        _, values, notes = best(measures, terms["delta"], objective)
        assert values == pytest.approx([case["expected"]["value_each"]] * 2, abs=1e-8)
        assert notes["exact"]
        assert notes["tail"]["from"] == 5
        assert list(notes["tail"]["ratios"].values()) == pytest.approx(
            [case["expected"]["ratio"]] * 2
        )
    # The path of theory.md is the only one worth so much.
    path, _, _ = best(measures, terms["delta"], "utilitarian")
    assert path[1] == pytest.approx([case["expected"]["first_step"]] * 2, abs=1e-7)
    assert path[2] - path[1] == pytest.approx([case["expected"]["step2"]] * 2, abs=1e-7)


def test_unequal_exchange(cases):
    case = cases["RM02"]
    terms, expected = case["inputs"], case["expected"]
    measures = [
        Measure("x", "1", terms["c"][0], {"2": terms["b"][1]}, divisible=True),
        Measure("y", "2", terms["c"][1], {"1": terms["b"][0]}, divisible=True),
    ]
    path, values, _ = best(measures, terms["delta"], "utilitarian")
    assert values == pytest.approx(expected["values"], abs=1e-8)
    assert np.diff(path[:4, 0]) == pytest.approx(expected["steps_party1"], abs=1e-7)
    assert np.diff(path[:4, 1]) == pytest.approx(expected["steps_party2"], abs=1e-7)


def test_the_programme_finds_the_support_of_effective_costs(cases):
    case = cases["RM15"]
    b, c = case["inputs"]["b"], case["inputs"]["c"]
    measures = [
        Measure(
            f"{own}{place}",
            str(own),
            c[own][place],
            {str(1 - own): b[1 - own][place]},
            divisible=True,
        )
        for own in (0, 1)
        for place in range(3)
    ]
    for direction, expected in case["expected"]["support"].items():
        weights = np.array([float(each) for each in direction.strip("()").split(",")])
        _, values, _ = best(measures, case["inputs"]["delta"], weights)
        assert weights @ values == pytest.approx(expected, rel=case["tolerance"])


def test_a_hazard_in_the_programme(cases):
    case = cases["RM20"]
    terms = case["inputs"]
    _, values, notes = best(pair(terms["b"], terms["c"]), terms["delta"], hazard=terms["hazard"])
    assert values == pytest.approx([case["expected"]["value"]] * 2, abs=1e-8)
    assert notes["tail"]["ratios"]["A"] == pytest.approx(case["expected"]["ratio"])


def test_three_actors_do_better_than_on_a_common_schedule(cases):
    case = cases["RM18"]
    b, c, d = (case["inputs"][name] for name in ("b", "c", "delta"))
    measures = [
        Measure(
            name,
            name,
            c[own],
            {other: b["ABC".index(other)] / 2 for other in "ABC" if other != name},
            divisible=True,
        )
        for own, name in enumerate("ABC")
    ]
    bounds = np.array(case["expected"]["upper_bounds"])
    common = np.array(case["expected"]["values"])
    for objective in OBJECTIVES:
        path, values, notes = best(measures, d, objective)
        assert not notes["exact"]
        reached = np.array([b[own] * (path[-1].sum() - path[-1, own]) / 2 for own in range(3)])
        assert (values <= reached - np.array(c) * path[-1] / d + 1e-7).all()
        if objective == "utilitarian":
            # The sum is 5.098 where a common schedule gives 4.855 and 5.147 is out of reach.
            assert common.sum() + 0.2 < values.sum() < bounds.sum()
    model = RoadMapModel(tuple(measures))
    terms = terms_of(model.actors, d)
    held = PathProgramme(
        model, terms, 1, tail=common_tail(model, terms, 1, case["expected"]["ratio"])
    )
    # From a common schedule alone nothing but the case's values can come.
    rho = np.concatenate([np.zeros(3), np.ones(3)])
    lasting = terms.lasting
    assert held.unit * (held.worth @ rho) / lasting == pytest.approx(common, rel=case["tolerance"])
    assert (held._rows @ rho >= held._least - 1e-9).all()
    faster = PathProgramme(model, terms, 1, tail=common_tail(model, terms, 1, 0.56))
    assert (faster._rows @ rho < faster._least - 1e-9).any()


def test_the_staircase_is_what_the_programme_finds(cases):
    case = cases["RM07"]
    terms = case["inputs"]
    measures = []
    for owner, other in (("A", "B"), ("B", "A")):
        measures += [
            Measure(
                f"hostage {owner}",
                owner,
                terms["reversible_cost"],
                {other: terms["reversible_benefit"]},
                reversible=True,
                divisible=True,
            ),
            # 100 units in all, so that the caps do not bind.
            Measure(
                f"trade {owner}", owner, 100 * terms["c"], {other: 100 * terms["b"]}, divisible=True
            ),
        ]
    model = RoadMapModel(tuple(measures))
    limits = terms_of(model.actors, terms["delta"])
    for stages, expected in enumerate(case["expected"]["max_total"], start=1):
        # Collateral that comes with the last step makes the one before larger, by d (1 - d) g,
        # and those before that only grow by the ratio: more trade, and less of the collateral.
        late = [0.15, 0.24 + 0.8 * 0.2 * 0.5]
        late += [1.6 * late[1], 1.6**2 * late[1]]
        for waits, most in ((False, expected), (True, sum(late[:stages]))):
            programme = PathProgramme(model, limits, stages)
            bounds = list(programme.bounds)
            for place in (0, 2):
                bounds[place] = bounds[place] if waits else (1.0, 1.0)
            trade = np.tile([0.0, -1.0, 0.0, -1.0], stages)
            answer = linear_programme(
                trade,
                A_ub=np.concatenate([-programme._rows, programme._caps]),
                b_ub=np.concatenate([-programme._least, programme._full]),
                bounds=bounds,
            )
            assert -50 * answer.fun == pytest.approx(most, rel=1e-6)
            if not waits:
                steps = 100 * answer.x.reshape(stages, 4)[::-1, 1]
                assert steps == pytest.approx(
                    case["expected"]["steps_from_last"][:stages], rel=1e-5
                )


# ------------------------------------------------------------------ against other ways


@pytest.mark.parametrize("seed", range(12))
def test_rows_are_what_appraisal_says(seed):
    rng = np.random.default_rng(seed)
    model = RoadMapModel(
        tuple(random_measures(rng, int(rng.integers(2, 4)), int(rng.integers(2, 6))))
    )
    terms = terms_of(
        model.actors,
        list(rng.uniform(0.1, 0.95, len(model.actors))),
        hazard=float(rng.uniform(0, 0.5)),
        lag=int(rng.integers(1, 4)),
        bonds=list(rng.random(len(model.actors))),
    )
    stages = int(rng.integers(1, 5))
    path = np.vstack([np.zeros(len(model.measures)), rng.random((stages, len(model.measures)))])
    rows = rows_of(model, terms, stages)
    levels = path[1:].ravel()
    found = Appraisal(model, path, terms)
    assert rows.worth @ levels == pytest.approx(found.values)
    assert rows.incentive @ levels - rows.floor == pytest.approx(found.slack)
    steps = np.diff(path, axis=0).ravel()
    assert on_steps(rows.worth, stages) @ steps == pytest.approx(found.values)
    values, breaches = simulate(
        model.measures,
        model.actors,
        path,
        terms.patience,
        hazard=terms.hazard,
        lag=terms.lag,
        bonds=terms.bonds,
    )
    assert found.values == pytest.approx(values)
    assert found.breaches == pytest.approx(breaches)


def corners(model, terms, stages):
    """Return the values at all corners of the polytope of paths, found by linear algebra.

    Rows are measured, not derived: slacks are linear in the path, so those of unit paths are
    the coefficients.
    """
    count = stages * len(model.measures)
    unit = np.eye(count).reshape(count, stages, -1)
    paths = [np.vstack([np.zeros(len(model.measures)), np.cumsum(each, axis=0)]) for each in unit]
    slack = np.array([Appraisal(model, each, terms).slack.ravel() for each in paths]).T
    caps = -np.tile(np.eye(len(model.measures)), stages)
    rows = np.concatenate([slack, np.eye(count), caps])
    least = np.concatenate([np.zeros(len(slack) + count), -np.ones(len(caps))])
    out = []
    for chosen in itertools.combinations(range(len(rows)), count):
        square = rows[list(chosen)]
        if abs(np.linalg.det(square)) < 1e-9:
            continue
        point = np.linalg.solve(square, least[list(chosen)])
        if (rows @ point >= least - 1e-9).all():
            path = np.vstack(
                [np.zeros(len(model.measures)), np.cumsum(point.reshape(stages, -1), axis=0)]
            )
            out.append(Appraisal(model, path, terms).values[0])
    return np.array(out)


@pytest.mark.parametrize("seed", range(6))
def test_every_objective_against_all_corners(seed):
    rng = np.random.default_rng(seed)
    measures = [
        Measure(
            "a", "A", rng.uniform(0.2, 1), {"B": rng.uniform(1, 3)}, reversible=True, divisible=True
        ),
        Measure(
            "b", "B", rng.uniform(0.2, 1), {"A": rng.uniform(1, 3)}, reversible=True, divisible=True
        ),
    ]
    if seed % 2:
        measures[1] = Measure("b", "B", 0.5, {"A": 2}, divisible=True)
        measures.append(Measure("c", "B", 0.1, {"A": 0.7}, reversible=True, divisible=True))
    stages = 2 if seed % 2 == 0 else 1
    model = RoadMapModel(tuple(measures))
    terms = terms_of(model.actors, list(rng.uniform(0.5, 0.9, 2)))
    values = corners(model, terms, stages)
    patience = dict(zip(model.actors, terms.patience, strict=True))
    for weights in ((1, 1), (1, 3), (0, 1)):
        _, found, _ = best(measures, patience, np.array(weights, dtype=float), stages)
        assert np.dot(weights, found) == pytest.approx((values @ weights).max(), abs=1e-8)
    problem = ng.BargainingProblem(values)
    for objective in ("nash", "egalitarian"):
        expected = ng.solve(problem, objective, lotteries=True).payoffs[0]
        _, found, _ = best(measures, patience, objective, stages)
        assert found == pytest.approx(expected, abs=1e-7)


@pytest.mark.parametrize("seed", range(10))
@pytest.mark.parametrize("objective", OBJECTIVES)
def test_answers_hold_on_random_instances(seed, objective):
    rng = np.random.default_rng(100 + seed)
    actors = 2 + seed % 2
    measures = random_measures(rng, actors, 4 + seed % 3)
    stages = None if seed % 3 else 5
    more = {"hazard": 0.1 * (seed % 2), "lag": 1 + (seed % 4 == 3), "bonds": 0.3 * (seed % 5 == 4)}
    best(measures, list(rng.uniform(0.5, 0.95, actors)), objective, stages, **more)


def test_the_worst_placed_comes_first_then_the_next():
    # C gets something from A whatever B and A do; its value can rise to 1 when theirs cannot.
    measures = [
        Measure("a", "A", 1, {"B": 2}, reversible=True, divisible=True),
        Measure("b", "B", 1, {"A": 2}, reversible=True, divisible=True),
        Measure("gift", "A", 0, {"C": 5}, divisible=True),
    ]
    _, values, _ = best(measures, 0.8, "egalitarian", 3)
    assert values == pytest.approx([1, 1, 5], abs=1e-7)
    _, nash, _ = best(measures, 0.8, "nash", 3)
    assert nash == pytest.approx([1, 1, 5], abs=1e-7)


def test_what_has_no_weight_still_counts_among_equals():
    measures = [*pair(reversible=True), Measure("gift", "A", 0, {"B": 5}, divisible=True)]
    _, values, _ = best(measures, 0.8, np.array([1.0, 0.0]), 2)
    without = best(measures[:2], 0.8, np.array([1.0, 0.0]), 2)[1]
    assert values[0] == pytest.approx(without[0], abs=1e-8)
    assert values[1] >= 5 - 1e-8
    # Nothing has weight: whatever holds will do.
    best(measures, 0.8, np.zeros(2), 2)


def test_who_cannot_gain_is_set_aside():
    # C pays and gets nothing, so it does nothing; the others exchange.
    measures = [
        *pair(reversible=True),
        Measure("c", "C", 1, {"A": 1}, reversible=True, divisible=True),
    ]
    for objective in OBJECTIVES:
        path, values, _ = best(measures, 0.8, objective, 2)
        assert values == pytest.approx([2, 2, 0], abs=1e-8)
        assert path[-1] == pytest.approx([1, 1, 0])


def test_nobody_is_left_worse_off_than_at_the_beginning():
    # What A and B exchange harms C, which has no say: no such map is proposed.
    measures = [
        Measure("a", "A", 1, {"B": 3, "C": -1}, reversible=True, divisible=True),
        Measure("b", "B", 1, {"A": 3}, reversible=True, divisible=True),
    ]
    for objective in OBJECTIVES:
        path, values, _ = best(measures, 0.8, objective, 2)
        assert values[2] >= -1e-9
        assert path[-1, 0] == pytest.approx(0, abs=1e-8)
    # Nor where the harm cannot be undone, so that breaking off would not help C.
    measures = [
        Measure("harm", "A", 0.1, {"B": 3, "C": -1}, divisible=True),
        *pair(reversible=True),
    ]
    for objective in OBJECTIVES:
        path, values, _ = best(measures, 0.8, objective, 2)
        assert path[-1] == pytest.approx([0, 1, 1], abs=1e-8)
        assert values == pytest.approx([2, 2, 0], abs=1e-8)


def test_a_tail_must_be_worth_while_by_itself():
    # What the pledges are worth carries some of A's steps; a tail of its own would not hold.
    measures = [*pair(0.5, 0.25, reversible=True), Measure("a", "A", 1, {"B": 5}, divisible=True)]
    model = RoadMapModel(tuple(measures))
    terms = terms_of(model.actors, 0.8)
    one = PathProgramme(model, terms, 1, tail=binding_tail(model, terms, 1))
    steps, tail = one.best(one.unit).reshape(2, 3)
    # B's pledge in full, as much of A's as keeps it in force, d 0.5 y = 0.25; the rest is the step.
    assert steps == pytest.approx([0.625, 1, 0.4 - 0.625 * 0.25], abs=1e-7)
    assert tail == pytest.approx([0, 0, 0], abs=1e-9)
    _, _, notes = best(measures, 0.8, "utilitarian")
    assert notes["tail"] is None


def test_needs_are_met_level_by_level():
    measures = [
        Measure("second", "A", 0.1, {"B": 3}, reversible=True, divisible=True, needs=("first",)),
        Measure("first", "A", 2.0, {"B": 0.1}, reversible=True, divisible=True),
        Measure("b", "B", 1, {"A": 2}, reversible=True, divisible=True),
    ]
    path, _, _ = best(measures, 0.8, "utilitarian", 3)
    assert (path[:, 0] <= path[:, 1] + 1e-9).all()
    assert path[-1, 1] > 0.1
    # A tail leaves both aside, though they are irreversible.
    fixed = [
        Measure("second", "A", 0.5, {"B": 3}, divisible=True, needs=("first",)),
        Measure("first", "A", 0.5, {"B": 3}, divisible=True),
        Measure("b", "B", 1, {"A": 3}, divisible=True),
    ]
    model = RoadMapModel(tuple(fixed))
    tail = binding_tail(model, terms_of(model.actors, 0.8), 4)
    assert tail.open.tolist() == [False, False, True]


# ------------------------------------------------------------------ tails and unravelling


def test_with_a_last_stage_everything_unravels():
    for stages in (1, 5, 40):
        for objective in OBJECTIVES:
            path, values, notes = best(pair(), 0.95, objective, stages)
            assert path.shape == (1, 2)
            assert (values == 0).all()
            assert notes["tail"] is None


def test_what_is_free_does_not_unravel():
    gift = [
        Measure("a", "A", 0, {"B": 3}, divisible=True),
        Measure("b", "B", 1, {"A": 3}, divisible=True),
    ]
    # A part of the gift waits until the other has paid: 0.8 * 3 s = 1.
    path, values, _ = best(gift, 0.8, "utilitarian", 5)
    assert path == pytest.approx(np.array([[0, 0], [7 / 12, 1], [1, 1]]))
    assert values == pytest.approx([3, 1.75])


def test_a_free_promise_keeps_a_costly_step():
    for divisible in (False, True):
        measures = [
            Measure("step", "A", 1, {"B": 3}, divisible=divisible),
            Measure("promise", "B", 0, {"A": 5}, divisible=divisible),
        ]
        for method in ("milp", "lp" if divisible else "pareto"):
            road = ng.roadmap(measures, patience=0.8, stages=2, method=method)
            assert road.values == pytest.approx([3.75, 3] if divisible else [3, 3])
            assert road.diagnostics["exact"]
    # What is free and harms is no promise, nor what only somebody wants who has nothing to pay.
    for worth in ({"A": -5}, {"C": 5}):
        model = RoadMapModel([measures[0], Measure("promise", "B", 0, worth, divisible=True)])
        assert unravels(model, terms_of(model.actors, 0.8))


def test_who_must_keep_something_reversible():
    def verdict(*kinds, bonds=0.0):
        model = RoadMapModel(
            tuple(
                Measure(
                    f"m{place}",
                    owner,
                    cost,
                    {"B" if owner == "A" else "A": worth},
                    reversible=back,
                    divisible=True,
                )
                for place, (owner, cost, worth, back) in enumerate(kinds)
            )
        )
        return unravels(model, terms_of(model.actors, 0.8, bonds=bonds))

    steps = (("A", 1, 3, False), ("B", 1, 3, False))
    assert verdict(*steps)
    assert not verdict(*steps, bonds=0.1)
    assert verdict(*steps, ("A", 1, 3, True))
    assert verdict(*steps, ("A", 1, 3, True), ("B", 1, 0, True))
    assert not verdict(*steps, ("A", 1, 3, True), ("B", 1, 3, True))
    # A free gift can be promised for the end, whether or not it can be taken back.
    assert not verdict(*steps, ("A", 1, 3, True), ("A", 0, 3, False))
    # What is free to keep is kept without a return.
    assert not verdict(*steps, ("A", 0, 3, True))


def test_a_free_hostage_supports_a_last_step():
    measures = [
        Measure("visa", "A", 0, {"B": 2}, reversible=True, divisible=True),
        Measure("b", "B", 1, {"A": 3}, divisible=True),
        Measure("a", "A", 1, {"B": 3}, divisible=True),
    ]
    path, values, _ = best(measures, 0.8, "utilitarian", 3)
    assert path[-1, 1] > 0.5
    assert values[0] > 1


def test_bonds_stand_in_for_collateral():
    path, _, _ = best(pair(), 0.8, "utilitarian", 3, bonds=0.1)
    # The last step may cost what the forfeit is worth, F = d (1 - d) b, an earlier one
    # d b times the next and (1 - d) F.
    last = 0.8 * 0.2 * 0.1
    second = 2.4 * last + 0.2 * last
    assert np.diff(path[:, 0]) == pytest.approx([2.4 * second + 0.2 * last, second, last], abs=1e-7)
    # With a bond of 10 everything is done at once.
    path, values, _ = best(pair(), 0.8, "utilitarian", 3, bonds=10.0)
    assert path[1] == pytest.approx([1, 1])
    assert values == pytest.approx([2, 2])


def test_stages_are_added_as_long_as_they_are_worth_while():
    # A breach that is seen late leaves no tail here: small collateral takes many steps.
    measures = [
        *pair(),
        *(
            dataclasses.replace(
                each,
                name=each.name + " back",
                cost=0.02,
                benefits=dict.fromkeys(each.benefits, 0.06),
                reversible=True,
            )
            for each in pair()
        ),
    ]
    _, few, _ = best(measures, 0.8, "utilitarian", 4, lag=2)
    _, values, notes = best(measures, 0.8, "utilitarian", lag=2)
    assert values.sum() > few.sum() + 0.01
    assert notes["stages"] > 4
    assert notes["tail"] is None


def test_too_little_patience_for_any_tail():
    for measures in (pair(), [*pair(), Measure("c", "C", 1, {"A": 1, "B": 1}, divisible=True)]):
        path, values, notes = best(measures, 0.2)
        assert len(path) == 1
        assert (values == 0).all()
        assert notes["tail"] is None


def test_a_tail_too_slow_to_list():
    path, _, notes = best(pair(1.0, 0.7995), 0.8, "utilitarian")
    assert len(path) == 1
    assert notes["left_out"] == "a tail too slow to list"
    assert not notes["exact"]
    # Still listed: more than a thousand stages.
    path, values, notes = best(pair(1.0, 0.78), 0.8, "utilitarian")
    assert len(path) > 900
    assert values == pytest.approx([1 - 0.78 / 0.8] * 2, abs=1e-8)
    assert notes["exact"]


def test_a_slow_common_tail():
    measures = [
        Measure(name, name, 0.8, {other: 0.5 for other in "ABC" if other != name}, divisible=True)
        for name in "ABC"
    ]
    model = RoadMapModel(tuple(measures))
    terms = terms_of(model.actors, 0.85)
    ratio = fastest_common_ratio(model, terms)
    assert ratio == pytest.approx(0.8 / 0.85, abs=1e-6)
    path, values, notes = best(measures, 0.85, "utilitarian")
    assert not notes["exact"]
    assert values.sum() == pytest.approx(3 * (1 - 0.8 / 0.85), rel=1e-2)
    slower = [
        Measure(
            name, name, 0.8498, {other: 0.5 for other in "ABC" if other != name}, divisible=True
        )
        for name in "ABC"
    ]
    path, values, notes = best(slower, 0.85, "utilitarian")
    assert len(path) == 1
    assert notes["left_out"]


def test_the_fastest_common_ratio_is_a_perron_root():
    rng = np.random.default_rng(3)
    table = rng.uniform(0.5, 2, (3, 3)) * (1 - np.eye(3))
    costs, d = rng.uniform(0.2, 0.8, 3), rng.uniform(0.6, 0.9, 3)
    measures = [
        Measure(
            name,
            name,
            costs[own],
            {other: table[place, own] for place, other in enumerate("ABC") if other != name},
            divisible=True,
        )
        for own, name in enumerate("ABC")
    ]
    model = RoadMapModel(tuple(measures))
    terms = terms_of(model.actors, list(d))
    growth = np.abs(np.linalg.eigvals((d / costs)[:, None] * table)).max()
    assert fastest_common_ratio(model, terms) == pytest.approx(1 / growth, rel=1e-5)


def test_a_late_discovery_slows_the_exchange():
    measures = pair()
    _, quick, _ = best(measures, 0.8)
    _, slow, notes = best(measures, 0.8, lag=2)
    q = (1 / 3) ** 0.5 / 0.8
    model = RoadMapModel(tuple(measures))
    assert fastest_common_ratio(model, terms_of(model.actors, 0.8, lag=2)) == pytest.approx(
        q, abs=1e-6
    )
    # At least as good as the common schedule, and worse than when breaches are seen at once.
    assert 2 * (1 - q) / (1 - 0.8 * q) - 1e-6 <= slow[0] < quick[0]
    assert not notes["exact"]


@pytest.mark.parametrize("scale", [1e-12, 1e12])
def test_units_do_not_matter(scale):
    measures = [
        Measure("one", "A", scale, {"B": 3}, divisible=True),
        Measure("two", "B", 1, {"A": 3 * scale}, divisible=True),
    ]
    _, values, _ = best(measures, 0.8)
    assert values / np.array([scale, 1]) == pytest.approx([1.75, 1.75], abs=1e-7)
    for objective in OBJECTIVES:
        _, values, _ = best(pair(3 * scale, scale), 0.8, objective)
        assert values / scale == pytest.approx([1.75, 1.75], abs=1e-7)


# ------------------------------------------------------------------ parts


@pytest.mark.parametrize("seed", range(8))
def test_the_best_mixture_against_lotteries(seed):
    rng = np.random.default_rng(seed)
    points = rng.uniform(0, 1, (seed + 1, int(rng.integers(2, 4))))
    shares = best_mixture(points)
    assert shares.sum() == pytest.approx(1)
    assert (shares >= 0).all()
    mean = shares @ points
    # The certificate of Frank and Wolfe: no point is worth more at the mixture's prices.
    assert (points / mean).sum(axis=1).max() <= points.shape[1] + 1e-10


def test_a_programme_that_fails(monkeypatch):
    from types import SimpleNamespace

    name = "negotiation.engine.roadmaps._path_programme.linear_programme"
    failed = SimpleNamespace(x=None)
    monkeypatch.setattr(name, lambda *args, **kwargs: failed)
    with pytest.raises(ng.NegotiationError, match="differ less in size"):
        best(pair(), 0.8)
    # Where conditions that just hold are said to fail, what was found before stands.
    asked = []

    def once(*args, **kwargs):
        asked.append(1)
        return linear_programme(*args, **kwargs) if len(asked) == 1 else failed

    for objective in ("egalitarian", np.array([1.0, 0.0])):
        asked.clear()
        monkeypatch.setattr(name, once)
        _, values, _ = best(pair(reversible=True), 0.8, objective, 1)
        assert values.max() >= 2 - 1e-9
    asked += [1, 1]
    path, _, _ = best(pair(), 0.8, "egalitarian", 1)
    assert len(path) == 1


def test_a_bond_beyond_measure():
    for size in (1e3, 1e18):
        _, values, _ = best(pair(), 0.8, "egalitarian", 2, bonds=size)
        assert values == pytest.approx([2, 2])


def test_costs_too_small_for_the_programme_do_not_add_up():
    # A gets nothing; each of its gifts costs next to nothing, and together more than counts.
    measures = [Measure(f"a{place}", "A", 0.9e-9, {"B": 1}, divisible=True) for place in range(5)]
    measures += [
        Measure("b", "B", 0.5, {"A": 1}, reversible=True, divisible=True),
        Measure("big", "A", 1, {"B": 0.1}, reversible=True, divisible=True),
    ]
    path, _, _ = best(measures, [0.2, 0.2], np.array([0.0, 1.0]), 2)
    assert path[-1, 5:] == pytest.approx([0, 0], abs=1e-8)


def test_an_indivisible_measure_is_refused():
    model = RoadMapModel((*pair(), Measure("whole", "A", 1, {"B": 1})))
    with pytest.raises(ng.NegotiationError, match=r"measure 'whole'.*all divisible"):
        best_divisible(model, terms_of(model.actors, 0.8))
    model = RoadMapModel(tuple(pair()))
    with pytest.raises(ng.NegotiationError, match="nash, egalitarian, utilitarian, or for weights"):
        best_divisible(model, terms_of(model.actors, 0.8), "raiffa-discrete")
