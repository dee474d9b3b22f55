"""Files made to do harm are refused in words, in bounded time and memory, or read."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

import negotiation as ng
from tests.io.hostile_inputs import READ, cases

ROOT = Path(__file__).parents[2]


@pytest.mark.slow
@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="the bounds are set as on Linux")
@pytest.mark.parametrize("format", list(ng.io.formats))
def test_what_is_made_to_do_harm_does_none(format: str) -> None:
    done = subprocess.run(
        [sys.executable, "-W", "error", "-m", "tests.io.hostile_inputs", format],
        capture_output=True,
        text=True,
        check=False,
        cwd=ROOT,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    told = json.loads(done.stdout)
    assert len(told) > len(cases(format))
    wrong = {
        about: given
        for about, (words, given) in told.items()
        if (given != READ if words == READ else given[:2] == "!!" or given == READ)
        or given.startswith(("poorly said", "shown raw"))
        or (words != READ and not re.search(words, given, re.DOTALL))
    }
    assert not wrong, json.dumps(wrong, indent=1)
