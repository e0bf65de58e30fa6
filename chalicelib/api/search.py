"""Search: organisations by name, part of a name, former name or credit code; persons never."""

from collections.abc import Sequence
from typing import Annotated

from msgspec import Meta, Struct

from chalicelib.api import cursors
from chalicelib.api.answers import Answer
from chalicelib.api.audiences import PUBLIC
from chalicelib.api.cursors import Cursor
from chalicelib.api.routing import OPEN, Call, Route
from chalicelib.search.finding import Hit, Search, found
from chalicelib.terms.dates import beijing_date

_MOST_HITS = 50


class SearchQuery(Struct, frozen=True, kw_only=True):
    """Shape: ?q=示例虚构&limit=20&cursor=…."""

    q: Annotated[str, Meta(min_length=1, max_length=100)]
    limit: Annotated[int, Meta(ge=1, le=_MOST_HITS)] = 20
    cursor: Cursor | None = None


class Hits(Struct, frozen=True, omit_defaults=True):
    """Organisations found, best first; `capped` where more have this in their names than were looked at.

    Shape: {"subjects": [{"credit_code": "9151…", "name": "…", "score": 540, "ranking": [{"field": "stem", …}]}]}
    """

    subjects: Sequence[Hit]
    capped: bool = False


def search(call: Call, *, query: SearchQuery) -> Answer:
    """Find organisations by code, or by what somebody remembers of a name."""
    asked = Search(names=call.services.names, holdings=call.services.holdings, today=beijing_date(call.now))
    answer = found(query.q, search=asked, limit=query.limit, after=cursors.after_in(call, query))
    content = Hits(answer.hits, answer.capped)
    return Answer(content=content, next_cursor=cursors.next_of(call, query, answer.after))


ROUTES = (
    Route(
        method="GET",
        path="/v1/subjects",
        zh="按名称或代码查找法人和非法人组织",
        view=search,
        serves={OPEN: PUBLIC},
        query=SearchQuery,
        gives=Hits,
        refuses=("search.query_too_short",),
    ),
)
