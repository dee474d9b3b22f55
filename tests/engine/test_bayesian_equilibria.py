"""Bayesian equilibria, acceptance and offers, against brute force over types and strategies."""

from __future__ import annotations

import itertools
import json
from fractions import Fraction

import numpy as np
import pytest

import negotiation as ng

MEETS = ng.NormalFormGame([[[2, 0], [0, 1]], [[1, 0], [0, 2]]], ["BS", "BS"])
AVOIDS = ng.NormalFormGame([[[2, 0], [0, 1]], [[0, 2], [1, 0]]], ["BS", "BS"])
BOS = {("she", "meets"): MEETS, ("she", "avoids"): AVOIDS}


def whole_numbers(seed, types, strategies):
    """Return integer payoffs and integer weights of type profiles."""
    rng = np.random.default_rng(seed)
    payoffs = rng.integers(0, 3, (len(types), *types, *strategies))
    weights = rng.integers(0, 4, types)
    weights.flat[0] += 1
    return payoffs, weights


def game_of(payoffs, weights):
    return ng.BayesianGame(payoffs, prior=weights / weights.sum())


def pure_by_hand(payoffs, weights):
    """Return the pure equilibria, an action per possible type of every actor, by exact sums."""
    count, types = weights.ndim, weights.shape
    strategies = payoffs.shape[1 + count :]
    seats = [
        (own, t)
        for own in range(count)
        for t in range(types[own])
        if np.moveaxis(weights, own, 0)[t].sum() > 0
    ]
    found = set()
    for moves in itertools.product(*(range(strategies[own]) for own, _ in seats)):
        plan = dict(zip(seats, moves, strict=True))

        def worth(own, t, action, plan=plan):
            total = 0
            for profile in itertools.product(*map(range, types)):
                if profile[own] == t and weights[profile]:
                    cell = [action if a == own else plan[a, profile[a]] for a in range(count)]
                    total += int(weights[profile]) * int(payoffs[(own, *profile, *cell)])
            return total

        if all(
            worth(own, t, plan[own, t]) >= worth(own, t, other)
            for own, t in seats
            for other in range(strategies[own])
        ):
            found.add(moves)
    return found


def actions(game, behaviour):
    return tuple(
        int(np.argmax(behaviour[own][t]))
        for own in range(len(game.actors))
        for t in np.flatnonzero(game.possible[own])
    )


def test_the_reference_game_and_its_types(reference):
    case = json.loads((reference / "cases" / "games" / "bayesian-bos.json").read_text())
    game = ng.BayesianGame(BOS)
    found = ng.bayesian_equilibria(game)
    assert found.complete
    assert len(found.behaviour) == case["number_of_extreme_equilibria"]
    for each in case["extreme_equilibria"]:
        x = [float(Fraction(share)) for share in each["x"]]
        y = [float(Fraction(share)) for share in each["y"]]
        hers = [[y[0] + y[1], y[2] + y[3]], [y[0] + y[2], y[1] + y[3]]]
        payoffs = [float(Fraction(share)) for share in each["payoffs"]]
        place = [
            k
            for k, (his, her) in enumerate(found.behaviour)
            if np.allclose(his, [x], atol=1e-9) and np.allclose(her, hers, atol=1e-9)
        ]
        assert len(place) == 1
        assert found.payoffs[place[0]] == pytest.approx(payoffs, abs=1e-9)
    assert found.pure.tolist() == [True, False, False]
    assert "<table>" in found._repr_html_()
    assert "66.7% B, 33.3% S" in str(found.summary())
    # Osborne's figure: the type that meets goes to B, the other to S.
    assert found.interim[0][1].tolist() == [1.0, 2.0]


@pytest.mark.parametrize("seed", range(12))
@pytest.mark.parametrize(
    ("types", "strategies"), [((2, 2), (2, 2)), ((1, 3), (3, 2)), ((2, 1, 2), (2, 2, 2))]
)
def test_pure_equilibria_equal_brute_force(seed, types, strategies):
    payoffs, weights = whole_numbers(seed, types, strategies)
    game = game_of(payoffs, weights)
    found = ng.bayesian_equilibria(game, mixed=False)
    assert found.complete
    assert {actions(game, each) for each in found.behaviour} == pure_by_hand(payoffs, weights)
    assert len({actions(game, each) for each in found.behaviour}) == len(found.behaviour)
    # Every type an actor of its own: the same pure equilibria.
    agents = ng.equilibria(game.agent_form(), "pure-nash")
    assert len(agents.profiles) == len(found.behaviour)


@pytest.mark.parametrize("seed", range(12))
def test_no_type_gains_by_deviating(seed):
    payoffs, weights = whole_numbers(100 + seed, (2, 2), (2, 3))
    game = game_of(payoffs, weights)
    found = ng.bayesian_equilibria(game)
    assert found.behaviour
    for number, behaviour in enumerate(found.behaviour):
        for own in range(2):
            for t in np.flatnonzero(game.possible[own]):
                belief = game.beliefs(game.actors[own])[t]
                other = np.nan_to_num(behaviour[1 - own])
                table = game.payoffs[own]
                table = table[t] if own == 0 else table[:, t].swapaxes(1, 2)
                options = np.einsum("u,uab,ub->a", belief, table, other)
                value = behaviour[own][t] @ options
                assert options.max() - value <= 1e-9 * 2
                assert found.interim[number][own][t] == pytest.approx(value, abs=1e-9)
                assert found.regret[number][own][t] == pytest.approx(0, abs=1e-8)
        shares = found.occurs(number)
        assert shares.sum() == pytest.approx(1)
        total = sum(found.results(number).values())
        assert total == pytest.approx(1)


@pytest.mark.parametrize("seed", range(6))
def test_rescaling_a_type_and_adding_what_it_cannot_change_alters_nothing(seed):
    payoffs, weights = whole_numbers(seed, (2, 2), (2, 2))
    weights = weights + 1
    rng = np.random.default_rng(seed)
    other = payoffs.astype(float)
    for own in range(2):
        mine = np.moveaxis(other[own], own, 0)
        mine *= np.array([1e-30, 1e30]).reshape(2, 1, 1, 1)
        # A constant per own type and the other's choice: no decision of its own.
        shift = rng.random((2, 1, 2)) * np.array([1e-30, 1e30]).reshape(2, 1, 1)
        mine += np.expand_dims(shift, 2 if own == 0 else 3)
    one = ng.bayesian_equilibria(game_of(payoffs, weights))
    two = ng.bayesian_equilibria(game_of(other, weights))
    assert one.complete == two.complete
    assert len(one.behaviour) == len(two.behaviour)
    for each in one.behaviour:
        assert any(
            all(np.allclose(a, b, atol=1e-7) for a, b in zip(each, known, strict=True))
            for known in two.behaviour
        )


def test_an_unlikely_type_still_does_its_best():
    tiny = 1e-13
    game = ng.BayesianGame(BOS, prior={("she", "meets"): 1 - tiny, ("she", "avoids"): tiny})
    for behaviour in ng.bayesian_equilibria(game).behaviour:
        his, hers = behaviour
        best = 1 if his[0, 0] > 0.5 + 1e-9 else 0
        if abs(his[0, 0] - 1 / 3) > 1e-6:
            assert hers[1, best] == pytest.approx(1)


def test_a_catastrophe_for_one_type_hides_nothing_from_another():
    # The second type would pay dearly for one cell; it still prefers 1 to 0 in the others.
    proud = np.array([[0.0, 1.0], [-1e13, 0.0]])
    mild = np.array([[1.0, 0.0], [0.0, 2.0]])
    payoffs = np.zeros((2, 2, 1, 2, 2))
    payoffs[0, :, 0] = [mild, proud]
    payoffs[1, :, 0] = [mild, -mild]
    found = ng.bayesian_equilibria(ng.BayesianGame(payoffs))
    for behaviour in found.behaviour:
        for t in range(2):
            options = payoffs[0, t, 0] @ behaviour[1][0]
            used = behaviour[0][t] > 0
            assert (options[used] >= options.max() - 1e-9 * np.abs(options).max()).all()
    assert found.behaviour or not found.complete


def test_types_of_probability_zero_change_nothing():
    without = ng.bayesian_equilibria(ng.BayesianGame({("she", "meets"): MEETS}))
    within = ng.bayesian_equilibria(ng.BayesianGame(BOS, prior={("she", "meets"): 1.0}))
    assert len(without.behaviour) == len(within.behaviour) == 3
    assert within.payoffs == pytest.approx(without.payoffs)
    for behaviour, interim in zip(within.behaviour, within.interim, strict=True):
        assert np.isnan(behaviour[1][1]).all()
        assert np.isnan(interim[1][1])
    assert within.undominated.all()
    assert within.pure.tolist() == without.pure.tolist()
    assert "avoids" not in str(within.summary())


def test_everything_equal():
    game = ng.BayesianGame(np.zeros((2, 2, 1, 2, 2)))
    found = ng.bayesian_equilibria(game)
    assert len(found.behaviour) == 8
    assert found.undominated.all()
    assert "mixtures" in str(found.summary())
    assert ng.bayesian_equilibria(ng.BayesianGame([[[7.0]]])).payoffs.tolist() == [[7.0]]


@pytest.mark.slow
def test_long_lists_are_cut_and_say_so():
    found = ng.bayesian_equilibria(ng.BayesianGame(np.zeros((2, 6, 6, 2, 2))), mixed=False)
    assert len(found.behaviour) == 2000
    assert not found.complete
    assert "Only the first 2,000 of 4,096" in str(found.summary())
    assert "perhaps not all" in repr(found)


def test_only_bayesian_games_are_answered():
    with pytest.raises(ng.NegotiationError, match="BayesianGame"):
        ng.bayesian_equilibria(MEETS)


def test_three_actors_say_whether_mixed_ones_may_lack():
    payoffs, weights = whole_numbers(5, (2, 1, 1), (2, 2, 2))
    found = ng.bayesian_equilibria(game_of(payoffs, weights))
    assert found.complete or "may be other equilibria" in str(found.summary())


def test_dominated_behaviour_is_told_apart():
    # The first type's second strategy is never worse and once better.
    game = ng.BayesianGame([[[[[1, 0], [1, 1]]]], [[[[0, 0], [0, 0]]]]])
    found = ng.bayesian_equilibria(game, mixed=False)
    plays = [actions(game, each) for each in found.behaviour]
    assert dict(zip(plays, found.undominated.tolist(), strict=True)) == {
        (0, 0): False,
        (1, 0): True,
        (1, 1): True,
    }


def test_rounding_dominates_nothing():
    table = np.array([[1.0, 3.0], [1.0, 3.0 + 1e-14], [2.0, 0.0]])
    game = ng.BayesianGame([table[None, None], np.zeros((1, 1, 3, 2))])
    found = ng.bayesian_equilibria(game, mixed=False)
    assert found.undominated.all()
    assert (0, 1) in [actions(game, each) for each in found.behaviour]


# ------------------------------------------------------------------ acceptance


SIDES = ng.PreferenceTypes(
    {
        "Buyer": {"keen": [3, 1], "cool": [1, -1]},
        "Seller": {"poor": [1, 2], "rich": [-1, 1]},
    },
    outcomes=["low", "high"],
    prior=[[0.4, 0.2], [0.1, 0.3]],
)


@pytest.mark.parametrize(("outcome", "chance"), [("low", 0.5), ("high", 0.6)])
def test_the_undominated_equilibrium_is_to_say_what_one_thinks(outcome, chance):
    found = ng.bayesian_equilibria(ng.acceptance_game(SIDES, outcome))
    honest = [k for k in range(len(found.behaviour)) if found.undominated[k]]
    assert [found.results(k)[outcome] for k in honest] == pytest.approx([chance])
    # All say no: nobody alone can change that.
    nothing = [found.results(k) for k in range(len(found.behaviour))]
    assert any(each.get("no agreement", 0) == pytest.approx(1) for each in nothing)
    assert f"{outcome} {chance:.1%}" in str(found.summary())


def test_acceptance_probabilities():
    assert SIDES.acceptance == pytest.approx([0.5, 0.6])
    # keen and rich agree on the high price, cool and poor on the low one, cool and rich on none.
    assert SIDES.agreeable == pytest.approx(0.7)


def test_a_menu_needs_coordination():
    found = ng.bayesian_equilibria(ng.acceptance_game(SIDES, ["low", "high"]), mixed=False)
    deals = [found.results(k) for k in range(len(found.behaviour))]
    assert any(each.get("low", 0) == pytest.approx(0.5) for each in deals)
    assert any(each.get("high", 0) == pytest.approx(0.6) for each in deals)
    assert any(each.get("no agreement", 0) == pytest.approx(1) for each in deals)


def test_offers_screen_over_packages():
    offers = ng.best_offers(SIDES, "Seller")
    # poor: low 0.5 x ..., given its belief about the buyer
    keen = np.array([0.4 / 0.5, 0.2 / 0.5])
    assert offers.acceptance == pytest.approx(np.array([[1, keen[0]], [1, keen[1]]]))
    assert offers.expected == pytest.approx(np.array([[1, 2 * keen[0]], [-1, keen[1]]]))
    assert offers.outcomes == (("high",), ("high",))
    assert offers.values == pytest.approx([1.6, 0.4])
    assert offers.no_agreement == pytest.approx(0.4)
    assert offers.lost == pytest.approx(0.1)
    assert "10.0%" in str(offers.summary())
    assert "no agreement with probability 0.4" in repr(offers)
    assert "<table>" in offers._repr_html_()


def test_ties_red_lines_and_types_that_cannot_gain():
    sides = ng.PreferenceTypes(
        {
            "A": {"even": [1, 1, 0], "lost": [-1, -1, 0], "never": [1, 2, 3], "proud": [1, 5, 0]},
            "B": {"any": [0, 0, 0]},
        },
        prior={"A": [0.5, 0.25, 0.0, 0.25]},
        refused={"A": {"proud": np.array([False, True, False])}},
    )
    offers = ng.best_offers(sides, "A")
    assert offers.best == ((0, 1), (), (), (0,))
    assert offers.values.tolist() == [1, 0, 0, 1]
    assert offers.agreement[1] == 0
    assert np.isnan(offers.agreement[2])
    assert np.isnan(offers.acceptance[2]).all()
    assert offers.no_agreement == pytest.approx(0.25)
    assert "and 1 as good" in str(offers.summary())


def test_three_at_the_table():
    sides = ng.PreferenceTypes(
        {"A": {"a": [1]}, "B": {"yes": [1], "no": [-1]}, "C": {"yes": [1], "no": [-1]}}
    )
    assert ng.best_offers(sides, "A").agreement.tolist() == [0.25]
    found = ng.bayesian_equilibria(ng.acceptance_game(sides, 0), mixed=False)
    honest = np.flatnonzero(found.undominated)
    assert [found.results(int(k)) for k in honest] == [{"0": 0.25, "no agreement": 0.75}]


def test_offers_that_cannot_be_meant():
    with pytest.raises(ng.NegotiationError, match="Did you mean 'Seller'"):
        ng.best_offers(SIDES, "seller")
    with pytest.raises(ng.NegotiationError, match="PreferenceTypes"):
        ng.best_offers(3, "A")
    with pytest.raises(ng.NegotiationError, match="nobody to make an offer to"):
        ng.best_offers(ng.PreferenceTypes({"A": {"t": [1]}}), "A")


def england_zimbabwe(reference):
    folder = reference / "domains" / "england-zimbabwe-types"
    kinds = ("Compromise", "LongTerm", "ShortTerm")
    names = [f"{side} {kind}" for side in "AB" for kind in kinds]
    files = [folder / f"Side_{side}{kind}.xml" for side in "AB" for kind in kinds]
    talks = ng.io.read(folder / "EngZimDomain.xml", profiles=files, actors=names)
    types = ng.PreferenceTypes.from_scenario(talks, {"A": names[:3], "B": names[3:]})
    return types, ng.bargaining_problem(talks)


def test_england_zimbabwe_with_three_types_a_side(reference):
    types, problem = england_zimbabwe(reference)
    accepts = problem.gains >= 0
    by_hand = np.mean(
        [accepts[:, a] & accepts[:, 3 + b] for a in range(3) for b in range(3)], axis=0
    )
    assert types.acceptance == pytest.approx(by_hand)
    assert (types.acceptance > 1 - 1e-9).sum() == int(problem.zopa.sum()) == 379
    # A package that some types of both sides refuse: say yes or no, each knowing itself only.
    row = int(np.flatnonzero((by_hand > 0.4) & (by_hand < 0.5))[0])
    found = ng.bayesian_equilibria(ng.acceptance_game(types, types.outcomes[row]), mixed=False)
    label = str(types.outcomes[row])
    honest = [found.results(int(k)).get(label, 0) for k in np.flatnonzero(found.undominated)]
    assert max(honest) == pytest.approx(by_hand[row])
    for side, own in (("A", [0, 1, 2]), ("B", [3, 4, 5])):
        offers = ng.best_offers(types, side)
        others = [k for k in range(6) if k not in own]
        chance = accepts[:, others].mean(axis=1)
        for t, column in enumerate(own):
            expected = problem.gains[:, column] * chance
            expected = np.where(accepts[:, column], expected, -np.inf)
            assert offers.values[t] == pytest.approx(expected.max())
            assert set(offers.best[t]) == set(np.flatnonzero(expected >= expected.max() - 1e-9))


def test_with_worse_alternatives_to_talks_private_information_costs_agreements(reference):
    types, problem = england_zimbabwe(reference)
    # Illustrative: walking away is worth 80% of the way from an actor's worst to its best.
    payoffs = problem.payoffs
    walk = payoffs.min(axis=0) + 0.8 * (payoffs.max(axis=0) - payoffs.min(axis=0))
    gains = payoffs - walk
    proud = ng.PreferenceTypes(
        {
            side: {label: gains[:, 3 * s + t] for t, label in enumerate(types.types[s])}
            for s, side in enumerate(types.actors)
        },
        types.outcomes,
    )
    possible = np.mean(
        [
            ((gains[:, a] >= 0) & (gains[:, 3 + b] >= 0)).any()
            for a, b in itertools.product(range(3), repeat=2)
        ]
    )
    assert proud.agreeable == pytest.approx(possible)
    offers = ng.best_offers(proud, "A")
    assert offers.no_agreement >= 1 - possible - 1e-12
    assert offers.lost == pytest.approx(offers.no_agreement - (1 - possible))


@pytest.mark.filterwarnings("error")
def test_an_unlikely_type_with_huge_payoffs_overflows_nothing():
    payoffs = np.zeros((2, 2, 1, 2, 2))
    payoffs[:, 0] = [[3, 0], [0, 1]]
    payoffs[:, 1] = 1e300
    found = ng.bayesian_equilibria(ng.BayesianGame(payoffs, prior=[[1 - 1e-9], [1e-9]]))
    assert found.complete
    assert found.pure.sum() == 4


def test_too_many_plans_to_compare_are_refused():
    game = ng.BayesianGame(np.zeros((2, 10, 10, 3, 3)))
    with pytest.raises(ng.NegotiationError, match="3,486,784,401 combinations"):
        ng.bayesian_equilibria(game, mixed=False)
