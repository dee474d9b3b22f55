"""Is what was installed whole?  ``python -m pytest --pyargs negotiation`` asks it in seconds.

The tests proper lie beside the package, in the source distribution; they are many, and need more
than an installation has.  These few need pytest and nothing else: every data file is there, and
one question goes the whole way from words to a picture.
"""

from __future__ import annotations

from importlib.metadata import version
from pathlib import Path

import negotiation as ng


def test_the_version_is_the_one_that_was_installed() -> None:
    """Two copies of the package on one path would differ here."""
    assert ng.__version__ == version("negotiation")


def test_every_data_file_came_along() -> None:
    """Every scenario and game of the library is read, and type checkers find the marker."""
    assert (Path(ng.__file__).parent / "py.typed").is_file()
    assert {"hanoi-2019", "panama-canal", "harbour"} <= set(ng.library.names())
    for name in ng.library.names():
        assert ng.library.load(name)


def test_hanoi_is_answered_from_words_to_a_picture() -> None:
    """One scenario: a deal, the theories beside each other, equilibria, talks, doubts, a chart."""
    hanoi = ng.library.load("hanoi-2019")
    problem = ng.bargaining_problem(hanoi)
    deal = ng.solve(problem, "nash")
    assert deal.agreement
    assert (deal.payoffs >= problem.disagreement).all()
    assert "nash" in str(ng.compare(problem).summary()).lower()
    assert ng.equilibria(ng.concession_game(hanoi)).complete
    talks = ng.play(hanoi, ng.tactics.boulware(), rounds=10, rng=1)
    assert len(talks.moves) > 1
    assert 0 <= ng.ensemble(hanoi, "nash", draws=64, rng=1).no_agreement.value <= 1
    chart = ng.plotting.frontier(deal)
    assert chart.get_xlabel()
    chart.figure.clear()


def test_a_table_by_hand_has_the_answer_worked_out_by_hand() -> None:
    """Of (3, 1), (2, 2), (1, 3) the middle one has the greatest product of gains."""
    own = ng.BargainingProblem([[3, 1], [2, 2], [1, 3]], disagreement=[0, 0])
    assert ng.solve(own, "nash").payoffs.tolist() == [[2.0, 2.0]]


def test_what_is_written_reads_back_the_same(tmp_path: Path) -> None:
    """Reading and writing find every file format."""
    hanoi = ng.library.load("hanoi-2019")
    ng.io.write(hanoi, tmp_path / "hanoi.toml")
    assert ng.io.read(tmp_path / "hanoi.toml") == hanoi
