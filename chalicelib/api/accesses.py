"""Who looked at me: the looks at a subject, told to it, by body, role and purpose; never by a clerk's name.

A look stands here once it is sealed, within two minutes; one that would reveal an open inquiry, or another's affairs,
when its class is told. The subject's own looks stand apart, under `own`. Where somebody asked for a person who is not
held, or under another's name, there is nobody to tell.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated

from msgspec import Meta, Struct

from chalicelib.api import cursors
from chalicelib.api.answers import Answer
from chalicelib.api.audiences import SUBJECT
from chalicelib.api.cursors import Cursor
from chalicelib.api.routing import OWN, Call, Route
from chalicelib.catalogue.items import Catalogue
from chalicelib.catalogue.purposes import Purposes, purposes
from chalicelib.errors import NotFoundError
from chalicelib.ledger.accesses import Access
from chalicelib.ledger.looks import Look
from chalicelib.ledger.telling import Asked, telling, told_page
from chalicelib.terms.bodies import Bodies
from chalicelib.terms.dates import beijing_date

_MOST = 100
_ACT = "accesses"


class AccessesQuery(Struct, frozen=True, kw_only=True):
    """Shape: ?own=false&limit=20&cursor=…."""

    own: bool = False
    limit: Annotated[int, Meta(ge=1, le=_MOST)] = 20
    cursor: Cursor | None = None


class ItemSeen(Struct, frozen=True, kw_only=True):
    """How many records of an item were shown."""

    item: str
    zh: str
    count: int


class AccessLine(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One look at the caller. `entry` names the ledger's entry, to be proved; `grant` the leave that it stood on.

    Shape: {"at": "…", "role": "department", "body": "…局", "purpose": "supervision", "purpose_zh": "监督检查", …}
    """

    entry: str
    at: datetime
    role: str
    result: str
    items: Sequence[ItemSeen]
    body: str | None = None
    purpose: str | None = None
    purpose_zh: str | None = None
    ground: str | None = None
    ground_zh: str | None = None
    grant: str | None = None
    matter_number: str | None = None
    is_assisted: bool = False


class Accesses(Struct, frozen=True):
    """Looks, newest first."""

    accesses: Sequence[AccessLine]


def my_accesses(call: Call, *, query: AccessesQuery) -> Answer:
    """Give the caller the looks at themselves: by others, or with `own` by themselves."""
    subject = call.reader.subject
    if subject is None:
        raise NotFoundError
    named = f"{subject.library.letter}~{subject.key}"
    asked = Asked(subject=named, own=query.own, limit=query.limit, after=cursors.after_in(call, query))
    page = told_page(asked, accesses=call.services.accesses, telling=telling(), now=call.now)
    words = _Words(call.services.bodies, call.services.catalogue, purposes())
    return Answer(
        content=Accesses([words.line_of(access) for access in page.accesses]),
        look=Look(subjects=(named,)),
        act=_ACT,
        next_cursor=cursors.next_of(call, query, page.after),
    )


class _Words:
    """The names in which a look is told."""

    def __init__(self, bodies: Bodies, catalogue: Catalogue, listed: Purposes) -> None:
        self._bodies, self._catalogue, self._listed = bodies, catalogue, listed

    def line_of(self, access: Access) -> AccessLine:
        purpose = self._listed.find(access.purpose or "")
        ground = self._listed.grounds.get(access.ground or "")
        return AccessLine(
            entry=access.reference,
            at=access.at,
            role=access.role,
            result=access.result,
            items=self._items_in(access),
            body=self._body_of(access),
            purpose=access.purpose,
            purpose_zh=purpose.zh if purpose else None,
            ground=access.ground,
            ground_zh=ground.zh if ground else None,
            grant=access.grant,
            matter_number=access.matter_number,
            is_assisted=access.is_assisted,
        )

    def _items_in(self, access: Access) -> list[ItemSeen]:
        found = [(seen, self._catalogue.find(seen.item)) for seen in access.seen]
        return [
            ItemSeen(item=seen.item, zh=item.zh if item else seen.item, count=len(seen.versions.split(" ")))
            for seen, item in found
        ]

    def _body_of(self, access: Access) -> str | None:
        if access.body is None or access.body not in self._bodies:
            return access.body
        return self._bodies.get(access.body).name_on(beijing_date(access.at))


ROUTES = (
    Route(
        method="GET",
        path="/v1/me/accesses",
        view=my_accesses,
        serves={OWN: SUBJECT},
        query=AccessesQuery,
        gives=Accesses,
        zh="谁查看过本人（本单位）",
        refuses=("resource.not_found",),
    ),
)
