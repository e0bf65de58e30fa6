"""What the plan names, open to all: each sector with who leads it, the items of its information, and the last supply.

A supply of a body that is no more counts for the body responsible today. Where nothing was supplied, nothing is said:
never zero, and never today.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING

from msgspec import Struct

from chalicelib.api.answers import Answer
from chalicelib.api.audiences import PUBLIC
from chalicelib.api.routing import OFFICE, OPEN, OWN, Call, Route
from chalicelib.catalogue.items import Item
from chalicelib.catalogue.sectors import Sector, sectors
from chalicelib.terms.bodies import Body
from chalicelib.terms.dates import beijing_date

if TYPE_CHECKING:
    from chalicelib.library.supplies import LastSupply, ZeroReport


class LeadLine(Struct, frozen=True, kw_only=True):
    """Who led a sector when the plan was made, and who is responsible for it today."""

    body: str
    name: str
    responsible: str
    responsible_name: str


class NothingLine(Struct, frozen=True, kw_only=True):
    """The days of which a body said last that it had nothing of an item, ends included; and when it said so."""

    first: date
    last: date
    reported_at: datetime


class SupplyLine(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Until when a body has supplied an item, under which name; without a day it has supplied nothing yet.

    `nothing` are the latest days of which it reported that there was nothing.
    """

    item: str
    item_zh: str
    body: str
    body_name: str
    supplied_at: datetime | None = None
    named: str | None = None
    nothing: NothingLine | None = None


class SectorLine(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One sector of the plan.

    `confirmed` says whether the plan itself names who leads it. A sector in which no item is collected says why.
    """

    id: str
    zh: str
    section: str
    confirmed: bool
    leads: tuple[LeadLine, ...]
    supplies: tuple[SupplyLine, ...] = ()
    reason: str | None = None


class SectorsPage(Struct, frozen=True):
    """Shape: {"sectors": [{"id": "environment", "leads": [{…}], "supplies": [{…}]}]}."""

    sectors: Sequence[SectorLine]


def all_sectors(call: Call) -> Answer:
    """Give the sectors with the last supplies of those who lead them."""
    coverage = _Coverage(call)
    return Answer(content=SectorsPage([coverage.line_of(sector) for sector in sectors()]))


class _Coverage:
    """Looks up the supplies of each item once for all sectors."""

    def __init__(self, call: Call) -> None:
        self._services = call.services
        self._today: date = beijing_date(call.now)
        self._supplies: dict[str, Sequence[LastSupply]] = {}
        self._nothing: dict[str, Sequence[ZeroReport]] = {}

    def line_of(self, sector: Sector) -> SectorLine:
        bodies = self._services.bodies
        led = [(bodies.get(key), bodies.responsible(key, self._today)) for key in sector.leads]
        responsible = {body.key: body for _, body in led}
        return SectorLine(
            id=sector.id,
            zh=sector.zh,
            section=sector.section,
            confirmed=sector.confirmed,
            leads=tuple(
                LeadLine(body=then.key, name=then.name, responsible=now.key, responsible_name=now.name)
                for then, now in led
            ),
            supplies=tuple(line for item in sector.items for line in self._lines_of(item, responsible.values())),
            reason=sector.reason,
        )

    def _lines_of(self, item_id: str, responsible: Iterable[Body]) -> Iterator[SupplyLine]:
        item = self._services.catalogue.get(item_id)
        for body in responsible:
            if item.is_supplied_by(body):
                yield self._line_of(item, body)

    def _line_of(self, item: Item, body: Body) -> SupplyLine:
        if item.id not in self._supplies:
            self._supplies[item.id] = self._services.supplies.of(item.id)
            self._nothing[item.id] = self._services.supplies.nothing_of(item.id)
        own = [one for one in self._supplies[item.id] if self._answers_for(body, one.body)]
        last = max(own, key=lambda one: one.supplied_at, default=None)
        none = [one for one in self._nothing[item.id] if self._answers_for(body, one.body)]
        latest = max(none, key=lambda one: (one.last, one.reported_at), default=None)
        return SupplyLine(
            item=item.id,
            item_zh=item.zh,
            body=body.key,
            body_name=body.name,
            supplied_at=last.supplied_at if last else None,
            named=last.named if last else None,
            nothing=NothingLine(first=latest.first, last=latest.last, reported_at=latest.reported_at)
            if latest
            else None,
        )

    def _answers_for(self, body: Body, supplier: str) -> bool:
        bodies = self._services.bodies
        return supplier in bodies and bodies.responsible(supplier, self._today).key == body.key


ROUTES = (
    Route(
        method="GET",
        path="/v1/catalogue/sectors",
        zh="方案所列领域：牵头单位、信息项、最近报送",
        view=all_sectors,
        serves={OPEN: PUBLIC, OWN: PUBLIC, OFFICE: PUBLIC},
        gives=SectorsPage,
    ),
)
