"""Every chart against what it consists of and what it looked like when somebody last looked.

``pytest tests/plotting/test_pictures.py --renew-pictures`` draws the pictures and writes the
lists of artists afresh.  Look at every one that changed before you keep it.
"""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import negotiation as ng
from tests.plotting.artists import told
from tests.plotting.pictures import TOLERATED, bare, differing, drawn, load, picture, save

HERE = Path(__file__).parent
CHARTS = sorted(ng.plotting.charts)
every_chart = pytest.mark.parametrize("name", CHARTS)
RENEW = "pytest tests/plotting/test_pictures.py --renew-pictures"
LARGEST = 1_000_000
"""Bytes that all pictures together may have."""


def expected(name: str) -> Path:
    return HERE / "artists" / f"{name}.json"


def baseline(name: str) -> Path:
    return HERE / "baseline" / f"{name}.png"


# ------------------------------------------------------------------ what a chart consists of


@every_chart
def test_a_chart_consists_of_what_is_expected(name: str, renew: bool) -> None:
    found = told(drawn(name, 100))
    path = expected(name)
    if renew:
        path.parent.mkdir(exist_ok=True)
        path.write_text(json.dumps(found, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    assert path.exists(), f"nothing says what {name} consists of; look at it and run {RENEW}"
    wanted = json.loads(path.read_text(encoding="utf-8"))
    apart = list(unlike(wanted, found, name))
    assert not apart, "\n".join([f"{path} says otherwise:", *apart])


def unlike(wanted: Any, found: Any, place: str) -> list[str]:
    """Return where two lists of artists differ, numbers compared as numbers."""
    if isinstance(wanted, dict) and isinstance(found, dict):
        keys = dict.fromkeys([*wanted, *found])
        return [
            line
            for key in keys
            for line in unlike(wanted.get(key), found.get(key), f"{place}: {key}")
        ]
    if isinstance(wanted, list) and isinstance(found, list):
        length = max(len(wanted), len(found))
        pairs = zip(
            *(each + [None] * (length - len(each)) for each in (wanted, found)), strict=True
        )
        return [
            line
            for number, (one, other) in enumerate(pairs)
            for line in unlike(one, other, f"{place} {number}")
        ]
    if isinstance(wanted, str) and isinstance(found, str) and same_words(wanted, found):
        return []
    return [] if wanted == found else [f"{place}\n  expected {wanted}\n  drawn    {found}"]


def same_words(one: str, other: str) -> bool:
    """Say whether two texts are the same but for the rounding of their numbers."""
    words, others = one.split(), other.split()
    return len(words) == len(others) and all(map(same_word, words, others))


def same_word(one: str, other: str) -> bool:
    if one == other:
        return True
    try:
        first, second = (float(each.strip("():")) for each in (one, other))
    except ValueError:
        return False
    return math.isclose(first, second, rel_tol=2e-3, abs_tol=1e-6)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("line  0 0.3333", "line  0 0.3334", True),
        ("line  0 0.3333", "line  0 0.3433", False),
        ("line  0 0.3333", "line  0", False),
        ("text '+40%'", "text '+41%'", False),
        ("area #e69f00ff", "area #e69f01ff", False),
    ],
)
def test_only_rounding_is_forgiven(one: str, other: str, same: bool) -> None:
    assert bool(unlike({"drawn": [one]}, {"drawn": [other]}, "a chart")) is not same


def test_a_change_of_order_and_a_missing_artist_are_seen() -> None:
    assert len(unlike(["line  0", "area  1"], ["area  1", "line  0"], "a chart")) == 2
    assert unlike(["line  0", "area  1"], ["line  0"], "a chart")
    assert unlike(["line  0"], ["line  0", "area  1"], "a chart")


# ------------------------------------------------------------------ what a chart looks like


@every_chart
def test_a_chart_looks_as_it_did(
    name: str, renew: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    image, path = picture(name, monkeypatch), baseline(name)
    if renew:
        save(path, image)
    kept = load(path)
    assert kept is not None, f"there is no picture of {name}; look at one and run {RENEW}"
    apart = differing(image, kept)
    if apart.sum() > TOLERATED:
        shown = tmp_path / f"{name}.png"
        marks = np.where(apart[..., None], [1.0, 0.0, 0.0], 0.6 + 0.4 * kept)
        save(shown, np.hstack([kept, image, marks]))
        pytest.fail(f"{apart.sum()} pixels of {name} differ; kept, drawn, difference: {shown}")


@pytest.mark.parametrize("change", [{"visible": False}, {"markerfacecolor": "#009e73"}])
def test_what_is_missing_or_has_another_colour_is_seen(change: dict[str, Any]) -> None:
    ax = drawn("frontier")
    whole = bare(ax)
    assert differing(bare(ax), whole).sum() == 0
    stars = [line for line in ax.lines if line.get_gid() == "agreement"]
    stars[0].set(**change)
    assert differing(bare(ax), whole).sum() > 10 * TOLERATED


# ------------------------------------------------------------------ what is kept


def test_what_is_kept_is_of_charts_that_there_are_and_small() -> None:
    assert sorted(path.stem for path in HERE.glob("baseline/*.png")) == CHARTS
    assert sorted(path.stem for path in HERE.glob("artists/*.json")) == CHARTS
    assert sum(path.stat().st_size for path in HERE.glob("baseline/*.png")) < LARGEST
