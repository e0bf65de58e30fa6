"""The public lists, from files that no one can be shown too late, or from the library itself."""

from collections.abc import Sequence
from typing import Annotated

from msgspec import Meta, Struct

from chalicelib.api import cursors
from chalicelib.api.answers import Answer
from chalicelib.api.audiences import PUBLIC
from chalicelib.api.cursors import Cursor
from chalicelib.api.routing import OPEN, Call, Route
from chalicelib.errors import NotFoundError
from chalicelib.publication.edition import newest
from chalicelib.publication.listings import lists_of
from chalicelib.publication.pages import Page


class ListLine(Struct, frozen=True):
    """One list. Shape: {"id": "penalties", "zh": "…", "basis": "…", "confirmed": true}."""

    id: str
    zh: str
    basis: str
    confirmed: bool


class Lists(Struct, frozen=True):
    """Shape: {"lists": [{"id": "penalties", …}]}."""

    lists: Sequence[ListLine]


class ListQuery(Struct, frozen=True, kw_only=True):
    """Shape: ?limit=20&cursor=…; pages are whole days, so there may be more than `limit` records."""

    limit: Annotated[int, Meta(ge=1, le=200)] = 50
    cursor: Cursor | None = None


class ListPage(Struct, frozen=True):
    """Shape: {"list": "penalties", "pages": [{"day": "2026-03-02", "valid_until": …, "entries": […]}]}."""

    list: str
    pages: Sequence[Page]


def lists(call: Call) -> Answer:
    """Give the lists that are published."""
    published = lists_of(call.services.catalogue)
    return Answer(content=Lists([ListLine(one.id, one.zh, one.basis, one.confirmed) for one in published]))


def one_list(call: Call, *, list: str, query: ListQuery) -> Answer:  # noqa: A002  the name in the path
    """Give the newest days of a list."""
    services = call.services
    if list not in {one.id for one in lists_of(services.catalogue)}:
        raise NotFoundError
    run = newest(list, press=services.press, now=call.now, limit=query.limit, after=cursors.after_in(call, query))
    return Answer(
        content={"list": list, "pages": [page.body for page in run.pages]},
        next_cursor=cursors.next_of(call, query, run.after),
        fingerprint=" ".join((list, *(f"{page.head.day} {page.head.tag}" for page in run.pages))).encode(),
    )


ROUTES = (
    Route(method="GET", path="/v1/publications", zh="公示名录", view=lists, serves={OPEN: PUBLIC}, gives=Lists),
    Route(
        method="GET",
        path="/v1/publications/{list}",
        zh="一份公示名录，按日从新到旧",
        view=one_list,
        serves={OPEN: PUBLIC},
        query=ListQuery,
        gives=ListPage,
    ),
)
