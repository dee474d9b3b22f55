"""The solver's stray line stays off the screen; nothing else is lost."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]

TALK = """
import os
from negotiation.concessions._hush import hushed
print("before", flush=True)
with hushed():
    os.write(1, b"HighsMipSolverData::anything\\nkept\\n")
    print("said within", flush=True)
print("after")
"""

CLOSED = """
import os, sys
os.close(1)
from negotiation.concessions._hush import hushed
with hushed():
    sys.stderr.write("still here")
"""


def run(code: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False, cwd=ROOT
    )


def test_only_the_stray_line_is_taken_away() -> None:
    done = run(TALK)
    assert done.returncode == 0, done.stderr
    assert done.stdout.split("\n") == ["before", "kept", "said within", "after", ""]


def test_a_closed_screen_is_no_error() -> None:
    assert "still here" in run(CLOSED).stderr


def test_an_error_within_leaves_the_screen_as_it_was() -> None:
    code = TALK.replace('print("said within", flush=True)', "raise ValueError").replace(
        "with hushed():", "try:\n  with hushed():"
    )
    code = code.replace("    os.write", "      os.write").replace("    raise", "      raise")
    code = code.replace('print("after")', 'except ValueError:\n  print("after")')
    done = run(code)
    assert done.returncode == 0, done.stderr
    assert done.stdout.split("\n") == ["before", "kept", "after", ""]
