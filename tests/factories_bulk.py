"""A job of a bulk check, sound by default, and a list for it."""

import hashlib
from typing import Any

import msgspec

from chalicelib.library.readers import Level, Reader
from chalicelib.reports.bulk.check import Detail
from chalicelib.reports.bulk.jobs import Job, State
from tests.factories import BODY, DIVISION, NOW, a_credit_code

CLERK = Reader(
    level=Level.DEPARTMENT,
    sub="department-1",
    role="department",
    body=BODY,
    division=DIVISION,
    purpose="supervision",
    matter_number="虚检〔2026〕1号",
    ground="statutory_duty",
)


def a_list(*numbers: int) -> bytes:
    """Return a list of some of nobody's credit codes, with a heading."""
    return "\n".join(["统一社会信用代码,名称", *(f"{a_credit_code(n)},虚构{n}" for n in numbers), ""]).encode()


def a_job(content: bytes = a_list(1, 2, 3), **changes: Any) -> Job:
    """Return a job that waits for its list."""
    job = Job(
        job="PL-20261123-aaaaaaaa",
        version=1,
        state=State.AWAITING,
        reader=CLERK,
        ground="statutory_duty",
        route="POST /v1/bulk-checks/jobs",
        detail=Detail.SUMMARY,
        size_bytes=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
        opened_at=NOW,
        moved_at=NOW,
    )
    return msgspec.structs.replace(job, **changes)
