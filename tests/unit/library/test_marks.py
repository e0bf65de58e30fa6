"""Marks: which kind of case a number is of."""

import pytest

from chalicelib.library.marks import is_disputed, is_under_repair


@pytest.mark.parametrize(
    ("mark", "disputed"), [("YY20261123-aaaaaaaa", True), ("XF20261123-aaaaaaaa", False), ("ZZ1", True)]
)
def test_a_mark_is_of_a_repair_or_of_a_dispute(mark: str, *, disputed: bool) -> None:
    assert is_disputed(mark) is disputed
    assert is_under_repair(mark) is not disputed
