"""The catalogue, open to all: what is collected, on what basis, who is shown it, and for how long.

What a table says of itself that is not confirmed is told as it stands: `confirmed` false.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from msgspec import Struct

from chalicelib.api.answers import Answer
from chalicelib.api.audiences import PUBLIC
from chalicelib.api.routing import OFFICE, OPEN, OWN, Call, Route
from chalicelib.catalogue.code_lists import CodeList
from chalicelib.catalogue.fields import HIDDEN, PERSON, Field, Need
from chalicelib.catalogue.items import Item
from chalicelib.catalogue.periods import periods
from chalicelib.catalogue.severity import severities
from chalicelib.catalogue.views import views
from chalicelib.intake.messages import tables_of
from chalicelib.terms.dates import beijing_date

_READERS = ("public", "subject", "authorised", "department", "desk")
_EVERYWHERE = {OPEN: PUBLIC, OWN: PUBLIC, OFFICE: PUBLIC}


class ItemLine(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One item in the list of items; `public_for_person` is the law that opens persons' records, if one does.

    `basis` and `also` are keys of the register of bases, which says of each whether it is confirmed.
    """

    id: str
    zh: str
    catalogue_code: str
    catalogue_code_confirmed: bool
    kind: str
    version: int
    valid_from: date
    basis: str
    chapter: str
    libraries: tuple[str, ...]
    publishes: tuple[str, ...]
    suppliers: tuple[str, ...]
    also: tuple[str, ...] = ()
    valid_to: date | None = None
    public_for_person: str | None = None


class CodeLine(Struct, frozen=True, kw_only=True):
    """One official value and its English."""

    code: str
    en: str


class CodesLine(Struct, frozen=True, kw_only=True):
    """The values a field takes, and what they rest on."""

    basis: str
    confirmed: bool
    values: tuple[CodeLine, ...]


class FieldLine(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One field as a department fills it and as readers are shown it.

    Shape: needed "always" | "sometimes" | "advised" | "never",
           disclosure {"legal": {"public": "full", …}, "person": {"public": "hidden", …}}, by kind of subject and reader
    """

    id: str
    zh: str
    type: str
    needed: str
    disclosure: dict[str, dict[str, str]]
    headers: tuple[str, ...] = ()
    length: int | None = None
    scale: int | None = None
    unit: str | None = None
    codes: CodesLine | None = None


class FormLine(Struct, frozen=True, kw_only=True):
    """One official form: the headers of its columns, in order."""

    id: str
    zh: str
    headers: tuple[str, ...]


class VersionLine(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """An earlier version of the item, by whose rules what happened in its days is checked; the forms of its time."""

    version: int
    valid_from: date
    basis: str
    forms: tuple[FormLine, ...]
    valid_to: date | None = None


class RhythmLine(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """How often the item is supplied, or how many working days after which day at the latest."""

    every: str
    basis: str
    working_days: int | None = None
    after: str | None = None


class ClockLine(Struct, frozen=True, kw_only=True):
    """How long records of one class are published and may be queried, by the rules of today.

    Shape: severity "general", published true, publication_months 12, publication_basis "O36", …
    """

    severity: str
    published: bool
    publication_months: int
    publication_basis: str
    publication_confirmed: bool
    query_years: int
    query_basis: str
    query_confirmed: bool


class OpennessLine(Struct, frozen=True, kw_only=True):
    """What a record must say of itself: which field, which of its values."""

    field: str
    values: tuple[str, ...]


class MessageLine(Struct, frozen=True, kw_only=True):
    """A message that a department may send of the item, besides its supply; its table where it has one of its own.

    Shape: message "revoke", forms as `GET /v1/catalogue/{item}/template?message=revoke` gives them.
    """

    message: str
    zh: str
    forms: tuple[FormLine, ...]


class ItemPage(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One item whole; only an item of negative information has clocks.

    A record of it is public only if it says all of `open_when` of itself, and is for its subject, its source and the
    desk alone if it says one of `own_when`. `persons_by_grant`: no department looks up a person's record, its source
    apart. `finding_on` names the day of the finding by which alone a record counts against its subject.
    """

    item: ItemLine
    purposes: tuple[str, ...]
    rhythm: RhythmLine
    forms: tuple[FormLine, ...]
    fields: tuple[FieldLine, ...]
    clocks: tuple[ClockLine, ...] = ()
    minimum_age: int | None = None
    impact_assessment: str | None = None
    open_when: tuple[OpennessLine, ...] = ()
    own_when: tuple[OpennessLine, ...] = ()
    persons_by_grant: bool = False
    finding_on: str | None = None
    earlier: tuple[VersionLine, ...] = ()
    messages: tuple[MessageLine, ...] = ()


class ViewLine(Struct, frozen=True, kw_only=True):
    """What is looked for and is no item of its own: the items it is found in, if any, and why."""

    id: str
    zh: str
    items: tuple[str, ...]
    basis: str
    confirmed: bool
    note: str


class Items(Struct, frozen=True):
    """Shape: {"items": [{"id": "administrative_penalty", …}], "views": [{"id": "price_integrity", …}]}."""

    items: Sequence[ItemLine]
    views: Sequence[ViewLine]


def items(call: Call) -> Answer:
    """Give the items that are in force today."""
    in_force = call.services.catalogue.on(beijing_date(call.now))
    named = [
        ViewLine(id=one.id, zh=one.zh, items=one.items, basis=one.basis, confirmed=one.confirmed, note=one.note)
        for one in views()
    ]
    return Answer(content=Items([_line_of(item) for item in in_force.items], named))


def one_item(call: Call, *, item: str) -> Answer:
    """Give one item with its forms, its fields and its clocks."""
    found = call.services.catalogue.get(item)
    page = ItemPage(
        item=_line_of(found),
        purposes=found.purposes,
        rhythm=RhythmLine(
            every=found.rhythm.every,
            basis=found.rhythm.basis,
            working_days=found.rhythm.working_days,
            after=found.rhythm.after,
        ),
        forms=_forms_of(found),
        fields=tuple(_field_line_of(one, item=found) for one in found.fields),
        clocks=tuple(_clocks_of(found, today=beijing_date(call.now))),
        minimum_age=found.minimum_age,
        impact_assessment=found.impact_assessment,
        open_when=_openness_of(found.open_when),
        own_when=_openness_of(found.own_when),
        persons_by_grant=found.persons_by_grant,
        finding_on=found.finding_on,
        earlier=tuple(
            VersionLine(
                version=one.version,
                valid_from=one.valid_from,
                valid_to=one.valid_to,
                basis=one.basis,
                forms=_forms_of(one),
            )
            for one in found.earlier
        ),
        messages=tuple(
            MessageLine(message=kind.message.value, zh=kind.zh, forms=_forms_of(table) if table is not found else ())
            for kind, table in tables_of(found)
        ),
    )
    return Answer(content=page)


def _line_of(item: Item) -> ItemLine:
    return ItemLine(
        id=item.id,
        zh=item.zh,
        catalogue_code=item.catalogue_code,
        catalogue_code_confirmed=item.catalogue_code_confirmed,
        kind=item.kind,
        version=item.version,
        valid_from=item.valid_from,
        valid_to=item.valid_to,
        basis=item.basis,
        also=item.also,
        chapter=item.chapter,
        libraries=item.libraries,
        publishes=item.publishes,
        suppliers=item.suppliers,
        public_for_person=item.public_for_person,
    )


def _forms_of(item: Item) -> tuple[FormLine, ...]:
    return tuple(FormLine(id=one.id, zh=one.zh, headers=item.official_headers(one.id)) for one in item.forms)


def _openness_of(conditions: Mapping[str, frozenset[str]]) -> tuple[OpennessLine, ...]:
    return tuple(OpennessLine(field=name, values=tuple(sorted(values))) for name, values in conditions.items())


def _field_line_of(field: Field, *, item: Item) -> FieldLine:
    return FieldLine(
        id=field.id,
        zh=field.zh,
        type=field.type,
        needed=_needed(field.need),
        disclosure={kind: _treatments(field, item=item, kind=kind) for kind in item.subject_kinds},
        headers=field.synonyms,
        length=field.length,
        scale=field.scale,
        unit=field.unit,
        codes=_codes_line_of(field.codes) if field.codes else None,
    )


def _treatments(field: Field, *, item: Item, kind: str) -> dict[str, str]:
    shown = {reader: item.disclosure_for(reader, kind=kind) for reader in _READERS}
    if kind == PERSON and item.persons_by_grant:
        shown["department"] = ()
    return {
        reader: next((one.treatment for one in fields if one.field == field.id), HIDDEN)
        for reader, fields in shown.items()
    }


def _codes_line_of(codes: CodeList) -> CodesLine:
    values = tuple(CodeLine(code=one.code, en=one.en) for one in codes.values)
    return CodesLine(basis=codes.basis, confirmed=codes.confirmed, values=values)


def _needed(need: Need) -> str:
    if need.always:
        return "always"
    if need.when or need.with_fields:
        return "sometimes"
    return "advised" if need.advised else "never"


def _clocks_of(item: Item, *, today: date) -> Iterator[ClockLine]:
    if item.severity_rule is None:
        return
    classes = severities().classes_of(item.severity_rule)
    for severity in sorted(classes, key=severities().order.index):
        published, queried = periods().publication_on(severity, today), periods().query_on(severity, today)
        yield ClockLine(
            severity=severity,
            published=published.shown,
            publication_months=published.max_months,
            publication_basis=published.basis,
            publication_confirmed=published.confirmed,
            query_years=queried.max_years,
            query_basis=queried.basis,
            query_confirmed=queried.confirmed,
        )


ROUTES = (
    Route(method="GET", path="/v1/catalogue", zh="信用信息目录", view=items, serves=_EVERYWHERE, gives=Items),
    Route(
        method="GET",
        path="/v1/catalogue/{item}",
        zh="一个信息项：字段、依据、披露、期限",
        view=one_item,
        serves=_EVERYWHERE,
        gives=ItemPage,
        refuses=("catalogue.item_unknown",),
    ),
)
