"""What the platform stands on, open to all: its register of bases, its bodies."""

from collections.abc import Sequence
from datetime import date

from msgspec import Struct

from chalicelib.api.answers import Answer
from chalicelib.api.audiences import PUBLIC
from chalicelib.api.routing import OFFICE, OPEN, OWN, Call, Route
from chalicelib.catalogue.bases import Basis, bases
from chalicelib.terms.bodies import Body
from chalicelib.terms.dates import beijing_date

_EVERYWHERE = {OPEN: PUBLIC, OWN: PUBLIC, OFFICE: PUBLIC}


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


def register_of_bases(call: Call) -> Answer:
    """Give the register of bases with the status of each document today."""
    today = beijing_date(call.now)
    return Answer(content=Bases([_basis_line_of(basis, today=today) for basis in bases().by_key.values()]))


def all_bodies(call: Call) -> Answer:
    """Give the bodies, past and present."""
    return Answer(content=BodiesPage([_body_line_of(body) for body in call.services.bodies]))


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
    Route(method="GET", path="/v1/bases", zh="依据清单", view=register_of_bases, serves=_EVERYWHERE, gives=Bases),
    Route(method="GET", path="/v1/bodies", zh="机构", view=all_bodies, serves=_EVERYWHERE, gives=BodiesPage),
)
