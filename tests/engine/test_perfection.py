"""Perfection: published verdicts, and every verdict proven by its certificate."""

from __future__ import annotations

import json
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import negotiation as ng
from negotiation.engine.commitment.perfection import dominance

laws = settings(deadline=None, max_examples=80)
games = st.tuples(st.integers(1, 3), st.integers(1, 3)).flatmap(
    lambda shape: st.lists(
        st.integers(-1, 2), min_size=2 * shape[0] * shape[1], max_size=2 * shape[0] * shape[1]
    ).map(lambda flat: ng.NormalFormGame(np.array(flat, float).reshape(2, *shape)))
)


def fractions(rows):
    return np.array([[float(Fraction(value)) for value in row] for row in rows])


def test_the_reference_games(reference):
    checked = 0
    for path in sorted((reference / "cases" / "games").glob("*.json")):
        case = json.loads(path.read_text("utf-8"))
        known = case.get("extreme_equilibria", [])
        if "payoffs" not in case or not known or "perfect" not in known[0]:
            continue
        answer = ng.trembling_hand_perfect(
            ng.NormalFormGame([fractions(table) for table in case["payoffs"]])
        )
        assert len(answer.perfect) == len(known), path.name
        for each in known:
            mixtures = fractions([each["x"]])[0], fractions([each["y"]])[0]
            (row,) = [
                row
                for row, profile in enumerate(answer.equilibria.profiles)
                if all(np.allclose(a, b, atol=1e-9) for a, b in zip(profile, mixtures, strict=True))
            ]
            assert answer.perfect[row] == each["perfect"], (path.name, row)
            checked += 1
    assert checked > 100


def check(game, answer):
    """Every reason must prove itself."""
    for profile, reasons, perfect in zip(
        answer.equilibria.profiles, answer.reasons, answer.perfect, strict=True
    ):
        assert perfect == (not any(reason.dominated for reason in reasons))
        for actor, reason in enumerate(reasons):
            own = game.payoffs[actor] if actor == 0 else game.payoffs[actor].T
            assert reason.proof.sum() == pytest.approx(1)
            if reason.dominated:
                gains = (reason.proof - profile[actor]) @ own
                assert gains.min() > -1e-9
                assert gains.max() > 1e-9
                assert set(np.flatnonzero(gains > 1e-6)) <= set(reason.better)
                assert all(gains[place] > 0 for place in reason.better)
            else:
                assert (reason.proof > 0).all()
                worth = own @ reason.proof
                assert worth @ profile[actor] == pytest.approx(worth.max(), abs=1e-9)


@laws
@given(games)
def test_every_verdict_is_proven(game):
    answer = ng.trembling_hand_perfect(game)
    check(game, answer)
    assert answer.perfect.any()  # every game has a perfect equilibrium
    assert len(answer.profiles) == answer.perfect.sum()


@laws
@given(
    games,
    st.sampled_from([1e-200, 0.3, 1e200]),
    st.lists(st.integers(-5, 5), min_size=3, max_size=3),
)
def test_units_and_constants_do_not_matter(game, size, shifts):
    first, second = game.payoffs
    shift = np.array(shifts[: first.shape[1]], float)
    moved = ng.NormalFormGame([(first + shift) * size, second])
    given_equilibria = ng.equilibria(game)
    from dataclasses import replace

    verdicts = [
        ng.trembling_hand_perfect(replace(given_equilibria, game=each)).perfect.tolist()
        for each in (game, moved)
    ]
    assert verdicts[0] == verdicts[1]


def test_mixtures_dominate_where_no_strategy_does():
    losses = np.array([[0.0, 1.0], [1.0, 0.0], [0.6, 0.6]])
    found = dominance(losses, np.ones(2), np.array([0.0, 0.0, 1.0]))
    assert found.dominated
    gains = 0.6 - found.proof @ losses
    assert gains.min() > -1e-9
    assert gains.max() > 0.1
    tied = dominance(np.array([[0.0, 1.0], [1.0, 0.0], [0.5, 0.5]]), np.ones(2), np.eye(3)[2])
    assert not tied.dominated
    assert (tied.proof > 0).all()


def test_a_dominated_mixture_keeps_its_own_weights_otherwise():
    """A third of the weight is on what is dominated; the rest stays where it is."""
    losses = np.array([[0.0, 1.0, 1.0], [1.0, 0.0, 1.0], [0.0, 1.0, 0.5]])
    mixture = np.array([1 / 3, 2 / 3, 0.0])
    found = dominance(losses, np.ones(3), mixture)
    assert found.dominated
    assert found.better == (2,)
    gains = (mixture - found.proof) @ losses
    assert gains == pytest.approx([0, 0, gains[2]], abs=1e-12)
    assert gains[2] > 0


def test_entry_deterrence():
    """The threat to fight entry costs nothing while nobody enters, and is not perfect."""
    game = ng.NormalFormGame(
        [[[1, 1], [2, 0]], [[3, 3], [2, 0]]], [["stay out", "enter"], ["yield", "fight"]]
    )
    answer = ng.trembling_hand_perfect(game)
    assert [[each.tolist() for each in profile] for profile in answer.profiles] == [
        [[0, 1], [1, 0]]
    ]
    text = str(answer.summary())
    assert "1 of 3 listed is perfect" in text
    assert "yield is never worse, and better" in text
    assert repr(answer) == "<Perfection: 1 of 3 perfect>"
    assert "<table>" in answer._repr_html_()
    assert ng.trembling_hand_perfect(ng.equilibria(game, "pure-nash")).perfect.tolist() == [
        False,
        True,
    ]


def test_ranges_of_any_size_prove_with_positive_odds():
    game = ng.NormalFormGame([[[1e9, 0], [0, 1e-3]], [[1, 0], [0, 1]]])
    check_scale = ng.trembling_hand_perfect(game)
    assert check_scale.perfect.all()
    for reasons in check_scale.reasons:
        assert all((reason.proof > 0).all() for reason in reasons)


def test_one_actor_alone_and_none_found():
    alone = ng.trembling_hand_perfect(ng.NormalFormGame([[1, 3, 3]]))
    assert alone.perfect.tolist() == [True, True]
    pennies = ng.NormalFormGame([[[1, -1], [-1, 1]], [[-1, 1], [1, -1]]])
    none = ng.trembling_hand_perfect(ng.equilibria(pennies, "pure-nash"))
    assert none.profiles == ()
    assert "0 of 0 listed are perfect" in str(none.summary())


def test_an_incomplete_list_is_called_so():
    game = ng.NormalFormGame([[[1, 0], [0, 1]], [[1, 0], [0, 1]]])
    partial = ng.equilibria(game, method="pure")
    if not partial.complete:
        assert "not listed" in str(ng.trembling_hand_perfect(partial).summary())


def test_a_long_list_of_reasons_is_cut():
    worth = np.zeros((2, 2, 6))
    worth[1, :, 0] = 1.0
    worth[0, 1, 1:] = 1.0
    answer = ng.trembling_hand_perfect(ng.NormalFormGame(worth))
    assert not answer.perfect[0]
    assert "and 2 more" in str(answer.summary())


def test_what_is_refused():
    with pytest.raises(ValueError, match=r"this game has 3\. With three or more .*need not be"):
        ng.trembling_hand_perfect(ng.NormalFormGame(np.zeros((3, 2, 2, 2))))
    with pytest.raises(TypeError, match="NormalFormGame"):
        ng.trembling_hand_perfect([1, 2])
    with pytest.raises(ValueError, match="360,000 combinations"):
        ng.trembling_hand_perfect(ng.NormalFormGame(np.zeros((2, 600, 600))))


def test_each_mixture_gets_a_proof_of_its_own():
    # Two equilibria play the same rows with other weights: what is never worse than one mixture
    # can be worse than the other.
    row = np.array([[0, 0, 0, 0, 0], [0, 0, 0, 2, 0], [0, 0, 0, 1, 1]], dtype=float)
    column = np.array([[0, 2, 3, -9, -9], [3, 2, 0, -9, -9], [0, 0, 0, 0, 0]], dtype=float)
    judged = ng.trembling_hand_perfect(ng.NormalFormGame([row, column]))
    dominated = [
        (x, reasons[0].proof)
        for (x, _), reasons in zip(judged.equilibria.profiles, judged.reasons, strict=True)
        if reasons[0].dominated
    ]
    assert len(dominated) >= 2
    for mixture, better in dominated:
        gain = (better - mixture) @ row
        assert gain.min() >= -1e-9
        assert gain.max() > 0.1
