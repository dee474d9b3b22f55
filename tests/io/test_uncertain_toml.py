"""Uncertain scenarios in files: read as documented, written so that they come back the same."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from scipy import stats

import negotiation as ng
from negotiation.errors import InvalidTypeError, InvalidValueError, UnknownNameError
from tests.uncertain_scenarios import scenarios

d = ng.distributions

TALK = """\
name = "talk"
[issues.relief]
options = ["none", "full"]
[issues.aid]
options = ["none", "some"]
[status_quo]
relief = "none"
aid = "none"
[actors.DPRK]
reservation = { outcome = {}, kind = "fact", statement = "one", source = "s" }
premium = { distribution = "triangular", low = 0, mode = 0.02, high = 0.1, %TWO% }
discount = { distribution = "scipy.beta", args = [8, 2], loc = 0.0, scale = 1.0 }
power = { distribution = "scipy.gamma", a = 2 }
weights = { distribution = "dirichlet", concentration = { relief = 4, aid = 2 } }
cap = { distribution = "pert", low = 1, mode = 2, high = 3 }
preferences.relief.values = { none = 0, full = 1 }
[actors.DPRK.preferences.aid.values]
none = { distribution = "empirical", values = [1, 2], weights = [3, 1], %THREE% }
some = 1
[[actors.DPRK.interactions]]
when = { relief = "full", aid = "some" }
value = { distribution = "uniform", low = -1, high = 0 }
[[actors.DPRK.red_lines]]
when = { relief = "none" }
probability = 0.6
[actors."United States".types.hawk]
prior = 0.3
reservation = { distribution = "normal", mean = 0.6, sd = 0.1, low = 0.5 }
payoffs = [[0, 1], [{ distribution = "uniform", low = 2, high = 3 }, 4]]
[actors."United States".types.dove]
prior = 0.7
[actors."United States".types.dove.payoffs]
none = { none = 0, some = 1 }
full = { none = 2, some = { distribution = "scipy.poisson", mu = 3 } }
[[correlations]]
between = [["DPRK", "premium"], ["United States", "hawk", "reservation"]]
spearman = 0.5
"""
TALK = TALK.replace("%TWO%", 'kind = "judgement", statement = "two", source = "s"')
TALK = TALK.replace("%THREE%", 'kind = "estimate", statement = "three", source = "s"')


@pytest.fixture
def read(tmp_path: Path) -> Callable[[str], ng.Scenario]:
    def reader(text: str) -> ng.Scenario:
        path = tmp_path / "talk.toml"
        path.write_text(text, encoding="utf-8")
        return ng.io.read(path)

    return reader


def test_all_that_can_be_uncertain_is_read(read) -> None:
    talk = read(TALK)
    dprk, us = talk.actors
    assert dprk.premium == d.triangular(0, 0.02, 0.1)
    assert repr(dprk.discount) == "scipy.beta(8, 2, loc=0, scale=1)"
    assert dprk.power == ng.Actor("x", dprk.preferences, power=stats.gamma(a=2)).power
    assert dprk.preferences.weights == d.dirichlet({"relief": 4, "aid": 2})
    assert dprk.preferences.cap == d.pert(1, 2, 3)
    assert dprk.preferences.values["aid"]["none"] == d.empirical([1, 2], [3, 1])
    assert dprk.preferences.interactions[0].value == d.uniform(-1, 0)
    assert dprk.red_lines[0].probability == 0.6
    assert us.prior == {"hawk": 0.3, "dove": 0.7}
    assert us.types["hawk"].reservation == d.normal(0.6, 0.1, low=0.5)
    assert us.types["hawk"].preferences.table[1, 0] == d.uniform(2, 3)
    assert str(us.types["dove"].preferences.table["full", "some"]) == "scipy.poisson(mu=3)"
    assert talk.correlations[0].value == 0.5
    assert [each.statement for each in talk.evidence] == ["one", "two", "three"]
    assert len(ng.UncertainProblem(talk).draw(5, 1)) == 5


def test_what_is_read_is_written_the_same(read, tmp_path: Path) -> None:
    talk = read(TALK)
    again = ng.io.read(ng.io.write(talk, tmp_path / "again.toml"))
    assert again == talk
    assert again.evidence == talk.evidence


@settings(
    max_examples=120,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(scenario=scenarios(files=True))
def test_every_uncertain_scenario_comes_back(scenario: ng.Scenario, tmp_path: Path) -> None:
    again = ng.io.read(ng.io.write(scenario, tmp_path / "noun.toml"))
    assert again == scenario
    first, second = (ng.UncertainProblem(each).draw(3, 1) for each in (scenario, again))
    for name, drawn in first.numbers.items():
        np.testing.assert_array_equal(drawn, second.numbers[name])
    np.testing.assert_array_equal(first.payoffs(), second.payoffs())


def test_a_variant_starts_from_an_uncertain_file(read, tmp_path: Path) -> None:
    (tmp_path / "base.toml").write_text(TALK, encoding="utf-8")
    variant = read('base = "base"\nname = "v"\ncorrelations = []\n')
    assert variant == replace(read(TALK), name="v", correlations=())


@pytest.mark.parametrize(
    ("kind", "old", "new", "words"),
    [
        (UnknownNameError, '"triangular"', '"triangle"', ["actors.DPRK.premium", "triangular"]),
        (UnknownNameError, '"scipy.beta"', '"scipy.bet"', ["discount", "beta"]),
        (UnknownNameError, '"scipy.beta"', '"scipy.describe"', ["discount", "describe"]),
        (UnknownNameError, '"scipy.beta"', '"scipy.__loader__"', ["discount", "__loader__"]),
        (UnknownNameError, "mode = 0.02", "mod = 0.02", ["premium", "mode"]),
        (InvalidValueError, "low = 0, mode", "mode", ["premium", "'low'"]),
        (InvalidValueError, "low = 0, mode", "low = 9, mode", ["premium", "low <= mode"]),
        (InvalidTypeError, "args = [8, 2]", "args = [8]", ["discount", "scipy.stats.beta"]),
        (UnknownNameError, "a = 2 }", "shape = 2 }", ["power", "shape"]),
        (InvalidValueError, "args = [8, 2]", "args = [-8, 2]", ["discount", "beta"]),
        (InvalidValueError, "scale = 1.0", "scale = 2.0", ["actors.DPRK", "discount", "0 to 2"]),
        (UnknownNameError, "relief = 4", "releif = 4", ["concentration", "relief"]),
        (UnknownNameError, '"dirichlet"', '"uniform"', ["weights"]),
        (InvalidValueError, '"pert"', '"dirichlet"', ["cap", "weights"]),
        (InvalidValueError, "prior = 0.3\n", "", ["hawk", "prior"]),
        (InvalidValueError, "prior = 0.3", "prior = 0.4", ["United States", "1.1"]),
        (UnknownNameError, '"hawk", "reservation"', '"hawk", "premium"', ["hawk premium"]),
        (InvalidValueError, "probability = 0.6", "probability = 6", ["red_lines", "6"]),
        (InvalidTypeError, '"DPRK", "premium"', '"DPRK"', ["correlations[0]", "DPRK"]),
        (
            InvalidValueError,
            "preferences.relief.values",
            "preferences.relief.weight = 2\npreferences.relief.values",
            ["weights", "relief"],
        ),
    ],
)
def test_mistakes_are_named_by_their_key(read, kind, old, new, words) -> None:
    assert TALK.count(old) == 1
    with pytest.raises(kind) as caught:
        read(TALK.replace(old, new))
    for word in ["talk.toml", *words]:
        assert word in str(caught.value), str(caught.value)


def test_a_distribution_without_a_name_cannot_be_written(tmp_path: Path) -> None:
    own = stats.rv_histogram(np.histogram([1.0, 2.0, 3.0], 2)).freeze()
    talk = ng.Scenario(
        "s", [ng.Issue("x", ["a"])], [ng.Actor("US", ng.Additive({"x": {"a": 0}}), own)]
    )
    with pytest.raises(InvalidTypeError, match=r"'US'.*empirical"):
        ng.io.write(talk, tmp_path / "s.toml")
