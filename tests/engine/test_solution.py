"""What `solve` and `compare` answer besides numbers: status, words, errors, parameters."""

from __future__ import annotations

import numpy as np
import pytest

import negotiation as ng
from negotiation.engine.axiomatic import concept_registry
from negotiation.errors import NotDefinedError

Q = ng.BargainingProblem([[4, 0], [3, 2], [0, 3]], actors=["US", "DPRK"])


def test_solution_of_own_payoffs():
    own = ng.BargainingProblem([[3, 1], [2, 2], [1, 3]], disagreement=[0, 0])
    deal = ng.solve(own, "nash")
    assert deal.status == "ok"
    assert deal.indices.tolist() == [1]
    assert deal.outcomes == (1,)
    assert deal.payoffs.tolist() == [[2, 2]]
    assert deal.lottery is None
    assert "Nash" in deal.reference
    assert not deal.payoffs.flags.writeable
    assert repr(deal) == "<Solution 'nash': ok, Actor 1 2, Actor 2 2>"


def test_no_agreement_is_an_answer():
    none = ng.solve(ng.BargainingProblem([[1, 1]], [2, 2]), "nash")
    assert (none.status, none.outcomes, none.agreement) == ("disagreement", (), False)
    assert none.payoffs.tolist() == [[2, 2]]
    assert "No agreement" in str(none.summary())
    assert repr(none) == "<Solution 'nash': disagreement>"
    assert "<table>" in none._repr_html_()


def test_summary_says_what_is_fragile_and_what_is_tied():
    thin = ng.solve(ng.BargainingProblem([[1, 0], [0.5, 0]], actors=["US", "DPRK"]), "nash")
    assert thin.status == "degenerate"
    assert "Fragile: DPRK gains nothing" in str(thin.summary())
    assert thin.diagnostics["cannot_gain"] == ("DPRK",)
    tied = ng.solve(ng.BargainingProblem([[4, 2], [2, 4]]), "nash")
    assert tied.status == "set_valued"
    assert "2 outcomes" in str(tied.summary())
    assert "and 1 more" in repr(tied)
    mixed = ng.solve(ng.BargainingProblem([[4, 2], [2, 4]]), "nash", lotteries=True)
    assert "50% outcome 0 / 50% outcome 1" in str(mixed.summary())
    point = ng.solve(ng.BargainingProblem([[4, 2], [2, 4]]), "conley-wilkie")
    assert "guaranteed by outcome 0 or outcome 1" in str(point.summary())


def test_power_weighs_in_nash_only():
    strong = ng.BargainingProblem(Q.payoffs, power=[4, 1])
    weighted = ng.solve(Q, "nash", lotteries=True, weights=[4, 1]).payoffs
    assert ng.solve(strong, "nash", lotteries=True).payoffs == pytest.approx(weighted)
    assert ng.solve(strong, "nash", lotteries=True, weights=[1, 1]).payoffs.tolist() == [[3, 2]]
    assert ng.solve(strong, "egalitarian", lotteries=True).payoffs == pytest.approx(
        ng.solve(Q, "egalitarian", lotteries=True).payoffs
    )


def test_parameters_by_name_and_reference_by_outcome():
    by_name = ng.solve(Q, "proportional", lotteries=True, weights={"DPRK": 1, "US": 2})
    assert by_name.payoffs == pytest.approx(np.array([[3.2, 1.6]]))
    hanoi = ng.library.load("hanoi-2019")
    problem = ng.bargaining_problem(hanoi)
    inside = problem.outcomes[int(np.flatnonzero(problem.zopa)[0])]
    assert ng.solve(problem, "gupta-livne", reference=inside).agreement


def test_a_reference_that_is_already_ideal_for_one():
    answer = ng.solve(Q, "gupta-livne", lotteries=True, reference=[4, 0])
    assert answer.payoffs.tolist() == [[4, 0]]


@pytest.mark.parametrize(
    ("call", "kind", "words"),
    [
        (lambda: ng.solve(Q, "nahs"), KeyError, ["'nahs'", "'nash'"]),
        (lambda: ng.solve(Q, "nash", wieghts=[1, 1]), KeyError, ["'wieghts'", "'weights'"]),
        (lambda: ng.solve(Q, "bossert"), ValueError, ["bossert", "claims=", "US, DPRK"]),
        (lambda: ng.solve(Q, "nash", weights=[1, 0]), ValueError, ["positive", "DPRK"]),
        (lambda: ng.solve(Q, "nash", weights=[1]), ValueError, ["US, DPRK"]),
        (lambda: ng.solve(Q, "nash", weights={"US": 1}), ValueError, ["DPRK"]),
        (lambda: ng.solve(Q, "nash", weights={"US": 1, "D": 1}), KeyError, ["'D'", "'DPRK'"]),
        (lambda: ng.solve(Q, "bossert", claims=[0, 1]), ValueError, ["claim", "US"]),
        (lambda: ng.solve(Q, "gupta-livne", reference=[-1, 0]), ValueError, ["walking away", "US"]),
        (
            lambda: ng.solve(Q, "gupta-livne", lotteries=True, reference=[9, 9]),
            ValueError,
            ["No lottery", "9"],
        ),
        (lambda: ng.solve(Q, "yu", p=0.5), ValueError, ["at least 1", "0.5"]),
        (lambda: ng.solve(Q, "yu", p="two"), TypeError, ["number", "two"]),
        (lambda: ng.solve(Q, "fallback", quota=3), ValueError, ["between 1", "2", "3"]),
        (lambda: ng.solve(Q, "fallback", quota=1.5), TypeError, ["whole number", "1.5"]),
        (lambda: ng.solve(Q, "fallback", lotteries=True), NotDefinedError, ["fallback", "ranks"]),
        (
            lambda: ng.solve(ng.BargainingProblem([[1, 1, 1]]), "perles-maschler"),
            NotDefinedError,
            ["2 actors", "3"],
        ),
        (
            lambda: ng.solve(Q, "egalitarian", free_disposal=False),
            NotDefinedError,
            ["egalitarian", "lotteries"],
        ),
        (lambda: ng.solve([[1, 2]], "nash"), TypeError, ["Scenario or a BargainingProblem"]),
        (lambda: ng.compare(Q, ["nash", "nahs"]), KeyError, ["'nahs'"]),
        (lambda: ng.compare(Q, clams=[1, 1]), KeyError, ["'clams'", "'claims'"]),
        (lambda: ng.compare(Q, ["nash"])["kalai"], KeyError, ["'kalai'", "'nash'"]),
    ],
)
def test_errors_name_what_was_wrong(call, kind, words):
    with pytest.raises(kind) as caught:
        call()
    assert isinstance(caught.value, ng.NegotiationError)
    for word in words:
        assert word in str(caught.value), str(caught.value)


def test_compare_lists_every_concept_once():
    result = ng.compare(Q)
    assert len(result) == len(result.solutions)
    assert {each.concept for each in result.solutions} | set(result.skipped) == set(ng.concepts())
    assert result["nash"].payoffs.tolist() == [[3, 2]]
    shown = result.summary()
    assert len(shown) == len(ng.concepts())
    assert set(shown.column("concept")) == set(ng.concepts())
    assert "needs claims=" in str(shown)
    nothing = ng.compare(ng.BargainingProblem([[1, 1]], [2, 2]))
    assert "No theory selects an agreement" in str(nothing.summary())
    everything = ng.compare(Q, claims=[5, 4], reference=[1, 1], weights=[1, 1])
    assert not everything.skipped
    with_lotteries = ng.compare(Q, lotteries=True)
    assert "ranks" in with_lotteries.skipped["fallback"]
    assert len(repr(result).splitlines()) == 1
    assert "<table>" in result._repr_html_()


def test_fallback_quota():
    """Two of three actors meet earlier, and where more support it wins."""
    payoffs = [[5, 1, 4], [4, 5, 1], [1, 4, 5], [3, 3, 3]]
    problem = ng.BargainingProblem(payoffs)
    assert ng.solve(problem, "fallback").indices.tolist() == [3]
    assert ng.solve(problem, "fallback", quota=2).indices.tolist() == [0, 1, 2]


@pytest.mark.parametrize("scale", [1e-290, 1e-12, 1e12, 1e290])
def test_huge_and_tiny_scales(scale):
    """Only ratios matter; nothing over- or underflows."""
    problem = ng.BargainingProblem(Q.payoffs * scale)
    for lotteries in (False, True):
        plain = ng.compare(Q, lotteries=lotteries)
        for answer in ng.compare(problem, lotteries=lotteries).solutions:
            assert answer.payoffs / scale == pytest.approx(plain[answer.concept].payoffs, abs=1e-9)


def test_one_outcome_one_actor_and_all_ties():
    single = ng.BargainingProblem([[3.0]])
    for answer in (*ng.compare(single).solutions, *ng.compare(single, lotteries=True).solutions):
        assert answer.payoffs.tolist() == [[3]]
    tied = ng.BargainingProblem([[2, 2]] * 4)
    for answer in ng.compare(tied).solutions:
        assert answer.indices.tolist() == [0, 1, 2, 3] or answer.concept == "conley-wilkie"
        assert answer.status == "ok"
    still = ng.BargainingProblem([[1, 1], [1, 1]], [1, 1])
    for lotteries in (False, True):
        for answer in ng.compare(still, lotteries=lotteries).solutions:
            assert answer.status == "degenerate"
            assert answer.payoffs.tolist()[0] == [1, 1]


@pytest.mark.parametrize("p", [1.0, 1.5, 3.0, 50.0, float("inf")])
def test_outcomes_beyond_the_ideal_point_that_somebody_refuses(p):
    """The first outcome is above the first actor's ideal, since the second refuses it."""
    problem = ng.BargainingProblem([[10, -1], [6, 2], [3, 5]])
    answer = ng.solve(problem, "yu", p=p)  # losses from (6, 5): (0, 3) and (3, 0)
    assert answer.indices.tolist() == [1, 2]


def test_sizes_that_no_calculation_can_hold_are_refused():
    with pytest.raises(ValueError, match="larger units"):
        ng.BargainingProblem([[1.5e308, 1], [1, 1]])
    mixed = ng.BargainingProblem([[1e-200, 0], [0, 1e200]])
    with pytest.raises(ng.NegotiationError, match="own range"):
        ng.solve(mixed, "nash", lotteries=True)
    assert ng.solve(mixed, "nash").indices.tolist() == [0, 1]


@pytest.mark.parametrize("divisible", [True, False])
def test_nash_welfare_does_not_depend_on_units(divisible):
    points = np.array([[10, 6, 4], [5, 5, 10.0]])
    plain = ng.divide(points, "max-nash-welfare", divisible=divisible)
    scaled = ng.divide(points * [[1e-250], [1e250]], "max-nash-welfare", divisible=divisible)
    assert scaled.shares == pytest.approx(plain.shares, abs=1e-9)


@pytest.mark.parametrize("name", [name for name in ng.concepts() if name != "conley-wilkie"])
def test_what_differs_by_rounding_is_tied(name):
    """0.1 + 0.2 is 0.3 to every concept, whatever else is on the table."""
    more = {"claims": [1, 2], "reference": [0, 0], "weights": [1, 1]}
    for others in ([], [[0.1, 0.1]]):
        problem = ng.BargainingProblem([[0.1 + 0.2, 1], [0.3, 1], *others])
        answer = ng.compare(
            problem,
            [name],
            **{
                key: value
                for key, value in more.items()
                if key in concept_registry[name].parameters
            },
        )[name]
        assert answer.indices.tolist() == [0, 1]
        assert answer.status == "ok"


@pytest.mark.parametrize(
    ("concept", "payoffs", "parameters"),
    [
        ("egalitarian", [[1e9, 1], [1e9, 0.5]], {}),
        ("utilitarian", [[1e10, 1], [1e10, 0.5], [0, 0]], {}),
        ("yu", [[1e10, 1], [1e10, 0.5], [0, 0]], {}),
        ("proportional", [[10, 1], [5, 1]], {"weights": [1e10, 1]}),
        ("nash", [[10, 10], [10, 9], [1, 1]], {"weights": [1e9, 1]}),
        ("bossert", [[10, 10], [10, 9.9]], {"claims": [20, 1e9]}),
        ("yu", [[5, 4], [5, 3.9], [0, 3]], {"p": 1e4}),
    ],
)
def test_no_dominated_outcome_is_selected_whatever_the_units(concept, payoffs, parameters):
    assert ng.solve(ng.BargainingProblem(payoffs), concept, **parameters).indices.tolist() == [0]


def test_high_powers_of_losses_do_not_vanish():
    problem = ng.BargainingProblem([[0.9, 0.6], [0.8, 0.6], [0, 0.5], [0.5, 1], [1, 0]])
    assert ng.solve(problem, "yu", p=1000).indices.tolist() == [0]


def test_a_reference_nothing_reaches_is_refused():
    for lotteries in (False, True):
        with pytest.raises(ValueError, match="No lottery"):
            ng.solve(Q, "gupta-livne", lotteries=lotteries, reference=[9, 9])
