"""Jobs of bulk checks: a whole list at once; what came of it is fetched by a link, as long as the day lasts."""

from dataclasses import replace
from datetime import datetime
from http import HTTPStatus
from typing import Annotated

import msgspec
from msgspec import Meta, Struct

from chalicelib.api.answers import Answer
from chalicelib.api.audiences import AGENCY, DEPARTMENT
from chalicelib.api.bulk_checks import Items, wish_of
from chalicelib.api.looks import AT_NOTHING
from chalicelib.api.repeats import once
from chalicelib.api.routing import OFFICE, Call, Route
from chalicelib.errors import FieldError, ForbiddenError, MalformedError, StaleVersionError
from chalicelib.library.readers import Level
from chalicelib.library.standings import ground_of
from chalicelib.reports.bulk.check import Detail
from chalicelib.reports.bulk.jobs import (
    DAY_ENDED,
    LINK_SECONDS,
    TTL,
    WITHDRAWN,
    Job,
    State,
    job_of,
    judged_again,
    opened,
    withdraw,
)
from chalicelib.reports.bulk.lists import MOST_BYTES, LineFault
from chalicelib.reports.bulk.store import Form

MOST_SUBJECTS = 20_000
SUBJECTS_A_UNIT = 100
_CODE_BYTES = 19


class File(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The list that will be sent: CSV or plain text in UTF-8, a credit code first in each line.

    Shape: {"size_bytes": 1900, "sha256": "<64 lower-case hex digits>"}
    """

    size_bytes: Annotated[int, Meta(ge=1, le=MOST_BYTES)]
    sha256: Annotated[str, Meta(pattern="^[0-9a-f]{64}$")]


class ListWanted(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Whom to look at, named here or in a file that follows, and what to look at; no items stand for all.

    Shape: {"file": {"size_bytes": 1900, "sha256": "…"}, "detail": "summary"}
    """

    subjects: Annotated[list[Annotated[str, Meta(max_length=64)]], Meta(min_length=1, max_length=20_000)] | None = None
    file: File | None = None
    items: Items = []
    detail: Detail = Detail.SUMMARY


class BulkJob(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A job, and how far it has come; `link` leads to the result, which nobody is given after `good_until`.

    A result that is asked for more than five minutes after it was done is checked anew first: `checking` once more.
    `faults` are the first of the `faulty` lines that name nobody. `reason` is why a list was refused.

    Units: ttl_seconds, how long the POST or the link is good for.
    """

    job: str
    state: State
    good_until: datetime
    subjects: int = 0
    checked: int = 0
    found: int = 0
    faulty: int = 0
    faults: tuple[LineFault, ...] = ()
    reason: str | None = None
    post: Form | None = None
    link: str | None = None
    ttl_seconds: int | None = None


def open_job(call: Call, *, form: ListWanted) -> Answer:
    """Open a job for a list: named in the call, or in a file for which it gives a place to be sent to."""
    listed = _list_in(form)
    size, sha256 = (form.file.size_bytes, form.file.sha256) if form.file else (len(listed), _sha256_of(listed))
    call.meter.charge(_units_of(size))
    wish = wish_of(call, items=form.items, detail=form.detail)
    if call.reader.level is Level.AUTHORISED:
        zh, en = "授权仅及于一个主体，无需名单。", "A grant is of one subject, and needs no list."
        raise ForbiddenError("bulk.grant_of_one", zh, en)

    def make() -> str:
        job = Job(
            job=call.services.numbers.batch_number(body="PL", at=call.now),
            version=1,
            state=State.AWAITING,
            reader=call.reader,
            ground=ground_of(call.reader),
            route=call.route.name,
            detail=wish.detail,
            size_bytes=size,
            sha256=sha256,
            opened_at=call.now,
            moved_at=call.now,
            items=tuple(sorted(wish.items)),
        )
        return opened(job, listed if form.file is None else None, means=call.services).job

    job = _job(call, once(call, make))
    told = _told(job)
    if form.file is not None and job.state is State.AWAITING:
        ttl_seconds = int(TTL.total_seconds())
        post = call.services.bulk_files.post_for(job.job, size_bytes=job.size_bytes, ttl_seconds=ttl_seconds)
        told = msgspec.structs.replace(told, post=post, ttl_seconds=ttl_seconds)
    return _answer(told)


def one_job(call: Call, *, job: str) -> Answer:
    """Say how far a job has come; of one that is done, where its result is, unless that must be judged again first."""
    found = _fresh(call, _job(call, job))
    told = plain = _told(found)
    if found.state is State.DONE and found.is_fresh(call.now):
        left = min(LINK_SECONDS, int((found.fresh_until - call.now).total_seconds()))
        link = call.services.bulk_files.link_to_result(found.job, ttl_seconds=max(1, left))
        told = msgspec.structs.replace(told, link=link, ttl_seconds=max(1, left))
    # The link is another each time; what it leads to is told by its parts.
    return replace(_answer(told), fingerprint=msgspec.json.encode((plain, found.parts)))


def _fresh(call: Call, found: Job) -> Job:
    """Have a result that is no longer fresh checked anew, which costs what it cost at first."""
    if found.is_fresh(call.now):
        return found
    call.meter.charge(_units_of(found.size_bytes))
    try:
        anew = judged_again(found, means=call.services, now=call.now)
    except StaleVersionError:
        return _job(call, found.job)
    call.services.bulk_queue.send(anew.job)
    return anew


def withdraw_job(call: Call, *, job: str) -> Answer:
    """Withdraw a job; its result is given to nobody any more, and deleted."""
    found = withdraw(_job(call, job), means=call.services, now=call.now)
    call.services.bulk_queue.send(found.job)
    return _answer(_told(found))


def _units_of(size_bytes: int) -> int:
    return -(-size_bytes // (_CODE_BYTES * SUBJECTS_A_UNIT))


def _list_in(form: ListWanted) -> bytes:
    if (form.subjects is None) == (form.file is None):
        code, zh, en = "bulk.list_or_file", "请在subjects与file中任选其一。", "Name subjects or a file, one of the two."
        raise MalformedError(code, zh, en, errors=(FieldError("/subjects", code, zh, en),))
    return "\n".join(form.subjects or ()).encode()


def _sha256_of(listed: bytes) -> str:
    from hashlib import sha256

    return sha256(listed).hexdigest()


def _job(call: Call, number: str) -> Job:
    return job_of(number, sub=call.reader.sub, means=call.services, now=call.now)


def _told(job: Job) -> BulkJob:
    return BulkJob(
        job=job.job,
        state=job.state,
        good_until=job.good_until,
        subjects=job.subjects,
        checked=job.checked,
        found=job.found,
        faulty=job.faulty,
        faults=job.faults,
        reason=job.reason,
    )


def _answer(told: BulkJob) -> Answer:
    return Answer(content=told, look=AT_NOTHING, act=told.job)


_GONE = (WITHDRAWN, DAY_ENDED)
_SERVES = {OFFICE: DEPARTMENT | AGENCY}

ROUTES = (
    Route(
        method="POST",
        path="/v1/bulk-checks/jobs",
        view=open_job,
        serves=_SERVES,
        form=ListWanted,
        gives=BulkJob,
        success=HTTPStatus.ACCEPTED,
        asks_why=True,
        zh="批量比对：提交名单",
        takes=("Idempotency-Key",),
        refuses=("bulk.list_or_file", "bulk.grant_of_one", "catalogue.item_unknown", *_GONE),
    ),
    Route(
        method="GET",
        path="/v1/bulk-checks/jobs/{job}",
        view=one_job,
        serves=_SERVES,
        gives=BulkJob,
        zh="名单比对的进度与结果链接",
        refuses=_GONE,
    ),
    Route(
        method="DELETE",
        path="/v1/bulk-checks/jobs/{job}",
        view=withdraw_job,
        serves=_SERVES,
        gives=BulkJob,
        zh="撤回名单比对",
        refuses=("version.stale", *_GONE),
    ),
)
