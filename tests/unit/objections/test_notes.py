"""Notes of staff: who writes, who reads, and what is not taken."""

import msgspec
import pytest

from chalicelib.errors import NotFoundError, UnprocessableError
from chalicelib.library.readers import Reader
from chalicelib.objections.cases import State
from chalicelib.objections.notes import add_note, notes_on
from tests.factories import NOW
from tests.unit.objections.standing import (
    AN_ID,
    CLERK,
    MINUTE,
    OTHER_CLERK,
    OTHER_SOURCE,
    PUBLIC,
    SOURCE,
    SUBJECT,
    case_in,
    means_with,
)


def test_the_centre_reads_every_note_and_a_body_its_own() -> None:
    means = means_with()
    number = case_in(State.REFERRED, means).case
    before = means.cases.find(number)
    for late, (by, text) in enumerate([(CLERK, " 已电话联系。"), (SOURCE, "档案在库房。"), (OTHER_CLERK, "已读。")]):
        add_note(number, text, by=by, means=means, now=NOW + late * MINUTE)

    (_, of_the_centre), (case, of_the_body) = (notes_on(number, by=by, means=means, now=NOW) for by in (CLERK, SOURCE))

    assert [note.text for note in of_the_centre] == ["已电话联系。", "档案在库房。", "已读。"]
    assert [(note.by, note.role, note.body) for note in of_the_body] == [(SOURCE.sub, "department", SOURCE.body)]
    assert case == before


def test_the_same_said_twice_in_one_instant_is_said_once_and_two_people_are_two() -> None:
    means = means_with()
    number = case_in(State.SUBMITTED, means).case

    notes = [add_note(number, "已读。", by=by, means=means, now=NOW) for by in (CLERK, CLERK, OTHER_CLERK)]

    assert len({note.id for note in notes}) == 2
    assert len(notes_on(number, by=CLERK, means=means, now=NOW)[1]) == 2


@pytest.mark.parametrize(
    "by", [SUBJECT, PUBLIC, OTHER_SOURCE, msgspec.structs.replace(SOURCE, body=None)], ids=lambda by: by.sub
)
def test_whoever_is_no_staff_of_the_case_finds_none(by: Reader) -> None:
    means = means_with()
    number = case_in(State.REFERRED, means).case

    with pytest.raises(NotFoundError):
        add_note(number, "已读。", by=by, means=means, now=NOW)
    with pytest.raises(NotFoundError):
        notes_on(number, by=by, means=means, now=NOW)


@pytest.mark.parametrize(("text", "code"), [(" ", "note.blank"), (f"见{AN_ID}", "text.unsound")])
def test_a_note_says_something_and_no_resident_id(text: str, code: str) -> None:
    means = means_with()
    number = case_in(State.SUBMITTED, means).case

    with pytest.raises(UnprocessableError) as refused:
        add_note(number, text, by=CLERK, means=means, now=NOW)

    assert refused.value.code == code
    assert notes_on(number, by=CLERK, means=means, now=NOW)[1] == []
