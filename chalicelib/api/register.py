"""What the platform stands on, open to all: its catalogue, its register of bases, its bodies."""

from collections.abc import Sequence
from datetime import date

from msgspec import Struct

from chalicelib.api.answers import Answer
from chalicelib.api.audiences import PUBLIC
from chalicelib.api.routing import OFFICE, OPEN, OWN, Call, Route
from chalicelib.catalogue.bases import Basis, bases
from chalicelib.catalogue.fields import Field, Need
from chalicelib.catalogue.items import Item
from chalicelib.terms.bodies import Body
from chalicelib.terms.dates import beijing_date

_READERS = ("public", "subject", "authorised", "department", "desk")
_EVERYWHERE = {OPEN: PUBLIC, OWN: PUBLIC, OFFICE: PUBLIC}


class ItemLine(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One item in the list of items; `public_for_person` is the law that opens persons' records, if one does."""

    id: str
    zh: str
    kind: str
    version: int
    valid_from: date
    basis: str
    chapter: str
    libraries: tuple[str, ...]
    publishes: tuple[str, ...]
    suppliers: tuple[str, ...]
    valid_to: date | None = None
    public_for_person: str | None = None


class CodeLine(Struct, frozen=True, kw_only=True):
    """One official value and its English."""

    code: str
    en: str


class FieldLine(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One field as a department fills it and as readers are shown it.

    Shape: needed "always" | "sometimes" | "advised" | "never", disclosure {"public": "full", "desk": "full", …}
    """

    id: str
    zh: str
    type: str
    needed: str
    disclosure: dict[str, str]
    headers: tuple[str, ...] = ()
    length: int | None = None
    scale: int | None = None
    unit: str | None = None
    codes: tuple[CodeLine, ...] = ()


class FormLine(Struct, frozen=True, kw_only=True):
    """One official form: the headers of its columns, in order."""

    id: str
    zh: str
    headers: tuple[str, ...]


class ItemPage(Struct, frozen=True, kw_only=True):
    """One item whole."""

    item: ItemLine
    purposes: tuple[str, ...]
    forms: tuple[FormLine, ...]
    fields: tuple[FieldLine, ...]


class Items(Struct, frozen=True):
    """Shape: {"items": [{"id": "administrative_penalty", …}]}."""

    items: Sequence[ItemLine]


class BasisLine(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One document of the register; `confirmed` says whether its details were read in the document itself."""

    key: str
    title: str
    issuer: str
    rank: str
    status: str
    confirmed: bool
    number: str | None = None
    valid_from: date | None = None
    valid_to: date | None = None
    successor: str | None = None
    lapsed: bool = False


class Bases(Struct, frozen=True):
    """Shape: {"bases": [{"key": "O36", …}]}."""

    bases: Sequence[BasisLine]


class BodyLine(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One body, and who answers for it today."""

    key: str
    name: str
    names: tuple[str, ...]
    division: str
    level: str
    kind: str
    confirmed: bool
    credit_code: str | None = None
    valid_from: date | None = None
    valid_to: date | None = None
    successor: str | None = None


class BodiesPage(Struct, frozen=True):
    """Shape: {"bodies": [{"key": "zy-scjgj", "name": "…", "division": "512000", …}]}."""

    bodies: Sequence[BodyLine]


def items(call: Call) -> Answer:
    """Give the items that are in force today."""
    in_force = call.services.catalogue.on(beijing_date(call.now))
    return Answer(content=Items([_line_of(item) for item in in_force.items]))


def one_item(call: Call, *, item: str) -> Answer:
    """Give one item with its forms and fields."""
    found = call.services.catalogue.get(item)
    page = ItemPage(
        item=_line_of(found),
        purposes=found.purposes,
        forms=tuple(FormLine(id=one.id, zh=one.zh, headers=found.official_headers(one.id)) for one in found.forms),
        fields=tuple(_field_line_of(one, item=found) for one in found.fields),
    )
    return Answer(content=page)


def register_of_bases(call: Call) -> Answer:
    """Give the register of bases with the status of each document today."""
    today = beijing_date(call.now)
    return Answer(content=Bases([_basis_line_of(basis, today=today) for basis in bases().by_key.values()]))


def all_bodies(call: Call) -> Answer:
    """Give the bodies, past and present."""
    return Answer(content=BodiesPage([_body_line_of(body) for body in call.services.bodies]))


def _line_of(item: Item) -> ItemLine:
    return ItemLine(
        id=item.id,
        zh=item.zh,
        kind=item.kind,
        version=item.version,
        valid_from=item.valid_from,
        valid_to=item.valid_to,
        basis=item.basis,
        chapter=item.chapter,
        libraries=item.libraries,
        publishes=item.publishes,
        suppliers=item.suppliers,
        public_for_person=item.public_for_person,
    )


def _field_line_of(field: Field, *, item: Item) -> FieldLine:
    kind = item.subject_kinds[0]
    return FieldLine(
        id=field.id,
        zh=field.zh,
        type=field.type,
        needed=_needed(field.need),
        disclosure={reader: field.treatment_for(reader, kind=kind) for reader in _READERS},
        headers=field.synonyms,
        length=field.length,
        scale=field.scale,
        unit=field.unit,
        codes=tuple(CodeLine(code=one.code, en=one.en) for one in field.codes.values) if field.codes else (),
    )


def _needed(need: Need) -> str:
    if need.always:
        return "always"
    if need.when or need.with_fields:
        return "sometimes"
    return "advised" if need.advised else "never"


def _basis_line_of(basis: Basis, *, today: date) -> BasisLine:
    return BasisLine(
        key=basis.key,
        title=basis.title,
        issuer=basis.issuer,
        rank=basis.rank_here,
        status=basis.status,
        confirmed=basis.confirmed,
        number=basis.number,
        valid_from=basis.valid_from,
        valid_to=basis.valid_to,
        successor=basis.successor,
        lapsed=basis.has_lapsed_on(today),
    )


def _body_line_of(body: Body) -> BodyLine:
    return BodyLine(
        key=body.key,
        name=body.name,
        names=tuple(one.name for one in body.names),
        level=body.level.value,
        kind=body.kind.value,
        division=body.division,
        confirmed=body.confirmed,
        credit_code=body.credit_code,
        valid_from=body.valid_from,
        valid_to=body.valid_to,
        successor=body.successor,
    )


ROUTES = (
    Route(method="GET", path="/v1/catalogue", view=items, serves=_EVERYWHERE),
    Route(method="GET", path="/v1/catalogue/{item}", view=one_item, serves=_EVERYWHERE),
    Route(method="GET", path="/v1/bases", view=register_of_bases, serves=_EVERYWHERE),
    Route(method="GET", path="/v1/bodies", view=all_bodies, serves=_EVERYWHERE),
)
