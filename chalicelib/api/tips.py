"""Tips (as `objections.tips` keeps them) for who reports: filed and followed without a token; facts for the reported.

The two sides never meet, and staff have `tip_desk`: who reports is the public, and stands in no ledger entry. No record
of a key is kept, for it would be made of who reported; number and code are made of the key instead, so that the same
tap is told the same. The secret code goes in a body, never in an address.
"""

from collections.abc import Sequence
from http import HTTPStatus
from typing import Annotated

from msgspec import Meta, Struct

from chalicelib.api import cursors, repeats
from chalicelib.api.answers import Answer
from chalicelib.api.audiences import PUBLIC, SUBJECT
from chalicelib.api.cursors import Cursor
from chalicelib.api.limits.allowances import Allowance
from chalicelib.api.limits.meters import container_of
from chalicelib.api.logs import unlimited
from chalicelib.api.routing import OPEN, OWN, Call, Route
from chalicelib.errors import ThrottledError, UnansweredError
from chalicelib.ledger.looks import Look
from chalicelib.objections.owners import own_subject
from chalicelib.objections.tips import handling
from chalicelib.objections.tips.filing import Tap, file
from chalicelib.objections.tips.kinds import kinds
from chalicelib.objections.tips.tip import Filing, Tipper
from chalicelib.objections.tips.views import (
    FactsView,
    Receipt,
    StatusView,
    facts_view,
    receipt_of,
    status_view,
)

Text = Annotated[str, Meta(max_length=4000)]
_Code = Annotated[str, Meta(min_length=1, max_length=64)]


class Reported(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A tip, and who gives it, if they say so.

    Shape: {"kind": "work_safety", "reported": "…", "statement": "…", "reported_code": "9151…",
            "reporter": {"name": "…", "contact": "…"}}
    """

    kind: str
    reported: Text
    statement: Text
    reported_code: str | None = None
    reporter: Tipper | None = None


class Shown(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The secret code of a tip, as it was shown when it was filed. Shape: {"code": "…"}."""

    code: _Code


class TipsQuery(Struct, frozen=True, kw_only=True):
    """Shape: ?limit=20&cursor=…."""

    limit: Annotated[int, Meta(ge=1, le=100)] = 20
    cursor: Cursor | None = None


class FactsTold(Struct, frozen=True):
    """Facts that bodies established of the caller, newest first."""

    facts: Sequence[FactsView]


def tip(call: Call, *, form: Reported) -> Answer:
    """File a tip; its number and its secret code are told once, and again to the same tap."""
    filing = Filing(kind=form.kind, reported=form.reported, statement=form.statement, reported_code=form.reported_code)
    tap = Tap(key=repeats.drawn_in(call), fingerprint=call.fingerprint)
    filed, code = file(filing, form.reporter, tap=tap, means=call.services, now=call.now)
    return Answer(content=receipt_of(filed, code))


def status(call: Call, *, number: str, form: Shown) -> Answer:
    """Say how a tip stands, to who knows its code."""
    tried(call, number)
    return Answer(content=status_view(handling.status_of(number, form.code, means=call.services)))


def claim(call: Call, *, number: str, form: Shown) -> Answer:
    """Claim a reward, by the code alone."""
    tried(call, number)
    return Answer(content=status_view(handling.claim(number, form.code, means=call.services, now=call.now)))


def facts(call: Call, *, query: TipsQuery) -> Answer:
    """Give the facts that bodies established of the caller, in the bodies' own words."""
    subject = own_subject(call.reader)
    after = cursors.after_in(call, query)
    found = handling.facts_for(subject, means=call.services, limit=query.limit, after=after)
    return Answer(
        content=FactsTold([facts_view(one) for one in found]),
        look=Look(subjects=(subject,)),
        next_cursor=cursors.next_below(call, query, [one.tip for one in found]),
    )


def tried(call: Call, number: str) -> None:
    """Charge one try to a tip's number, whether there is such a tip or not.

    Raises: ThrottledError.
    """
    tries = kinds().tries
    allowance = Allowance("tip", tries.size, tries.seconds * 1000)
    container = container_of(call.services.tip_tries)
    if container.is_silent:
        return
    try:
        standing = container.buckets.take(f"tip~{number}", 1, of=allowance, now=int(call.now.timestamp() * 1000))
    except UnansweredError as error:
        container.fell_silent()
        unlimited(call.route.name, error)
        return
    if standing.is_refused:
        raise ThrottledError(-(-standing.wait_ms // 1000))


_ANYBODY = {OPEN: PUBLIC}

ROUTES = (
    Route(
        method="POST",
        path="/v1/tips",
        zh="举报",
        view=tip,
        serves=_ANYBODY,
        form=Reported,
        gives=Receipt,
        success=HTTPStatus.CREATED,
        takes=("Idempotency-Key",),
        refuses=(repeats.KEY_MISSING, "tip.unsound"),
    ),
    Route(
        method="POST",
        path="/v1/tips/{number}/status",
        zh="凭查询码查看举报办理情况",
        view=status,
        serves=_ANYBODY,
        form=Shown,
        gives=StatusView,
        refuses=("limit.too_many",),
    ),
    Route(
        method="POST",
        path="/v1/tips/{number}/reward-claim",
        zh="凭查询码申领举报奖励",
        view=claim,
        serves=_ANYBODY,
        form=Shown,
        gives=StatusView,
        refuses=("limit.too_many", "tip.no_reward", "version.stale"),
    ),
    Route(
        method="GET",
        path="/v1/me/established-facts",
        zh="经查实、告知本人（本单位）的事实",
        view=facts,
        serves={OWN: SUBJECT},
        query=TipsQuery,
        gives=FactsTold,
        refuses=("resource.not_found",),
    ),
)
