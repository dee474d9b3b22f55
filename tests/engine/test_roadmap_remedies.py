"""Why no road map exists and what would make one exist; every condition of a map one by one."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

import negotiation as ng
from negotiation.engine.roadmaps._mending import flips, splits, stakes
from negotiation.engine.roadmaps._model import RoadMapModel
from negotiation.engine.roadmaps._table_model import TableModel, levels_of, valid_masks

SEEDS = st.integers(0, 10**6)
SIDES = {"DPRK": "US", "US": "DPRK"}
TEXT = ("reversible", "irreversible", "split", "stages", "two changes")


def six(cases, irreversible="base"):
    inputs = cases["RM21"]["inputs"]
    return [
        ng.Measure(
            row["name"],
            row["owner"],
            row["cost_to_owner"],
            {SIDES[row["owner"]]: row["benefit_to_other"]},
            reversible=row["name"] not in inputs["irreversible"][irreversible],
        )
        for row in inputs["measures"]
    ]


def exchange(cost=1, gain=2, reversible=True):
    return [
        ng.Measure("a", "A", cost, {"B": gain}, reversible=reversible),
        ng.Measure("b", "B", cost, {"A": gain}, reversible=reversible),
    ]


def held(remedy, whole=True):
    """Return whether a remedy's map holds on its terms, found out from the start."""
    road, terms = remedy.road, remedy.road.terms
    again = ng.check_roadmap(
        road.model.measures,
        road.stages,
        patience=terms.patience,
        hazard=terms.hazard,
        lag=terms.lag,
        bonds=terms.bonds,
    )
    return again.status == "ok" and (not whole or again.path[-1].all())


def names(measures):
    return [each.name for each in measures]


def of_kind(found, *kinds):
    return [each for each in found if each.kind in kinds]


# ------------------------------------------------------------------ the reference case


@pytest.mark.slow
def test_relief_without_snapback_is_mended_by_making_it_reversible(cases):
    d = cases["RM21"]["inputs"]["delta"]
    measures = six(cases, "relief_without_snapback")
    found = ng.roadmap_remedies(measures, patience=d)
    assert found.status == "found"
    assert found.cheapest.kind == "reversible"
    assert found.cheapest.change in ("make P reversible", "make F reversible")
    # Once all is done nothing can be taken from DPRK, which drops its costly inspections.
    first = found.first_violation
    assert (first.actor, first.stage) == ("DPRK", len(found.nearest.stages) + 1)
    assert first.slack == pytest.approx(-1.0)
    assert first.bond == pytest.approx(1.0 / (d * (1 - d)))
    assert found.reason.startswith("Once all is done DPRK would break off")
    assert "1 less" in found.reason
    assert found.nearest.status == "broken"
    assert (found.road.status, found.road.stages) == ("disagreement", ())
    for remedy in found:
        assert held(remedy)
    # No patience whatever helps, nor do smaller steps.  One change suffices: no pairs are tried.
    assert not of_kind(found, "two changes")
    assert not of_kind(found, "patience", "split", "stages")
    told = str(found.summary())
    assert found.cheapest.change in told
    assert found.reason[:40] in told
    assert repr(found) == f"<Remedies: found, {len(found)} changes, cheapest: make F reversible>"
    assert "make F reversible" in repr(found.cheapest)
    assert found.summary()._repr_html_() == found._repr_html_()


def test_every_single_flip_that_helps_is_found(cases):
    for name in ("relief_without_snapback", "inspections_irreversible"):
        measures = six(cases, name)
        found = ng.roadmap_remedies(measures, patience=0.82, kinds=("reversible", "irreversible"))
        listed = {each.change for each in found if each.changes == 1}
        assert listed
        for k, each in enumerate(measures):
            turned = replace(each, reversible=not each.reversible)
            road = ng.roadmap(
                [*measures[:k], turned, *measures[k + 1 :]], target=names(measures), patience=0.82
            )
            kind = "reversible" if turned.reversible else "irreversible"
            assert (f"make {each.name} {kind}" in listed) == (road.status == "ok")
            for remedy in found:
                if remedy.change == f"make {each.name} {kind}":
                    np.testing.assert_allclose(remedy.values, road.values)


def test_nothing_to_mend(cases):
    found = ng.roadmap_remedies(six(cases), patience=0.82)
    assert (found.status, len(found), found.cheapest) == ("not needed", 0, None)
    assert (found.reason, found.first_violation, found.nearest) == ("", None, None)
    assert found.road.path[-1].all()
    assert "exists as things stand" in str(found.summary())
    assert repr(found) == "<Remedies: not needed, 0 changes>"
    # Less patient actors reach something, but not the whole.
    some = ng.roadmap_remedies(six(cases), patience=0.5, wanted="any")
    assert some.status == "not needed"
    assert not some.road.path[-1].all()
    whole = ng.roadmap_remedies(six(cases), patience=0.5, kinds="bond")
    assert whole.status == "found"
    assert whole.road.status == "short"
    np.testing.assert_allclose(whole.road.values, some.road.values)


# ------------------------------------------------------------------ sizes known in closed form


def test_the_least_patience():
    # Each gains 1 per period and saves 1 by breaking off: patience 1/2 is needed.
    found = ng.roadmap_remedies(exchange(), patience=0.3, kinds=["patience"])
    assert len(found) == 1
    assert found.cheapest.changes == 2
    np.testing.assert_allclose(found.cheapest.road.terms.patience, 0.5, atol=1e-6)
    assert found.cheapest.size == pytest.approx(0.2, abs=1e-6)
    assert held(found.cheapest)
    assert found.cheapest.change == "a patience of A 0.5 and B 0.5"
    one = ng.roadmap_remedies(exchange(), patience={"A": 0.9, "B": 0.3}, kinds=["patience"])
    assert [each.changes for each in one] == [1, 2]
    assert one.cheapest.change == "a patience of B 0.5"
    np.testing.assert_allclose(one.cheapest.road.terms.patience, [0.9, 0.5], atol=1e-6)
    assert one.remedies[1].road.terms.patience[0] > 0.9


def test_how_far_patience_is_searched():
    # The exchange needs a patience of cost / gain; a thousandth of the impatience is the limit.
    much = ng.roadmap_remedies(exchange(98, 100), patience=0.3, kinds=["patience"])
    np.testing.assert_allclose(much.cheapest.road.terms.patience, 0.98, atol=1e-6)
    near = ng.roadmap_remedies(exchange(999.2, 1000), patience=0.3, kinds=["patience"])
    np.testing.assert_allclose(near.cheapest.road.terms.patience, 0.9992, atol=1e-6)
    beyond = ng.roadmap_remedies(exchange(999.4, 1000), patience=0.3, kinds=["patience"])
    assert beyond.status == "none found"
    assert beyond.diagnostics["farthest"] == 0.001


@pytest.mark.slow
def test_the_least_patience_of_both(cases):
    measures = six(cases)
    found = ng.roadmap_remedies(measures, patience=0.5, kinds=["patience"])
    assert [each.changes for each in found] == [1, 2]
    assert found.cheapest.change == "a patience of US 0.75"
    target = {"target": names(measures)}
    for remedy in found:
        assert held(remedy)
        least = remedy.road.terms.patience
        assert ng.roadmap(measures, patience=least * (1 + 1e-9), **target).status == "ok"
        for lower in (1e-5, 1e-3, 0.01, 0.03, 0.1):
            below = np.maximum(0.5, least - lower)
            assert ng.roadmap(measures, patience=below, **target).status == "short"


def test_the_greatest_hazard():
    # d (1 - h) >= 1/2.
    found = ng.roadmap_remedies(exchange(), patience=0.9, hazard=0.5, kinds=["hazard"])
    assert found.cheapest.road.terms.hazard == pytest.approx(4 / 9, abs=1e-6)
    assert found.cheapest.size == pytest.approx(0.5 - 4 / 9, abs=1e-6)
    assert found.cheapest.change == "a hazard of 0.4444, not 0.5"
    assert held(found.cheapest)
    never = ng.roadmap_remedies(exchange(), patience=0.4, hazard=0.5, kinds=["hazard"])
    assert (never.status, never.remedies) == ("none found", ())
    assert "No change of those tried" in str(never.summary())
    calm = ng.roadmap_remedies(exchange(), patience=0.4, kinds=["hazard"])
    assert calm.status == "none found"


def test_the_longest_lag():
    # With lag L the exchange needs d^L * 2 >= 1.
    found = ng.roadmap_remedies(exchange(), patience=0.85, lag=7, kinds=["lag"])
    assert found.cheapest.road.terms.lag == 4
    assert found.cheapest.size == 3
    assert found.cheapest.change == "see a breach after 4 periods, not 7"
    assert held(found.cheapest)
    short = ng.roadmap_remedies(exchange(), patience=0.6, lag=2, kinds=["lag"])
    assert short.cheapest.change == "see a breach after 1 period, not 2"
    assert ng.roadmap_remedies(exchange(), patience=0.4, lag=2, kinds=["lag"]).status != "found"


def test_the_least_bond():
    measures = [
        ng.Measure("dismantling", "North", 3, {"South": 5}),
        ng.Measure("relief", "South", 1, {"North": 6}),
    ]
    found = ng.roadmap_remedies(measures, patience=0.8)
    # Whoever moves last saves its cost: 1 for South, 3 for North, over d (1 - d).
    assert [each.change for each in found] == [
        "a bond of 6.25 by South",
        "a bond of 18.75 by North",
        "make dismantling reversible and make relief reversible",
    ]
    assert [each.changes for each in found] == [1, 1, 2]
    assert found.remedies[0].size == pytest.approx(1 / 0.16)
    assert found.remedies[1].road.terms.bonds.tolist() == pytest.approx([3 / 0.16, 0])
    assert all(held(each) for each in found)
    assert "Of all orders this comes nearest: dismantling | relief." in found.reason
    assert "South would break off in stage 2" in found.reason
    assert found.first_violation == found.nearest.violated[0]
    # What is posted already counts.
    more = ng.roadmap_remedies(measures, patience=0.8, bonds=[0, 5], kinds=["bond"])
    assert more.cheapest.size == pytest.approx(1.25)
    assert more.cheapest.road.terms.bonds[1] == pytest.approx(6.25)


def test_bonds_of_several_where_none_alone_suffices():
    measures = exchange(cost=1, gain=2, reversible=True)
    found = ng.roadmap_remedies(measures, patience=0.25, kinds=["bond"])
    # In the end each saves 1 against the loss of the exchange: D - V = (1 - 2 d) = 1/2.
    assert found.cheapest.changes == 2
    assert found.cheapest.road.terms.bonds.tolist() == pytest.approx([0.5 / (0.25 * 0.75)] * 2)
    assert found.cheapest.size == pytest.approx(1 / (0.25 * 0.75))
    assert held(found.cheapest)


@settings(max_examples=12)
@given(SEEDS)
def test_a_little_less_of_a_bond_is_not_enough(seed):
    rng = np.random.default_rng(seed)
    measures = random_list(rng)
    d = rng.choice([0.6, 0.75, 0.85], 2).tolist()
    found = ng.roadmap_remedies(measures, patience=d, kinds=["bond"])
    unit = stakes(RoadMapModel(measures))
    for remedy in found:
        assert held(remedy)
        bonds = remedy.road.terms.bonds

        def exists(posted):
            found = ng.roadmap_frontier(measures, target=names(measures), patience=d, bonds=posted)
            return bool((found.values >= -1e-9).all(axis=1).any())

        assert exists(bonds * (1 + 1e-9))
        if remedy.changes == 1:
            assert not exists(np.maximum(bonds - 1e-6 * unit * (bonds > 0), 0))


@settings(max_examples=6)
@given(SEEDS)
def test_a_little_less_of_patience_breaks_that_map(seed):
    rng = np.random.default_rng(seed)
    measures = random_list(rng)
    d = rng.choice([0.4, 0.6, 0.7], 2).tolist()
    found = ng.roadmap_remedies(measures, patience=d, kinds=["patience"], pauses=False)
    for remedy in found:
        assert held(remedy)
        changed = remedy.road.terms.patience > np.array(d) + 1e-12
        less = 1 - (1 - remedy.road.terms.patience) * (1 + 1e-4 * changed)
        broken = ng.check_roadmap(measures, remedy.road.stages, patience=less)
        assert broken.status == "broken"


def random_list(rng):
    """Return a list with something to withdraw on both sides, often."""
    return [
        ng.Measure(
            f"m{k}",
            "AB"[k % 2],
            float(rng.integers(1, 4)),
            {"BA"[k % 2]: float(rng.integers(2, 7))},
            reversible=bool(k < 2 and rng.random() < 0.8),
        )
        for k in range(int(rng.integers(3, 5)))
    ]


# ------------------------------------------------------------------ steps and stages


def test_a_step_in_parts():
    # Half of the dismantling at a time is within what the collateral supports.
    measures = [
        ng.Measure("inspections", "A", 1, {"B": 10}, reversible=True),
        ng.Measure("relief", "B", 1, {"A": 7}, reversible=True),
        ng.Measure("dismantling", "A", 7, {"B": 10}),
        ng.Measure("treaty", "B", 7, {"A": 5}),
    ]
    found = ng.roadmap_remedies(measures, patience=0.75, kinds=["split", "stages"])
    parts = of_kind(found, "split")
    assert "take dismantling in 2 equal parts" in [each.change for each in parts]
    best = next(each for each in parts if "dismantling" in each.change)
    assert best.size == 2
    assert held(best)
    halves = [each for each in best.road.measures if "dismantling" in each.name]
    assert [each.cost for each in halves] == [3.5, 3.5]
    assert [each.benefits["B"] for each in halves] == [5, 5]
    taken = [k for k, stage in enumerate(best.road.stages) if "dismantling" in " ".join(stage)]
    assert len(taken) == 2


def test_parts_stand_in_for_the_whole():
    measures = [
        ng.Measure("base", "A", 2, {"B": 4}, reversible=True),
        ng.Measure("step", "A", 6, {"B": 9}, needs=["base"]),
        ng.Measure("next", "A", 1, {"B": 2}, needs=["step"]),
    ]
    model = RoadMapModel(measures)
    for change in splits(model)[1]:
        split, count = change.model, int(change.size)
        assert len(split.measures) == 2 + count
        assert split.names[1:-1] == tuple(f"step ({k + 1} of {count})" for k in range(count))
        full = np.ones(len(split.measures))
        np.testing.assert_allclose(split.flows(full), model.flows(np.ones(3)))
        assert split.measures[-1].needs == (f"step ({count} of {count})",)
        assert split.measures[1].needs == ("base",)
        assert split.measures[2].needs == (split.names[1],)
    assert [int(change.size) for change in splits(model)[0]] == [2, 3, 4, 5]


def test_longer_pauses_may_be_enough(cases):
    measures = six(cases)
    found = ng.roadmap_remedies(measures, patience=0.82, stages=1)
    longer = of_kind(found, "stages")
    assert [each.change for each in longer] == [f"allow {1 + longer[0].size:g} stages"]
    assert held(longer[0])
    needed = len(longer[0].road.stages)
    assert needed == 1 + longer[0].size
    target = {"target": names(measures), "patience": 0.82}
    assert ng.roadmap(measures, stages=needed, **target).status == "ok"
    assert ng.roadmap(measures, stages=needed - 1, **target).status != "ok"
    for remedy in of_kind(found, "split"):
        assert len(remedy.road.stages) < needed


def test_steps_are_not_split_into_too_many_states():
    model = RoadMapModel([ng.Measure(f"m{k}", "AB"[k % 2], 1, {"BA"[k % 2]: 2}) for k in range(9)])
    assert [int(change.size) for change in splits(model)[0]] == [2, 3]


# ------------------------------------------------------------------ what stands in the way


def test_no_remedy_for_what_is_barred(cases):
    issues = [
        ng.Issue("plants", ["no", "yes"], conceded_by="A"),
        ng.Issue("relief", ["no", "yes"], conceded_by="B"),
    ]
    line = ng.RedLine({"plants": "yes"}, reason="never the plants")
    actors = [
        ng.Actor(
            "A",
            ng.Additive({"plants": {"no": 0, "yes": -1}, "relief": {"no": 0, "yes": 3}}),
            red_lines=[line],
        ),
        ng.Actor("B", ng.Additive({"plants": {"no": 0, "yes": 3}, "relief": {"no": 0, "yes": -1}})),
    ]
    scenario = ng.Scenario("barred", issues, actors, status_quo={"plants": "no", "relief": "no"})
    whole = {"plants": "yes", "relief": "yes"}
    for target in (None, whole):
        found = ng.roadmap_remedies(scenario, target=target, patience=0.9)
        assert (found.status, len(found)) == ("none found", 0)
        assert found.first_violation is None
        assert found.reason.startswith("No order of steps helps: the target is barred by")
    assert "the red line of A: never the plants" in found.reason
    free = replace(scenario, actors=(replace(actors[0], red_lines=()), actors[1]))
    mended = ng.roadmap_remedies(free, patience=0.2)
    assert mended.cheapest is not None
    assert all(held(each) for each in mended)


def test_the_end_is_told_by_who_has_the_most_to_gain_of_what_is_at_stake():
    measures = [
        ng.Measure("a", "A", 100, {"B": 3}, reversible=True),
        ng.Measure("b", "B", 1, {"A": 190}, reversible=True),
    ]
    # A lacks 100 - 190 d of 290, B only 1 - 3 d of 4, but that is the greater share.
    found = ng.roadmap_remedies(measures, patience={"A": 0.5, "B": 0.1}, kinds=["bond"])
    assert found.nearest.steady_slack.tolist() == pytest.approx([-5, -0.7])
    assert found.first_violation.actor == "B"
    assert found.first_violation.slack == pytest.approx(-0.7)
    assert found.first_violation.bond == pytest.approx(0.7 / 0.09)


def test_no_remedy_for_a_loss():
    measures = [ng.Measure("a", "A", 3, {"B": 1})]
    found = ng.roadmap_remedies(measures, patience=0.8)
    assert found.status == "none found"
    assert "somebody would lose" in found.reason
    assert found.nearest is None
    none = ng.roadmap_remedies(exchange(), patience=0.8, stages=0, kinds=["bond"])
    assert "too few stages" in none.reason
    idle = ng.roadmap_remedies(exchange(), patience=0.8, stages=0, kinds=["stages"])
    assert idle.cheapest.change == "allow 1 stage"
    useless = ng.roadmap_remedies(measures, patience=0.8, wanted="any", kinds=["bond"])
    assert useless.reason.startswith("No order of steps makes somebody better off")


def test_any_map_that_both_like():
    measures = [ng.Measure("a", "A", 1, {"B": 3}), ng.Measure("b", "B", 1, {"A": 3})]
    found = ng.roadmap_remedies(measures, patience=0.8, wanted="any")
    assert found.status == "found"
    assert found.cheapest.kind == "bond"
    assert all(held(each, whole=False) for each in found)
    assert all((each.values > 0).all() for each in found)
    spoilt = [*measures, ng.Measure("c", "A", 50, {"B": 1})]
    some = ng.roadmap_remedies(spoilt, patience=0.8, wanted="any", kinds=["bond", "reversible"])
    assert some.status == "found"
    assert all("c" not in " ".join(sum(each.road.stages, ())) for each in some)
    all_of_it = ng.roadmap_remedies(spoilt, patience=0.8, kinds=["bond", "reversible"])
    assert all_of_it.status == "none found"


def test_changes_where_payoffs_are_listed(cases):
    measures = six(cases, "relief_without_snapback")
    plain = RoadMapModel(measures)
    table = TableModel(measures, plain.actors, plain.flows(levels_of(valid_masks(plain), 6)))
    assert splits(table) == []
    turned = flips(table)[4]
    assert turned.words == "make F reversible"
    assert isinstance(turned.model, TableModel)
    np.testing.assert_array_equal(turned.model.table, table.table)
    assert turned.model.reversible.tolist() == [False, False, True, False, True, False]


def test_orders_and_objectives_are_passed_on(cases):
    measures = six(cases, "relief_without_snapback")
    terms = {"patience": 0.82, "kinds": ["reversible"], "order": "sequential", "pauses": False}
    found = ng.roadmap_remedies(measures, objective="egalitarian", **terms)
    owner = {each.name: each.owner for each in measures}
    for remedy in found:
        assert all(len({owner[name] for name in stage}) == 1 for stage in remedy.road.stages)
        place = next(k for k, each in enumerate(measures) if each.name in remedy.change.split())
        turned = [*measures]
        turned[place] = replace(measures[place], reversible=True)
        road = ng.roadmap(
            turned,
            target=names(measures),
            objective="egalitarian",
            patience=0.82,
            order="sequential",
            pauses=False,
        )
        np.testing.assert_allclose(remedy.values, road.values)


def test_what_cannot_be_asked():
    with pytest.raises(ng.NegotiationError, match="'target'"):
        ng.roadmap_remedies(exchange(), patience=0.8, wanted="all")
    with pytest.raises(ng.NegotiationError, match="'bond'"):
        ng.roadmap_remedies(exchange(), patience=0.8, kinds=["bonds"])
    with pytest.raises(ng.NegotiationError, match="which kinds"):
        ng.roadmap_remedies(exchange(), patience=0.8, kinds=[])
    with pytest.raises(ng.NegotiationError, match="objective"):
        ng.roadmap_remedies(exchange(), patience=0.8, objective="nahs")
    with pytest.raises(ng.NegotiationError, match="order"):
        ng.roadmap_remedies(exchange(), patience=0.8, order="random")
    many = [ng.Measure(f"m{k}", "AB"[k % 2], 1, {"BA"[k % 2]: 2}) for k in range(10)]
    with pytest.raises(ng.NegotiationError, match="at most 512"):
        ng.roadmap_remedies(many, patience=0.8)
    parts = [replace(each, divisible=True) for each in exchange()]
    with pytest.raises(ng.NegotiationError, match="divisible"):
        ng.roadmap_remedies(parts, patience=0.8)


# ------------------------------------------------------------------ condition by condition


def test_the_diagnosis_of_a_map_that_breaks(cases):
    case = cases["RM13"]
    measures = six(cases)
    stages = [stage.split("+") for stage in case["inputs"]["sequence"]]
    tried = ng.check_roadmap(measures, stages, patience=case["inputs"]["delta"])
    table = tried.diagnosis()
    rows = list(table.rows)
    assert [row[:2] for row in rows] == [
        (stage, actor) for stage in (1, 2, "after") for actor in ("DPRK", "US")
    ]
    bonds = np.array([row[7] for row in rows]).reshape(3, 2)
    np.testing.assert_allclose(bonds.max(axis=0), case["expected"]["bonds"], atol=1e-9)
    np.testing.assert_allclose([row[4] for row in rows], tried.appraisal.slack.ravel())
    assert "the first is that of DPRK in stage 2, by 0.98" in str(table)
    broken = rows[2]
    assert np.isnan(broken[6])
    assert broken[5] == pytest.approx(10 / 11)
    enough = ng.check_roadmap(measures, stages, patience={"DPRK": broken[5] + 1e-9, "US": 0.82})
    assert enough.status == "ok"
    assert "Every condition is met." in str(enough.diagnosis())


def test_each_condition_is_met_down_to_its_own_patience(cases):
    measures = six(cases)
    road = ng.roadmap(measures, patience=0.82, pauses=False)
    rows = np.array([row[2:] for row in road.diagnosis().rows], float)
    rows = rows.reshape(len(road.path), 2, -1)
    np.testing.assert_allclose(rows[:, :, 3].max(axis=0), road.critical_patience)
    np.testing.assert_allclose(rows[:, :, 4].min(axis=0), road.tolerable_hazard)
    for stage in range(len(road.path)):
        for actor in range(2):
            for nudge, sign in ((1e-6, 1), (-1e-6, -1)):
                d = rows[stage, actor, 3] + nudge
                terms = np.full(2, 0.82)
                terms[actor] = np.clip(d, 1e-9, 1 - 1e-9)
                tried = ng.check_roadmap(measures, road.stages, patience=terms)
                if 0 < d < 0.82:
                    assert np.sign(tried.appraisal.slack[stage, actor]) == sign
                h = rows[stage, actor, 4] - nudge
                if 0 < h < 1:
                    tried = ng.check_roadmap(measures, road.stages, patience=0.82, hazard=h)
                    assert np.sign(tried.appraisal.slack[stage, actor]) == sign
    hopeless = ng.check_roadmap([ng.Measure("a", "A", 1, {"B": 1})], [["a"]], patience=0.8)
    row = hopeless.diagnosis().rows[0]
    assert np.isnan(row[5])
    last = ng.check_roadmap(exchange(), [["a", "b"]], patience=0.3)
    assert "A in stage 1" in str(last.diagnosis())


@settings(max_examples=40)
@given(SEEDS)
@example(1352)  # met from a patience of 1 on, that is never
def test_the_patience_of_a_condition_is_where_it_turns(seed):
    rng = np.random.default_rng(seed)
    measures = random_list(rng)
    order = rng.permutation(len(measures))
    stages = [[measures[k].name] for k in order]
    bonds = rng.integers(0, 9, 2).astype(float)
    d = rng.choice([0.3, 0.6, 0.9], 2)
    tried = ng.check_roadmap(measures, stages, patience=d, bonds=bonds)

    def slack(patience, stage, actor):
        terms = d.copy()
        terms[actor] = patience
        found = ng.check_roadmap(measures, stages, patience=terms, bonds=bonds)
        return found.appraisal.slack[stage, actor]

    for row in tried.diagnosis().rows:
        stage = len(stages) if row[0] == "after" else row[0] - 1
        actor = tried.actors.index(row[1])
        start, own = row[5], d[actor]
        if row[4] >= -1e-9:
            assert start <= own
            assert all(slack(x, stage, actor) >= -1e-7 for x in np.linspace(start, own, 6)[1:])
            assert start == 0 or slack(start - 1e-6, stage, actor) < 1e-9
        elif np.isnan(start):
            assert all(slack(x, stage, actor) < 0 for x in np.linspace(own, 0.999, 6))
        else:
            assert start > own
            assert slack(min(start + 1e-6, 1 - 1e-9), stage, actor) >= -1e-9
            assert all(slack(x, stage, actor) < 1e-9 for x in np.linspace(own, start, 6)[:-1])
