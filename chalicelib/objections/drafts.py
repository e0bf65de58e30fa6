"""Drafts (草稿): the same tap makes one draft, whatever became of its answer; and which draft is there already.

The number of a draft is made from the tap, which names who called, where, and the key they brought. Where the process
died between making the draft and noting its number under the key, the same tap makes the same number, and finds it. A
tap may come again after midnight, so the number of the day before is looked for too.
"""

from datetime import datetime, timedelta

import msgspec

from chalicelib.errors import StaleVersionError, UnprocessableError
from chalicelib.library.readers import Reader
from chalicelib.objections.cases import Case, State
from chalicelib.objections.means import Means
from chalicelib.objections.papers import Objection
from chalicelib.objections.scope import may_see

_A_DAY = timedelta(days=1)
_LOOKED_AT = 10


def made_by(tap: str | None, objection: Objection, *, means: Means, now: datetime) -> Case | None:
    """Return the draft that a tap made before, None where it made none.

    Raises: UnprocessableError `repeat.other_body` where it filed something else.
    """
    if tap is None:
        return None
    for at in (now, now - _A_DAY):
        case = means.cases.find(means.numbers.case_number(at=at, tap=tap))
        if case is not None and case.objection.filed_by == objection.filed_by:
            return _the_same(case, objection)
    return None


def keep(case: Case, *, tap: str | None, means: Means, now: datetime) -> Case:
    """Keep a draft, noted on its record first, so that whoever has one is told; return the one that stands.

    Where its number is taken by another's it is given one that no tap makes.
    """
    try:
        return _kept(case, means=means)
    except StaleVersionError:
        standing = made_by(tap, case.objection, means=means, now=now)
    if standing is not None:
        return standing
    return _kept(_numbered(case, means.numbers.case_number(at=now)), means=means)


def standing_on(record_id: str, *, by: Reader, means: Means, now: datetime) -> str | None:
    """Return the number of the newest draft on a record that someone may see, None where there is none."""
    for number in means.cases.drafts_on(record_id, limit=_LOOKED_AT):
        case = means.cases.find(number)
        if case is not None and case.state is State.DRAFT and may_see(by, case, means=means, now=now):
            return number
    return None


def _kept(case: Case, *, means: Means) -> Case:
    means.cases.add_draft(case.objection.record_id, case.case)
    means.cases.put(case, over=None)
    return case


def _numbered(case: Case, number: str) -> Case:
    return msgspec.structs.replace(case, case=number)


def _the_same(case: Case, objection: Objection) -> Case:
    if _said_in(case.objection) != _said_in(objection):
        zh, en = "该幂等键已用于另一请求。", "This key came with another body before."
        raise UnprocessableError("repeat.other_body", zh, en)
    return case


def _said_in(objection: Objection) -> tuple[object, ...]:
    """Return what the caller said; what the record showed them may have changed between two taps."""
    claimed = tuple((one.field, one.claimed) for one in objection.fields)
    said = (objection.record_id, objection.reason, objection.statement, objection.requested_outcome, objection.agent)
    return (*said, claimed)
