"""Bulk checks: the records on up to 500 subjects in one call, as this reader may see them.

A person is named by the handle of a look-up, and by nothing else.
"""

from collections.abc import Mapping, Sequence
from typing import Annotated

from msgspec import Meta, Raw, Struct

from chalicelib.api import cursors
from chalicelib.api.answers import Answer
from chalicelib.api.audiences import AGENCY, DEPARTMENT
from chalicelib.api.cursors import Cursor
from chalicelib.api.named import subject_named
from chalicelib.api.routing import OFFICE, Call, Route
from chalicelib.errors import FieldError, RefusalError, UnprocessableError
from chalicelib.reports.bulk.check import CheckedLine, Checking, Detail, Wish, check
from chalicelib.terms.subjects import Subject

MOST_SUBJECTS = 500
MOST_ITEMS = 50
_Item = Annotated[str, Meta(min_length=1, max_length=64)]
Items = Annotated[list[_Item], Meta(max_length=MOST_ITEMS)]


class Wanted(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Whom and what to look at; no items stand for all that this reader may see.

    Shape: {"subjects": ["9151…", "9152…"], "items": ["administrative_penalty"], "detail": "records"}
    """

    subjects: Annotated[list[Annotated[str, Meta(min_length=1, max_length=256)]], Meta(min_length=1, max_length=500)]
    items: Items = []
    detail: Detail = Detail.RECORDS
    cursor: Cursor | None = None


class BulkCheck(Struct, frozen=True, kw_only=True):
    """A line for each subject, in the order asked, each once; what does not fit into one answer comes by cursor.

    Shape: columns {"administrative_penalty": ["party_name", …]}, the names of each record's values, by item
    """

    columns: Mapping[str, Sequence[str]]
    lines: Sequence[CheckedLine]


class _Written(Struct, frozen=True, kw_only=True):
    columns: Mapping[str, Sequence[str]]
    lines: Sequence[Raw]


def bulk_check(call: Call, *, form: Wanted) -> Answer:
    """Give the records on many subjects; the whole of it is one look."""
    wish = wish_of(call, items=form.items, detail=form.detail)
    subjects = _subjects_in(form.subjects, call)
    done = int(cursors.after_in(call, form) or 0)
    asked = subjects[done:]
    call.meter.charge(len(asked))
    checking = Checking.of(wish, reader=call.reader, holdings=call.services.holdings, now=call.now)
    checked = check(asked, checking=checking)
    done += len(checked.lines)
    further = cursors.next_of(call, form, str(done) if done < len(subjects) else None)
    written = _Written(columns=checking.columns, lines=[Raw(line.written) for line in checked.lines])
    return Answer(content=written, look=checked.look, next_cursor=further)


def wish_of(call: Call, *, items: Sequence[str], detail: Detail) -> Wish:
    """Return what is asked of every subject. Raises: NotFoundError for an item that the catalogue does not have."""
    for item in items:
        call.services.catalogue.get(item)
    return Wish(items=frozenset(items), detail=detail)


def _subjects_in(texts: Sequence[str], call: Call) -> list[Subject]:
    """Return the subjects named, each once, in order.

    Raises: UnprocessableError that points to every text which names none.
    """
    subjects: dict[Subject, None] = {}
    faults: list[FieldError] = []
    for number, text in enumerate(texts):
        try:
            subjects[subject_named(text, reader=call.reader, call=call)] = None
        except RefusalError as fault:
            faults.append(FieldError(f"/subjects/{number}", fault.code, fault.zh, fault.en))
    if faults:
        zh, en = (
            "部分主体代码有误，未作查询。",
            "Some of the subjects are named by no valid code; nothing was looked at.",
        )
        raise UnprocessableError("bulk.subjects_invalid", zh, en, errors=tuple(faults))
    return list(subjects)


ROUTES = (
    Route(
        method="POST",
        path="/v1/bulk-checks",
        view=bulk_check,
        serves={OFFICE: DEPARTMENT | AGENCY},
        form=Wanted,
        gives=BulkCheck,
        asks_why=True,
        zh="批量比对：一次查询多个主体的记录",
        refuses=("bulk.subjects_invalid", "catalogue.item_unknown"),
    ),
)
