"""Open statistics of objections: figures that a schedule made, by one read, for everybody."""

from datetime import timedelta
from typing import Annotated

from msgspec import Meta, Struct

from chalicelib.api.answers import Answer
from chalicelib.api.audiences import PUBLIC
from chalicelib.api.routing import OPEN, Call, Route
from chalicelib.objections import figures
from chalicelib.objections.figures import Figures
from chalicelib.terms.dates import beijing_date


class YearQuery(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Shape: ?year=2026; without it the year whose last month is over."""

    year: Annotated[int, Meta(ge=2015, le=2100)] | None = None


def objections(call: Call, *, query: YearQuery) -> Answer:
    """Give the figures of a year."""
    last_told = beijing_date(call.now).replace(day=1) - timedelta(days=1)
    return Answer(content=figures.get(query.year or last_told.year, kept_in=call.services.site))


ROUTES = (
    Route(
        method="GET",
        path="/v1/statistics/objections",
        zh="异议办理统计，按月，按季度分机构和事由",
        view=objections,
        serves={OPEN: PUBLIC},
        query=YearQuery,
        gives=Figures,
        refuses=("resource.not_found",),
    ),
)
