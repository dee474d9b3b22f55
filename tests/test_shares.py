"""Probabilities in words: never rounded to nothing or to certainty."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from negotiation._shares import mixed, percent


@pytest.mark.parametrize(
    ("share", "words"),
    [
        (0, "0%"),
        (1, "100%"),
        (2 / 3, "66.7%"),
        (0.9995, "99.95%"),
        (0.99996, "99.996%"),
        (0.999998, "99.9998%"),
        (1 - 1e-12, "99.9999999999%"),
        (0.0004, "0.04%"),
        (1e-20, "1e-18%"),
    ],
)
def test_percentages(share, words):
    assert percent(share) == words


@given(st.floats(0, 1))
def test_only_certainty_is_certain(share):
    said = float(percent(share)[:-1]) / 100
    assert (said == 0) == (share == 0)
    assert (said == 1) == (share == 1)
    assert said == pytest.approx(share, abs=6e-4)


def test_what_is_certain_is_named_alone():
    assert mixed(np.array([0.0, 1.0]), "ab".__getitem__) == "b"
    assert mixed(np.array([0.25, 0.0, 0.75]), "abc".__getitem__) == "25.0% a, 75.0% c"
