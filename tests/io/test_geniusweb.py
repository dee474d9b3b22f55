"""GeniusWeb files: read with GeniusWeb's meaning, checked against what it computed itself."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import negotiation as ng
from negotiation.errors import (
    InvalidTypeError,
    InvalidValueError,
    MissingFileError,
    NegotiationError,
    TooLargeError,
    UnknownNameError,
)
from tests.conftest import REFERENCE

FOLDER = REFERENCE / "domains" / "geniusweb"
DOMAINS = sorted(each.name for each in FOLDER.glob("domain*"))


@pytest.mark.usefixtures("reference")
def test_there_are_domains_to_read() -> None:
    assert len(DOMAINS) == 33


@pytest.mark.parametrize("name", DOMAINS)
def test_a_domain_agrees_with_what_geniusweb_computed(name: str) -> None:
    told = json.loads((FOLDER / name / "specials.json").read_text(encoding="utf-8"))
    scenario = ng.io.read(
        FOLDER / name / f"{name}.json", profiles=["profileA.json", "profileB.json"]
    )
    problem = ng.bargaining_problem(scenario)
    assert len(problem) == told["size"]
    assert problem.disagreement.tolist() == [0, 0]

    def worth(bid: dict[str, str]) -> Any:
        return problem.payoffs[problem.index(bid)]

    nash = ng.solve(problem, "nash")
    assert ng.Outcome(told["nash"]["bid"]) in nash.outcomes
    np.testing.assert_allclose(nash.payoffs[0], told["nash"]["utility"], rtol=0, atol=1e-12)

    listed = {ng.Outcome(each["bid"]): each["utility"] for each in told["pareto_front"]}
    for bid, utility in listed.items():
        np.testing.assert_allclose(worth(bid), utility, rtol=0, atol=1e-12)
    ours = problem.payoffs[problem.pareto]
    for point in ours:
        assert min(np.abs(np.subtract(point, each)).max() for each in listed.values()) < 1e-12
    for utility in listed.values():
        assert np.abs(ours - utility).max(axis=1).min() < 1e-12

    gap = np.abs(ours[:, 0] - ours[:, 1])
    nearest = ours[gap < gap.min() + 1e-12]
    assert np.abs(nearest - told["kalai"]["utility"]).max(axis=1).min() < 1e-12
    np.testing.assert_allclose(
        worth(told["kalai"]["bid"]), told["kalai"]["utility"], rtol=0, atol=1e-12
    )


@pytest.mark.usefixtures("reference")
def test_the_table_of_reference_says_the_same() -> None:
    with (FOLDER / "reference.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert [row["domain"] for row in rows] == DOMAINS
    for row in rows:
        problem = ng.bargaining_problem(
            ng.io.read(FOLDER / row["domain"] / f"{row['domain']}.json")
        )
        nash = ng.solve(problem, "nash").payoffs[0]
        assert len(problem) == int(row["size"])
        np.testing.assert_allclose(
            nash, [float(row["nash_A"]), float(row["nash_B"])], rtol=0, atol=1e-12
        )
        assert len(problem.frontier().payoffs) == int(row["pareto_size"])


# ------------------------------------------------------------------------- files made by hand

DOMAIN = {
    "name": "rent",
    "issuesValues": {
        "pets": {"values": ["yes", "no"]},
        "price": {"range": [12.2, 12.6, 0.3]},
    },
}
TENANT: dict[str, Any] = {
    "LinearAdditiveUtilitySpace": {
        "name": "tenant",
        "domain": DOMAIN,
        "issueUtilities": {
            "pets": {"discreteutils": {"valueUtilities": {"yes": 1, "no": 0.25}}},
            "price": {
                "numberutils": {
                    "lowValue": 12.2,
                    "lowUtility": 0.9,
                    "highValue": 12.6,
                    "highUtility": 0.2,
                }
            },
        },
        "issueWeights": {"pets": 0.4, "price": 0.6},
        "reservationBid": {"issuevalues": {"pets": "no", "price": 12.50}},
    }
}
OWNER: dict[str, Any] = {
    "LinearAdditiveUtilitySpace": {
        "name": "owner",
        "domain": DOMAIN,
        "issueUtilities": {
            "pets": {"DiscreteValueSetUtilities": {"valueUtilities": {"yes": 0, "no": 1}}},
            "price": {
                "NumberValueSetUtilities": {
                    "lowValue": 12.2,
                    "lowUtility": 0,
                    "highValue": 12.6,
                    "highUtility": 1,
                }
            },
        },
        "issueWeights": {"pets": 0.5, "price": 0.5},
    }
}
Write = Callable[..., Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Return a function that writes documents to files and returns the first."""

    def writer(**documents: Any) -> Path:
        for name, each in documents.items():
            text = each if isinstance(each, str) else json.dumps(each)
            (tmp_path / f"{name}.json").write_text(text, encoding="utf-8")
        return tmp_path / f"{next(iter(documents))}.json"

    return writer


def test_both_dialects_and_a_range_of_numbers(write: Write) -> None:
    path = write(rent=DOMAIN, tenant=TENANT, owner=OWNER)
    talk = ng.io.read(path, profiles=["tenant.json", "owner.json"])
    assert talk.name == "rent"
    assert [actor.name for actor in talk.actors] == ["tenant", "owner"]
    assert talk.issue("price").options == ("12.2", "12.5")  # 12.8 lies beyond the end
    tenant, owner = talk.actors
    assert tenant.preferences.values["pets"] == {"yes": 1, "no": 0.25}
    assert tenant.preferences.values["price"] == {"12.2": 0.9, "12.5": 0.375}  # 0.9 - 0.7 * 3/4
    assert owner.preferences.values["price"] == {"12.2": 0, "12.5": 0.75}
    assert tenant.reservation == {"pets": "no", "price": "12.5"}
    problem = ng.bargaining_problem(talk)
    assert problem.disagreement.tolist() == [0.4 * 0.25 + 0.6 * 0.375, 0]
    assert {each[4] for each in talk.numbers().rows if each[2] != "walking away"} == {"estimate"}


def test_what_lies_between_two_values_is_rounded_to_eight_decimals(write: Write) -> None:
    domain = {"name": "d", "issuesValues": {"x": {"range": [0, 3, 1]}}}
    ends = {"lowValue": 0, "lowUtility": 0, "highValue": 3, "highUtility": 1}
    profile = {
        "LinearAdditiveUtilitySpace": {
            "name": "p",
            "domain": domain,
            "issueUtilities": {"x": {"numberutils": ends}},
            "issueWeights": {"x": 1},
        }
    }
    talk = ng.io.read(write(p=profile))
    assert talk.actors[0].preferences.values["x"] == {
        "0": 0,
        "1": 0.33333333,
        "2": 0.66666667,
        "3": 1,
    }


def test_a_range_may_be_taken_as_an_interval(write: Write) -> None:
    path = write(rent=DOMAIN, tenant=TENANT, owner=OWNER)
    talk = ng.io.read(path, profiles=["tenant.json", "owner.json"], continuous=True)
    price = talk.issue("price")
    assert price.continuous
    assert price.options == (12.2, 12.6)
    assert talk.actors[0].preferences.values["price"] == {"12.2": 0.9, "12.6": 0.2}
    assert talk.actors[0].reservation == {"pets": "no", "price": 12.5}


def test_an_issue_left_out_of_the_reservation_bid_counts_for_nothing(write: Write) -> None:
    partly = json.loads(json.dumps(TENANT))
    space = partly["LinearAdditiveUtilitySpace"]
    space["reservationBid"]["issuevalues"] = {"price": 12.2}
    assert ng.io.read(write(t=partly)).actors[0].reservation == 0.6 * 0.9
    assert ng.io.read(write(t=partly), continuous=True).actors[0].reservation == 0.6 * 0.9
    space["reservationBid"]["issuevalues"] = {}
    assert ng.io.read(write(t=partly)).actors[0].reservation == 0
    space["reservationBid"] = None
    assert ng.io.read(write(t=partly)).actors[0].reservation == 0


def test_profiles_alone_name_their_domain(write: Write) -> None:
    path = write(tenant=TENANT, owner=OWNER)
    both = ng.io.read(path, profiles="owner.json", actors={"owner": "the owner"})
    assert [actor.name for actor in both.actors] == ["tenant", "the owner"]
    assert len(ng.io.read(path).actors) == 1


def test_profiles_beside_a_domain_are_found(write: Write) -> None:
    other = json.loads(json.dumps(OWNER).replace('"rent"', '"lease"'))
    path = write(rent=DOMAIN, a=TENANT, b=OWNER, c=other, notes={"x": 1})
    assert [actor.name for actor in ng.io.read(path).actors] == ["a", "b"]
    write(d=OWNER)
    with pytest.raises(InvalidValueError, match=r"3 profiles of it.*'a.json', 'b.json', 'd.json'"):
        ng.io.read(path)
    broken = json.loads(json.dumps(OWNER).replace('"no": 1', '"no": 2'))
    write(b=broken, d={"x": 1})
    with pytest.raises(InvalidValueError, match=r"b\.json.*between 0 and 1"):
        ng.io.read(path)


def test_a_domain_without_a_profile_is_refused(write: Write) -> None:
    path = write(rent=DOMAIN)
    with pytest.raises(InvalidValueError, match=r"rent\.json.*no profile of it"):
        ng.io.read(path)
    with pytest.raises(InvalidValueError, match="no actors"):
        ng.io.read(path, profiles=[])
    with pytest.raises(MissingFileError, match=r"rent\.json.*'tenant\.json', here or beside"):
        ng.io.read(path, profiles=["tenant.json"])
    with pytest.raises(InvalidTypeError, match="list of files"):
        ng.io.read(path, profiles=7)


def test_a_range_of_many_values_is_refused_unless_it_is_an_interval(write: Write) -> None:
    text = json.dumps(TENANT).replace("[12.2, 12.6, 0.3]", "[12.2, 12.6, 0.00001]")
    path = write(t=text.replace('"price": 12.5', '"price": 12.2'))
    with pytest.raises(TooLargeError, match=r"issuesValues\.price\.range.*continuous=True"):
        ng.io.read(path)
    assert ng.io.read(path, continuous=True).issue("price").continuous


@pytest.mark.parametrize(
    ("old", "new", "kind", "words"),
    [
        ('"yes": 1', '"yse": 1', UnknownNameError, ["valueUtilities", "'yse'", "'yes'"]),
        ('"yes": 1, ', "", InvalidValueError, ["valueUtilities", "option 'yes'"]),
        ('"yes": 1', '"yes": 1.5', InvalidValueError, ["valueUtilities.yes", "between 0 and 1"]),
        ('"yes": 1', '"yes": "1"', InvalidTypeError, ["valueUtilities.yes", "number"]),
        ('"yes": 1', '"yes": NaN', InvalidValueError, ["line 1", "finite", "NaN"]),
        ('"yes": 1', '"yes": -Infinity', InvalidValueError, ["line 1", "finite", "Infinity"]),
        ('"yes": 1', '"yes": 1e400', InvalidValueError, ["valueUtilities.yes", "finite"]),
        ('"yes": 1', '"yes": 1e99999', InvalidValueError, ["exponent", "1e99999"]),
        ('"yes": 1', '"yes": 1, "yes": 0', InvalidValueError, ["valueUtilities", "twice", "'yes'"]),
        ("discreteutils", "discretutils", UnknownNameError, ["issueUtilities.pets"]),
        ("discreteutils", "numberutils", InvalidValueError, ["pets", "discrete in the domain"]),
        ('"lowValue": 12.2', '"lowValue": 12', InvalidValueError, ["lowValue", "ends at 12.2"]),
        ('"highUtility": 0.2', '"highUtility": 2', InvalidValueError, ["highUtility"]),
        (', "highUtility": 0.2', "", InvalidValueError, ["'highUtility' is missing"]),
        ('"pets": 0.4', '"pets": 0.5', InvalidValueError, ["issueWeights", "add up to 1", "1.1"]),
        ('"pets": 0.4, ', "", InvalidValueError, ["issueWeights", "issue 'pets'"]),
        ('"pets": 0.4', '"pet": 0.4', UnknownNameError, ["issueWeights", "'pet'", "'pets'"]),
        ('"pets": "no"', '"pets": "maybe"', UnknownNameError, ["issuevalues.pets", "'maybe'"]),
        ('"price": 12.5}', '"price": 12.3}', UnknownNameError, ["issuevalues.price", "'12.3'"]),
        ('"price": 12.5}', '"price": "12.5"}', InvalidTypeError, ["issuevalues.price"]),
        ("issuevalues", "values", UnknownNameError, ["reservationBid", "'issuevalues'"]),
        ("[12.2, 12.6, 0.3]", "[12.2, 12.6]", InvalidTypeError, ["price.range", "three numbers"]),
        ("[12.2, 12.6, 0.3]", "[12.2, 12.6, 0]", InvalidValueError, ["price.range", "step"]),
        ("[12.2, 12.6, 0.3]", "[13, 12.6, 0.1]", InvalidValueError, ["price.range", "rises"]),
        ('["yes", "no"]', '["yes", "yes"]', InvalidValueError, ["pets.values", "once only"]),
        ('["yes", "no"]', '["yes", 1]', InvalidTypeError, ["pets.values[1]", "text"]),
        ('["yes", "no"]', "[]", InvalidValueError, ["pets.values", "at least one option"]),
        ('{"values":', '{"value":', UnknownNameError, ["issuesValues.pets", "'values'"]),
        ('"issueWeights":', '"weights":', UnknownNameError, ["'weights'", "'issueWeights'"]),
        ("LinearAdditive", "SumOfGroups", UnknownNameError, ["SumOfGroupsUtilitySpace"]),
        ("}}}", "}}", InvalidValueError, ["not valid JSON", "line 1", "column"]),
    ],
)
def test_what_is_wrong_is_named_by_file_and_key(
    write: Write, old: str, new: str, kind: type[NegotiationError], words: list[str]
) -> None:
    text = json.dumps(TENANT)
    assert text.count(old) >= 1
    with pytest.raises(kind) as caught:
        ng.io.read(write(tenant=text.replace(old, new, 1)), format="geniusweb")
    for word in ["tenant.json", *words]:
        assert word in str(caught.value)


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ('"rent"', '"lease"', ["'lease'", "'rent'"]),
        ('["yes", "no"]', '["yes", "no", "cats"]', ["issue 'pets'", "other values"]),
        ("[12.2, 12.6, 0.3]", "[12.2, 12.6, 0.4]", ["issue 'price'"]),
        ('"pets": {"values"', '"animals": {"values"', ["'animals'"]),
    ],
)
def test_a_profile_of_another_domain_is_refused(
    write: Write, old: str, new: str, words: list[str]
) -> None:
    path = write(rent=DOMAIN, owner=json.dumps(OWNER).replace(old, new, 1))
    with pytest.raises(NegotiationError) as caught:
        ng.io.read(path, profiles=["owner.json"])
    for word in ["owner.json", *words]:
        assert word in str(caught.value)


def test_no_json_is_deep_or_large_enough_to_break_the_reader(
    write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    for text in ("[" * 10**6, '{"issuesValues":' * 10**6, '{"issuesValues": "' + '\\"' * 10**6):
        path = write(deep=text)
        with pytest.raises(NegotiationError, match=r"deep\.json.*(40 deep|not valid JSON)"):
            ng.io.read(path, format="geniusweb")
    path = write(deep='{"issuesValues": ' + "[" * 50)
    with pytest.raises(TooLargeError, match="line 1"):
        ng.io.read(path)
    monkeypatch.setattr("negotiation.io._file.LARGEST_FILE", 100)
    with pytest.raises(TooLargeError, match="bytes"):
        ng.io.read(write(big=TENANT))
