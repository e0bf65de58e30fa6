"""Organisations found, their profile, and what is held on them by item, each as this reader may see it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Annotated

from msgspec import Meta, Struct

from chalicelib.api import cursors
from chalicelib.api.answers import Answer
from chalicelib.api.audiences import DEPARTMENT, DESK, PUBLIC, SUBJECT
from chalicelib.api.routing import OFFICE, OPEN, OWN, Call, Route
from chalicelib.catalogue.items import Item
from chalicelib.catalogue.periods import periods
from chalicelib.errors import NotFoundError
from chalicelib.ledger.looks import look_at
from chalicelib.library.holdings import Holdings
from chalicelib.library.places import place_named_by
from chalicelib.library.readers import PUBLIC as PUBLIC_READER
from chalicelib.library.readers import Level, Reader
from chalicelib.library.records import Record
from chalicelib.library.visibility import Shown, View
from chalicelib.search import names
from chalicelib.search.names import Hit, Search
from chalicelib.terms.dates import beijing_date
from chalicelib.terms.subjects import Subject, subject_of

_LONGEST_QUERY = 100
_MOST_HITS = 50


class SearchQuery(Struct, frozen=True, kw_only=True):
    """Shape: ?q=示例虚构&limit=20&cursor=…."""

    q: Annotated[str, Meta(min_length=1, max_length=_LONGEST_QUERY)]
    limit: Annotated[int, Meta(ge=1, le=_MOST_HITS)] = 20
    cursor: Annotated[str, Meta(max_length=cursors.LONGEST)] | None = None


class Hits(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Shape: {"subjects": [{"credit_code": "9151…", "name": "…"}], "next_cursor": "…"}."""

    subjects: Sequence[Hit]
    next_cursor: str | None = None


class Profile(Struct, frozen=True, kw_only=True):
    """An organisation: what its registration says, and how many records of each item this reader may see."""

    credit_code: str
    library: str
    registrations: Sequence[Shown]
    counts: dict[str, int]


class RecordsQuery(Struct, frozen=True, kw_only=True):
    """Shape: ?item=administrative_penalty."""

    item: Annotated[str, Meta(min_length=1, max_length=64)]


class Records(Struct, frozen=True, kw_only=True):
    """Shape: {"credit_code": "9151…", "item": "administrative_penalty", "records": [{"record_id": …}]}."""

    credit_code: str
    item: str
    records: Sequence[Shown]


def search(call: Call, *, query: SearchQuery) -> Answer:
    """Find organisations by code or by the beginning of a name; persons never."""
    after, services = None, call.services
    place = cursors.place_of(call.reader.sub, call.route.name, query)
    if query.cursor is not None:
        after = cursors.opened(query.cursor, seal=services.cursors, place=place)
    asked = Search(names=services.names, holdings=holdings_of(call), today=beijing_date(call.now))
    found = names.found(query.q, search=asked, limit=query.limit, after=after)
    further = cursors.sealed(found.after, seal=services.cursors, place=place) if found.after else None
    return Answer(content=Hits(subjects=found.hits, next_cursor=further))


def profile(call: Call, *, credit_code: str) -> Answer:
    """Give an organisation's registration, and how many records of each item there are for this reader."""
    subject = subject_of(credit_code)
    shown = shown_in_file(call, subject)
    if not shown:
        raise NotFoundError
    registrations = [one for one, record in shown if record.is_profile]
    counts: dict[str, int] = {}
    for one, record in shown:
        if not record.is_profile:
            counts[one.item] = counts.get(one.item, 0) + 1
    content = Profile(
        credit_code=subject.key,
        library=subject.library.value,
        registrations=registrations,
        counts=counts,
    )
    return Answer(content=content, look=look_at(subject, [one for one, _ in shown]))


def records(call: Call, *, credit_code: str, query: RecordsQuery) -> Answer:
    """Give the records of one item on an organisation."""
    subject, item = subject_of(credit_code), call.services.catalogue.get(query.item)
    eyes = _eyes_on(call, subject)
    seen = [eyes.shown(record, item=item) for record in eyes.holdings.library.records_of(subject, item.id)]
    shown = [one for one in seen if one is not None]
    content = Records(credit_code=subject.key, item=item.id, records=shown)
    return Answer(content=content, look=look_at(subject, shown))


def one_record(call: Call, *, record: str) -> Answer:
    """Give one record; what this reader may not see does not exist for them."""
    subject, _ = place_named_by(record)
    if subject.is_person and call.is_public:
        # The public deployment has no right to the persons' table, and no person's record is public by its number.
        raise NotFoundError
    eyes = _eyes_on(call, subject)
    found = eyes.holdings.library.find(record)
    item = eyes.holdings.catalogue.find(found.content.item) if found else None
    shown = eyes.shown(found, item=item) if found and item else None
    if shown is None:
        raise NotFoundError
    return Answer(content=shown, look=look_at(subject, [shown]))


def holdings_of(call: Call) -> Holdings:
    """Return what every reading route needs of the platform."""
    services = call.services
    return Holdings(library=services.library, catalogue=services.catalogue, periods=periods(), bodies=services.bodies)


def standing_towards(subject: Subject, call: Call) -> Reader:
    """Return in what standing the caller looks at a subject: a subject sees of others what everybody sees."""
    is_other = call.reader.level is Level.SUBJECT and call.reader.subject != subject
    return PUBLIC_READER if is_other else call.reader


def shown_in_file(call: Call, subject: Subject) -> Sequence[tuple[Shown, Record]]:
    """Return all that the caller may see in a subject's file, registration first."""
    eyes = _eyes_on(call, subject)
    pairs = []
    for record in records_in_file(eyes.holdings, subject):
        item = eyes.holdings.catalogue.find(record.content.item)
        shown = eyes.shown(record, item=item) if item else None
        if shown is not None:
            pairs.append((shown, record))
    return pairs


def records_in_file(holdings: Holdings, subject: Subject) -> Iterator[Record]:
    """Return a subject's profile and current records, one Query a page."""
    page = holdings.library.file_of(subject)
    yield from page.records
    while page.after is not None:
        page = holdings.library.file_of(subject, after=page.after)
        yield from page.records


@dataclass(frozen=True, slots=True)
class _Eyes:
    """The caller's eyes on one subject."""

    holdings: Holdings
    view: View
    division: str | None

    def shown(self, record: Record, *, item: Item) -> Shown | None:
        return self.view.shown(record, item=item, subject_division=self.division)


def _eyes_on(call: Call, subject: Subject) -> _Eyes:
    holdings, reader = holdings_of(call), standing_towards(subject, call)
    # Asked for whatever the subject and before anything is found, so that the store is asked the same for nobody.
    division = holdings.division_of(subject) if reader.level is Level.DEPARTMENT else None
    return _Eyes(holdings, holdings.view_for(reader, today=beijing_date(call.now)), division)


_ORGANISATIONS = {OPEN: PUBLIC, OFFICE: DEPARTMENT | DESK}

ROUTES = (
    Route(method="GET", path="/v1/subjects", view=search, serves={OPEN: PUBLIC}, query=SearchQuery),
    Route(method="GET", path="/v1/subjects/{credit_code}", view=profile, serves=_ORGANISATIONS, asks_why=True),
    Route(
        method="GET",
        path="/v1/subjects/{credit_code}/records",
        view=records,
        serves=_ORGANISATIONS,
        query=RecordsQuery,
        asks_why=True,
    ),
    Route(
        method="GET",
        path="/v1/records/{record}",
        view=one_record,
        serves={**_ORGANISATIONS, OWN: SUBJECT},
        asks_why=True,
    ),
)
