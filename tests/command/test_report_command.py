"""``report``: what is handed to `negotiation.report`, and where the file goes."""

from __future__ import annotations

import sys
from types import ModuleType

import pytest

import negotiation as ng
from negotiation.command import main
from negotiation.errors import InvalidValueError


@pytest.fixture
def asked(monkeypatch, tmp_path):
    """Put a stand-in where reports are made, and return the calls it gets."""
    calls = []

    def report(*given, **options):
        calls.append((given, options))
        if str(given[1]).endswith(".pdf"):
            raise InvalidValueError("A report is written as .html or .md.", given=".pdf")

    room = ModuleType("negotiation.reporting")
    room.report = report
    monkeypatch.setitem(sys.modules, "negotiation.reporting", room)
    monkeypatch.chdir(tmp_path)
    return calls


def test_a_report_says_where_it_is(asked, capfd):
    assert main(["report", "hanoi-2019", "-o", "out.html"]) == 0
    assert capfd.readouterr() == ("Wrote out.html\n", "")
    ((subject, place), options) = asked[0]
    assert subject == ng.library.load("hanoi-2019")
    assert str(place) == "out.html"
    assert options == {}


def test_a_report_is_named_after_its_subject(asked, tmp_path, capfd):
    assert main(["report", "chicken"]) == 0
    ng.io.write(ng.library.load("chicken"), tmp_path / "mine.toml")
    assert main(["report", "./mine.toml"]) == 0
    assert capfd.readouterr().out == "Wrote chicken.html\nWrote mine.html\n"


def test_draws_and_seed_are_handed_on(asked, capfd):
    assert main(["report", "chicken", "--draws", "50", "--seed", "7", "-o", "a.md"]) == 0
    assert asked[0][1] == {"draws": 50, "rng": 7}
    assert main(["report", "chicken", "--seed", "0"]) == 0
    assert asked[1][1] == {"rng": 0}


@pytest.mark.parametrize("words", [["--draws", "many"], ["--seed", "1.5"], ["--draws"]])
def test_counts_are_whole_numbers(asked, words, capfd):
    assert main(["report", "chicken", *words]) == 2
    assert asked == []


def test_what_the_report_refuses_is_passed_on(asked, capfd):
    assert main(["report", "chicken", "-o", "a.pdf"]) == 1
    assert capfd.readouterr().err.startswith("negotiation: A report is written as .html or .md.")


def test_a_misspelt_subject_writes_nothing(asked, capfd):
    assert main(["report", "chickn"]) == 1
    assert "Did you mean 'chicken'?" in capfd.readouterr().err
    assert asked == []


@pytest.mark.slow
def test_a_report_is_written_by_the_room_of_reports(tmp_path, monkeypatch, capfd):
    monkeypatch.chdir(tmp_path)
    assert main(["report", "chicken", "-o", "chicken.html", "--draws", "20"]) == 0
    assert main(["report", "chicken", "-o", "chicken.md", "--draws", "20"]) == 0
    assert capfd.readouterr() == ("Wrote chicken.html\nWrote chicken.md\n", "")
    assert "<html" in (tmp_path / "chicken.html").read_text(encoding="utf-8")
    assert "swerve" in (tmp_path / "chicken.md").read_text(encoding="utf-8")
    assert main(["report", "chicken", "-o", "chicken.pdf"]) == 1
    assert ".html" in capfd.readouterr().err
    assert main(["report", "chicken", "-o", "nowhere/chicken.md"]) == 1
    assert "nowhere" in capfd.readouterr().err
