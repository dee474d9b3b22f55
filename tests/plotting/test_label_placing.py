"""Labels touch neither each other nor markers, and stay inside, whatever the points."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib import pyplot as plt
from matplotlib.text import Text

from negotiation.plotting._callouts import Labels
from negotiation.plotting._labels import shorten, wrap
from negotiation.plotting._placing import Scene, emptiest_corner, place


def boxes_of(found, sizes):
    return np.hstack([found.centres - sizes / 2, found.centres + sizes / 2])


def overlaps(one, other):
    return bool((np.maximum(one[:2], other[:2]) < np.minimum(one[2:], other[2:])).all())


def scene(blocked=(), avoid=(), weight=1.0, bounds=(0, 0, 800, 600)):
    avoid = np.reshape(np.array(avoid, dtype=float), (-1, 2))
    return Scene(
        np.array(bounds, dtype=float),
        np.reshape(np.array(blocked, dtype=float), (-1, 4)),
        avoid,
        np.full(len(avoid), weight),
    )


points = st.lists(
    st.tuples(st.integers(20, 780), st.integers(20, 580)), min_size=1, max_size=12, unique=True
)


@given(points)
@settings(max_examples=40, deadline=None)
def test_boxes_are_apart_and_inside_and_off_the_markers(anchors):
    anchors = np.array(anchors, dtype=float)
    sizes = np.tile([120.0, 30.0], (len(anchors), 1))
    markers = np.hstack([anchors - 6, anchors + 6])
    found = place(anchors, sizes, scene(markers))
    assert found.placed.all()
    boxes = boxes_of(found, sizes)
    assert (boxes[:, :2] >= 0).all()
    assert (boxes[:, 2:] <= [800, 600]).all()
    for row, box in enumerate(boxes):
        assert not any(overlaps(box, other) for other in boxes[row + 1 :])
        assert not any(overlaps(box, marker) for marker in markers)


def test_a_lone_label_stands_next_to_its_point():
    found = place(np.array([[400.0, 300.0]]), np.array([[80.0, 20.0]]), scene())
    box = boxes_of(found, np.array([[80.0, 20.0]]))[0]
    away = np.maximum(np.maximum(box[:2] - [400, 300], [400, 300] - box[2:]), 0)
    assert np.hypot(*away) <= 9.0 + 1e-9


def test_a_label_goes_where_it_covers_least():
    cloud = [(x, y) for x in range(405, 800, 10) for y in range(5, 600, 10)]
    size = np.array([[120.0, 30.0]])
    box = boxes_of(place(np.array([[400.0, 300.0]]), size, scene(avoid=cloud, weight=5.0)), size)[0]
    assert box[2] <= 405


def test_no_label_is_placed_where_there_is_no_room():
    found = place(np.array([[10.0, 10.0]]), np.array([[900.0, 20.0]]), scene())
    assert found.placed.tolist() == [False]


def test_the_same_points_get_the_same_places():
    anchors = np.random.default_rng(4).uniform(50, 550, (9, 2))
    sizes = np.tile([110.0, 28.0], (9, 1))
    one, two = place(anchors, sizes, scene()), place(anchors, sizes, scene())
    assert np.array_equal(one.centres, two.centres)


@pytest.mark.parametrize(
    ("cloud", "corner", "covered"),
    [
        ([(0.1, 0.1)], "lower right", 0),
        ([(0.1, 0.1), (0.9, 0.1)], "upper left", 0),
        ([(0.1, 0.1), (0.9, 0.1), (0.1, 0.9), (0.1, 0.95)], "upper right", 0),
        ([(0.1, 0.1), (0.9, 0.1), (0.1, 0.9), (0.9, 0.9), (0.8, 0.8)], "lower left", 1),
    ],
)
def test_the_legend_takes_the_emptiest_corner(cloud, corner, covered):
    found = emptiest_corner(np.array(cloud), np.array([0.0, 0, 1, 1]), np.array([0.3, 0.3]))
    assert found == (corner, covered)


def labelled(points, texts, figsize=(7, 5)):
    figure, ax = plt.subplots(figsize=figsize)
    ax.set(xlim=(0, 1), ylim=(0, 1))
    labels = Labels(ax, np.empty((0, 2)), np.empty(0))
    labels.left_out = ax.text(0, 0, "")
    for point in points:
        labels.add(np.array(point), texts, 5.0)
    figure.canvas.draw()
    return figure, ax, labels


def boxes_on(ax, labels):
    frame = ax.get_window_extent()
    shown = [label for label, _, _ in labels.items if label.get_visible()]
    boxes = [Text.get_window_extent(label).extents for label in shown]
    for row, box in enumerate(boxes):
        assert frame.x0 <= box[0]
        assert box[2] <= frame.x1
        assert frame.y0 <= box[1]
        assert box[3] <= frame.y1
        assert not any(overlaps(box, other) for other in boxes[row + 1 :])
    return boxes


def test_drawn_labels_are_placed_again_after_zooming_and_resizing():
    points = np.random.default_rng(1).uniform(0.4, 0.6, (8, 2))
    figure, ax, labels = labelled(points, ("a label of some length", "short"))
    assert len(boxes_on(ax, labels)) == 8
    ax.set(xlim=(0.4, 0.6), ylim=(0.4, 0.6))
    figure.set_size_inches(5, 4)
    figure.canvas.draw()
    assert len(boxes_on(ax, labels)) == 8


def test_labels_of_points_out_of_view_are_hidden_until_they_come_back():
    figure, ax, labels = labelled([(0.2, 0.5), (0.9, 0.5)], ("name",))
    ax.set_xlim(0, 0.5)
    figure.canvas.draw()
    assert [label.get_visible() for label, _, _ in labels.items] == [True, False]
    ax.set_xlim(0, 1)
    figure.canvas.draw()
    assert [label.get_visible() for label, _, _ in labels.items] == [True, True]


def test_texts_are_shortened_where_the_full_ones_do_not_fit():
    points = np.random.default_rng(2).uniform(0.1, 0.9, (9, 2))
    full = "\n".join(["a label that goes on and on"] * 3)
    _, ax, labels = labelled(points, (full, "brief"), figsize=(4, 3))
    assert len(boxes_on(ax, labels)) == 9
    assert "brief" in {label.get_text() for label, _, _ in labels.items}


def test_the_chart_says_how_many_labels_found_no_room():
    _, ax, labels = labelled([(0.5, 0.5)] * 3, ("a label wider than all there is",), figsize=(1, 1))
    assert boxes_on(ax, labels) == []
    assert labels.left_out.get_text() == "no room for 3 labels"


@pytest.mark.parametrize(
    ("text", "width", "expected"),
    [
        ("short", 10, "short"),
        ("dismantle all of Yongbyon", 16, "dismantle all…"),
        ("abcdefghijkl", 6, "abcde…"),
        ("  two   words ", 20, "two words"),
    ],
)
def test_shorten(text, width, expected):
    assert shorten(text, width) == expected
    assert len(shorten(text, width)) <= width


@given(st.text(max_size=80), st.integers(4, 30), st.integers(1, 4))
def test_wrapped_text_keeps_to_its_lines_and_width(text, width, lines):
    wrapped = wrap(text, width, lines).split("\n")
    assert len(wrapped) <= lines
    assert max(len(line) for line in wrapped) <= width + 1  # the ellipsis may stand out


def test_wrap_breaks_at_hyphens_only_where_a_word_does_not_fit():
    assert wrap("kalai-smorodinsky, nash", 20, 3) == "kalai-smorodinsky,\nnash"
    assert wrap("kalai-smorodinsky", 12, 3) == "kalai-\nsmorodinsky"
