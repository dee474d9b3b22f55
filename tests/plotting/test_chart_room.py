"""What every chart promises, whichever charts there are."""

from __future__ import annotations

import inspect
import io
import subprocess
import sys

import matplotlib as mpl
import pytest
from matplotlib import pyplot as plt
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.text import Text

import negotiation as ng
from negotiation.errors import InvalidTypeError, NegotiationError
from tests.plotting.subjects import subject_of

CHARTS = sorted(ng.plotting.charts)
every_chart = pytest.mark.parametrize("name", CHARTS)


@pytest.fixture
def draw():
    """Return a function that draws a chart of whichever subject it is for."""

    def call(name, **given):
        return ng.plotting.charts[name](subject_of(name), **given)

    return call


def test_the_charts_of_the_design_are_there():
    assert set(CHARTS) >= {"frontier", "concessions", "zopa", "payoff_table"}
    for name in CHARTS:
        assert getattr(ng.plotting, name) is ng.plotting.charts[name]
        assert name in ng.plotting.__all__


def test_an_unknown_chart_is_refused_with_what_there_is():
    with pytest.raises(AttributeError, match=r"no chart 'frontiers'.*frontier"):
        _ = ng.plotting.frontiers


@pytest.mark.slow
@pytest.mark.parametrize(
    ("statement", "absent"),
    [
        ("import negotiation", "matplotlib"),
        ("import negotiation; negotiation.concepts()", "matplotlib"),
        ("import negotiation; negotiation.plotting.frontier", "matplotlib.pyplot"),
    ],
)
def test_matplotlib_loads_only_when_a_chart_needs_it(statement, absent):
    check = f"import sys; {statement}; print({absent!r} in sys.modules)"
    run = subprocess.run([sys.executable, "-c", check], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "False"


@every_chart
def test_the_axes_given_are_the_axes_returned_and_pyplot_is_left_alone(name, draw):
    other = plt.figure()
    figure = Figure(figsize=(9, 6))
    FigureCanvasAgg(figure)
    ax, neighbour = figure.subplots(1, 2)
    settings, backend = dict(mpl.rcParams), mpl.get_backend()
    assert draw(name, ax=ax) is ax
    figure.canvas.draw()
    assert plt.get_fignums() == [other.number]
    assert plt.gcf() is other
    assert figure.axes == [ax, neighbour]
    assert not neighbour.has_data()
    assert not figure.texts
    assert not figure.legends
    assert dict(mpl.rcParams) == settings
    assert mpl.get_backend() == backend


@every_chart
def test_without_axes_there_is_one_new_figure_that_holds_only_them(name, draw):
    before = plt.figure()
    ax = draw(name)
    assert len(plt.get_fignums()) == 2
    assert ax.figure.axes == [ax]
    assert ax.figure is not before
    assert not before.axes


@every_chart
def test_axes_are_a_keyword_that_defaults_to_none(name):
    parameter = inspect.signature(ng.plotting.charts[name]).parameters["ax"]
    assert parameter.default is None
    assert parameter.kind is inspect.Parameter.KEYWORD_ONLY


@every_chart
@pytest.mark.parametrize("wrong", ["axes", 3, Figure()], ids=["text", "number", "figure"])
def test_what_is_not_axes_is_refused_before_a_figure_is_made(name, wrong, draw):
    with pytest.raises(InvalidTypeError, match="ax= takes matplotlib Axes"):
        draw(name, ax=wrong)
    assert not plt.get_fignums()


@every_chart
def test_axes_that_are_not_straight_are_refused(name, draw):
    with pytest.raises(InvalidTypeError, match="straight"):
        draw(name, ax=plt.figure().add_subplot(projection="polar"))


@every_chart
@pytest.mark.parametrize("subject", [None, 3, "hanoi-2019", object()])
def test_a_wrong_subject_is_refused_and_leaves_no_figure(name, subject):
    with pytest.raises(NegotiationError):
        ng.plotting.charts[name](subject)
    assert not plt.get_fignums()


@every_chart
def test_names_are_never_read_as_mathematics(name, draw):
    ax = draw(name)
    ax.figure.canvas.draw()
    shown = [text for text in ax.findobj(Text) if text.get_visible()]
    named = [text for text in shown if any(sign in text.get_text() for sign in "$_^")]
    assert all(not text.get_parse_math() and not text.get_usetex() for text in named)
    if name == "concessions":
        assert "$5 fund_a" in [text.get_text() for text in named]


@every_chart
def test_a_chart_can_be_saved(name, draw):
    ax = draw(name)
    for kind in ("png", "svg", "pdf"):
        file = io.BytesIO()
        ax.figure.savefig(file, format=kind, bbox_inches="tight", dpi=60)
        assert len(file.getvalue()) > 2000, kind


@every_chart
def test_a_chart_is_the_same_picture_every_time(name, draw):
    pictures = []
    for _ in range(2):
        canvas = draw(name).figure.canvas
        canvas.draw()
        pictures.append(bytes(canvas.buffer_rgba()))
    assert pictures[0] == pictures[1]


@every_chart
def test_a_chart_fits_small_axes(name, draw):
    figure = Figure(figsize=(3, 2.2))
    FigureCanvasAgg(figure)
    draw(name, ax=figure.subplots())
    figure.canvas.draw()


@every_chart
def test_the_title_says_what_is_shown(name, draw):
    title = draw(name).get_title(loc="left")
    assert title.startswith("a small summit")
    assert "\n" in title
