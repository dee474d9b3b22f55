"""Signalling games: published and derived cases, every equilibrium against its definition."""

from __future__ import annotations

import importlib
import itertools
import json
import re
from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import negotiation as ng
from negotiation.errors import InvalidTypeError, TooLargeError, UnknownNameError
from tests.engine.information.assessments import (
    NEAR,
    believable,
    best_to,
    expected,
    held,
    in_hull,
    is_equilibrium,
    outcome,
    pure_equilibria,
    sent,
)

MODULE = importlib.import_module("negotiation.engine.information.signalling")


def summit(p=0.75, rejected=-1.0):
    """A proposal of a summit: a homework question of 2020, one payoff of which is disputed."""
    return ng.SignallingGame(
        {"earnest": p, "duplicitous": 1 - p},
        {
            "no proposal": (0, 0),
            "propose": {
                "negotiate": {"earnest": (2, 2), "duplicitous": (4, -4)},
                "reject": (rejected, 0),
            },
        },
        sender="Kim",
        receiver="President",
    )


def beer_quiche():
    """Cho and Kreps (1987)."""
    return ng.SignallingGame(
        {"wimp": 0.1, "surly": 0.9},
        {
            "beer": {
                "duel": {"wimp": (0, 1), "surly": (1, 0)},
                "don't": {"wimp": (2, 0), "surly": (3, 1)},
            },
            "quiche": {
                "duel": {"wimp": (1, 1), "surly": (0, 0)},
                "don't": {"wimp": (3, 0), "surly": (2, 1)},
            },
        },
    )


def schooling(costs=(1.2, 0.4)):
    """Spence's market with two productivities, three wages and a firm that pays what is due."""
    due = {"able": 2.0, "less able": 1.0}
    cost = dict(zip(("less able", "able"), costs, strict=True))
    return ng.SignallingGame(
        {"less able": 0.5, "able": 0.5},
        {
            school: {
                str(wage): {
                    kind: (wage - years * cost[kind], -((wage - due[kind]) ** 2)) for kind in cost
                }
                for wage in (1.0, 1.5, 2.0)
            }
            for school, years in (("none", 0), ("degree", 1))
        },
    )


def random_game(rng, shape, top):
    prior = rng.integers(1, 4, shape[0])
    return ng.SignallingGame(
        {f"t{t}": share for t, share in enumerate(prior / prior.sum())},
        rng.integers(0, top, (2, *shape)).astype(float),
    )


def kinds(answer):
    return [each.kind for each in answer.equilibria]


# ------------------------------------------------------------------ known cases


@pytest.mark.parametrize(("p", "earnest"), [(0.75, 2 / 3), (0.9, 2 / 9)])
def test_a_likely_earnest_summit_has_three_equilibria(p, earnest):
    answer = ng.signalling(summit(p))
    assert answer.complete
    assert kinds(answer) == ["pooling", "pooling", "hybrid"]
    both, neither, hybrid = answer.equilibria
    assert both.sends("earnest") == both.sends("duplicitous") == {"no proposal": 0, "propose": 1}
    assert both.responds("propose") == {"negotiate": 1, "reject": 0}
    assert both.payoffs == pytest.approx([2 * p + 4 * (1 - p), 2 * p - 4 * (1 - p)])
    assert (
        neither.sends("earnest") == neither.sends("duplicitous") == {"no proposal": 1, "propose": 0}
    )
    off = neither.off_path["propose"]
    assert off.responses["negotiate"] == (0.0, 0.2)
    assert off.responses["reject"] == (0.8, 1.0)
    assert off.beliefs["earnest"] == pytest.approx((0.0, 2 / 3))
    assert neither.intuitive
    assert neither.d1
    assert hybrid.sends("duplicitous")["propose"] == 1
    assert hybrid.sends("earnest")["propose"] == pytest.approx(earnest, abs=1e-12)
    assert hybrid.responds("propose")["negotiate"] == pytest.approx(1 / 3, abs=1e-12)
    assert hybrid.believes("propose")["earnest"] == pytest.approx(2 / 3, abs=1e-12)
    assert hybrid.type_payoffs == pytest.approx([0, 2 / 3])
    assert hybrid.payoffs[1] == 0
    assert [part.dimension for part in answer.components] == [0, 0, 0]


@pytest.mark.parametrize("p", [0.0, 0.1, 0.5, 0.6666])
def test_an_unlikely_earnest_summit_is_not_proposed(p):
    (only,) = ng.signalling(summit(p)).equilibria
    assert only.kind == "pooling"
    assert only.sends("duplicitous")["no proposal"] == 1
    assert only.off_path["propose"].responses["negotiate"] == (0.0, 0.2 if p else 0.0)


def test_at_two_thirds_the_president_may_mix():
    answer = ng.signalling(summit(2 / 3))
    assert [part.dimension for part in answer.components] == [1, 0]
    (line, point) = answer.components
    ends = [answer.equilibria[each].responds("propose")["negotiate"] for each in line.equilibria]
    assert ends == pytest.approx([1, 1 / 3], abs=1e-12)
    assert answer.equilibria[point.equilibria[0]].sends("earnest")["no proposal"] == 1
    assert "1 and 2 are the ends of a line of equilibria." in str(answer.summary())


@pytest.mark.parametrize(("p", "negotiate"), [(0.5, [0]), (0.75, [1]), (2 / 3, [1, 0]), (1, [1])])
def test_as_printed_proposing_is_dominant(p, negotiate):
    answer = ng.signalling(summit(p, rejected=1))
    assert [each.responds("propose")["negotiate"] for each in answer.equilibria] == negotiate
    assert all((each.sender[:, 1] == 1).all() for each in answer.equilibria)
    assert len(answer.components) == 1


def test_the_record_of_the_summit_has_these_numbers(reference):
    text = (reference / "hanoi" / "games.yaml").read_text(encoding="utf-8")
    told = {
        name: [float(each) for each in pair.split(",")]
        for name, pair in re.findall(r"    (\w+): +\[([-\d, ]+)\]", text)
    }
    game = summit(rejected=told["propose_reject"][0])
    assert game.payoffs[0][:, 0, 0].tolist() == told["no_proposal"]
    assert game.payoffs[1][:, 0, 0].tolist() == told["propose_negotiate_earnest"]
    assert game.payoffs[1][:, 1, 0].tolist() == told["propose_negotiate_duplicitous"]
    assert game.payoffs[1][:, 0, 1].tolist() == told["propose_reject"]


def test_beer_and_quiche(reference):
    cases = json.loads((reference / "cases" / "theory.json").read_text(encoding="utf-8"))
    case = next(each for each in cases if each["id"] == "IN13")["expected"]
    answer = ng.signalling(beer_quiche())
    assert len(answer.components) == len(answer.equilibria) == case["n_pure_pbe_outcomes"]
    beer, quiche = answer.equilibria
    (kept,) = answer.surviving()
    assert kept is beer
    assert beer.sends("wimp")["beer"] == beer.sends("surly")["beer"] == 1
    assert beer.type_payoffs.tolist() == case["sender_payoffs"]
    assert beer.off_path["quiche"].responses["duel"] == (0.5, 1.0)
    assert beer.off_path["quiche"].beliefs["wimp"] == (0.5, 1.0)
    assert quiche.upset == {"beer": ("intuitive criterion", "D1")}
    assert answer.surviving("d1") == (beer,)


def test_beer_and_quiche_has_the_payoffs_of_the_reference_game(reference):
    file = reference / "cases" / "games" / "beer-quiche.json"
    told = json.loads(file.read_text(encoding="utf-8"))
    pays = {tuple(map(Fraction, each)) for each in told["equilibrium_payoffs"]}
    ours = {
        tuple(Fraction(float(x)).limit_denominator(1000) for x in each.payoffs)
        for each in ng.signalling(beer_quiche()).equilibria
    }
    assert ours == pays
    table = np.array(told["reduced_normal_form"]["payoffs"])
    exact = np.vectorize(lambda cell: float(Fraction(cell)))(table)
    assert beer_quiche().normal_form().payoffs == pytest.approx(exact, abs=1e-12)


def test_every_equilibrium_of_von_stengel_and_forges_pays_the_same():
    game = ng.SignallingGame(
        {"G": 0.5, "B": 0.5},
        {
            "X": {"l": {"G": (4, 10), "B": (6, 0)}, "r": (0, 6)},
            "Y": {"l": {"G": (4, 10), "B": (6, 0)}, "r": (0, 6)},
        },
    )
    answer = ng.signalling(game)
    assert {tuple(each.payoffs) for each in answer.equilibria} == {(0.0, 6.0)}
    assert len(answer.equilibria) == 4
    assert all(each.responds(m)["r"] == 1 for each in answer.equilibria for m in "XY")
    assert len(answer.components) == 1
    # The six extreme equilibria of the normal form mix whole plans; two of them lie between ours.
    for mixed in (
        (1, 0, 0, 0),
        (2, 1, 0, 0),
        (0, 3, 2, 0),
        (0, 2, 3, 0),
        (0, 0, 1, 2),
        (0, 0, 0, 1),
    ):
        profile = (np.array(mixed) / sum(mixed), [0, 0, 0, 1])
        assert held(answer, *behaviour(game, profile))


def test_poker_and_software_have_one_hybrid_equilibrium():
    card = ng.SignallingGame(
        {"Red": 0.5, "Black": 0.5},
        {
            "Raise": {"Meet": {"Red": (2, -2), "Black": (-2, 2)}, "Pass": (1, -1)},
            "Fold": {"Red": (1, -1), "Black": (-1, 1)},
        },
    )
    (only,) = ng.signalling(card).equilibria
    assert only.sends("Red")["Raise"] == 1
    assert only.sends("Black")["Raise"] == pytest.approx(1 / 3)
    assert only.responds("Raise")["Meet"] == pytest.approx(2 / 3)
    assert only.payoffs == pytest.approx([1 / 3, -1 / 3])


def test_schooling_separates_and_the_intuitive_criterion_says_so():
    answer = ng.signalling(schooling())
    assert kinds(answer) == ["pooling", "separating"]
    pooling, separating = answer.equilibria
    assert pooling.responds("none")["1.5"] == 1
    assert not pooling.intuitive
    assert separating.sends("able")["degree"] == 1
    assert separating.intuitive
    assert separating.type_payoffs == pytest.approx([1, 1.6])
    # Too dear even for the able: nobody is upset by what nobody would pay for.
    dear = ng.signalling(schooling((1.2, 0.6)))
    assert all(each.intuitive for each in dear.equilibria)


def test_one_type_that_would_send_whatever_is_believed_of_the_rest_is_enough():
    """C alone could be deterred by r3 and never gains; of A and B, only A gains by r1 and r2."""
    game = ng.SignallingGame(
        {"A": 0.4, "B": 0.3, "C": 0.3},
        {
            "stay": (0, 0),
            "go": {
                "r1": {"A": (1, 1), "B": (-1, 0), "C": (-5, 0)},
                "r2": {"A": (2, 0), "B": (1, 1), "C": (-5, 0)},
                "r3": {"A": (-1, -5), "B": (-1, -5), "C": (-5, 1)},
            },
        },
    )
    (stay,) = [each for each in ng.signalling(game).equilibria if each.payoffs[0] == 0]
    assert "intuitive criterion" in stay.upset["go"]


def test_d1_is_stronger_than_the_intuitive_criterion():
    game = ng.SignallingGame(
        {"strong": 0.3, "weak": 0.7},
        {
            "stay": (0, 0),
            "threaten": {
                "yield": {"strong": (2, 1), "weak": (1, 0)},
                "resist": {"strong": (-1, 0), "weak": (-2, 1)},
            },
        },
    )
    answer = ng.signalling(game)
    stay = next(each for each in answer.equilibria if "threaten" in each.off_path)
    # Strong gains if yielding is likelier than 1/3, weak only from 2/3 on: after a threat the
    # type is strong, so the receiver yields, and strong threatens.
    assert stay.intuitive
    assert not stay.d1
    assert stay.survives == "intuitive criterion"
    assert stay.upset == {"threaten": ("D1",)}
    assert "fails D1 at threaten; it survives the intuitive criterion" in str(answer.summary())


def test_a_response_that_is_never_best_tempts_nobody():
    game = ng.SignallingGame(
        {"a": 0.8, "b": 0.2},
        {
            "stay": (0, 0),
            "go": {
                "yield": {"a": (-1, 0), "b": (1, 1)},
                "resist": {"a": (-1, 1), "b": (-1, 0)},
                "give all": (5, -9),
            },
        },
    )
    stay = next(each for each in ng.signalling(game).equilibria if "go" in each.off_path)
    # Only b could gain by an answer that makes sense, and after going it is believed to be b.
    assert stay.upset == {"go": ("intuitive criterion", "D1")}
    assert stay.off_path["go"].responses["give all"] == (0.0, 0.0)


def test_a_message_no_type_could_want_tells_nothing():
    game = ng.SignallingGame(
        {"a": 0.5, "b": 0.5}, {"stay": (1, 0), "burn": {"l": (0, 1), "r": (0, 0)}}
    )
    (only,) = ng.signalling(game).equilibria
    assert only.intuitive
    assert only.d1
    assert only.off_path["burn"].words == "response: l; belief: any"


# ------------------------------------------------------------------ against the definition


SHAPES = [(2, 2, 2), (2, 2, 3), (2, 3, 2), (3, 2, 2)]


def behaviour(game, profile):
    """Return what a profile of the normal form has each type send and each message answered."""
    count = len(game.messages)
    sender = np.zeros((len(game.types), count))
    for chance, plan in zip(
        profile[0], itertools.product(range(count), repeat=len(game.types)), strict=True
    ):
        sender[range(len(game.types)), plan] += chance
    responses = [np.zeros(len(own)) for own in game.responses]
    answers = itertools.product(*(range(len(own)) for own in game.responses))
    for chance, plan in zip(profile[1], answers, strict=True):
        for m, r in enumerate(plan):
            responses[m][r] += chance
    return sender, responses


@pytest.mark.parametrize("seed", range(24))
def test_equilibria_are_those_of_the_definition(seed):
    rng = np.random.default_rng(seed)
    game = random_game(rng, SHAPES[seed % 4], (2, 3, 6)[seed // 4 % 3])
    answer = ng.signalling(game)
    assert answer.complete
    for each in answer.equilibria:
        assert is_equilibrium(game, each.sender, each.responses)
        assert held(answer, each.sender, each.responses)
        assert each.intuitive or not each.d1
        assert answer.equilibria.index(each) in answer.components[each.component].equilibria
    # Every pure equilibrium is listed.
    path = [sent(game, each.sender) > 0 for each in answer.equilibria]
    pure = {
        (
            tuple(each.sender.argmax(axis=1).tolist()),
            tuple(int(each.responses[m].argmax()) for m in np.flatnonzero(on)),
        )
        for each, on in zip(answer.equilibria, path, strict=True)
        if each.pure
    }
    assert pure == set(pure_equilibria(game))
    # Extreme equilibria of the normal form that are credible off the path, and no others.
    found = ng.equilibria(game.normal_form())
    assert found.complete
    plans = [behaviour(game, profile) for profile in found.profiles]
    credible = [plan for plan in plans if is_equilibrium(game, *plan)]
    assert all(held(answer, *plan) for plan in credible)
    outcomes = [outcome(game, *plan) for plan in credible]
    for each in answer.equilibria:
        own = outcome(game, each.sender, each.responses)
        assert min(np.abs(own - other).max() for other in outcomes) < NEAR


@pytest.mark.parametrize("seed", range(6))
def test_mixtures_within_a_part_are_equilibria(seed):
    rng = np.random.default_rng(100 + seed)
    game = random_game(rng, SHAPES[seed % 4], 2)
    answer = ng.signalling(game)
    for component in answer.components:
        for part in component.parts:
            plan = np.tensordot(rng.dirichlet(np.ones(len(part.plans))), part.plans, 1)
            weights = rng.dirichlet(np.ones(len(part.responses)))
            on = {
                m: sum(w * each[m] for w, each in zip(weights, part.responses, strict=True))
                for m in part.messages
            }
            sender = plan / game.prior[:, None]
            worth = np.array(
                [
                    max(
                        game.payoffs[game.messages.index(m)][0, t] @ mixed
                        for m, mixed in on.items()
                    )
                    for t in range(len(game.types))
                ]
            )
            for m, message in enumerate(game.messages):
                if message in on:
                    continue
                # Some response to the rest, best to some belief, tempts nobody.
                pure = np.eye(len(game.responses[m]))
                pairs = [
                    (a * x + (1 - a) * y) for x in pure for y in pure for a in np.linspace(0, 1, 61)
                ]
                assert any(
                    (game.payoffs[m][0] @ each <= worth + NEAR).all() and believable(game, m, each)
                    for each in pairs
                )
                on[message] = next(
                    each
                    for each in pairs
                    if (game.payoffs[m][0] @ each <= worth + NEAR).all()
                    and believable(game, m, each)
                )
            assert is_equilibrium(game, sender, [on[m] for m in game.messages])


@pytest.mark.parametrize("seed", range(6))
def test_supports_are_exactly_what_holds_everybody_off(seed):
    rng = np.random.default_rng(200 + seed)
    game = random_game(rng, SHAPES[seed % 3], 3)
    for each in ng.signalling(game).equilibria:
        own, _ = expected(game, each.responses)
        worth = (own * each.sender).sum(axis=1)
        for message, off in each.off_path.items():
            m = game.messages.index(message)
            count = len(game.responses[m])
            mixtures = [*np.eye(count), *rng.dirichlet(np.ones(count) / 2, 6)]
            mixtures += [row for part in off.supports for row in part.mixtures]
            beliefs = [*np.eye(2), *rng.dirichlet(np.ones(2), 6)]
            beliefs += [row for part in off.supports for row in part.beliefs]
            for mixture, belief in itertools.product(mixtures, beliefs):
                right = (game.payoffs[m][0] @ mixture <= worth + NEAR).all()
                right = right and not (mixture[~best_to(game, m, belief)] > NEAR).any()
                listed = any(
                    in_hull(mixture, part.mixtures) and in_hull(belief, part.beliefs)
                    for part in off.supports
                )
                assert listed == right
            for r, ends in enumerate(off.responses.values()):
                rows = np.concatenate([part.mixtures[:, r] for part in off.supports])
                assert ends == (rows.min(), rows.max())


GRID = [Fraction(k, 120) for k in range(121)]


def by_hand(game, m, worth):
    """Return whether both tests are passed, by trying a grid of beliefs and responses.

    For two types and two responses with small whole payoffs, where all that matters lies on
    the grid.
    """
    own = [[Fraction(x) for x in row] for row in game.payoffs[m][0].tolist()]
    other = [[Fraction(x) for x in row] for row in game.payoffs[m][1].tolist()]

    def answers(beliefs):
        found = set()
        for b in beliefs:
            first, second = (b * other[0][r] + (1 - b) * other[1][r] for r in (0, 1))
            found |= (
                {Fraction(1)} if first > second else {Fraction(0)} if first < second else {*GRID}
            )
        return found

    def gain(t, q):
        return q * own[t][0] + (1 - q) * own[t][1] - worth[t]

    def beliefs(kept):
        return GRID if kept == [0, 1] else [Fraction(1) if kept == [0] else Fraction(0)]

    all_ = answers(GRID)
    able = [t for t in (0, 1) if any(gain(t, q) >= 0 for q in all_)]
    intuitive = not able or not any(
        all(gain(t, q) > 0 for q in answers(beliefs(able))) for t in able
    )
    strict = [{q for q in all_ if gain(t, q) > 0} for t in (0, 1)]
    weak = [{q for q in all_ if gain(t, q) >= 0} for t in (0, 1)]
    kept = [t for t in (0, 1) if not weak[t] < strict[1 - t]]
    held_off = {q for q in answers(beliefs(kept)) if all(gain(t, q) <= 0 for t in (0, 1))}
    return intuitive, bool(held_off)


@pytest.mark.slow
def test_the_tests_agree_with_a_grid_of_beliefs_and_responses():
    rng = np.random.default_rng(7)
    seen = set()
    for _ in range(60):
        game = random_game(rng, (2, 2, 2), 4)
        for each in ng.signalling(game).equilibria:
            if not each.pure:
                continue
            worth = [Fraction(float(x)) for x in each.type_payoffs]
            for message in each.off_path:
                right = by_hand(game, game.messages.index(message), worth)
                tests = each.upset.get(message, ())
                assert ("intuitive criterion" not in tests, "D1" not in tests) == right
                seen.add(right)
    assert seen == {(True, True), (True, False), (False, False)}


def divided(threat, crossed=False):
    """Two answers to staying share what there is; two to going deter one type each, by `threat`.

    The one that deters a type is best against it, or, `crossed`, against the other.
    """
    own, other = (0, 4) if crossed else (4, 0)
    return ng.SignallingGame(
        {"a": 0.5, "b": 0.5},
        {
            "stay": {
                "x": {"a": (4, 0), "b": (0, 0)},
                "y": {"a": (0, 0), "b": (4, 0)},
            },
            "go": {
                "l": {"a": (threat, own), "b": (-9, other)},
                "m": {"a": (9, 3), "b": (9, 3)},
                "r": {"a": (-9, other), "b": (threat, own)},
            },
        },
    )


def test_one_plan_may_be_held_by_responses_far_apart():
    # Going is answered l, which deters a if x has 3/4, or r, which deters b if y has 3/4.
    answer = ng.signalling(divided(3))
    stay = [each for each in answer.equilibria if each.sender_words == "every type: stay"]
    by_component = {}
    for each in stay:
        by_component.setdefault(each.component, []).append(each.responds("stay")["x"])
    assert sorted(map(sorted, by_component.values())) == [[0, 0.25], [0.75, 1]]
    # Where a fourth is enough, either will do in the middle, and all are connected.
    near = ng.signalling(divided(1))
    stay = [each for each in near.equilibria if each.sender_words == "every type: stay"]
    (number,) = {each.component for each in stay}
    assert set(near.components[number].equilibria) >= {near.equilibria.index(each) for each in stay}
    parts = [part for part in near.components[number].parts if part.messages == ("stay",)]
    ends = [sorted(float(each["stay"][0]) for each in part.responses) for part in parts]
    assert sorted(ends) == [[0, 0.75], [0.25, 1]]


@pytest.mark.parametrize(("threat", "ends", "count"), [(3, 4, 2), (2, 3, 1), (1, 4, 1)])
def test_what_holds_a_plan_may_meet_in_the_middle(threat, ends, count):
    answer = ng.signalling(divided(threat, crossed=True))
    stay = [each for each in answer.equilibria if each.sender_words == "every type: stay"]
    shares = [each.responds("stay")["x"] for each in stay]
    assert len(shares) == len(set(shares)) == ends
    assert len({each.component for each in stay}) == count


def test_a_message_in_two_copies_is_sent_either_way():
    rng = np.random.default_rng(11)
    table = rng.integers(0, 4, (2, 3, 2, 2)).astype(float)
    prior = {"a": 0.25, "b": 0.25, "c": 0.5}
    single = ng.signalling(ng.SignallingGame(prior, table))
    double = ng.signalling(
        ng.SignallingGame(prior, np.concatenate([table, table[:, :, :1]], axis=2))
    )
    assert all(
        is_equilibrium(double.game, each.sender, each.responses) for each in double.equilibria
    )
    for each in single.equilibria:
        copy = np.concatenate([each.sender[:, 1:], each.sender[:, :1]], axis=1)
        sender = np.concatenate([np.zeros((3, 1)), copy], axis=1)
        responses = [each.responses[0], each.responses[1], each.responses[0]]
        assert held(double, sender, responses)
        half = np.concatenate([each.sender, each.sender[:, :1]], axis=1)
        half[:, [0, 2]] /= 2
        assert held(double, half, responses)


def test_ranges_are_told_in_words():
    game = ng.SignallingGame(
        {"a": 0.5, "b": 0.5},
        {
            "stay": (1, 0),
            "go": {"l": {"a": (4, 1), "b": (-3, 0)}, "r": {"a": (-3, 0), "b": (4, 1)}},
        },
    )
    (stay,) = [each for each in ng.signalling(game).equilibria if "go" in each.off_path]
    assert stay.off_path["go"].words == "response: l 3/7 to 4/7; belief: a 1/2"
    # The example of a belief makes both responses best, which a prior of 0.3 does not.
    shifted = ng.signalling(replace(game, prior=[0.3, 0.7])).equilibria
    (stay,) = [each for each in shifted if "go" in each.off_path]
    assert stay.believes("go") == {"a": 0.5, "b": 0.5}


# ------------------------------------------------------------------ laws


def outcomes(answer):
    """Return the outcomes with the tests they pass, in an order of their own."""
    return sorted(
        (
            *outcome(answer.game, each.sender, each.responses).round(7).tolist(),
            each.intuitive,
            each.d1,
        )
        for each in answer.equilibria
    )


tables = st.lists(st.integers(0, 4), min_size=16, max_size=16).map(
    lambda cells: np.array(cells, dtype=float).reshape(2, 2, 2, 2)
)


@settings(max_examples=25)
@given(tables, st.sampled_from([0.25, 0.5, 2 / 3]))
def test_names_and_order_do_not_matter(table, p):
    game = ng.SignallingGame({"a": p, "b": 1 - p}, table)
    turned = ng.SignallingGame({"b": 1 - p, "a": p}, table[:, ::-1, ::-1, ::-1])
    back = [
        (
            outcome(game, each.sender[::-1, ::-1], [x[::-1] for x in each.responses[::-1]])
            .round(7)
            .tolist(),
            each.intuitive,
            each.d1,
        )
        for each in ng.signalling(turned).equilibria
    ]
    assert sorted((*row, a, b) for row, a, b in back) == outcomes(ng.signalling(game))


@settings(max_examples=25)
@given(
    tables,
    st.sampled_from([1e-200, 0.3, 7.7, 1e200]),
    st.sampled_from([1e-200, 0.1, 3.0, 1e200]),
    st.sampled_from([-2.0, 0.0, 1.7]),
)
def test_units_do_not_matter(table, own, other, shift):
    game = ng.SignallingGame({"a": 0.4, "b": 0.6}, table)
    scaled = table.copy()
    # Every type has its own units; what a message is worth whatever the response is no stake.
    scaled[0, 0] = table[0, 0] * own + shift * own
    scaled[0, 1] = table[0, 1] * other - shift * other
    scaled[1] = table[1] * own
    scaled[1, :, 0] += shift * own
    assert outcomes(ng.signalling(replace_payoffs(game, scaled))) == outcomes(ng.signalling(game))


def replace_payoffs(game, table):
    return ng.SignallingGame(dict(zip(game.types, game.prior, strict=True)), table)


@settings(max_examples=15)
@given(tables)
def test_a_message_worse_than_any_other_changes_nothing(table):
    game = ng.SignallingGame({"a": 0.4, "b": 0.6}, table)
    worse = np.concatenate([table, np.full((2, 2, 1, 2), -1.0)], axis=2)
    more = ng.signalling(replace_payoffs(game, worse))
    assert all(each.sender[:, 2].max() == 0 for each in more.equilibria)
    shown = sorted(
        outcome(game, each.sender[:, :2], each.responses[:2]).round(7).tolist()
        for each in more.equilibria
    )
    assert shown == [list(row[:-2]) for row in outcomes(ng.signalling(game))]


# ------------------------------------------------------------------ degenerate input


def test_where_nothing_matters_everything_is_an_equilibrium():
    answer = ng.signalling(ng.SignallingGame({"a": 0.5, "b": 0.5}, np.zeros((2, 2, 2, 2))))
    (component,) = answer.components
    assert answer.complete
    # Pooling: a message and a response to it.  Separating: a pair of messages, one response each.
    assert kinds(answer).count("pooling") == 4
    assert kinds(answer).count("separating") == 8
    assert component.dimension == 4
    assert len(component.parts) == 1
    assert "dimension 4" in str(answer.summary())


def test_one_type_one_message_one_response():
    (only,) = ng.signalling(ng.SignallingGame({"a": 1}, {"m": (3, 4)})).equilibria
    assert only.kind == "pooling"
    assert only.pure
    assert only.payoffs.tolist() == [3, 4]
    assert only.off_path == {}
    assert only.receiver_words == "nothing to answer"


def test_a_type_of_probability_zero_is_never_believed():
    answer = ng.signalling(summit(1.0))
    (only,) = answer.equilibria
    assert only.sender.tolist() == [[0, 1], [0, 1]]
    assert only.type_payoffs.tolist() == [2, 4]
    assert only.payoffs.tolist() == [2, 2]
    assert only.believes("propose") == {"earnest": 1, "duplicitous": 0}
    assert "never believed" in str(answer.summary())
    # The other way round it does not matter what earnest would do.
    (none,) = ng.signalling(summit(0.0)).equilibria
    assert none.off_path["propose"].beliefs == {"earnest": (0.0, 0.0), "duplicitous": (1.0, 1.0)}
    assert none.off_path["propose"].words == "response: reject; belief: duplicitous"


def test_rounding_is_not_taken_for_a_difference():
    game = ng.SignallingGame(
        {"a": 1 / 3, "b": 2 / 3},
        {
            "m": {"l": {"a": (0.1 + 0.2, 2), "b": (0, 0)}, "r": {"a": (0, 0), "b": (1, 1)}},
            "n": {"a": (0.3, 0), "b": (1, 0)},
        },
    )
    exact = ng.SignallingGame(
        {"a": 1 / 3, "b": 2 / 3},
        {
            "m": {"l": {"a": (0.3, 2), "b": (0, 0)}, "r": {"a": (0, 0), "b": (1, 1)}},
            "n": {"a": (0.3, 0), "b": (1, 0)},
        },
    )
    assert outcomes(ng.signalling(game)) == outcomes(ng.signalling(exact))
    # At a prior of a third the receiver is exactly indifferent after m, and a after l.
    assert any(component.dimension for component in ng.signalling(game).components)


def test_a_tie_but_for_rounding_is_a_tie():
    game = ng.SignallingGame(
        {"a": 1.0},
        {"m": (0.1 + 0.2, 0), "n": (0.3, 0), "o": {"l": (0.3, 0.1 + 0.2), "r": (-1, 0.3)}},
    )
    answer = ng.signalling(game)
    # Three messages are as good as each other; after o, either response is best.
    assert sorted(each.sender_words for each in answer.equilibria) == ["a: m", "a: n", "a: o"]
    silent = next(each for each in answer.equilibria if each.sender_words == "a: m")
    assert silent.off_path["o"].responses["r"] == (0.0, 1.0)


def test_equal_payoffs_but_for_rounding_are_no_stake():
    table = np.zeros((2, 2, 2, 2)) + 0.3
    table[0, 0, 0] = 0.1 + 0.2
    assert len(ng.signalling(ng.SignallingGame({"a": 0.5, "b": 0.5}, table)).equilibria) == 12


def test_a_tiny_prior_is_still_a_prior():
    answer = ng.signalling(summit(1 - 1e-12))
    assert kinds(answer) == ["pooling", "pooling", "hybrid"]
    assert answer.equilibria[2].sends("earnest")["propose"] == pytest.approx(2e-12, rel=1e-3)


def test_when_mixtures_are_too_many_the_pure_ones_are_returned(monkeypatch):
    monkeypatch.setattr(MODULE, "SEARCH", 3)
    answer = ng.signalling(summit())
    assert not answer.complete
    assert answer.components == ()
    assert kinds(answer) == ["pooling", "pooling"]
    assert {each.component for each in answer.equilibria} == {-1}
    assert "no type mixes" in str(answer.summary())
    assert "perhaps not all" in repr(answer)


@pytest.mark.parametrize(
    ("bound", "size"), [("SEARCH", 3), ("EXTREME", 5)], ids=["plans", "equilibria"]
)
def test_too_much_is_refused_in_words(monkeypatch, bound, size):
    monkeypatch.setattr(MODULE, bound, size)
    monkeypatch.setattr(MODULE, "PURE", 3)
    game = ng.SignallingGame({"a": 0.5, "b": 0.5}, np.zeros((2, 2, 2, 2)))
    with pytest.raises(TooLargeError, match=r"too many"):
        ng.signalling(game)


@pytest.mark.parametrize("bound", [1, 2, 3, 7, 8])
def test_what_is_connected_may_be_left_open(monkeypatch, bound):
    monkeypatch.setattr(MODULE, "PAIRS", bound)
    game = ng.SignallingGame({"a": 0.5, "b": 0.5}, np.zeros((2, 2, 2, 2)))
    answer = ng.signalling(game)
    assert answer.complete
    assert (answer.components == ()) == (bound < 8)
    assert ("which of them are connected" in str(answer.summary())) == (bound < 8)


def test_larger_games_take_seconds():
    rng = np.random.default_rng(3)
    game = random_game(rng, (3, 4, 4), 50)
    answer = ng.signalling(game)
    assert answer.complete
    assert answer.equilibria
    assert all(is_equilibrium(game, each.sender, each.responses) for each in answer.equilibria)


def test_what_is_no_signalling_game_is_refused():
    with pytest.raises(InvalidTypeError, match="takes a SignallingGame"):
        ng.signalling(summit().normal_form())


# ------------------------------------------------------------------ what an answer says


def test_an_answer_says_in_words_what_happens():
    answer = ng.signalling(summit())
    text = str(answer.summary())
    assert "earnest: no proposal 1/3, propose 2/3;" in text
    assert "after propose: negotiate 1/3, reject 2/3" in text
    assert (
        "2: propose is never sent; response: negotiate at most 1/5; belief: earnest at most 2/3."
        in text
    )
    assert "1, 2 and 3 survive the intuitive criterion and D1." in text
    assert repr(answer) == "<Signalling: 3 equilibria (2 pooling, 1 hybrid), all>"
    assert "<table>" in answer._repr_html_()
    with pytest.raises(UnknownNameError, match="d1"):
        answer.surviving("d2")


def test_an_assessment_says_who_believes_what():
    neither = ng.signalling(summit()).equilibria[1]
    rows = dict(zip(neither.summary().column("message"), neither.summary().rows, strict=True))
    assert rows["propose"][1:] == ("nobody", "earnest at most 2/3", "negotiate at most 1/5")
    assert rows["no proposal"][2] == "earnest 3/4, duplicitous 1/4"
    quiche = ng.signalling(beer_quiche()).equilibria[1]
    assert "Fails at beer: intuitive criterion, D1." in quiche.summary().notes
    assert repr(neither).startswith("<Assessment: pooling, every type: no proposal; payoffs 0, 0")
    assert "<table>" in neither._repr_html_()
    with pytest.raises(UnknownNameError, match="propose"):
        neither.responds("proposal")
    with pytest.raises(UnknownNameError, match="earnest"):
        neither.sends("ernest")


def test_ranges_of_several_responses_are_told_one_by_one():
    game = ng.SignallingGame(
        {"a": 0.5, "b": 0.5},
        {
            "stay": (1, 0),
            "go": {
                "l": {"a": (4, 2), "b": (2, 0)},
                "m": {"a": (0, 1), "b": (0, 1.5)},
                "r": {"a": (3, 0), "b": (0, 2)},
            },
        },
    )
    stay = next(each for each in ng.signalling(game).equilibria if "go" in each.off_path)
    assert "l at most" in stay.off_path["go"].response_words
    assert stay.off_path["go"].responses["m"][1] == 1.0
