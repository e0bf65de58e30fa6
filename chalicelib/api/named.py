"""The subject that a call names: an organisation by its credit code, a person by the handle of a look-up."""

from typing import TYPE_CHECKING

from chalicelib.terms.subjects import subject_of

if TYPE_CHECKING:
    from chalicelib.api.routing import Call
    from chalicelib.library.readers import Reader
    from chalicelib.terms.subjects import Subject

HANDLE = "handle-"


def subject_named(text: str, *, reader: "Reader", call: "Call") -> "Subject":
    """Return whom a text names to a reader on the ground they stand on.

    Raises: NotFoundError for a handle that is not theirs, or no longer; UnprocessableError for what is no credit code.
    """
    if not text.startswith(HANDLE):
        return subject_of(text)
    from chalicelib.grants.handles import person_behind

    return person_behind(text, reader=reader, seal=call.services.cursors, now=call.now)
