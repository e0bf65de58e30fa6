"""A failure is told by its kinds and places, never by what it says."""

from chalicelib.logs import kinds_of, places_of
from chalicelib.terms.subjects import person_reference_of


def _failure() -> Exception:
    try:
        try:
            person_reference_of(b"512002199003070019")
        except ValueError as error:
            raise KeyError("512002199003070019") from error
    except KeyError as error:
        return error
    raise AssertionError


def test_the_kinds_of_a_failure_are_told_without_its_words() -> None:
    assert kinds_of(_failure()) == ["builtins.KeyError", "builtins.ValueError"]


def test_places_are_lines_of_our_own_code() -> None:
    try:
        person_reference_of(b"short")
    except ValueError as error:
        places = places_of(error)

    assert places[-1].startswith("chalicelib/terms/subjects.py:")
    assert places[-1].endswith(" person_reference_of")
