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
