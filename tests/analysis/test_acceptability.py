"""Acceptability: shares, what is certain, ranks; against brute force and by hand."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest

import negotiation as ng
from negotiation.analysis.beliefs._exact import necessarily, possibly
from negotiation.analysis.statements._prior import Prior
from negotiation.errors import ContradictionError, NotDefinedError, TooLargeError, UnknownNameError

say = ng.statements
OPTIONS = ("none", "half", "full")


def talk(seed=None, consent=None, red_lines=()):
    """Three issues that B gives and A wants; A's middle values at random."""
    rng = np.random.default_rng(seed)
    issues = [ng.Issue(name, OPTIONS, conceded_by="B") for name in ("x", "y", "z")]
    middle = rng.random(3) if seed is not None else np.full(3, 0.5)
    a = {
        i.name: dict(zip(OPTIONS, (0, m, 1), strict=True))
        for i, m in zip(issues, middle, strict=True)
    }
    b = {i.name: dict(zip(OPTIONS, (0, -1, -3), strict=True)) for i in issues}
    actors = [
        ng.Actor("A", ng.Additive(a), red_lines=red_lines),
        ng.Actor("B", ng.Additive(b), reservation=-3.5),
    ]
    return ng.Scenario(
        "a talk",
        issues,
        actors,
        status_quo={"x": "half", "y": "half", "z": "none"},
        **({} if consent is None else {"consent": consent}),
    )


def corners(rows):
    """Corners of the weights of three issues that satisfy weak inequalities, by brute force."""
    lines = [*np.eye(3), *rows]
    found = []
    for one, two in combinations(lines, 2):
        system = np.array([one, two, np.ones(3)])
        if abs(np.linalg.det(system)) > 1e-9:
            point = np.linalg.solve(system, [0, 0, 1])
            if all(np.dot(line, point) >= -1e-9 for line in lines):
                found.append(point)
    return np.array(found)


@pytest.mark.parametrize("seed", range(12))
@pytest.mark.parametrize("premium", [0.0, 0.1])
def test_what_is_necessary_and_possible_is_what_corners_say(seed, premium):
    scenario = talk(seed)
    rng = np.random.default_rng(seed)
    told = []
    if seed % 3:
        told.append(say.top_priority("A", "xyz"[rng.integers(3)]))
    if seed % 2:
        told.append(say.accepts("A", {"x": "full", "y": OPTIONS[rng.integers(3)], "z": "half"}))
    if premium and seed % 4 > 1:
        told.append(say.refuses("A", {"z": "half"}))
    unknowns = Prior(premium=premium).of(scenario, "A")
    rows, strict = [], []
    for each in told:
        for row in each.inequalities(unknowns):  # on weights that add up to 1 the premium is a row
            rows.append(row.coefficients[:3] + premium * row.coefficients[3])
            strict.append(row.strict)
    vertices = corners(rows)
    interior = len(vertices) and all(
        (vertices @ row).max() > 1e-9 for row, more in zip(rows, strict, strict=True) if more
    )
    if not interior:
        with pytest.raises(ContradictionError):
            ng.beliefs(scenario, told, premium=premium)
        return
    found = ng.beliefs(scenario, told, premium=premium, samples=500, rng=1, actors=["A"])
    acceptability = found.acceptability()
    values = scenario.actor("A").preferences.values
    quo = {issue: values[issue][option] for issue, option in scenario.status_quo.items()}
    coefficient = np.array(
        [[values[i][package[i]] - quo[i] for i in "xyz"] for package in scenario.space]
    )
    ends = vertices @ coefficient.T - premium
    # generic numbers: no package's best is exactly 0 unless it is 0 everywhere or on an axis
    always, ever = (ends >= -1e-9).all(axis=0), (ends > 1e-9).any(axis=0)
    edge = ~ever & (ends >= -1e-9).any(axis=0)
    assert (acceptability.necessarily[:, 0] == always).all()
    assert (acceptability.possibly[:, 0] == ever)[~edge].all()
    polytope = found.posteriors["A"].likelihood.polytope  # and without a sample to go by
    gains = unknowns.rows(scenario.space) - unknowns.base
    guess = np.arange(27.0)
    assert (necessarily(polytope, gains, guess) == always).all()
    assert (possibly(polytope, gains, guess - 100) == ever)[~edge].all()
    share = acceptability.shares[:, 0]
    assert (share[always] == 1).all()
    assert (share[~(ever | edge)] == 0).all()


def test_shares_of_a_simplex_by_hand():
    scenario = talk()
    found = ng.beliefs(scenario, [], actors=["A"], samples=40_000, rng=1)
    asked = [{"x": "full", "y": "none"}, {"x": "full"}, {"z": "none"}, {"x": "none", "z": "full"}]
    got = found.acceptability(asked)
    # gains: (x - y)/2, x/2, 0, -x/2 + z on weights uniform on the simplex: P(z > x/2) = 2/3
    np.testing.assert_allclose(got.shares[:, 0], [1 / 2, 1, 1, 2 / 3], atol=0.012)
    assert got.necessarily[:, 0].tolist() == [False, True, True, False]
    assert got.possibly[:, 0].tolist() == [True, True, True, True]
    np.testing.assert_allclose(
        got.standard_errors[:, 0], np.sqrt(got.shares[:, 0] * (1 - got.shares[:, 0]) / 40_000)
    )
    # B is certain: -1 - 1 at the status quo, of -3.5
    assert got.shares[:, 1].tolist() == [1, 0, 1, 0]
    assert (got.signed == got.shares.prod(axis=1)).all()
    assert got.label(0) == "x: full; y: none"
    assert got.label(2) == "status quo"


def test_a_refused_package_is_not_possible_not_even_on_the_edge():
    scenario = talk()
    told = [say.refuses("A", {"x": "full", "y": "none"})]
    got = ng.beliefs(scenario, told, samples=500, rng=1).acceptability([{"x": "full", "y": "none"}])
    assert got.possibly[:, 0].tolist() == [False]
    assert got.shares[0, 0] == 0


def test_red_lines_count_with_their_probability():
    lines = [
        ng.RedLine({"x": "full"}, probability=0.25),
        ng.RedLine({"y": "full"}),
        ng.RedLine({"z": "full"}, probability=0.0),
    ]
    got = ng.beliefs(talk(red_lines=lines), [], actors=["A"], samples=500, rng=1).acceptability(
        [{"x": "full"}, {"y": "full"}, {"z": "full"}, {"z": "half"}]
    )
    np.testing.assert_allclose(got.shares[:, 0], [0.75, 0, 1, 1])
    assert got.necessarily[:, 0].tolist() == [False, False, True, True]
    assert got.possibly[:, 0].tolist() == [True, False, True, True]


def test_signed_is_told_by_whose_yes_it_takes():
    asked = [{"x": "full", "y": "none"}, {"x": "full"}, {"x": "none", "z": "full"}]
    one = ng.Consent(quota=1)
    got = ng.beliefs(talk(consent=one), [], actors=["A"], samples=2000, rng=1).acceptability(asked)
    a, b = got.shares.T
    np.testing.assert_allclose(got.signed, 1 - (1 - a) * (1 - b))
    assert got.necessarily_signed.tolist() == [True, True, False]
    assert got.possibly_signed.tolist() == [True, True, True]


def test_ranks_and_bests_add_up_and_share_ties():
    found = ng.beliefs(talk(), [], actors=["A"], samples=20_000, rng=1)
    got = found.acceptability([{"x": "full"}, {"y": "full"}, {"z": "half"}, {"z": "half"}])
    ranks = got.ranks("A")
    np.testing.assert_allclose(ranks.sum(axis=0), 1.0)
    np.testing.assert_allclose(ranks.sum(axis=1), 1.0)
    # each gains half of its weight; the last two are the same package
    np.testing.assert_allclose(ranks[:2, 0], 1 / 3, atol=0.015)
    np.testing.assert_allclose(ranks[2:, 0], 1 / 6, atol=0.015)
    np.testing.assert_allclose(got.best("A"), ranks[:, 0])
    with pytest.raises(UnknownNameError, match="beliefs are about"):
        got.ranks("B")


def test_the_sample_alone_can_be_asked():
    got = ng.beliefs(talk(), [], actors=["A"], samples=100, rng=1).acceptability(exact=False)
    assert got.necessarily is None
    assert got.possibly_signed is None
    assert len(got) == 27
    assert "necessarily" not in str(got.summary())


def test_the_summary_lists_the_most_acceptable_first():
    got = ng.beliefs(talk(), [], actors=["A"], samples=100, rng=1).acceptability()
    table = got.summary()
    assert table.columns == ("package", "A", "B", "signed")
    assert len(table) == 20
    assert list(table.column("signed")) == sorted(table.column("signed"), reverse=True)
    assert "1.000 necessarily" in table.column("A")
    assert any("Necessarily signed" in note for note in table.notes)
    assert repr(got).startswith("<Acceptability of 27 packages to A, B: signed with probability 1")
    assert "<table>" in got._repr_html_()


def test_offers_can_be_asked_for_by_name():
    hanoi = ng.library.load("hanoi-2019")
    found = ng.beliefs(hanoi, say.from_offers(hanoi), samples=300, rng=1)
    got = found.acceptability(["DPRK offer", "Yongbyon plus"])
    assert got.necessarily.tolist() == [[False, True], [True, False]]
    assert got.possibly.tolist() == [[False, True], [True, False]]
    with pytest.raises(UnknownNameError, match="Did you mean 'Yongbyon plus'"):
        found.acceptability(["Yongbyon plos"])


def test_an_actor_that_is_uncertain_otherwise_is_sent_to_actors():
    scenario = talk()
    doubt = ng.Actor(
        "B", scenario.actor("B").preferences, reservation=ng.distributions.uniform(-4, -3)
    )
    other = ng.Scenario(
        "t", scenario.issues, [scenario.actor("A"), doubt], status_quo=scenario.status_quo
    )
    found = ng.beliefs(other, [], actors=["A"], samples=10, rng=1)
    with pytest.raises(NotDefinedError, match="actors="):
        found.acceptability()


def test_too_many_packages_must_be_named():
    issues = [ng.Issue(f"i{k}", ["no", "yes"], conceded_by="B") for k in range(18)]
    values = {each.name: {"no": 0, "yes": 1} for each in issues}
    quo = dict.fromkeys(values, "no")
    actors = [ng.Actor(name, ng.Additive(values)) for name in "AB"]
    found = ng.beliefs(ng.Scenario("t", issues, actors, status_quo=quo), [], samples=10, rng=1)
    with pytest.raises(TooLargeError, match="name those"):
        found.acceptability()
    assert len(found.acceptability([{"i3": "yes"}])) == 1
