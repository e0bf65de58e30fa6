"""The issuer's words of a report."""

import pytest

from chalicelib.errors import DataFileError
from chalicelib.reports.wording import FILE, wording, wording_of
from chalicelib.terms.tables import table


def test_the_platform_s_words_are_all_there() -> None:
    assert wording().issuing_body
    assert len(wording().explanation) == 3


@pytest.mark.parametrize("key", ["disputed", "explanation", "issuing_body"])
def test_a_missing_word_is_named(key: str) -> None:
    raw = {name: value for name, value in table(FILE).items() if name != key}

    with pytest.raises(DataFileError, match=key):
        wording_of(raw)


def test_an_unknown_or_blank_word_is_refused() -> None:
    for change in ({"unheard_of": "x"}, {"partial": " "}, {"explanation": [""]}):
        with pytest.raises(DataFileError):
            wording_of(table(FILE) | change)
