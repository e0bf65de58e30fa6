"""Who objects: a subject for itself, whoever helps it at a counter, or the holder of its grant (X-Grant) on its behalf.

The grant is for the purpose `objection_on_behalf`, names the item of the record, and is for more uses than one: each
call that shows the case is a use of it.
"""

from dataclasses import replace
from typing import TYPE_CHECKING

from chalicelib.api import grounds
from chalicelib.library.readers import Level

if TYPE_CHECKING:
    from chalicelib.api.answers import Answer
    from chalicelib.api.routing import Call

TAKES = ("X-Purpose",)
_MAY_ACT = frozenset({Level.SUBJECT, Level.AGENCY})


def acting(call: "Call") -> "Call":
    """Return the call as made by who acts for a subject, where a grant is named; else as it came.

    Raises: what `grounds.established` does.
    """
    if grounds.GRANT not in call.incoming.headers or call.reader.level not in _MAY_ACT:
        return call
    return replace(call, caller=replace(call.caller, reader=grounds.established(call)))


def answered(call: "Call", answer: "Answer") -> "Answer":
    """Return an answer that is read in the standing in which its call was made."""
    return replace(answer, read_as=call.reader) if call.reader.level is Level.AUTHORISED else answer
