"""In what standing a caller looks at a subject, and what every reading route needs of the platform."""

from typing import TYPE_CHECKING

from chalicelib.catalogue.periods import periods
from chalicelib.library.holdings import Holdings
from chalicelib.library.readers import PUBLIC, Level, Reader

if TYPE_CHECKING:
    from chalicelib.api.routing import Call
    from chalicelib.terms.subjects import Subject


def holdings_of(call: "Call") -> Holdings:
    """Return the libraries and the rules by which they are read."""
    services = call.services
    return Holdings(library=services.library, catalogue=services.catalogue, periods=periods(), bodies=services.bodies)


def standing_towards(subject: "Subject", call: "Call") -> Reader:
    """Return in what standing the caller looks at a subject: a subject sees of others what everybody sees."""
    is_other = call.reader.level is Level.SUBJECT and call.reader.subject != subject
    return PUBLIC if is_other else call.reader
