"""A cursor opens for who asked, and for what was asked, alone."""

import pytest
from msgspec import Struct

from chalicelib.api import cursors
from chalicelib.errors import MalformedError
from chalicelib.library.identities import Seal

SEAL = Seal(b"k" * 32)


class Query(Struct):
    """A query that is paged through."""

    q: str
    cursor: str | None = None


def _place(*, sub: str = "someone", q: str = "示例", cursor: str | None = None) -> str:
    return cursors.place_of(sub, "GET /v1/subjects", Query(q, cursor))


def test_a_cursor_gives_back_where_the_page_ended() -> None:
    cursor = cursors.sealed("示例虚构甲#9151", seal=SEAL, place=_place())

    assert cursors.opened(cursor, seal=SEAL, place=_place(cursor=cursor)) == "示例虚构甲#9151"
    assert "9151" not in cursor


@pytest.mark.parametrize("place", [_place(sub="another"), _place(q="虚构")], ids=["another_caller", "another_query"])
def test_a_cursor_opens_for_nobody_and_nothing_else(place: str) -> None:
    cursor = cursors.sealed("key", seal=SEAL, place=_place())

    with pytest.raises(MalformedError):
        cursors.opened(cursor, seal=SEAL, place=place)


@pytest.mark.parametrize("cursor", ["", "x", "中文", "AAAA", "A" * 100, "!!!!", "a=b"])
def test_a_made_up_cursor_is_refused(cursor: str) -> None:
    with pytest.raises(MalformedError):
        cursors.opened(cursor, seal=SEAL, place=_place())
