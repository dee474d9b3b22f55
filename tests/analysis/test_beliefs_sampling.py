"""Draws from beliefs have the distribution they should have: exactly, cell by cell."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

import negotiation as ng
from negotiation.analysis.beliefs import _posterior
from negotiation.analysis.beliefs._convergence import effective_size, r_hat
from negotiation.analysis.beliefs._hull import Hull
from negotiation.analysis.beliefs._likelihood import Likelihood, prior_points
from negotiation.analysis.beliefs._posterior import Posterior
from negotiation.analysis.statements._prior import Prior
from negotiation.analysis.statements._walking_away import WalkingAway
from negotiation.errors import NotDefinedError
from tests.analysis.plane_cells import cell_masses, chance

say = ng.statements
DRAWS = 100_000
UNLIKELY = 1e-5
"""Chance at which a chi-square test fails: seeds are fixed, so a pass stays a pass."""

both_methods = pytest.mark.parametrize("method", ["rejection", "hit-and-run"])
SQUARE = [(1, 0, 0), (0, 1, 0)]
SIMPLEX = [*SQUARE, (-1, -1, -1)]
GRID = (np.linspace(0, 1, 9), np.linspace(0, 1, 9))


def talk(count, options=("no", "yes")):
    """A scenario of so many issues, all of which B gives and A wants."""
    issues = [ng.Issue(f"i{k}", options, conceded_by="B") for k in range(count)]
    up = {each.name: dict(zip(options, range(len(options)), strict=True)) for each in issues}
    down = {name: {o: -v for o, v in values.items()} for name, values in up.items()}
    return ng.Scenario(
        "a talk",
        issues,
        [ng.Actor("A", ng.Additive(up)), ng.Actor("B", ng.Additive(down))],
        status_quo=dict.fromkeys(up, options[0]),
    )


@pytest.fixture
def many_walks(monkeypatch):
    """More chains of fewer draws: the same draws sooner."""
    monkeypatch.setattr(_posterior, "WALKS", 2500)


def sampled(scenario, told, method, seed=1, draws=DRAWS, **prior):
    likelihood = Likelihood.of(Prior(**prior).of(scenario, "A"), told)
    found = Posterior.of(likelihood, draws, method, np.random.default_rng(seed))
    assert found.method == method
    assert len(found.points) == draws
    assert likelihood.polytope.holds(found.points).all()
    return found


# ------------------------------------------------------------------ two weights


@both_methods
@pytest.mark.parametrize(
    ("alpha", "soft"), [((1.0, 1.0), None), ((2.0, 5.0), 0.8), ((0.4, 0.7), None)]
)
def test_two_weights_follow_the_truncated_beta(method, alpha, soft, many_walks):
    told = [say.matters_more("A", "i0", than="i1")]
    if soft is not None:
        # worth 0.25 of walking away above the status quo: i1 alone is not worth it, if w1 < 0.25
        told.append(say.refuses("A", {"i1": "yes"}, reliability=soft))
    found = sampled(
        talk(2), told, method, concentration={"i0": alpha[0], "i1": alpha[1]}, premium=0.25
    )
    weight = found.points[:, 0]
    edges = np.linspace(0.5, 1.0, 21)
    mass = np.diff(stats.beta(*alpha).cdf(edges))
    if soft is not None:
        mass *= np.where(edges[:-1] >= 0.75 - 1e-12, soft, 1 - soft)
    counts = np.histogram(weight, edges)[0]
    assert counts.sum() == DRAWS
    assert stats.chisquare(counts, DRAWS * mass / mass.sum()).pvalue > UNLIKELY


# ------------------------------------------------------------------ three weights

CASES = {
    "free": ([], SIMPLEX, []),
    "ordered": (
        [say.matters_more("A", "i0", than="i1"), say.matters_more("A", "i1", than="i2")],
        [*SIMPLEX, (1, -1, 0), (1, 2, 1)],
        [],
    ),
    "soft": (
        [
            say.prefers("A", {"i0": "yes"}, over={"i1": "yes", "i2": "yes"}, reliability=0.7),
            say.matters_more("A", "i2", than="i1", reliability=0.9),
        ],
        SIMPLEX,
        [((2, 0, 1), 0.7), ((-1, -2, -1), 0.9)],
    ),
    "hard and soft": (
        [
            say.refuses("A", {"i0": "yes"}),  # worth less than the premium, 0.6
            say.top_priority("A", "i1", reliability=0.75),
        ],
        [*SIMPLEX, (-1, 0, -0.6)],
        None,
    ),
}


@pytest.mark.slow
@both_methods
@pytest.mark.parametrize(
    ("name", "alpha"),
    [
        ("free", (2, 1, 3)),
        ("ordered", (1, 1, 1)),
        ("ordered", (2, 1, 3)),
        ("soft", (2, 1, 3)),
        ("hard and soft", (1, 1, 1)),
    ],
    ids=str,
)
def test_three_weights_have_the_exact_distribution(method, alpha, name, many_walks):
    told, region, soft = CASES[name]
    found = sampled(
        talk(3),
        told,
        method,
        concentration=dict(zip(["i0", "i1", "i2"], alpha, strict=True)),
        premium=0.6,
    )

    def density(x, y):
        return x ** (alpha[0] - 1) * y ** (alpha[1] - 1) * (1 - x - y) ** (alpha[2] - 1)

    if soft is None:  # both w1 > w0 and w1 > w2 at once: the odds of a wedge
        whole = cell_masses_raw(GRID, region, density)
        wedge = cell_masses_raw(GRID, [*region, (-1, 1, 0), (1, 2, 1)], density)
        masses = 0.25 * (whole - wedge) + 0.75 * wedge
        masses /= masses.sum()
    else:
        masses = cell_masses(GRID, region, density, soft)
    assert chance(found.points[:, :2], GRID, masses) > UNLIKELY


def cell_masses_raw(edges, region, density):
    """Masses that do not add up to 1: put the rest into a cell of its own and leave it out."""
    from tests.analysis.plane_cells import clip, integral

    out = np.zeros((len(edges[0]) - 1, len(edges[1]) - 1))
    for i in range(out.shape[0]):
        for j in range(out.shape[1]):
            x0, x1, y0, y1 = edges[0][i], edges[0][i + 1], edges[1][j], edges[1][j + 1]
            cell = [(x0, y0), (x1, y0), (x1, y1), (x0, y1)]
            for line in region:
                cell = clip(cell, line)
            out[i, j] = integral(cell, density) if len(cell) > 2 else 0.0
    return out


def test_the_oracle_itself_knows_a_triangle():
    masses = cell_masses(GRID, SIMPLEX, lambda x, y: 1.0)
    assert masses[0, 0] == pytest.approx(2 / 64)
    assert masses[0, 7] == pytest.approx(1 / 64)
    assert masses[7, 7] == 0


@both_methods
def test_an_uncertain_walk_away_value_is_learnt_about_together_with_the_weights(method, many_walks):
    told = [say.accepts("A", {"i0": "yes"}), say.refuses("A", {"i1": "yes"}, reliability=0.8)]
    found = sampled(talk(2), told, method, premium=stats.uniform(0.1, 0.8))
    edges = (np.linspace(0, 1, 9), np.linspace(0.1, 0.9, 9))
    # x is the weight of i0, y the premium: x >= y, and with odds 4 : 1  y > 1 - x
    masses = cell_masses(edges, [(1, -1, 0)], lambda x, y: 1.0, [((1, 1, 1), 0.8)])
    assert chance(found.points[:, [0, 2]], edges, masses) > UNLIKELY


@pytest.mark.slow
@both_methods
def test_a_premium_without_ends_is_sampled(method, many_walks):
    told = [say.accepts("A", {"i0": "yes"})]
    found = sampled(talk(2), told, method, premium=stats.norm(0.2, 0.3))
    edges = (np.linspace(0, 1, 6), np.linspace(-0.7, 1.0, 12))
    normal = stats.norm(0.2, 0.3).pdf
    inside = found.points[found.points[:, 2] > -0.7]
    masses = cell_masses(edges, [(1, -1, 0)], lambda x, y: normal(y))
    assert chance(inside[:, [0, 2]], edges, masses) > UNLIKELY


# ------------------------------------------------------------------ weights and values


@pytest.mark.slow
@both_methods
def test_without_statements_values_rise_like_sorted_uniform_numbers(method, many_walks):
    found = sampled(talk(2, ("a", "b", "c")), [], method, unknown="weights and values")
    weight = found.points[:, :2].sum(axis=1)
    share = found.points[:, 0] / weight
    flat = np.full((8, 8), 1 / 64)
    assert chance(np.column_stack([weight, share]), GRID, flat) > UNLIKELY


@pytest.mark.slow
def test_both_methods_agree_on_weights_and_values(many_walks):
    told = [
        say.matters_more("A", "i0", than="i1"),
        say.refuses("A", {"i0": "b"}),
        say.prefers("A", {"i1": "b"}, over={"i2": "b"}, reliability=0.8),
    ]
    prior = {"unknown": "weights and values", "premium": 0.3, "concentration": {"i0": 2, "i1": 0.5}}
    one, two = (
        sampled(talk(3, ("a", "b", "c", "d")), told, method, draws=20_000, **prior).points
        for method in ("rejection", "hit-and-run")
    )
    for column in range(one.shape[1] - 1):
        edges = np.quantile(one[:, column], np.linspace(0, 1, 21))
        edges[0], edges[-1] = 0.0, 1.0
        counts = [np.histogram(each[:, column], edges)[0] for each in (one, two)]
        assert stats.chi2_contingency(counts).pvalue > UNLIKELY


@pytest.mark.slow
def test_fresh_draws_have_the_same_distribution(many_walks):
    told = CASES["ordered"][0]
    masses = cell_masses(GRID, CASES["ordered"][1], lambda x, y: 1.0)
    for method in ("rejection", "hit-and-run"):
        found = sampled(talk(3), told, method)
        fresh = found.fresh(DRAWS, np.random.default_rng(5))
        assert found.likelihood.polytope.holds(fresh).all()
        assert chance(fresh[:, :2], GRID, masses) > UNLIKELY


# ------------------------------------------------------------------ the edge, and nothing at all


@pytest.mark.parametrize("unknown", ["weights", "weights and values"])
def test_what_is_forced_to_be_equal_is_sampled_there(unknown):
    scenario = talk(3, ("no", "partly", "yes"))
    told = [
        say.accepts("A", {"i0": "yes"}),  # worth at least 0.5
        say.accepts("A", {"i1": "yes", "i2": "yes"}),  # and the rest as well
    ]
    found = ng.beliefs(scenario, told, unknown=unknown, premium=0.5, samples=20_000, rng=1)
    weights = found.weights("A")
    np.testing.assert_allclose(weights[:, 0], 0.5, atol=1e-9)
    assert stats.kstest(weights[::4, 1], stats.uniform(0, 0.5).cdf).pvalue > UNLIKELY
    assert any("hold only on the edge: packages" in note for note in found.summary().notes)


def test_an_issue_forced_not_to_matter_is_left_out():
    scenario = talk(3)
    told = [say.accepts("B", {"i0": "yes"})]  # a mere loss to B
    found = ng.beliefs(scenario, told, samples=20_000, rng=1)
    weights = found.weights("B")
    assert (weights[:, 0] == 0).all()
    assert stats.kstest(weights[::4, 1], stats.uniform(0, 1).cdf).pvalue > UNLIKELY
    assert any("i0 does not matter" in note for note in found.summary().notes)


def test_a_walk_away_value_forced_to_a_point_is_refused_not_sampled():
    told = [say.accepts("A", {"i0": "yes"}), say.accepts("A", {"i1": "yes"})]
    with pytest.raises(NotDefinedError, match="exact value"):
        ng.beliefs(talk(2), told, premium=stats.uniform(0.5, 0.1), rng=1)


@pytest.mark.parametrize("method", ["automatic", "rejection", "hit-and-run"])
def test_one_issue_one_option_one_draw(method):
    one = talk(1)
    assert ng.beliefs(one, [], rng=1, samples=1, method=method).weights("A").tolist() == [[1.0]]
    fixed = ng.Scenario(
        "fixed",
        [ng.Issue("only", ["so"])],
        [ng.Actor("A", ng.Additive({"only": {"so": 3}}))],
        status_quo={"only": "so"},
    )
    for unknown in ("weights", "weights and values"):
        found = ng.beliefs(fixed, [], rng=1, samples=5, method=method, unknown=unknown)
        assert found.weights("A").tolist() == [[0.0]] * 5


def test_rejection_says_when_it_cannot():
    told = [say.matters_more("A", f"i{k}", than=f"i{k + 1}") for k in range(11)]
    with pytest.raises(NotDefinedError, match="hit-and-run"):
        ng.beliefs(talk(12), told, method="rejection", rng=1)
    found = ng.beliefs(talk(12), told, samples=2000, rng=1)  # one in 479 million
    assert found.posteriors["A"].method == "hit-and-run"
    weights = found.weights("A")
    assert (np.diff(weights, axis=1) < 0).all()
    # the expected ordered weights: (1/n) sum of 1/k from the place to n
    expected = np.array([sum(1 / k for k in range(place, 13)) / 12 for place in range(1, 13)])
    error = weights.std(axis=0) / np.sqrt(found.effective_sample_size)
    assert (np.abs(weights.mean(axis=0) - expected) < 5 * error).all()


# ------------------------------------------------------------------ priors and convergence


def test_prior_draws_lie_on_the_simplex_even_with_tiny_concentrations():
    unknowns = Prior("weights and values", 0.001).of(talk(3, ("a", "b", "c", "d")), "A")
    points = prior_points(unknowns, 1000, np.random.default_rng(1))
    assert np.isfinite(points).all()
    np.testing.assert_allclose(points[:, :-1].sum(axis=1), 1.0)
    assert (unknowns.weights(points).max(axis=1) > 0.99).mean() > 0.98


def test_r_hat_and_effective_size_of_known_chains():
    rng = np.random.default_rng(1)
    white = rng.standard_normal((50, 400))
    assert r_hat(white) < 1.005
    assert effective_size(white) == pytest.approx(20_000, rel=0.1)
    slow = np.empty((50, 400))
    slow[:, 0] = rng.standard_normal(50)
    for step in range(1, 400):  # AR(1): worth (1 - a) / (1 + a) of its length
        slow[:, step] = 0.8 * slow[:, step - 1] + 0.6 * rng.standard_normal(50)
    assert effective_size(slow) == pytest.approx(20_000 / 9, rel=0.15)
    assert r_hat(white + 0.5 * np.arange(50)[:, None]) > 1.5  # chains apart
    assert r_hat(white * np.linspace(0.2, 3, 50)[:, None]) > 1.1  # of different width
    assert r_hat(np.zeros((4, 10))) == 1.0


def test_shares_of_a_distribution_are_those_of_its_quantiles():
    walk = WalkingAway(stats.norm(0.2, 0.3), "A")
    share = np.linspace(0.01, 0.99, 9)
    np.testing.assert_allclose(walk.shares_of(walk.quantile(share)), share, atol=1e-9)
    np.testing.assert_allclose(walk.shares(0.2, np.inf), (0.5, 1.0), atol=1e-9)


def test_starts_lie_inside_and_apart():
    likelihood = Likelihood.of(Prior().of(talk(4), "A"), [say.top_priority("A", "i2")])
    points, _ = Hull.of(likelihood).starts(40, np.random.default_rng(1))
    assert likelihood.polytope.holds(points).all()
    assert (points[:, :4] > 0).all()
    assert np.ptp(points[:, 2]) > 0.3


def test_the_same_seed_gives_the_same_beliefs():
    told = [say.top_priority("A", "i0"), say.refuses("A", {"i1": "yes"}, reliability=0.9)]
    for method in ("rejection", "hit-and-run"):
        one, two = (
            ng.beliefs(talk(3), told, premium=0.2, samples=200, rng=7, method=method)
            for _ in range(2)
        )
        assert (one.weights("A") == two.weights("A")).all()
