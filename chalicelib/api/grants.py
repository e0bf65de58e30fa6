"""Grants (as `chalicelib.grants` keeps them): given and revoked by their subject, read by both sides."""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from http import HTTPStatus
from typing import Annotated

import msgspec
from msgspec import Meta, Struct

from chalicelib.api import cursors
from chalicelib.api.answers import Answer
from chalicelib.api.audiences import AGENCY, DEPARTMENT, SUBJECT
from chalicelib.api.cursors import Cursor
from chalicelib.api.repeats import once
from chalicelib.api.routing import OFFICE, OWN, Call, Route
from chalicelib.catalogue.purposes import AUTHORISATION
from chalicelib.grants import giving
from chalicelib.grants.grant import Grant, State
from chalicelib.grants.receipts import Receipt, receipt_of, sha256_of, text_for_paper
from chalicelib.grants.rules import rules
from chalicelib.grants.wishes import Wish
from chalicelib.ledger.looks import Look
from chalicelib.library.readers import Level, Reader

_MOST = 50


class Used(Struct, frozen=True, kw_only=True):
    """One use: when, and the ledger entry that tells of it."""

    at: datetime
    entry: str


class GrantView(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A grant as either side sees it: the receipt both hold, and what became of it. `uses` are the newest.

    Shape: {"grant": "SQ20261123-…", "state": "in_force", "receipt": {…}, "sha256": "3f9a…", "times": 0, "uses": []}
    """

    grant: str
    state: State
    receipt: Receipt
    sha256: str
    text_for_paper: str
    times: int
    uses: Sequence[Used]
    revoked_at: datetime | None = None


class Grants(Struct, frozen=True, kw_only=True):
    """A page of grants, newest first."""

    grants: Sequence[GrantView]


class Side(StrEnum):
    """Which of the caller's grants: those they gave, or those they hold."""

    GIVEN = "given"
    HELD = "held"


class GrantsQuery(Struct, frozen=True, kw_only=True):
    """Shape: ?side=held&limit=20&cursor=…; a subject is shown what they gave, anybody else what they hold."""

    side: Side | None = None
    limit: Annotated[int, Meta(ge=1, le=_MOST)] = 20
    cursor: Cursor | None = None


def give(call: Call, *, form: Wish) -> Answer:
    """Give a grant of the caller's own file; the same tap again answers with the same grant."""
    rules().must_be_identified(call.reader.role, call.caller.identified_by)
    number = once(call, lambda: giving.give(form, by=call.reader, means=call.services, now=call.now).grant)
    return one_grant(call, grant=number)


def one_grant(call: Call, *, grant: str) -> Answer:
    """Give a grant to its giver or its holder."""
    return _answer_with(call, giving.grant_for(call.reader, grant, grants=call.services.grants))


def revoke(call: Call, *, grant: str) -> Answer:
    """Revoke a grant, at once."""
    grants, outbox = call.services.grants, call.services.outbox
    return _answer_with(call, giving.revoke(grant, by=call.reader, grants=grants, outbox=outbox, now=call.now))


def my_grants(call: Call, *, query: GrantsQuery) -> Answer:
    """Give the grants that the caller gave, or those that they hold."""
    own = call.reader.level is Level.SUBJECT and query.side is not Side.HELD
    found = (giving.given_by if own else giving.held_by)(
        call.reader, grants=call.services.grants, limit=query.limit, after=cursors.after_in(call, query)
    )
    return Answer(
        content=Grants(grants=[_view_of(one, call.now) for one in found]),
        look=Look(subjects=tuple(dict.fromkeys(one.terms.subject.reference for one in found))),
        read_as=call.reader if own else _as_holder(call.reader),
        next_cursor=cursors.next_below(call, query, [one.grant for one in found]),
    )


def _answer_with(call: Call, grant: Grant) -> Answer:
    is_givers = call.reader.subject == grant.terms.subject
    return Answer(
        content=_view_of(grant, call.now),
        look=Look(subjects=(grant.terms.subject.reference,)),
        act=grant.grant,
        read_as=call.reader if is_givers else _as_holder(call.reader),
    )


def _view_of(grant: Grant, now: datetime) -> GrantView:
    receipt = receipt_of(grant)
    sha256 = sha256_of(receipt)
    return GrantView(
        grant=grant.grant,
        state=grant.state_at(now),
        receipt=receipt,
        sha256=sha256,
        text_for_paper=text_for_paper("grant", grant.grant, sha256),
        times=grant.times,
        uses=[Used(at=use.at, entry=use.entry) for use in grant.uses],
        revoked_at=grant.revoked_at,
    )


def _as_holder(reader: Reader) -> Reader:
    return msgspec.structs.replace(reader, ground=AUTHORISATION)


_EITHER_SIDE = {OWN: SUBJECT, OFFICE: DEPARTMENT | AGENCY}

ROUTES = (
    Route(
        method="POST",
        path="/v1/grants",
        view=give,
        serves={OWN: SUBJECT},
        form=Wish,
        gives=GrantView,
        success=HTTPStatus.CREATED,
        zh="给予授权",
        takes=("Idempotency-Key",),
        refuses=("grant.unsound", "identification.too_weak", "resource.not_found"),
    ),
    Route(
        method="GET",
        path="/v1/grants",
        view=my_grants,
        serves=_EITHER_SIDE,
        query=GrantsQuery,
        gives=Grants,
        zh="给予的、持有的授权",
        refuses=("resource.not_found",),
    ),
    Route(
        method="GET",
        path="/v1/grants/{grant}",
        view=one_grant,
        serves=_EITHER_SIDE,
        gives=GrantView,
        zh="一项授权",
        refuses=("grant.not_found",),
    ),
    Route(
        method="DELETE",
        path="/v1/grants/{grant}",
        view=revoke,
        serves={OWN: SUBJECT},
        gives=GrantView,
        zh="撤销授权",
        refuses=("act.contended", "grant.not_found"),
    ),
)
