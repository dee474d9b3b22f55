"""Distributions: quantiles against scipy, means, ends, draws, and what is refused."""

from __future__ import annotations

import pickle

import numpy as np
import pytest
import scipy
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import integrate, stats

import negotiation as ng
from negotiation.actors.distributions import adapted, distribution_registry, uniform
from negotiation.actors.distributions._distribution import LEAST
from negotiation.errors import InvalidTypeError, InvalidValueError, UnknownNameError
from tests.uncertain_scenarios import distributions

d = ng.distributions
OLD = [*map(int, scipy.__version__.split(".")[:2])] < [1, 17]  # 1.17 computes all of this right
U = np.concatenate([[1e-12, 1e-6], np.linspace(0.001, 0.999, 97), [1 - 1e-6, 1 - 1e-12]])
PEERS = [
    (d.uniform(-2, 3), stats.uniform(-2, 5)),
    (d.normal(1, 2), stats.norm(1, 2)),
    (d.normal(1, 2, low=0), stats.truncnorm(-0.5, np.inf, 1, 2)),
    (d.normal(1, 2, high=0), stats.truncnorm(-np.inf, -0.5, 1, 2)),
    (d.normal(0, 1, 5, 9), stats.truncnorm(5, 9)),
    (d.normal(0, 1, -40, -30), stats.truncnorm(-40, -30)),
    (d.normal(0.5, 0.1, 0, 1), stats.truncnorm(-5, 5, 0.5, 0.1)),
    (d.triangular(1, 2, 5), stats.triang(0.25, 1, 4)),
    (d.triangular(1, 1, 5), stats.triang(0, 1, 4)),
    (d.triangular(1, 5, 5), stats.triang(1, 1, 4)),
    (d.pert(0, 1, 4), stats.beta(2, 4, 0, 4)),
    (d.pert(0, 1, 4, weight=8), stats.beta(3, 7, 0, 4)),
]


@pytest.mark.parametrize(("ours", "peer"), PEERS, ids=lambda each: repr(each)[:40])
def test_quantiles_and_means_are_those_of_scipy(ours, peer) -> None:
    # SciPy 1.15 is off by 3e-6 where a normal that is cut below has all but 1e-12 behind it.
    u = U[:-1] if OLD and peer.support() == (0.0, np.inf) else U
    np.testing.assert_allclose(ours.quantile(u), peer.ppf(u), rtol=1e-9, atol=1e-11)
    assert ours.mean == pytest.approx(peer.mean(), rel=1e-9, abs=1e-12)
    assert ours.support == pytest.approx(peer.support())


def test_a_normal_far_out_in_its_tail() -> None:
    """Beyond 40 deviations what is left is nearly exponential with the rate of the end."""
    far = d.normal(0, 1, low=200)
    np.testing.assert_allclose(far.quantile(U) - 200, -np.log1p(-U) / 200, rtol=1e-3, atol=200e-12)
    assert far.mean == pytest.approx(200 + 1 / 200, rel=1e-8)
    below = d.normal(0, 1, high=-200)
    assert below.mean == -far.mean
    np.testing.assert_allclose(below.quantile(U[2:-2]), -far.quantile(1 - U[2:-2]), rtol=1e-9)
    assert d.normal(0, 1, low=1e5).quantile(0.5) >= 1e5


def test_empirical_numbers() -> None:
    some = d.empirical([3, 1, 1, 2], [1, 1, 1, 0])
    assert some.support == (1, 3)
    assert some.mean == pytest.approx(5 / 3)
    np.testing.assert_array_equal(some.quantile([0, 0.5, 2 / 3 - 1e-9, 0.7, 1]), [1, 1, 1, 3, 3])
    assert d.empirical([1, 2, 3, 4]).median == 2
    assert d.empirical([2.5]).certain == 2.5


@settings(max_examples=150, deadline=None)
@given(
    one=distributions(),
    # SciPy 1.15 gives up on a beta distribution at subnormal shares, with a warning.
    u=st.lists(st.floats(0, 1, allow_subnormal=not OLD), min_size=2, max_size=6),
)
def test_laws_of_every_distribution(one, u) -> None:
    ours = adapted(one)
    u = np.sort(u)
    drawn = ours.quantile(u)
    low, high = ours.support
    assert drawn.shape == u.shape
    assert (np.diff(drawn) >= 0).all()
    assert ((low <= drawn) & (drawn <= high)).all()
    np.testing.assert_allclose(ours.quantile([0.0, 1.0]), [low, high], rtol=1e-9, atol=1e-12)
    steps = (np.arange(20_000) + 0.5) / 20_000
    assert ours.mean == pytest.approx(ours.quantile(steps).mean(), abs=2e-3 * (high - low))
    first = ours.sample(5, np.random.default_rng(3))
    again = ours.quantile(np.random.default_rng(3).random(5))
    np.testing.assert_array_equal(first, again)
    back = pickle.loads(pickle.dumps(ours))
    assert back == ours
    assert hash(back) == hash(ours)
    assert ours.kind in (*distribution_registry, "")


@pytest.mark.parametrize(
    "one",
    [
        d.uniform(2, 2),
        d.normal(2, 0),
        d.normal(0, 1, 2, 2),
        d.triangular(2, 2, 2),
        d.pert(2, 2, 2),
        d.empirical([2, 2]),
    ],
    ids=repr,
)
def test_a_distribution_without_doubt_is_its_number(one) -> None:
    assert one.certain == 2
    assert one.mean == 2
    np.testing.assert_array_equal(one.quantile([0, 0.3, 1]), [2, 2, 2])
    wants = ng.Additive({"x": {"a": 0}})
    actor = ng.Actor("US", wants, reservation=one)
    assert actor.reservation == 2.0
    assert isinstance(actor.reservation, float)


def test_words() -> None:
    shown = [
        d.uniform(0, 0.1),
        d.normal(0.2, 0.1),
        d.normal(0.2, 0.1, low=0),
        d.pert(0, 1, 2),
        d.pert(0, 1, 2, 5),
        d.empirical([1, 2]),
        d.dirichlet({"a": 1, "b": 2.5}, 2),
        adapted(stats.beta(2, b=3)),
    ]
    assert [repr(each) for each in shown] == [
        "uniform(0, 0.1)",
        "normal(0.2, 0.1)",
        "normal(0.2, 0.1, low=0)",
        "pert(0, 1, 2)",
        "pert(0, 1, 2, 5)",
        "empirical(2 numbers from 1 to 2)",
        "dirichlet({a: 1, b: 2.5}, total=2)",
        "scipy.beta(2, b=3)",
    ]
    assert d.names() == ("dirichlet", "empirical", "normal", "pert", "triangular", "uniform")
    assert d.uniform is uniform
    with pytest.raises(AttributeError, match="triangular"):
        _ = d.triangle


@pytest.mark.parametrize("shapes", [(1, 1, 1), (0.3, 2, 5), (0.01, 0.02, 0.01)], ids=repr)
def test_dirichlet_shares_are_beta_numbers(shapes) -> None:
    """Each share alone is Beta(a, rest); the Kolmogorov-Smirnov p-values are not tiny."""
    names = ["a", "b", "c"]
    drawn = d.dirichlet(dict(zip(names, shapes, strict=True))).sample(
        20_000, np.random.default_rng(11)
    )
    np.testing.assert_allclose(drawn.sum(axis=1), 1, rtol=1e-12)
    for column, shape in enumerate(shapes):
        beta = stats.beta(shape, sum(shapes) - shape)
        if min(shapes) < 0.1:  # most of it lies closer to 0 and 1 than floats can tell
            inner = np.mean((drawn[:, column] > 1e-9) & (drawn[:, column] < 0.5))
            chance = beta.cdf(0.5) - beta.cdf(1e-9)
            assert abs(inner - chance) < 5 * np.sqrt(chance * (1 - chance) / 20_000)
        else:
            assert stats.kstest(drawn[:, column], beta.cdf).pvalue > 1e-6
    first, second = drawn[:, 0], drawn[:, 1]
    total = sum(shapes)
    exact = -shapes[0] * shapes[1] / (total**2 * (total + 1))
    assert np.cov(first, second)[0, 1] == pytest.approx(exact, rel=0.15)


@pytest.mark.parametrize(
    "shapes", [(1e-300, 1e-300), (5e-324, 5e-324), (5e-324, 1.0), (1e300, 1e300), (1e-9, 1e9)]
)
def test_extreme_concentrations_still_share_the_total(shapes) -> None:
    many = d.dirichlet({"a": shapes[0], "b": shapes[1]}, 3.0)
    drawn = many.sample(50, np.random.default_rng(1))
    np.testing.assert_allclose(drawn.sum(axis=1), 3, rtol=1e-12)
    assert sum(many.mean.values()) == pytest.approx(3)
    assert many.sample(0, np.random.default_rng(1)).shape == (0, 2)


class ZeroRandom:
    """A source of random numbers that only ever draws 0."""

    def random(self, n: int):
        return np.zeros(n)


def test_a_zero_drawn_is_not_infinitely_low() -> None:
    np.testing.assert_array_equal(
        d.normal(0, 1).sample(2, ZeroRandom()), d.normal(0, 1).quantile([LEAST, LEAST])
    )


def test_scipy_distributions_are_equal_by_name_and_parameters() -> None:
    one, same = adapted(stats.beta(2, 3)), adapted(stats.beta(2.0, np.float64(3)))
    assert one == same
    assert hash(one) == hash(same)
    assert one != adapted(stats.beta(3, 2))
    assert one != adapted(stats.gamma(2, 3))
    first = stats.rv_histogram(np.histogram([1, 2, 3], 2)).freeze()
    second = stats.rv_histogram(np.histogram([5, 7, 9], 2)).freeze()
    assert adapted(first) != adapted(second)
    assert adapted(stats.poisson(3)).quantile(0.0) == 0
    area = integrate.quad(adapted(stats.gamma(2)).quantile, 0, 1, limit=200)[0]
    assert area == pytest.approx(2, rel=1e-6)


WANTS = {"x": {"a": 0, "b": 1}}


@pytest.mark.parametrize(
    ("kind", "call", "words"),
    [
        (InvalidValueError, lambda: d.uniform(1, 0), ["low <= high", "(1.0, 0.0)"]),
        (InvalidValueError, lambda: d.uniform(np.nan, 0), ["low of uniform", "finite"]),
        (InvalidTypeError, lambda: d.uniform("a", 0), ["low of uniform", "'a'"]),
        (InvalidValueError, lambda: d.triangular(0, 3, 2), ["low <= mode <= high"]),
        (InvalidValueError, lambda: d.pert(0, 1, 2, -1), ["weight", "-1"]),
        (InvalidValueError, lambda: d.normal(0, -1), ["deviation", "-1"]),
        (InvalidValueError, lambda: d.normal(0, 1, 2, 1), ["between its ends"]),
        (InvalidValueError, lambda: d.normal(0, 0, 1, 2), ["between its ends"]),
        (InvalidValueError, lambda: d.empirical([]), ["at least one"]),
        (InvalidTypeError, lambda: d.empirical("12"), ["list"]),
        (InvalidValueError, lambda: d.empirical([1, np.inf]), ["finite"]),
        (InvalidValueError, lambda: d.empirical([1, 2], [1]), ["weight for each of its 2"]),
        (InvalidValueError, lambda: d.empirical([1, 2], [0, 0]), ["one positive"]),
        (InvalidValueError, lambda: d.empirical([1, 2], [2, -1]), ["none negative"]),
        (InvalidTypeError, lambda: d.dirichlet({}), ["{issue: concentration}"]),
        (InvalidValueError, lambda: d.dirichlet({"a": 0}), ["'a'", "positive"]),
        (InvalidValueError, lambda: d.dirichlet({"a": 1}, 0), ["total", "positive"]),
        (
            InvalidTypeError,
            lambda: ng.Actor("US", ng.Additive(WANTS), stats.beta),
            ["'US'", "beta(2, 3)"],
        ),
        (
            InvalidTypeError,
            lambda: ng.Actor("US", ng.Additive(WANTS), stats.dirichlet([1, 2])),
            ["'US'", "ng.distributions.dirichlet"],
        ),
        (
            InvalidTypeError,
            lambda: ng.Actor("US", ng.Additive(WANTS), d.dirichlet({"x": 1})),
            ["'US'", "several"],
        ),
        (InvalidTypeError, lambda: adapted(stats.norm([1, 2])), ["not arrays"]),
        (InvalidValueError, lambda: adapted(stats.beta(-1, 2)), ["no distribution", "beta"]),
        (
            InvalidValueError,
            lambda: ng.Actor("US", ng.Additive(WANTS), discount=d.uniform(0.5, 1.1)),
            ["'US'", "discount", "0.5 to 1.1", "low="],
        ),
        (
            InvalidValueError,
            lambda: ng.Actor("US", ng.Additive(WANTS), discount=d.empirical([0, 1])),
            ["'US'", "discount", "above 0"],
        ),
        (
            InvalidValueError,
            lambda: ng.Actor("US", ng.Additive(WANTS), power=d.normal(1, 0.1)),
            ["'US'", "Power", "-inf", "low="],
        ),
        (
            InvalidValueError,
            lambda: ng.Additive(WANTS, {"x": d.normal(1, 0.1)}),
            ["'x'", "weight", "low="],
        ),
        (UnknownNameError, lambda: ng.Additive(WANTS, d.dirichlet({"y": 1})), ["'y'", "'x'"]),
        (
            InvalidValueError,
            lambda: ng.Additive({**WANTS, "y": {"a": 1}}, d.dirichlet({"x": 1})),
            ["'y'", "concentration"],
        ),
        (
            InvalidValueError,
            lambda: ng.RedLine({"x": "a"}, probability=1.5),
            ["probability", "1.5", "x a"],
        ),
        (
            InvalidValueError,
            lambda: ng.Scenario(
                "s",
                [ng.Issue("aid", (0, 1), unit="")],
                [ng.Actor("US", ng.Additive({"aid": {0: 0, 1: d.uniform(0, 1)}}))],
            ),
            ["'US'", "'aid'", "continuous"],
        ),
    ],
)
def test_what_cannot_be_meant_is_refused(kind, call, words) -> None:
    with pytest.raises(kind) as caught:
        call()
    assert isinstance(caught.value, ng.NegotiationError)
    for word in words:
        assert word in str(caught.value), str(caught.value)


def test_open_ends_at_zero_are_allowed() -> None:
    actor = ng.Actor("US", ng.Additive(WANTS), discount=stats.beta(2, 3), power=d.uniform(0, 1))
    assert str(actor.discount) == "scipy.beta(2, 3)"
