"""A cursor opens for who asked, and for what was asked, alone."""

from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import msgspec
import pytest
from msgspec import Struct

from chalicelib.api import cursors
from chalicelib.api.answers import Answer
from chalicelib.api.audiences import PUBLIC, Audience, Caller
from chalicelib.api.incoming import Incoming
from chalicelib.api.routing import OPEN, Call, Route
from chalicelib.errors import MalformedError
from chalicelib.library.identities import Seal
from chalicelib.library.readers import PUBLIC as EVERYBODY

SERVICES: Any = SimpleNamespace(cursors=Seal(b"k" * 32))
ROUTE = Route(method="GET", path="/v1/subjects", view=lambda _call: Answer(content={}), serves={OPEN: PUBLIC})


class Query(Struct, frozen=True):
    """A query that is paged through."""

    q: str = "示例"
    cursor: str | None = None
    limit: int = 2


def _call(*, sub: str = "someone", path: str = "a") -> Call:
    reader = msgspec.structs.replace(EVERYBODY, sub=sub)
    came = Incoming(headers={}, query={}, path={"list": path}, body=b"", trace_id="-")
    return Call(
        caller=Caller(Audience.PUBLIC, reader),
        now=datetime(2026, 11, 23, tzinfo=UTC),
        services=SERVICES,
        route=ROUTE,
        incoming=came,
        context=None,
    )


def _cursor() -> str:
    cursor = cursors.next_of(_call(), Query(), "示例虚构甲#9151")
    assert cursor
    return cursor


def test_a_cursor_gives_back_where_the_page_ended() -> None:
    assert cursors.after_in(_call(), Query(cursor=_cursor())) == "示例虚构甲#9151"
    assert "9151" not in _cursor()


def test_the_first_page_has_no_cursor_and_the_last_gives_none() -> None:
    assert cursors.after_in(_call(), Query()) is None
    assert cursors.next_of(_call(), Query(), None) is None


def test_below_a_full_page_another_begins_and_below_any_other_none() -> None:
    below = cursors.next_below(_call(), Query(), ["甲", "乙"])

    assert cursors.after_in(_call(), Query(cursor=below)) == "乙"
    assert cursors.next_below(_call(), Query(), ["甲"]) is None
    assert cursors.next_below(_call(), Query(), []) is None


@pytest.mark.parametrize(
    ("call", "q"),
    [(_call(sub="another"), "示例"), (_call(path="b"), "示例"), (_call(), "虚构")],
    ids=["another_caller", "another_path", "another_query"],
)
def test_a_cursor_opens_for_nobody_and_nothing_else(call: Call, q: str) -> None:
    with pytest.raises(MalformedError):
        cursors.after_in(call, Query(q=q, cursor=_cursor()))


@pytest.mark.parametrize("cursor", ["x", "中文", "AAAA", "A" * 100, "!!!!", "a=b"])
def test_a_made_up_cursor_is_refused(cursor: str) -> None:
    with pytest.raises(MalformedError):
        cursors.after_in(_call(), Query(cursor=cursor))
