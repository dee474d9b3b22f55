"""NegoLog files: read with NegoLog's meaning, checked against the table it ships."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import negotiation as ng
from negotiation.errors import (
    InvalidTypeError,
    InvalidValueError,
    NegotiationError,
    UnknownNameError,
)
from tests.conftest import REFERENCE

FOLDER = REFERENCE / "domains" / "negolog"


def rows() -> list[dict[str, str]]:
    if not FOLDER.is_dir():
        return []
    with (FOLDER / "reference.csv").open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


ROWS = rows()


@pytest.mark.usefixtures("reference")
def test_there_are_domains_to_read() -> None:
    assert len(ROWS) == 39


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["id"])
def test_a_domain_agrees_with_what_negolog_computed(row: dict[str, str]) -> None:
    problem = ng.bargaining_problem(ng.io.read(FOLDER / row["id"] / "profileA.json"))
    assert problem.actors == ("profileA", "profileB")
    assert len(problem) == int(row["NumberOfBids"])
    assert len(problem.scenario.issues) == int(row["NumberOfIssues"])
    assert [len(issue) for issue in problem.scenario.issues] == json.loads(row["IssueValues"])
    reservations = [float(row[f"ReservationValueProfile{actor}"]) for actor in "AB"]
    assert problem.disagreement.tolist() == reservations

    def points(who: str) -> list[float]:
        return [float(row[f"{who}_A"]), float(row[f"{who}_B"])]

    nash = ng.solve(problem, "nash").payoffs
    product = float(row["Nash Product"] or row["Product Score"])
    np.testing.assert_allclose(nash.prod(axis=1), product, rtol=0, atol=1e-9)
    assert np.abs(nash - points("Nash")).max(axis=1).min() < 1e-9

    welfare = ng.solve(problem, "utilitarian").payoffs  # the file calls it "Kalai"
    np.testing.assert_allclose(welfare.sum(axis=1), float(row["Social Welfare"]), rtol=0, atol=1e-9)
    assert np.abs(welfare - points("Kalai")).max(axis=1).min() < 1e-9
    assert problem.payoffs.max() == pytest.approx(float(row["MaxUtility"]), abs=1e-9)
    assert problem.payoffs.min() == pytest.approx(float(row["MinUtility"]), abs=1e-9)


# ------------------------------------------------------------------------- files made by hand

OURS: dict[str, Any] = {
    "reservationValue": 0.3,
    "issueWeights": {"price": 0.7, "delivery": 0.3},
    "issues": {"delivery": {"late": 0.0, "soon": 1.0}, "price": {"low": 0.2, "high": 1}},
}
THEIRS: dict[str, Any] = {
    "issueWeights": {"delivery": 0.5, "price": 0.5},
    "issues": {"price": {"high": 0.1, "low": 1.0}, "delivery": {"late": 1.0, "soon": 0.5}},
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a folder with a pair of profiles."""
    made = tmp_path / "sale"
    made.mkdir()
    (made / "profileA.json").write_text(json.dumps(OURS), encoding="utf-8")
    (made / "profileB.json").write_text(json.dumps(THEIRS), encoding="utf-8")
    return made


def test_the_pair_of_a_folder(folder: Path) -> None:
    for name in ("profileA.json", "profileB.json"):
        sale = ng.io.read(folder / name, actors=["seller", "buyer"])
        assert sale.name == "sale"
        assert [actor.name for actor in sale.actors] == ["seller", "buyer"]
        assert [issue.name for issue in sale.issues] == ["price", "delivery"]
    problem = ng.bargaining_problem(sale)
    assert problem.disagreement.tolist() == [0.3, 0]
    row = problem.index({"price": "high", "delivery": "soon"})
    np.testing.assert_allclose(problem.payoffs[row], [1, 0.5 * 0.1 + 0.5 * 0.5])
    assert {each[5] for each in sale.numbers().rows if each[2] != "walking away"} == {
        "Weight times value, as the profile has them."
    }


def test_profiles_by_name(folder: Path) -> None:
    (folder / "profileB.json").rename(folder / "them.json")
    both = ng.io.read(folder / "profileA.json", profiles=["them.json"])
    assert [actor.name for actor in both.actors] == ["profileA", "them"]
    assert len(ng.io.read(folder / "profileA.json").actors) == 1
    with pytest.raises(InvalidValueError, match="same name"):
        ng.io.read(folder / "them.json", profiles="them.json")
    with pytest.raises(InvalidValueError, match="2 names"):
        ng.io.read(folder / "them.json", profiles="profileA.json", actors=["us"])
    with pytest.raises(UnknownNameError, match="'they'"):
        ng.io.read(folder / "them.json", profiles=[], actors={"they": "us"})


@pytest.mark.parametrize(
    ("old", "new", "kind", "words"),
    [
        ('"low": 1.0', '"lwo": 1.0', UnknownNameError, ["issues.price", "'lwo'", "'low'"]),
        (', "low": 1.0', "", UnknownNameError, ["issues.price", "'low'"]),
        ('"low": 1.0', '"low": null', InvalidTypeError, ["issues.price.low", "number"]),
        ('"low": 1.0', '"low": NaN', InvalidValueError, ["finite", "line 1"]),
        ('"delivery": 0.5, ', "", InvalidValueError, ["issue 'delivery'"]),
        ('"delivery": 0.5', '"delivery": -0.5', InvalidValueError, ["issueWeights", "negative"]),
        ('"price": 0.5', '"prize": 0.5', UnknownNameError, ["issueWeights", "'prize'", "'price'"]),
        ('"issues"', '"isues"', UnknownNameError, ["'isues'", "'issues'"]),
        ('{"high": 0.1, "low": 1.0}', "[0.1, 1.0]", InvalidTypeError, ["issues.price", "table"]),
    ],
)
def test_what_is_wrong_is_named_by_file_and_key(
    folder: Path, old: str, new: str, kind: type[NegotiationError], words: list[str]
) -> None:
    text = json.dumps(THEIRS)
    assert old in text
    (folder / "profileB.json").write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(kind) as caught:
        ng.io.read(folder / "profileA.json")
    for word in ["profileB.json", *words]:
        assert word in str(caught.value)


def test_a_single_profile_is_checked_as_well(folder: Path) -> None:
    path = folder / "alone.json"
    path.write_text(json.dumps({"issueWeights": {}, "issues": {}}), encoding="utf-8")
    with pytest.raises(InvalidValueError, match=r"alone\.json.*issueWeights.*needs an issue"):
        ng.io.read(path)
    path.write_text(json.dumps({**OURS, "issueWeights": {"price": 1}}), encoding="utf-8")
    with pytest.raises(InvalidValueError, match=r"alone\.json.*issueWeights.*delivery"):
        ng.io.read(path)
    path.write_text(json.dumps({**OURS, "issueWeights": {"prize": 1}}), encoding="utf-8")
    with pytest.raises(UnknownNameError, match=r"alone\.json.*issueWeights.*'prize'"):
        ng.io.read(path)
