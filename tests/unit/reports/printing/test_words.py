"""The words that stand on a printed report alone."""

import pytest

from chalicelib.errors import DataFileError
from chalicelib.library.readers import Level
from chalicelib.reports.issue import Kind
from chalicelib.reports.printing.characters import shown
from chalicelib.reports.printing.typesetting import coverage
from chalicelib.reports.printing.words import FILE, words, words_of
from chalicelib.terms.tables import table


def test_every_kind_of_report_and_every_reader_has_its_words() -> None:
    assert set(words().kinds) == {kind.value for kind in Kind}
    assert set(words().readers) == {level.value for level in Level}


def test_the_font_has_every_word() -> None:
    assert shown(table(FILE), coverage=coverage())[1] == []


@pytest.mark.parametrize(
    "change",
    [{"unheard_of": "x"}, {"legend": " "}, {"how_to_verify": [""]}, {"kinds": {"public": ""}}],
    ids=["unknown", "blank", "blank line", "blank in a table"],
)
def test_an_unknown_or_blank_word_is_refused(change: dict[str, object]) -> None:
    with pytest.raises(DataFileError):
        words_of(table(FILE) | change)


def test_a_missing_word_is_named() -> None:
    with pytest.raises(DataFileError, match="watermark"):
        words_of({name: value for name, value in table(FILE).items() if name != "watermark"})
