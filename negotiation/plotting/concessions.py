"""Who gives what: for every issue, how far each solution makes its owner go."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from matplotlib.axes import Axes

from negotiation.actors import Issue, Outcome, OutcomeSpace
from negotiation.concessions import BargainingProblem, PackageProblem
from negotiation.errors import InvalidValueError, NotDefinedError
from negotiation.plotting._charts import canvas, chart, check_axes, head, settle
from negotiation.plotting._labels import Fitted, listed, status_quo
from negotiation.plotting._marks import Mark, View, crosses, merged, view, worth
from negotiation.plotting._roles import FAINT, INK, ROLES, actor_look

_NAMES = 1.75
"""Width of the issues' names, in columns."""


@chart
def concessions(
    subject: Any,
    solutions: Any = (),
    *,
    offers: Any = (),
    ax: Axes | None = None,
) -> Axes:
    """Draw what each solution makes each actor give, issue by issue.

    A row per issue, under the actor that concedes it; a column per package.  The steps in
    a cell are the options beyond the first, filled as far as the concession goes; a
    lottery fills as many as it gives on average.  Solutions that select the same package
    share a column.  The last rows say what the package is worth to each actor.

    Parameters
    ----------
    subject : Solution, list or mapping of Solution, Comparison, Scenario, BargainingProblem
        The solutions to draw; the keys of a mapping name them.  With a scenario or a
        problem, name the `solutions` or `offers` to show.
    solutions : Solution, list or mapping of Solution
        More solutions of the same problem.
    offers : list of str, or mapping
        Recorded offers of the scenario, by name, or ``{name: package}``.
    ax : matplotlib.axes.Axes, optional
        Where to draw; a new figure if left out.

    Returns
    -------
    matplotlib.axes.Axes

    Raises
    ------
    InvalidValueError
        If there is nothing to show, or the solutions answer different problems.
    NotDefinedError
        If the outcomes are plain labels, not packages of issues.

    Examples
    --------
    >>> import negotiation as ng
    >>> hanoi = ng.library.load("hanoi-2019")
    >>> found = ng.compare(hanoi, ["nash", "egalitarian"])
    >>> ng.plotting.concessions(found, offers=["DPRK offer"]).get_title(loc="left").splitlines()[1]
    'Who gives what: steps are filled as far as a concession goes'
    """
    check_axes(ax)
    shown = view(subject, solutions, offers)
    columns = _columns(shown)
    if not columns:
        raise InvalidValueError(
            "There is no package to show: give solutions, such as compare(problem), "
            "or offers= by name."
        )
    groups = _groups(shown.problem)
    rows = sum(len(group.issues) + 1 for group in groups) + len(shown.problem.actors) + 1
    lines = max(len(_heading(mark)) // 20 + 1 for mark in columns)
    top = 0.6 + 0.23 * min(lines, 10)
    ax = canvas(ax, max(6.0, 1.6 * (_NAMES + len(columns)) + 0.6), 0.62 * (0.8 * rows + top) + 0.9)
    matrix = _Matrix(ax, shown.problem, columns, top)
    for group in groups:
        matrix.group(group)
    matrix.gains()
    matrix.finish()
    return ax


@dataclass(frozen=True)
class _Group:
    """The issues that one actor concedes."""

    title: str
    colour: str
    issues: tuple[Issue, ...]
    stepped: bool


def _columns(shown: View) -> list[Mark]:
    """Return one mark per package or lottery; packages of equal worth stand side by side."""
    single: list[Mark] = []
    for mark in shown.marks:
        if mark.shares is not None or not mark.outcomes:
            single.append(mark)
            continue
        for outcome in mark.outcomes:
            payoffs = worth(shown.problem, outcome)[0]
            single.append(replace(mark, outcomes=(outcome,), payoffs=payoffs))
    return merged(single, lambda mark: (mark.outcomes, tuple((mark.shares or {}).items())))


def _heading(mark: Mark) -> str:
    """Return what stands above a column."""
    return ("no agreement: " if mark.role == "disagreement" else "") + listed(mark.names)


def _groups(problem: BargainingProblem) -> list[_Group]:
    """Return the issues by the actor that concedes them, then those that nobody does."""
    if isinstance(problem, PackageProblem):
        return _owned(problem, problem.packages.issues)
    first = problem.outcomes[0]
    if not isinstance(first, Outcome):
        raise NotDefinedError(
            "Concessions are options of issues; the outcomes of this problem are plain labels. "
            "Describe it as a Scenario, or give outcomes as {issue: option}.",
            given=first,
        )
    known = problem.scenario.issues if problem.scenario else ()
    if not known and isinstance(problem.outcomes, OutcomeSpace):
        known = problem.outcomes.issues
    if not known:
        names = {name: sorted({outcome[name] for outcome in problem.outcomes}) for name in first}
        issues = tuple(Issue(name, tuple(options)) for name, options in names.items())
        return [_Group("Settled", FAINT, issues, False)]
    return _owned(problem, known)


def _owned(problem: BargainingProblem, known: tuple[Issue, ...]) -> list[_Group]:
    """Return issues by the actor that concedes them, then those that nobody does."""
    groups = []
    for place, actor in enumerate(problem.actors):
        own = tuple(issue for issue in known if issue.conceded_by == actor)
        if own:
            groups.append(_Group(f"{actor} gives", actor_look(place)[0], own, True))
    rest = tuple(issue for issue in known if issue.conceded_by not in problem.actors)
    if rest:
        groups.append(_Group("Settled, and nobody's concession", FAINT, rest, False))
    return groups


class _Matrix:
    """Rows of issues under columns of packages, drawn from the top down."""

    def __init__(
        self, ax: Axes, problem: BargainingProblem, columns: list[Mark], top: float
    ) -> None:
        self.ax, self.problem, self.columns = ax, problem, columns
        self.base: Mapping[str, str] = status_quo(problem) or {}
        self.y = 0.0
        self.moved = False
        for place, mark in enumerate(columns):
            self._head(place, mark, top)
        self.y = top

    def _head(self, place: int, mark: Mark, top: float) -> None:
        role = ROLES[mark.role]
        self.ax.plot(
            [place + 0.5], [0.22], **role.line(markersize=min(role.size, 12.0), gid=mark.role)
        )
        self._text(place + 0.5, 0.45, _heading(mark), (0.94, top - 0.45), va="top")

    def _text(self, x: float, y: float, text: str, box: tuple[float, float], **look: Any) -> Fitted:
        look = {"ha": "center", "va": "center", "fontsize": 8.5, "color": INK, **look}
        fitted = Fitted(x, y, text, box, **look)
        self.ax.add_artist(fitted)
        return fitted

    def _title(self, text: str) -> None:
        self._text(
            -_NAMES, self.y + 0.5, text, (_NAMES + len(self.columns), 0.5), ha="left", weight="bold"
        )
        self.y += 0.75
        self.ax.plot([-_NAMES, len(self.columns)], [self.y] * 2, color=FAINT, linewidth=0.8)

    def group(self, group: _Group) -> None:
        """Draw the issues of one actor."""
        self._title(group.title)
        for issue in group.issues:
            self._name(issue.name)
            for place, mark in enumerate(self.columns):
                self._cell(place, issue, mark, group)
            self.y += 0.85
        self.y += 0.1

    def _name(self, name: str) -> None:
        self._text(-_NAMES + 0.06, self.y + 0.42, name, (_NAMES - 0.12, 0.8), ha="left")

    def _cell(self, place: int, issue: Issue, mark: Mark, group: _Group) -> None:
        """Draw one issue of one package: the option in words, and its steps."""
        options: dict[Any, float] = {}
        for outcome in mark.outcomes:
            share = 1.0 if mark.shares is None else mark.shares[outcome]
            options[outcome[issue.name]] = options.get(outcome[issue.name], 0.0) + share
        if not options:
            self._text(place + 0.5, self.y + 0.4, "–", (0.9, 0.4), color=FAINT)
            return
        words = " / ".join(
            _told(issue, option) if len(options) == 1 else f"{share:.0%} {_told(issue, option)}"
            for option, share in options.items()
        )
        stepped = group.stepped and (issue.continuous or len(issue) > 1)
        kept = all(option == self.base.get(issue.name, issue.options[0]) for option in options)
        self._text(
            place + 0.5,
            self.y + (0.31 if stepped else 0.42),
            words,
            (0.92, 0.56 if stepped else 0.8),
            color="#6b6b6b" if kept and stepped else INK,
            gid=f"option {issue.name} {place}",
        )
        if stepped:
            level = sum(share * _level(issue, option) for option, share in options.items())
            self._steps(place, issue, level, group.colour)

    def _steps(self, place: int, issue: Issue, level: float, colour: str) -> None:
        """Draw the steps of a concession, filled as far as it goes."""
        count = 1 if issue.continuous else len(issue) - 1
        wide = 0.88 / count
        left, low, high = place + 0.06, self.y + 0.62, 0.15
        whole = [(left + step * wide, wide) for step in range(count)]
        self.ax.broken_barh(whole, (low, high), facecolor="white", edgecolor=FAINT, linewidth=0.7)
        filled = [
            (left + step * wide, wide * min(1.0, level - step))
            for step in range(count)
            if level - step > 1e-9
        ]
        if filled:
            self.ax.broken_barh(
                filled,
                (low, high),
                facecolor=colour,
                edgecolor=INK,
                linewidth=0.7,
                gid=f"given {issue.name} {place}",
            )
        base = _level(issue, self.base[issue.name]) if issue.name in self.base else 0.0
        if base:
            self.moved = True
            at = left + base * wide
            self.ax.plot([at], [low + high], **ROLES["status quo"].line(markersize=5))

    def gains(self) -> None:
        """Draw what each package is worth to each actor above walking away."""
        self._title("Gain over walking away")
        problem = self.problem
        for actor, name in enumerate(problem.actors):
            self._text(-_NAMES + 0.06, self.y + 0.3, name, (_NAMES - 0.12, 0.5), ha="left")
            for place, mark in enumerate(self.columns):
                gain = float(mark.payoffs[actor] - problem.disagreement[actor])
                gain = 0.0 if abs(gain) <= problem.slack[actor] else gain
                crossed = any(crosses(problem, outcome)[actor] for outcome in mark.outcomes)
                said = f"{gain:+.3g}".replace("-", "−") if gain else "0"
                said += ", red line" if crossed else ""
                self._text(
                    place + 0.5,
                    self.y + 0.3,
                    said,
                    (0.94, 0.5),
                    weight="bold" if gain < 0 or crossed else "normal",
                    gid=f"gain {actor} {place}",
                )
            self.y += 0.6

    def finish(self) -> None:
        """Set the limits and say how to read the chart."""
        ax = self.ax
        ax.set_xlim(-_NAMES - 0.05, len(self.columns) + 0.05)
        ax.set_ylim(self.y + 0.1, -0.05)
        ax.set_xticks([])
        ax.set_yticks([])
        for spine in ax.spines.values():
            spine.set_visible(False)
        for edge in range(len(self.columns) + 1):
            ax.axvline(edge, color="#dddddd", linewidth=0.8, zorder=0.5)
        triangle = "; the triangle is the status quo" if self.moved else ""
        settle(ax)
        head(
            ax,
            self.problem.name,
            f"Who gives what: steps are filled as far as a concession goes{triangle}",
        )


def _told(issue: Issue, option: Any) -> str:
    """Return an option in words: a value of a continuous issue with its unit."""
    return f"{option:.4g} {issue.unit}".rstrip() if issue.continuous else str(option)


def _level(issue: Issue, option: Any) -> float:
    """Return how many steps an option goes; on a continuous issue the share of the interval."""
    if not issue.continuous:
        return float(issue.level(option))
    low, high = (float(end) for end in issue.options)
    return (float(option) - low) / (high - low)
