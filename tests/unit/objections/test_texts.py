"""Texts people write: length in characters, and no resident ID."""

import pytest

from chalicelib.objections.texts import faults_in_note, faults_in_text, faults_in_value
from tests.unit.objections.standing import AN_ID


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("一" * 300, []),
        ("一" * 301, ["text.too_long"]),
        ("", ["text.blank"]),
        ("　\n", ["text.blank"]),
        (f"我的号码是{AN_ID}", ["text.resident_id"]),
    ],
    ids=["three hundred characters", "one more", "empty", "blanks alone", "a resident ID"],
)
def test_a_statement_has_one_to_three_hundred_characters_and_no_resident_id(text: str, codes: list[str]) -> None:
    assert [fault.code for fault in faults_in_text(text, pointer="/statement", longest=300)] == codes


def test_a_note_may_be_left_out_but_not_be_endless() -> None:
    assert faults_in_note("", pointer="/note") == []
    assert [fault.code for fault in faults_in_note("一" * 2001, pointer="/note")] == ["text.too_long"]


@pytest.mark.parametrize(
    ("value", "count"), [(AN_ID, 1), (["罚款", AN_ID], 1), (["罚款"], 0), (None, 0), (1, 0), ([], 0)]
)
def test_a_value_with_a_resident_id_is_refused_without_being_said(value: object, count: int) -> None:
    faults = faults_in_value(value, pointer="/fields/0/claimed")  # type: ignore[arg-type]

    assert len(faults) == count
    assert AN_ID not in repr(faults)
