"""Road maps from a scenario: its concessions level by level, interactions, rules, targets."""

from __future__ import annotations

import itertools
import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import negotiation as ng
from negotiation.engine.roadmaps import _from_scenario
from negotiation.engine.roadmaps._model import RoadMapModel
from negotiation.engine.roadmaps._programme import RoadMapProgramme
from negotiation.engine.roadmaps._rows import rows_of
from negotiation.engine.roadmaps._table_model import TableModel, levels_of, valid_masks
from negotiation.engine.roadmaps._terms import terms_of
from tests.engine.road_map_oracle import best_of

SEEDS = st.integers(0, 10**6)
SIDES = {"DPRK": "US", "US": "DPRK"}


def close(actual, expected, tolerance=1e-8):
    expected = np.asarray(expected, float)
    assert np.shape(actual) == expected.shape
    assert (np.abs(actual - expected) <= tolerance * np.maximum(1, np.abs(expected))).all()


def talk(rows, irreversible=("Y", "E", "L"), **more):
    """Return the illustrative measures as a scenario of issues that are settled or not."""
    values = {"DPRK": {}, "US": {}}
    for row in rows:
        owner = row["owner"]
        values[owner][row["name"]] = {"no": 10, "yes": 10 - row["cost_to_owner"]}
        values[SIDES[owner]][row["name"]] = {"no": -3, "yes": row["benefit_to_other"] - 3}
    issues = [
        ng.Issue(
            row["name"],
            ["no", "yes"],
            conceded_by=row["owner"],
            reversible=row["name"] not in irreversible,
        )
        for row in rows
    ]
    actors = [
        ng.Actor(name, ng.Additive(table), discount=0.82, **more) for name, table in values.items()
    ]
    return ng.Scenario("six", issues, actors, status_quo={row["name"]: "no" for row in rows})


@pytest.fixture
def six(cases):
    return talk(cases["RM10_sim_0.82_0"]["inputs"]["measures"])


def everything(scenario, option="yes"):
    return {issue.name: option for issue in scenario.issues}


# ------------------------------------------------------------------ against measures by hand


def test_a_scenario_has_the_maps_of_measures_written_by_hand(cases, six):
    case = cases["RM10_sim_0.82_0"]
    frontier = ng.roadmap_frontier(six, pauses=False)
    close(frontier.values, case["expected"]["frontier_values"], case["tolerance"])
    assert type(frontier.model) is RoadMapModel
    road = ng.roadmap(six, target=everything(six), pauses=False)
    close(road.values, case["expected"]["nash_value"], case["tolerance"])
    assert road.status == "ok"
    steps = [stage.split("+") for stage in case["expected"]["nash_path"]]
    assert [{name.split(":")[0] for name in stage} for stage in road.stages] == [
        set(each) for each in steps
    ]
    assert road.diagnostics["status_quo"] == {"DPRK": 10 * 3 - 9, "US": 10 * 3 - 9}
    assert road.diagnostics["end"] == six.outcome(everything(six))
    assert "DPRK 21 → 24, US 21 → 36" in str(road.summary())


def test_a_sequence_of_named_steps_is_checked(cases, six):
    case = cases["RM11"]
    for name, sequence in case["inputs"]["sequences"].items():
        stages = [
            [] if stage == "pause" else [f"{each}: yes" for each in stage.split("+")]
            for stage in sequence
        ]
        tried = ng.check_roadmap(six, stages, patience=case["inputs"]["delta"])
        close(tried.values, case["expected"][name]["V0"], case["tolerance"])


# ------------------------------------------------------------------ against all maps


class Lattice:
    """All maps over levels of issues, by brute force."""

    def __init__(self, scenario, patience, hazard=0.0, target=None):
        self.scenario, self.d, self.h = scenario, np.asarray(patience, float), hazard
        self.names = [actor.name for actor in scenario.actors]
        self.start = self.level(scenario.status_quo)
        self.top = (
            tuple(len(issue) - 1 for issue in scenario.issues)
            if target is None
            else self.level(target)
        )
        self.goal = None if target is None else self.top
        self.owner = [self.names.index(issue.conceded_by) for issue in scenario.issues]
        self.known = {}

    def level(self, outcome):
        return tuple(int(issue.level(outcome[issue.name])) for issue in self.scenario.issues)

    def states(self, road):
        """Return the levels along a map."""
        out = [list(self.start)]
        for stage in road.stages:
            out.append(list(out[-1]))
            for name in stage:
                issue, option = name.split(": ")
                place = [each.name for each in self.scenario.issues].index(issue)
                out[-1][place] = max(out[-1][place], self.scenario.issues[place].level(option))
        return [tuple(each) for each in out]

    def pay(self, state):
        if state not in self.known:
            space = ng.OutcomeSpace(self.scenario.issues, [self.start, state])
            utility = np.array(
                [actor.preferences.utilities(space) for actor in self.scenario.actors]
            )
            self.known[state] = utility[:, 1] - utility[:, 0]
        return self.known[state]

    def allowed(self, state):
        space = ng.OutcomeSpace(self.scenario.issues, [state])
        rules = [*self.scenario.constraints]
        rules += [line for actor in self.scenario.actors for line in actor.red_lines]
        return state == self.start or not any(rule.holds(space)[0] for rule in rules)

    def floor(self, state):
        return tuple(
            max(start, int(issue.floor(issue.options[level])))
            for issue, level, start in zip(self.scenario.issues, state, self.start, strict=True)
        )

    def between(self, low, high):
        return itertools.product(*(range(a, b + 1) for a, b in zip(low, high, strict=True)))

    def mine(self, i, own, others):
        return tuple(
            a if who == i else b for a, b, who in zip(own, others, self.owner, strict=True)
        )

    def breach(self, i, before, after):
        """Return what the best way to break off is worth, levels kept or raised included."""
        best = -np.inf
        low = self.mine(i, self.floor(before), after)
        for own in self.between(low, self.mine(i, self.top, after)):
            floor = self.floor(own)
            later = max(
                self.pay(then)[i] for then in self.between(floor, self.mine(i, self.top, floor))
            )
            best = max(best, (1 - self.d[i]) * self.pay(own)[i] + self.d[i] * later)
        return best

    def held(self, before, after, worth):
        return all(worth[i] >= self.breach(i, before, after) - 1e-9 for i in range(len(self.d)))

    def maps(self, stages, pauses):
        d, h = self.d, self.h

        def onwards(state, left):
            here = self.pay(state), self.pay(self.floor(state))
            now = (1 - d) * here[0] + d * h * here[1]
            stay = now / (1 - d * (1 - h))
            if self.goal in (None, state) and self.held(state, state, stay):
                yield [state], stay
            for after in self.between(state, self.top) if left else ():
                if not self.allowed(after) or (after == state and not pauses):
                    continue
                for path, value in list(onwards(after, left - 1)):
                    then = (1 - d) * self.pay(after) + d * h * self.pay(self.floor(after))
                    worth = then + d * (1 - h) * value
                    if self.held(state, after, worth):
                        yield [state, *path], worth

        return list(onwards(self.start, stages))


def random_talk(rng, kind):
    """Return a scenario of concessions with levels, in round numbers."""
    issues, values = [], {"A": {}, "B": {}}
    for place, size in enumerate(rng.integers(2, 4, int(rng.integers(2, 4)))):
        options = [str(level) for level in range(size)]
        owner = "AB"[place % 2]
        withdrawn = [option for option in options[1:] if rng.random() < 0.5]
        issues.append(ng.Issue(f"i{place}", options, conceded_by=owner, reversible=withdrawn))
        cost = np.cumsum(rng.integers(0 if kind != "gift" else -2, 4, size))
        gain = np.cumsum(rng.integers(0, 6, size))
        values[owner][f"i{place}"] = dict(zip(options, (-cost).tolist(), strict=True))
        other = "BA"[place % 2]
        values[other][f"i{place}"] = dict(zip(options, gain.tolist(), strict=True))
    shape = tuple(len(issue) for issue in issues)
    actors = []
    for name, table in values.items():
        preferences = ng.Additive(table)
        if kind == "table":
            space = ng.OutcomeSpace.full(issues)
            numbers = preferences.utilities(space).reshape(shape) + rng.integers(-1, 2, shape)
            preferences = ng.PayoffTable(numbers)
        actors.append(ng.Actor(name, preferences))
    quo = {issue.name: issue.options[int(rng.integers(0, 2))] for issue in issues}
    found = ng.Scenario("random", issues, actors, status_quo=quo)
    if kind == "rules":
        red = {"i0": ["1"], "i1": ["0"] if quo["i1"] == "1" else ["1"]}
        first = replace(actors[0], red_lines=[red])
        bar = {"i0": "1" if quo["i0"] == "0" else "0", "i1": "0" if quo["i1"] == "1" else "1"}
        found = replace(found, actors=(first, actors[1]), constraints=[bar])
    return found


@pytest.mark.parametrize("kind", ["sum", "gift", "table", "rules"])
@settings(max_examples=20)
@given(seed=SEEDS)
def test_the_frontier_of_levels_is_the_best_of_all_maps(kind, seed):
    rng = np.random.default_rng(seed)
    scenario = random_talk(rng, kind)
    d = rng.choice([0.6, 0.8, 0.9], 2)
    hazard = float(rng.choice([0.0, 0.1]))
    pauses, stages = bool(rng.random() < 0.3), int(rng.integers(1, 4))
    terms = {"patience": d.tolist(), "hazard": hazard, "pauses": pauses, "stages": stages}
    tops = {issue.name: issue.options[-1] for issue in scenario.issues}
    if tops == dict(scenario.status_quo):
        return
    for target in (None, tops):
        lattice = Lattice(scenario, d, hazard, target)
        values = [value for _, value in lattice.maps(stages, pauses)]
        frontier = ng.roadmap_frontier(scenario, target=target, **terms)
        if not values:
            assert len(frontier) == 0
            continue
        close(frontier.values, best_of(np.array(values)))
        for road in frontier.maps:
            assert road.appraisal.holds
            states = lattice.states(road)
            for stage, (before, after) in enumerate(
                zip(states, [*states[1:], states[-1]], strict=True)
            ):
                breaches = [lattice.breach(i, before, after) for i in range(2)]
                close(road.appraisal.breaches[stage], breaches)


def test_a_level_above_locks_those_below():
    # Dismantling half a plant cannot be undone, nor the freeze that comes with it.
    plants = ng.Issue(
        "plants", ["none", "freeze", "half", "all"], conceded_by="A", reversible=["freeze"]
    )
    relief = ng.Issue("relief", ["none", "some"], conceded_by="B")
    costs = {"none": 0, "freeze": -2, "half": -3, "all": -6}
    brings = {"none": 0, "freeze": 4, "half": 6, "all": 9}
    actors = [
        ng.Actor("A", ng.Additive({"plants": costs, "relief": {"none": 0, "some": 5}})),
        ng.Actor("B", ng.Additive({"plants": brings, "relief": {"none": 0, "some": -1}})),
    ]
    scenario = ng.Scenario(
        "plants", [plants, relief], actors, status_quo={"plants": "none", "relief": "none"}
    )
    tried = ng.check_roadmap(scenario, [["plants: half"], ["relief: some"]], patience=0.5)
    assert tried.stages[0] == ("plants: freeze", "plants: half")
    # B would keep what cannot be withdrawn, 6 and not the 2 that "half" adds to the freeze.
    assert tried.appraisal.breaches[1].tolist() == [0.5 * (5 - 3) + 0.5 * -3, 6]
    assert tried.appraisal.breaches[2, 1] == 6
    later = ng.check_roadmap(scenario, [["plants: freeze"], ["plants: all"]], patience=0.5)
    assert later.stages == (("plants: freeze",), ("plants: half", "plants: all"))
    frozen = ng.check_roadmap(scenario, [["plants: freeze", "relief: some"]], patience=0.5)
    assert frozen.appraisal.breaches[1].tolist() == [0.5 * 5, 0.5 * 4]
    assert frozen.status == "ok"


def chain(rng, count):
    """Return two tracks of measures, each of which needs the one below it."""
    out = []
    for owner, other in (("A", "B"), ("B", "A")):
        for k in range(count):
            out.append(
                ng.Measure(
                    f"{owner}{k}",
                    owner,
                    float(rng.integers(0, 4)),
                    {other: float(rng.integers(1, 6))},
                    reversible=bool(rng.random() < 0.6),
                    needs=[f"{owner}{k - 1}"] if k else [],
                )
            )
    return out


@settings(max_examples=15)
@given(SEEDS)
def test_programmes_know_what_is_locked(seed):
    rng = np.random.default_rng(seed)
    measures = chain(rng, 2 + int(rng.integers(0, 2)))
    terms = {
        "patience": rng.choice([0.7, 0.85], 2).tolist(),
        "hazard": float(rng.choice([0.0, 0.1])),
        "lag": int(rng.integers(1, 3)),
        "stages": 3,
        "objective": "utilitarian",
    }
    for target in (None, [each.name for each in measures]):
        one = ng.roadmap(measures, target=target, method="pareto", **terms)
        other = ng.roadmap(measures, target=target, method="milp", **terms)
        assert one.status == other.status
        assert other.appraisal.holds
        assert other.values.sum() == pytest.approx(one.values.sum(), abs=1e-6)


def test_rows_give_what_the_checker_gives_where_measures_are_locked():
    measures = chain(np.random.default_rng(5), 3)
    measures[2] = replace(measures[2], reversible=False)
    measures[0] = replace(measures[0], reversible=True)
    model = RoadMapModel(measures)
    assert model.anchors[0] in (1, 2)
    path = np.array([[0] * 6, [1, 1, 0, 1, 0, 0], [1, 1, 1, 1, 1, 0], [1, 1, 1, 1, 1, 1]], float)
    terms = terms_of(model.actors, 0.8, hazard=0.1, lag=2)
    rows = rows_of(model, terms, 3)
    tried = ng.check_roadmap(
        measures, [["A0", "A1", "B0"], ["A2", "B1"], ["B2"]], patience=0.8, hazard=0.1, lag=2
    )
    close(rows.incentive @ path[1:].ravel(), tried.appraisal.slack, 1e-12)
    close(rows.worth @ path[1:].ravel(), tried.appraisal.values, 1e-12)


def test_branches_above_a_measure_are_for_the_dynamic_programme():
    measures = [
        ng.Measure("base", "A", 1, {"B": 2}, reversible=True),
        ng.Measure("left", "A", 1, {"B": 3}, needs=["base"]),
        ng.Measure("right", "A", 1, {"B": 3}, needs=["base"]),
        ng.Measure("relief", "B", 1, {"A": 6}, reversible=True),
    ]
    model = RoadMapModel(measures)
    states = np.array([[1, 0, 0, 0], [1, 0, 1, 0], [1, 1, 0, 1], [1, 1, 1, 1]])
    assert model.floor(states)[:, 0].tolist() == [0, 1, 1, 1]
    assert ng.roadmap(measures, patience=0.9).status == "ok"
    with pytest.raises(ng.NegotiationError, match="'base'"):
        ng.roadmap(measures, patience=0.9, method="milp")
    # With one of them above the other there is no doubt which holds the base in place.
    measures[2] = replace(measures[2], needs=("left",))
    assert RoadMapModel(measures).anchors.tolist() == [1, 1, 2, -1]
    # Another actor's measure does not lock it: it can be withdrawn from under that.
    measures[1] = replace(measures[1], owner="B", benefits={"A": 3})
    measures[2] = replace(measures[2], needs=())
    assert RoadMapModel(measures).anchors.tolist() == [-1, 1, 2, -1]


def test_states_are_listed_without_listing_all_combinations():
    rng = np.random.default_rng(0)
    measures = [
        ng.Measure(f"m{k}", "A", 1, {"B": 1}, needs=[f"m{k - 1}"] if k % 12 else [])
        for k in range(36)
    ]
    model = RoadMapModel(measures)
    masks = valid_masks(model)
    assert len(masks) == 13**3
    assert (np.diff(masks) > 0).all()
    levels = levels_of(masks, 36)
    for one, other in model.needs:
        assert (levels[:, one] <= levels[:, other]).all()
    # In whatever order measures are listed.
    order = rng.permutation(36)
    shuffled = RoadMapModel([measures[k] for k in order])
    again = levels_of(valid_masks(shuffled), 36)
    assert {tuple(row) for row in again} == {tuple(row) for row in levels[:, order]}
    free = [ng.Measure(f"m{k}", "A", 1, {"B": 1}) for k in range(21)]
    with pytest.raises(ng.NegotiationError, match='method="milp"'):
        valid_masks(RoadMapModel(free))
    assert len(valid_masks(RoadMapModel(free[:20]))) == 1 << 20
    long = [ng.Measure(f"m{k}", "A", 1, {}, needs=[f"m{k - 1}"] if k else []) for k in range(63)]
    with pytest.raises(ng.NegotiationError, match="63 measures"):
        valid_masks(RoadMapModel(long))


# ------------------------------------------------------------------ targets


def test_a_target_is_reached_or_the_map_says_that_it_stops_short(six):
    aim = everything(six)
    assert ng.roadmap(six, target=aim, patience=0.82).path[-1].all()
    # Less patient actors do not get there, but they get somewhere.
    short = ng.roadmap(six, target=aim, patience=0.5)
    assert short.status == "short"
    assert short.appraisal.holds
    assert 0 < short.path[-1].sum() < 6
    assert "leads to the target" in str(short.summary())
    free = ng.roadmap(six, patience=0.5)
    assert free.status == "ok"
    close(free.values, short.values, 0)
    assert len(ng.roadmap_frontier(six, target=aim, patience=0.5)) == 0
    nothing = ng.roadmap(six, target=aim, patience=0.05)
    assert nothing.status == "disagreement"
    assert nothing.stages == ()
    some = ng.roadmap(six, target={"I": "yes", "P": "yes"}, patience=0.5)
    assert some.stages == (("I: yes", "P: yes"),)


def test_what_can_be_a_target(six):
    offer = ng.Offer("freeze for freeze", {**six.status_quo, "I": "yes", "P": "yes"}, by="US")
    with_offer = replace(six, offers=[offer])
    wanted = ng.roadmap(six, target={"I": "yes", "P": "yes"}).stages
    assert ng.roadmap(with_offer, target="freeze for freeze").stages == wanted
    assert ng.roadmap(with_offer, target=offer).stages == wanted
    assert ng.roadmap(six, target=six.outcome({"I": "yes", "P": "yes"})).stages == wanted
    walk = replace(six, actors=tuple(replace(each, reservation=21) for each in six.actors))
    deal = ng.solve(walk, "nash")
    assert len(deal.outcomes) == 1
    road = ng.roadmap(walk, target=deal)
    assert road.diagnostics["target"] == deal.outcomes[0]
    two = replace(deal, indices=np.array([0, 1]), payoffs=np.zeros((2, 2)))
    with pytest.raises(ng.NegotiationError, match=r"selects 2 .*outcomes\[0\]"):
        ng.roadmap(walk, target=two)
    with pytest.raises(ng.NegotiationError, match="draws lots between 2 packages"):
        ng.roadmap(walk, target=replace(two, lottery=dict.fromkeys(two.outcomes, 0.5)))
    for wrong in (3, ["I"]):
        with pytest.raises(ng.NegotiationError, match="A target is a package"):
            ng.roadmap(six, target=wrong)
    with pytest.raises(ng.NegotiationError, match="freeze"):
        ng.roadmap(with_offer, target="freez for freeze")
    with pytest.raises(ng.NegotiationError, match="'Q'"):
        ng.roadmap(six, target={"Q": "yes"})


def test_a_target_among_measures_is_a_list_of_names():
    measures = [
        ng.Measure("a", "A", 1, {"B": 3}, reversible=True),
        ng.Measure("b", "B", 1, {"A": 3}, reversible=True),
        ng.Measure("c", "A", 1, {"B": 3}, needs=["a"]),
    ]
    road = ng.roadmap(measures, target=["b", "a"], patience=0.8)
    assert road.stages == (("a", "b"),)
    assert road.status == "ok"
    alone = ng.roadmap(measures, target=["a"], patience=0.8)
    assert alone.status == "disagreement"
    with pytest.raises(ng.NegotiationError, match="'d'"):
        ng.roadmap(measures, target=["d"], patience=0.8)
    with pytest.raises(ng.NegotiationError, match="names of those"):
        ng.roadmap(measures, target="a", patience=0.8)
    with pytest.raises(ng.NegotiationError, match="'a'"):
        ng.roadmap(measures, target=["c"], patience=0.8)
    with pytest.raises(ng.NegotiationError, match=r"patience=0\.9, or"):
        ng.roadmap(measures)
    parts = [replace(each, divisible=True) for each in measures]
    with pytest.raises(ng.NegotiationError, match="no target"):
        ng.roadmap(parts, target=["a", "b"], patience=0.8)


def test_a_programme_leads_to_the_target_too(six):
    model = RoadMapModel(ng.roadmap_frontier(six).model.measures)
    programme = RoadMapProgramme(
        model, terms_of(model.actors, 0.82), 4, order="simultaneous", pauses=True, whole=True
    )
    assert programme.levels == 24
    whole = ng.roadmap(six, target=everything(six), method="milp", stages=4)
    assert whole.status == "ok"
    assert whole.path[-1].all()
    short = ng.roadmap(six, target=everything(six), method="milp", patience=0.5, stages=4)
    assert short.status == "short"


def bystander():
    """Return a scenario in which A and B gain by steps that harm C, who has none."""
    issues = [ng.Issue(name, ["no", "yes"], conceded_by=name.upper()) for name in "ab"]
    worth = {"A": (-1, 3), "B": (3, -1), "C": (0, -2)}
    actors = [
        ng.Actor(name, ng.Additive({"a": {"no": 0, "yes": a}, "b": {"no": 0, "yes": b}}))
        for name, (a, b) in worth.items()
    ]
    return ng.Scenario("bystander", issues, actors, status_quo={"a": "no", "b": "no"})


def test_a_target_that_somebody_would_lose_by_is_not_called_out_of_reach():
    scenario, aim = bystander(), {"a": "yes", "b": "yes"}
    # Bonds hold all three to it.
    terms = {"target": aim, "patience": 0.9, "bonds": 60}
    frontier = ng.roadmap_frontier(scenario, **terms)
    assert len(frontier)
    assert (frontier.values[:, 2] < 0).all()
    road = ng.roadmap(scenario, **terms)
    assert road.status == "disagreement"
    assert road.diagnostics["target_at_a_loss"]
    told = "Maps that hold lead to the target, but somebody would lose by each of them."
    assert told in str(road.summary())
    programme = ng.roadmap(scenario, method="milp", **terms)
    assert programme.status == "disagreement"
    assert programme.diagnostics["losses_left_out"]
    # Something else can be had: then it is the best on the way.
    more = replace(
        scenario,
        issues=(*scenario.issues, ng.Issue("c", ["no", "yes"], conceded_by="C")),
        actors=tuple(
            replace(each, preferences=ng.Additive({**each.preferences.values, "c": values}))
            for each, values in zip(
                scenario.actors,
                ({"no": 0, "yes": 1}, {"no": 0, "yes": 1}, {"no": 0, "yes": 0}),
                strict=True,
            )
        ),
        status_quo={**scenario.status_quo, "c": "no"},
    )
    terms["target"] = {**aim, "c": "yes"}
    for method, said in (("pareto", told[:-1]), ("milp", "No map that holds, and that nobody")):
        short = ng.roadmap(more, method=method, **terms)
        assert short.status == "short"
        assert said in str(short.summary())
        drawn = ng.plotting.roadmap(short).get_title(loc="left")
        assert said in " ".join(drawn.split())
    without = ng.roadmap(more, **{**terms, "bonds": None})
    assert not without.diagnostics["target_at_a_loss"]
    assert "No map that holds leads to the target" in str(without.summary())


def test_a_continuous_issue_may_stay_where_it_is():
    scenario = bystander()
    share = ng.Issue("share", (0.0, 1.0), conceded_by="C", unit="")
    scenario = replace(
        scenario,
        issues=(*scenario.issues, share),
        actors=tuple(
            replace(
                each,
                preferences=ng.Additive({**each.preferences.values, "share": {0.0: 0, 1.0: worth}}),
            )
            for each, worth in zip(scenario.actors, (2, 2, -1), strict=True)
        ),
        status_quo={**scenario.status_quo, "share": 0.0},
    )
    assert ng.roadmap(scenario, target={}, patience=0.9).status == "ok"
    assert ng.roadmap(scenario, target={"a": "yes"}, patience=0.9).status == "disagreement"
    for aim in (None, {"share": 0.5}):
        with pytest.raises(ng.NegotiationError, match="on_grid"):
            ng.roadmap(scenario, target=aim, patience=0.9)
    cut = ng.roadmap(scenario.on_grid({"share": 3}), target={"share": 1.0}, patience=0.9)
    assert cut.model.names == ("share: 0.5", "share: 1.0")


def test_who_breaks_off_has_no_critical_patience():
    rng, seen = np.random.default_rng(3), 0
    for _ in range(60):
        scenario = random_talk(rng, str(rng.choice(["sum", "gift", "table"])))
        if all(scenario.status_quo[each.name] == each.options[-1] for each in scenario.issues):
            continue
        names = ng.roadmap_frontier(scenario, patience=0.9, stages=0).model.names
        stages = [[name] for name in names]
        road = ng.check_roadmap(scenario, stages, patience=0.8)
        breaks = (road.appraisal.slack < -road.model.tolerance).any(axis=0)
        assert np.isnan(road.critical_patience).tolist() == breaks.tolist()
        # Some break it off whose own conditions are not among those listed.
        seen += {road.actors[k] for k in np.flatnonzero(breaks)} > {
            each.actor for each in road.violated
        }
    assert seen


def test_nothing_to_do(six):
    here = ng.roadmap(six, target=six.status_quo)
    assert (here.status, here.stages) == ("ok", ())
    assert here.values.tolist() == [0, 0]
    assert here.diagnostics["end"] == six.status_quo
    poor = replace(six, actors=tuple(replace(each, reservation=99) for each in six.actors))
    none = ng.solve(poor, "nash")
    assert none.outcomes == ()
    road = ng.roadmap(poor, target=none)
    assert (road.status, road.stages) == ("disagreement", ())
    assert ng.roadmap_frontier(poor, target=none).values.tolist() == [[0, 0]]
    # Where nothing is done nobody's patience matters.
    endless = replace(poor, actors=tuple(replace(each, discount=1.0) for each in poor.actors))
    assert ng.roadmap(endless, target=none).status == "disagreement"
    assert ng.roadmap(endless, target=none, patience=0.7).terms.patience.tolist() == [0.7, 0.7]
    needless = ng.roadmap_remedies(six, target=six.status_quo)
    assert (needless.status, needless.road.stages) == ("not needed", ())


# ------------------------------------------------------------------ words, terms, errors


def test_what_a_map_says_of_the_scenario(six):
    poor = replace(six, actors=(replace(six.actors[0], reservation=25), six.actors[1]))
    road = ng.roadmap(poor, target=everything(six))
    told = str(road.summary())
    assert "To DPRK the end is worth less than walking away (25)" in told
    assert "To US" not in told
    close(road.values, ng.roadmap(six, target=everything(six)).values, 0)
    gladly = replace(
        six,
        actors=(
            replace(
                six.actors[0],
                preferences=replace(
                    six.actors[0].preferences,
                    values={**six.actors[0].preferences.values, "I": {"no": 10, "yes": 11}},
                ),
            ),
            six.actors[1],
        ),
    )
    glad = ng.roadmap(gladly)
    assert glad.status == "ok"
    assert "I: yes" in glad.stages[0]
    assert "I: yes: the owner gains by this itself" in str(glad.summary())
    assert "the owner gains" not in told


def test_a_gift_alone_is_a_map():
    gift = ng.Issue("gift", ["no", "yes"], conceded_by="A")
    values = {"gift": {"no": 0, "yes": 1}}
    scenario = ng.Scenario(
        "gift",
        [gift],
        [ng.Actor("A", ng.Additive(values)), ng.Actor("B", ng.Additive(values))],
        status_quo={"gift": "no"},
    )
    road = ng.roadmap(scenario, target={"gift": "yes"}, patience=0.9)
    assert road.stages == (("gift: yes",),)
    assert road.values.tolist() == [1, 1]
    close(road.slack, [[0, 0.9]])
    # To stay at the beginning is not self-enforcing: A would take the step at once.
    assert ng.roadmap(scenario, patience=0.9, stages=0).status == "disagreement"
    assert len(ng.roadmap_frontier(scenario, patience=0.9, stages=0)) == 0


def test_a_rule_that_bars_the_target_is_named(six):
    line = ng.RedLine({"Y": "yes", "E": "yes"}, reason="not both plants")
    strict = replace(six, actors=(replace(six.actors[0], red_lines=[line]), six.actors[1]))
    road = ng.roadmap(strict, target=everything(six))
    assert road.status == "short"
    assert "barred by the red line of DPRK: not both plants" in str(road.summary())
    assert not {"Y: yes", "E: yes"} <= {name for stage in road.stages for name in stage}
    for stage, steps in ((2, [["Y: yes"], ["E: yes"]]), (1, [["Y: yes", "E: yes"], ["I: yes"]])):
        with pytest.raises(ng.NegotiationError, match="not both plants") as refused:
            ng.check_roadmap(strict, steps)
        assert refused.value.place["stage"] == stage
    bound = replace(six, constraints=[{"L": "yes", "I": "no"}])
    first = ng.roadmap(bound, target=everything(six))
    order = [name for stage in first.stages for name in stage]
    assert first.status == "ok"
    assert order.index("I: yes") <= order.index("L: yes") or len(first.stages[0]) > 1
    assert isinstance(first.model, TableModel)


def test_where_things_stand_is_allowed_whatever_anybody_thinks_of_it(six):
    line = ng.RedLine({"I": "no", "P": "no"}, reason="things cannot go on like this")
    strict = replace(six, actors=(replace(six.actors[0], red_lines=[line]), six.actors[1]))
    road = ng.roadmap(strict)
    assert isinstance(road.model, TableModel)
    assert road.status == "ok"
    assert not road.path[0].any()
    assert set(road.stages[0]) & {"I: yes", "P: yes"}
    assert ng.roadmap(strict, stages=0).status == "disagreement"


def test_patience_comes_from_the_actors_unless_it_is_given(six):
    own = ng.roadmap(six, target=everything(six))
    assert own.terms.patience.tolist() == [0.82, 0.82]
    mixed = ng.roadmap(six, patience={"US": 0.9})
    assert mixed.terms.patience.tolist() == [0.82, 0.9]
    endless = replace(six, actors=(replace(six.actors[0], discount=1.0), six.actors[1]))
    assumed = ng.roadmap(endless)
    assert assumed.terms.patience.tolist() == [0.9, 0.82]
    who = six.actors[0].name
    assert f"the patience of {who}; 0.9 is assumed" in str(assumed.summary())
    for answer in (ng.roadmap_frontier(endless), ng.roadmap_remedies(endless)):
        assert f"the patience of {who}; 0.9 is assumed" in str(answer.summary())
    assert "is assumed" in str(ng.check_roadmap(endless, [["I: yes"]]).summary())
    for told in ({"DPRK": 0.8}, 0.8):
        assert "assumed" not in str(ng.roadmap(endless, patience=told).summary())
    assert "assumed" not in str(own.summary())
    with pytest.raises(ng.NegotiationError, match="'USA'"):
        ng.roadmap(six, patience={"USA": 0.9})


def small(**more):
    relief = ng.Issue("relief", ["none", "some", "all"], conceded_by="B")
    venue = ng.Issue("venue", ["Hanoi", "Geneva"])
    values = {"relief": {"none": 0, "some": 1, "all": 2}, "venue": {"Hanoi": 0, "Geneva": 1}}
    given = {
        "issues": [relief, venue],
        "actors": [ng.Actor("A", ng.Additive(values)), ng.Actor("B", ng.Additive(values))],
        "status_quo": {"relief": "some", "venue": "Hanoi"},
        **more,
    }
    return ng.Scenario("small", **given)


def test_targets_that_no_steps_lead_to():
    for target, told in (
        ({"venue": "Geneva"}, "conceded_by="),
        ({"relief": "none"}, "takes back a concession"),
    ):
        with pytest.raises(ng.NegotiationError, match=told):
            ng.roadmap(small(), target=target, patience=0.9)
    with pytest.raises(ng.NegotiationError, match="status_quo="):
        ng.roadmap(small(status_quo=None), patience=0.9)
    with pytest.raises(ng.NegotiationError, match="no step to take"):
        ng.roadmap(small(status_quo={"relief": "all", "venue": "Hanoi"}), patience=0.9)
    sliding = ng.Issue("relief", (0, 2), conceded_by="B", unit="bn")
    worth = ng.Additive({"relief": {0: 0, 2: 2}, "venue": {"Hanoi": 0, "Geneva": 1}})
    actors = [ng.Actor("A", worth), ng.Actor("B", worth)]
    smooth = small(
        issues=[sliding, small().issues[1]],
        actors=actors,
        status_quo={"relief": 0, "venue": "Hanoi"},
    )
    for target in (None, {"relief": 1}):
        with pytest.raises(ng.NegotiationError, match="on_grid"):
            ng.roadmap(smooth, target=target, patience=0.9)
    assert ng.roadmap(smooth.on_grid({"relief": 3}), patience=0.9).status == "ok"
    # A continuous issue that stays as it is does no harm.
    extra = ng.Issue("aid", ["no", "yes"], conceded_by="A")
    more = {"relief": {0: 0, 2: 2}, "venue": {"Hanoi": 0, "Geneva": 1}}
    both = small(
        issues=[sliding, small().issues[1], extra],
        actors=[
            ng.Actor("A", ng.Additive({**more, "aid": {"no": 0, "yes": 1}})),
            ng.Actor("B", ng.Additive({**more, "aid": {"no": 0, "yes": 1}})),
        ],
        status_quo={"relief": 0.5, "venue": "Hanoi", "aid": "no"},
    )
    road = ng.roadmap(both, target={"aid": "yes"}, patience=0.9)
    assert road.stages == (("aid: yes",),)
    assert road.diagnostics["end"]["relief"] == 0.5


def test_levels_that_cannot_be_listed(monkeypatch):
    issues, values = [], {"A": {}, "B": {}}
    for k in range(6):
        owner, other = ("A", "B") if k % 2 else ("B", "A")
        options = ["0", "1", "2"]
        issues.append(ng.Issue(f"i{k}", options, conceded_by=owner))
        values[owner][f"i{k}"] = {"0": 0, "1": -1, "2": -2.5}
        values[other][f"i{k}"] = {"0": 0, "1": 2, "2": 4}
    actors = [ng.Actor(name, ng.Additive(table)) for name, table in values.items()]
    scenario = ng.Scenario("many", issues, actors, status_quo={issue.name: "0" for issue in issues})
    terms = {"patience": 0.8, "stages": 1, "objective": "utilitarian"}
    listed = ng.roadmap(scenario, **terms)
    monkeypatch.setattr(_from_scenario, "LISTED", 100)
    road = ng.roadmap(scenario, **terms)
    close(road.values, listed.values)
    assert type(road.model) is RoadMapModel
    close(road.model.spending, listed.model.spending, 0)
    close(road.model.receiving, listed.model.receiving, 0)
    for rare in ({"i0": "2", "i1": "2"}, {f"i{k}": "12"[k % 2] for k in range(6)}):
        strict = replace(scenario, constraints=[rare])
        with pytest.raises(ng.NegotiationError, match="target="):
            ng.roadmap(strict, **terms)
    crossed = ng.Interacting(
        values["A"], interactions=[ng.Interaction({"i0": ["1", "2"], "i1": ["1", "2"]}, value=1)]
    )
    joined = replace(scenario, actors=(replace(actors[0], preferences=crossed), actors[1]))
    with pytest.raises(ng.NegotiationError, match="729 states"):
        ng.roadmap(joined, **terms)
    near = ng.roadmap(joined, target={"i0": "1", "i1": "1", "i2": "1"}, **terms)
    assert isinstance(near.model, TableModel)


@pytest.mark.parametrize("scale", [1e-12, 1.0, 1e12])
def test_scale_and_origin_do_not_matter(cases, scale):
    scenario = talk(cases["RM10_sim_0.82_0"]["inputs"]["measures"])

    def moved(actor):
        values = {
            issue: {option: scale * (worth + 5) for option, worth in table.items()}
            for issue, table in actor.preferences.values.items()
        }
        return replace(actor, preferences=ng.Additive(values))

    other = replace(scenario, actors=tuple(moved(each) for each in scenario.actors))
    one, two = ng.roadmap(scenario, pauses=False), ng.roadmap(other, pauses=False)
    assert one.stages == two.stages
    close(two.values / scale, one.values)


# ------------------------------------------------------------------ Hanoi


def test_hanoi():
    hanoi = ng.library.load("hanoi-2019")
    for offer in hanoi.offers:
        road = ng.roadmap(hanoi, target=offer.name, patience=0.9)
        assert road.status == "short"
        assert road.appraisal.holds
        assert any("barred" in each for each in road.diagnostics["remarks"])
        assert (road.values > 0).all()
    best = ng.roadmap(hanoi, patience=0.9)
    assert best.status == "ok"
    lines = [line for actor in hanoi.actors for line in actor.red_lines]
    for state in best.path:
        raised = dict(hanoi.status_quo)
        for name, level in zip(best.model.names, state, strict=True):
            if level:
                issue, option = name.split(": ", 1)
                raised[issue] = option
        space = ng.OutcomeSpace.of(hanoi.issues, [raised])
        assert not any(line.holds(space)[0] for line in lines)
    assert math.prod(best.values) > math.prod(
        ng.roadmap(hanoi, target={"facilities": "Yongbyon freeze"}, patience=0.9).values
    )
