"""The tutorials say what the library computes: every number told in prose holds.

A page's boxes run once; each number is then taken from what they computed and looked for in the
sentence that tells it.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from contextlib import redirect_stdout
from pathlib import Path
from typing import Any

import matplotlib.pyplot as plt
import numpy as np
import pytest

import negotiation as ng

PAGES = Path(__file__).parents[1] / "docs" / "tutorials"
CELL = re.compile(r"^```\{code-cell\}[^\n]*\n(?::[^\n]*\n)*(.*?)^```", re.MULTILINE | re.DOTALL)
WANTED = {"first-negotiation", "hanoi", "own-payoff-table", "class-exercise"}


def told(name: str) -> str:
    """Return the prose of a page, its code left out, in one line."""
    text = (PAGES / f"{name}.md").read_text(encoding="utf-8")
    return " ".join(CELL.sub("", text).split())


def worked(name: str, monkeypatch: pytest.MonkeyPatch, folder: Path) -> dict[str, Any]:
    """Run the boxes of a page in a folder and return what they named."""
    monkeypatch.chdir(folder)
    names: dict[str, Any] = {"folder": folder}
    text = (PAGES / f"{name}.md").read_text(encoding="utf-8")
    with redirect_stdout(io.StringIO()):
        for code in CELL.findall(text):
            exec(compile(code, name, "exec"), names)
    return names


@pytest.fixture(scope="module")
def patched() -> Iterator[pytest.MonkeyPatch]:
    with pytest.MonkeyPatch.context() as patch:
        yield patch
    plt.close("all")


@pytest.fixture(scope="module")
def exercise(
    patched: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, Any]:
    return worked("class-exercise", patched, tmp_path_factory.mktemp("exercise"))


@pytest.fixture(scope="module")
def first(patched: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    return worked("first-negotiation", patched, tmp_path_factory.mktemp("first"))


@pytest.fixture(scope="module")
def own(patched: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    return worked("own-payoff-table", patched, tmp_path_factory.mktemp("own"))


@pytest.fixture(scope="module")
def hanoi(patched: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    return worked("hanoi", patched, tmp_path_factory.mktemp("hanoi"))


def solution(number: int) -> str:
    """Return the folded answer to one question of the class exercise."""
    found = re.search(rf"### {number}\. .*?:::\{{admonition\}}.*? (.*?):::", told("class-exercise"))
    assert found, f"question {number} has a solution"
    return found[1]


def says(text: str, *sentences: str) -> None:
    assert [each for each in sentences if each not in text] == []


def points(payoffs: Any) -> tuple[int, ...]:
    """Return payoffs that are whole numbers, as they are told."""
    whole = np.asarray(payoffs).round(9)
    assert (whole == whole.astype(int)).all()
    return tuple(int(each) for each in whole)


def test_there_are_four_tutorials() -> None:
    assert {page.stem for page in PAGES.glob("*.md")} == WANTED


# ------------------------------------------------------------------ the class exercise


def test_how_much_could_be_signed(exercise: dict[str, Any]) -> None:
    problem = exercise["problem"]
    norland, sudmar = (problem.gains >= 0).sum(axis=0)
    says(
        solution(1),
        f"4 × 3 × 3 × 3 × 3 = {len(problem.payoffs)} treaties",
        f"Norland would sign {norland} of them, Sudmar {sudmar}, both {problem.zopa.sum()}.",
        f"Only {problem.negotiation_set.sum()} treaties",
    )


def test_what_was_left_on_the_table(exercise: dict[str, Any]) -> None:
    problem, treaty = exercise["problem"], exercise["treaty"]
    row = problem.outcomes.index(treaty.outcome(exercise["ours"]))
    ours, nash = points(problem.payoffs[row]), points(exercise["theories"]["nash"].payoffs[0])
    alone = [
        max(
            each[side] - ours[side]
            for each in problem.payoffs[problem.zopa]
            if each[1 - side] >= ours[1 - side]
        )
        for side in (0, 1)
    ]
    says(
        solution(2),
        f"gives Norland {ours[0]} points and Sudmar {ours[1]}.",
        f"Norland alone could have had {alone[0]:g} more, and Sudmar alone {alone[1]:g} more",
        f"gives {nash[0]} and {nash[1]}: {nash[0] - ours[0]} more to Norland *and* "
        f"{nash[1] - ours[1]} more to Sudmar.",
    )


def test_who_should_give_way_on_what(exercise: dict[str, Any]) -> None:
    norland, sudmar = (actor.preferences.values for actor in exercise["treaty"].actors)
    stake = {
        issue: [max(each[issue].values()) - min(each[issue].values()) for each in (norland, sudmar)]
        for issue in norland
    }
    brings = {issue: max(a / b, b / a) for issue, (a, b) in stake.items()}
    says(
        solution(4),
        f"a point that it costs Norland brings Sudmar {brings['tariff']:g}.",
        f"a point brings Norland {brings['patrols']:g}.",
        f"a point brings only {brings['duration']:.2f} and {brings['quota']:g}.",
    )


@pytest.mark.parametrize("double", [1, 2])
def test_the_four_rules(exercise: dict[str, Any], double: int) -> None:
    problem, names = exercise["problem"], exercise["rules"]
    scale = np.array([1, double])
    problem = ng.BargainingProblem(problem.payoffs * scale, problem.disagreement * scale)
    chosen = {name: ng.solve(problem, name).payoffs for name in names}
    assert all(len(each) == 1 for each in chosen.values())
    pairs = {name: points(each[0] / scale) for name, each in chosen.items()}
    heads = dict(
        zip(names, ("Nash", "Kalai–Smorodinsky", "egalitarian", "utilitarian"), strict=True)
    )
    rows = {name: f"| {heads[name]} | {pair[0]} | {pair[1]} |" for name, pair in pairs.items()}
    if double == 2:  # the page says whose choice changes
        kept = {name for name, row in rows.items() if row in solution(5)}
        assert kept == {"nash", "kalai-smorodinsky"}
        return
    says(solution(5), *rows.values())
    gains = {name: np.array(pair) - 35 for name, pair in pairs.items()}
    ideal = problem.payoffs[problem.zopa].max(axis=0) - 35
    share = (gains["kalai-smorodinsky"] / ideal).min()
    nash = gains["nash"]
    says(
        solution(5),
        f"{nash[0]} × {nash[1]} = {nash.prod():,}",
        f"{ideal[0]:g} and {ideal[1]:g}: the smaller share, {share:.0%}",
        f"the smaller gain, {gains['egalitarian'].min()},",
        f"the sum of points, {sum(pairs['utilitarian'])},",
        "Norland prefers the utilitarian treaty and Sudmar Nash's.",
    )
    assert max(pairs, key=lambda name: pairs[name][0]) == "utilitarian"
    assert max(pairs, key=lambda name: pairs[name][1]) == "nash"


def test_what_trading_is_worth(exercise: dict[str, Any]) -> None:
    problem, treaty = exercise["problem"], exercise["treaty"]
    alone = {
        "quota": "30%",
        "tariff": "5%",
        "patrols": "joint",
        "duration": "5 years",
        "ship": "all year",
    }
    ideal = problem.payoffs[problem.zopa].max(axis=0) - 35
    settled = problem.payoffs[problem.outcomes.index(treaty.outcome(alone))]
    before = (settled - 35) / ideal
    after = (exercise["theories"]["nash"].payoffs[0] - 35) / ideal
    says(
        solution(6),
        f"Norland gains {before[0]:.0%} of the most that it could gain, Sudmar {before[1]:.0%}.",
        f"it is {after[0]:.0%} and {after[1]:.0%}.",
    )
    shown = exercise["trade"].summary().rows
    assert {row[0]: row[1] for row in shown if row[0] in alone} == alone


def test_when_there_is_no_treaty(exercise: dict[str, Any]) -> None:
    problem = exercise["problem"]
    most = points([problem.payoffs[problem.payoffs[:, 1] >= 35][:, 0].max()])[0]
    says(solution(7), f"at most {most} to Norland", f"closes above {most}.")
    assert any(f"exceeds {most}" in each for each in exercise["edge"].sentences)


def test_the_tournament(exercise: dict[str, Any]) -> None:
    played, problem = exercise["played"], exercise["problem"]
    mean = played.game(symmetric=True).payoffs[0]
    early, evenly, late = mean.mean(axis=1)
    assert (mean[2] > mean[:2]).all()  # late is better whatever the other does
    pairs = [(mine, other) for mine in exercise["tactics"] for other in exercise["tactics"]]
    talks = {pair: played.history(*pair) for pair in pairs}
    assert len(talks) == 9
    efficient = sum(
        problem.pareto[problem.outcomes.index(each.agreement)] for each in talks.values()
    )
    assert efficient == 3
    says(
        solution(8),
        f"on average {late:.0%} of what could be gained, against {evenly:.0%} for evenly and "
        f"{early:.0%} for early.",
        f"in round {talks['late', 'late'].round} of 40 and get {mean[2, 2]:.0%}, hardly more "
        f"than the {mean[0, 0]:.0%} of two who both give way early and sign in round "
        f"{talks['early', 'early'].round}.",
        "Only three of the nine talks end with an efficient treaty.",
    )


def test_the_role_sheets_hold_every_point_of_one_side_only(exercise: dict[str, Any]) -> None:
    for actor in exercise["treaty"].actors:
        sheet = (exercise["folder"] / f"{actor.name}.txt").read_text(encoding="utf-8")
        assert sheet.startswith(f"You negotiate for {actor.name.upper()}.")
        lines = {line.split()[0]: line for line in sheet.splitlines() if " = " in line}
        assert set(lines) == set(actor.preferences.values)
        for issue, values in actor.preferences.values.items():
            told = [f"{option} = {worth:g}" for option, worth in values.items()]
            assert ", ".join(told) in lines[issue]


# ------------------------------------------------------------------ the other tutorials


def test_the_first_negotiation(first: dict[str, Any]) -> None:
    problem, theories, text = first["problem"], first["theories"], told("first-negotiation")
    westland, eastland = (problem.gains >= 0).sum(axis=0)
    (gains,) = first["deal"].payoffs - problem.disagreement
    assert (problem.zopa.sum(), problem.negotiation_set.sum()) == (7, 4)
    says(
        text,
        f"3 × 3 × 3 = {len(problem.payoffs)} of them",
        f"Westland alone would sign {westland} of the 27 packages, Eastland alone {eastland}.",
        "Both would sign 7:",
        "Four of the seven are",
        f"Westland gains {gains[0]:g} points, Eastland {gains[1]:g}",
        f"{gains[0]:g} × {gains[1]:g} = {gains.prod():g}",
    )
    assert [len(theories[name].outcomes) for name in first["rules"]] == [1, 1, 1, 1, 2]
    assert len({theories[name].outcomes[0] for name in first["rules"][:4]}) == 1


def test_when_the_first_negotiation_fails(first: dict[str, Any]) -> None:
    problem, text = first["problem"], told("first-negotiation")
    most = points([problem.payoffs[problem.payoffs[:, 1] >= 40][:, 0].max()])[0]
    says(text, f"Above {most} nothing is left", "gives Eastland less than the 40 of its ferry")
    assert ng.solve(first["proud"], "nash").outcomes == ()
    says(text, "5 points less than 90", "10 points less than 40")
    first_two = [each.sentence for each in ng.bridge(first["proud"]).bridges[:2]]
    assert "(90 → 85" in first_two[0]
    assert "(40 → 30" in first_two[1]


def test_the_payoff_table(own: dict[str, Any]) -> None:
    problem, theories, text = own["problem"], own["theories"], told("own-payoff-table")
    assert problem.zopa.sum() == 4
    for name, way in (("nash", "Nash's rule"), ("kalai-smorodinsky", "Kalai and")):
        (gains,) = theories[name].payoffs - problem.disagreement
        assert way in text
        says(text, f"{gains[0]:g} × {gains[1]:g} = {gains.prod():g}")
    (poorer,) = ng.solve(own["poorer"], "nash").outcomes
    assert (poorer["filling"], poorer["drought release"]) == ("5 years", "half")
    found = ng.equilibria(own["game"])
    assert points(found.payoffs[0]) == (40, 20)
    assert found.complete
    assert len(found.profiles) == 1


@pytest.mark.slow
def test_hanoi(hanoi: dict[str, Any]) -> None:
    text, problem, study = told("hanoi"), hanoi["problem"], hanoi["study"]
    says(
        text,
        f"Of {len(problem.payoffs):,} packages both sides would have signed {problem.zopa.sum()}.",
    )
    assert len({each.name for each in hanoi["hanoi"].offers}) == 9  # "Nine packages were proposed"
    (alone,) = ng.equilibria(hanoi["game"]).profiles
    assert [each.argmax() for each in alone] == [0, 0]  # nobody gives anything
    chance, changes = float(study.no_agreement), hanoi["changes"]
    assert chance == pytest.approx(0.25, abs=0.03)  # "about one in four"
    half = [
        each.label for each in changes.effects if 2 * each.no_agreement.value < changes.base.value
    ]
    assert len(half) == 3
    assert sum("walking away worth 0.05 less" in each for each in half) == 2
    assert any("not even a freeze" in each for each in half)
    assert (
        changes[
            "United States: red line dropped (not all sanctions for less than everything)"
        ].opened
        == 0
    )
    prouder = ng.what_if(hanoi["believed"], {"up": hanoi["prouder"]}, draws=2000, rng=1)
    assert prouder["up"].no_agreement.value > 0.5
    says(text, f'"as things stand" is {changes.base.value:.1%} and was {chance:.1%} above')
    after = ng.ensemble(hanoi["afterwards"], draws=2000, rng=1).no_agreement
    assert float(after) == pytest.approx(chance, abs=0.05)  # "about what it was before"
    other = ng.ensemble(hanoi["other"], draws=2000, rng=1).no_agreement
    errors = np.hypot(other.standard_error, study.no_agreement.standard_error)
    assert abs(float(other) - chance) > 3 * errors  # "by more than their standard errors explain"
    assert (hanoi["folder"] / "hanoi.html").stat().st_size > 100_000
