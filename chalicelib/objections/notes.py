"""Notes (备注) of staff on a case: no moves, no part of the trail, and never shown to its subject.

The centre reads all of them; the staff of a body those that staff of the same body wrote. A note moves nothing, so it
needs no lease and overtakes nobody.
"""

import hashlib
from collections.abc import Sequence
from datetime import UTC, datetime

from chalicelib.errors import NotFoundError
from chalicelib.library.readers import Level, Reader
from chalicelib.objections.cases import Case, Note
from chalicelib.objections.means import Means
from chalicelib.objections.rulings import must_say_something
from chalicelib.objections.scope import case_for


def add_note(number: str, text: str, *, by: Reader, means: Means, now: datetime) -> Note:
    """Keep a note on a case that the writer may see; who says the same in the same instant says it once.

    Raises: NotFoundError; UnprocessableError `note.blank` or `text.unsound`.
    """
    case = _case_of(number, by=by, means=means, now=now)
    must_say_something(text, code="note.blank", pointer="/text")
    said = text.strip()
    note = Note(
        case=case.case,
        id=f"{now.astimezone(UTC):%Y%m%dT%H%M%S%fZ}-{_letters_of(by, said)}",
        by=by.sub,
        role=by.role,
        at=now,
        text=said,
        body=by.body,
    )
    means.cases.add_note(note)
    return note


def notes_on(number: str, *, by: Reader, means: Means, now: datetime) -> tuple[Case, Sequence[Note]]:
    """Return a case and the notes on it that someone may read, oldest first.

    Raises: NotFoundError.
    """
    case = _case_of(number, by=by, means=means, now=now)
    return case, [note for note in means.cases.notes_on(number) if _may_read(by, note)]


def _letters_of(by: Reader, text: str) -> str:
    """Return what tells notes of one instant apart."""
    return hashlib.sha256(f"{by.sub}\x1f{text}".encode()).hexdigest()[:8]


def _case_of(number: str, *, by: Reader, means: Means, now: datetime) -> Case:
    if by.level is Level.SUBJECT:
        raise NotFoundError
    return case_for(by, number, means=means, now=now)


def _may_read(by: Reader, note: Note) -> bool:
    return by.level is Level.DESK or note.body == by.body
