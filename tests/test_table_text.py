"""A table as text: long cells go on in the line below, so that a terminal can show them."""

from negotiation._table import Table


def test_long_cells_are_broken_between_words_and_numbers_stay_on_the_first_line():
    long = "facilities: Yongbyon freeze; sanctions: inter-Korean projects; peace: declaration"
    text = str(Table(("package", "gain", "why"), [(long, 0.25, None), ("short", 1.0, "fair")]))
    assert text.splitlines() == [
        "package                                    gain  why",
        "─────────────────────────────────────────  ────  ────",
        "facilities: Yongbyon freeze; sanctions:    0.25",
        "inter-Korean projects; peace: declaration",
        "short                                         1  fair",
    ]


def test_a_word_is_never_broken_and_an_empty_row_keeps_its_line():
    word = "x" * 60
    text = str(Table(("a", "b"), [(word, 1), (None, None)]))
    assert text.split("\n")[2:] == [f"{word}  1", ""]


def test_a_width_breaks_the_widest_columns_first_heads_as_well():
    table = Table(
        ("package", "gain of the United States"),
        [("facilities: Yongbyon freeze; peace: declaration", 0.25)],
        notes=["A note that is longer than the line that it has to fit in."],
    )
    lines = table.text(40).splitlines()
    assert max(map(len, lines)) <= 40
    assert " ".join(" ".join(lines).split()).count("Yongbyon") == 1
    assert table.text(1000) == str(table)


def test_a_width_that_is_too_small_ends_with_what_cannot_be_broken():
    word = "x" * 30
    lines = Table((word, "b"), [(word, 1)]).text(10).splitlines()
    assert lines == [f"{word}  b", f"{'─' * 30}  ─", f"{word}  1"]
