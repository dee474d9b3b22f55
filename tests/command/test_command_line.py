"""The command line: exit codes, what goes where, and that a name in a file is only a name."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import negotiation as ng
from negotiation.command import _line, commands, main
from negotiation.command._command import Command
from negotiation.errors import NegotiationError

ROOT = Path(__file__).parents[2]


@pytest.fixture
def probe() -> Iterator[list[object]]:
    """Put a command on the shelf that does what the list's only entry says."""
    doing: list[object] = []

    def run(_arguments: object) -> str:
        act = doing[0]
        if isinstance(act, BaseException):
            raise act
        return str(act)

    commands.add("probe", Command("Try one thing.", lambda parser: None, run))
    yield doing
    del commands._members["probe"]


def run(*words: str, **options: object) -> subprocess.CompletedProcess[bytes]:
    """Type a command in a process of its own."""
    return subprocess.run(
        [sys.executable, "-m", "negotiation", *words],
        capture_output=True,
        check=False,
        cwd=ROOT,
        **options,  # type: ignore[call-overload]
    )


# ------------------------------------------------------------------ exit codes


def test_an_answer_goes_to_the_output_and_is_no_error(probe, capfd):
    probe.append("forty-two")
    assert main(["probe"]) == 0
    assert capfd.readouterr() == ("forty-two\n", "")


def test_a_command_may_have_nothing_to_say(probe, capfd):
    probe.append("")
    assert main(["probe"]) == 0
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize(
    ("raised", "code", "told"),
    [
        (NegotiationError("No such thing.", actor="Ann"), 1, "actor 'Ann': No such thing."),
        (KeyboardInterrupt(), 130, "Interrupted."),
        (PermissionError(13, "Permission denied", "secret.csv"), 1, "secret.csv: Permission"),
        (OSError("something else"), 1, "something else."),
    ],
)
def test_what_goes_wrong_is_a_line_on_the_error_stream(probe, capfd, raised, code, told):
    probe.append(raised)
    assert main(["probe"]) == code
    out, err = capfd.readouterr()
    assert out == ""
    assert err.startswith(f"negotiation: {told}")
    assert err.count("\n") == 1


def test_a_bug_is_not_passed_off_as_a_mistake_of_the_user(probe):
    probe.append(ZeroDivisionError("a bug"))
    with pytest.raises(ZeroDivisionError):
        main(["probe"])


@pytest.mark.parametrize(
    "words", [[], ["sovle"], ["solve"], ["list", "--nonsense"], ["solve", "a", "--con", "n"]]
)
def test_a_command_that_is_not_understood_shows_its_usage(words, capfd):
    assert main(words) == 2
    out, err = capfd.readouterr()
    assert out == ""
    assert err.startswith("usage: ")


def test_a_misspelt_command_names_those_there_are(capfd):
    main(["sovle"])
    err = capfd.readouterr().err
    assert "sovle" in err
    assert all(name in err for name in commands)


def test_the_version_is_that_of_the_library(capfd):
    assert main(["--version"]) == 0
    assert capfd.readouterr().out == f"negotiation {ng.__version__}\n"


@pytest.mark.parametrize("name", commands)
def test_every_command_explains_itself(name, capfd):
    assert main([name, "--help"]) == 0
    told = " ".join(capfd.readouterr().out.split())
    assert commands[name].help in told
    assert commands[name].examples
    assert all(line in told for line in commands[name].examples)


def test_the_help_says_what_the_exit_codes_mean(capfd):
    assert main(["--help"]) == 0
    told = capfd.readouterr().out
    assert "exit codes:" in told
    assert all(commands[name].help.split()[0] in told for name in commands)


# ------------------------------------------------------------------ streams


def test_a_reader_who_leaves_is_no_error(probe, monkeypatch, capfd):
    read, write = os.pipe()
    os.close(read)
    probe.append("word " * 50_000)
    with os.fdopen(write, "w") as pipe, monkeypatch.context() as patch:
        patch.setattr(sys, "stdout", pipe)
        assert main(["probe"]) == 141
    assert capfd.readouterr().err == ""


def test_an_error_stream_that_nobody_reads_changes_nothing(probe, monkeypatch):
    read, write = os.pipe()
    os.close(read)
    probe.append(NegotiationError("Wrong."))
    with os.fdopen(write, "w") as pipe, monkeypatch.context() as patch:
        patch.setattr(sys, "stderr", pipe)
        assert main(["probe"]) == 1


def test_without_streams_there_is_still_an_exit_code(probe, monkeypatch):
    probe.append("unheard")
    with monkeypatch.context() as patch:
        patch.setattr(sys, "stdout", None)
        assert main(["probe"]) == 0


def test_a_stream_of_text_takes_text(probe, monkeypatch):
    probe.append("Yŏngbyŏn")
    with monkeypatch.context() as patch:
        patch.setattr(sys, "stdout", io.StringIO())
        assert main(["probe"]) == 0
        assert sys.stdout.getvalue() == "Yŏngbyŏn\n"


def test_what_cannot_be_forgotten_is_left(monkeypatch):
    _line._forget(io.StringIO())  # has no file behind it, and no error either


def test_a_name_does_not_steer_the_terminal(tmp_path, capfd):
    table = tmp_path / "table.csv"
    table.write_text("outcome,Ann,Bo\n\x1b[2J\x1b]0;gone\x07deal,3,1\n", encoding="utf-8")
    assert main(["solve", str(table)]) == 0
    out = capfd.readouterr().out
    assert "\x1b" not in out
    assert "\x07" not in out
    assert "\\x1b[2J" in out
    assert main(["solve", "\x1b[2J\u202e"]) == 1
    assert "\\x1b[2J" in capfd.readouterr().err


def test_what_steers_a_terminal_leaves_json_that_can_be_read(probe, capfd):
    probe.append(json.dumps("\x1b \x7f \u202e", ensure_ascii=False))
    assert main(["probe"]) == 0
    out = capfd.readouterr().out
    assert out.isascii()
    assert json.loads(out) == "\x1b \x7f \u202e"


@pytest.mark.slow
@pytest.mark.parametrize("encoding", ["latin-1", "ascii", "utf-8"])
def test_a_terminal_of_old_gets_utf8_and_no_error(tmp_path, encoding):
    table = tmp_path / "table.csv"
    table.write_text("outcome,Pyŏngyang,Bö\n영변,3,1\n", encoding="utf-8")
    done = run("solve", str(table), env={**os.environ, "PYTHONIOENCODING": encoding})
    assert (done.returncode, done.stderr) == (0, b"")
    assert "영변" in done.stdout.decode("utf-8")
    wrong = run("solve", "영변", env={**os.environ, "PYTHONIOENCODING": encoding})
    assert (wrong.returncode, wrong.stdout) == (1, b"")
    assert "'영변' is neither a file here" in wrong.stderr.decode("utf-8")


# ------------------------------------------------------------------ in a process of their own


@pytest.mark.slow
def test_commands_answer_in_a_process_of_their_own():
    solved = run("solve", "chicken")
    assert (solved.returncode, solved.stderr) == (0, b"")
    assert "Driver 1" in solved.stdout.decode("utf-8")
    listed = run("list", "scenarios")
    assert (listed.returncode, listed.stderr) == (0, b"")
    assert "hanoi-2019" in listed.stdout.decode("utf-8")
    wrong = run("solve", "hanoi-2019", "--concept", "nahs")
    assert (wrong.returncode, wrong.stdout) == (1, b"")
    assert b"Did you mean 'nash'?" in wrong.stderr
    assert b"Traceback" not in wrong.stderr
    unclear = run("solve")
    assert (unclear.returncode, unclear.stdout) == (2, b"")
    assert unclear.stderr.startswith(b"usage: python -m negotiation solve")


@pytest.mark.slow
def test_asking_for_help_loads_nothing_heavy():
    code = (
        "import sys; from negotiation.command import main; main(['--help']);"
        "print(*sorted(set(sys.modules) & {'numpy', 'scipy', 'matplotlib', 'pandas'}))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT
    )
    assert done.stdout.splitlines()[-1] == ""


def test_the_installed_program_is_this_function():
    import tomllib

    scripts = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"][
        "scripts"
    ]
    assert scripts == {"negotiation": "negotiation.command:main"}
    assert main.__module__ == "negotiation.command._line"
