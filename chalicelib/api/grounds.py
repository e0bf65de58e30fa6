"""Grounds: on what a caller looks at others: a grant that they name, or a purpose and matter of their own.

    X-Grant named? ─▶ held, in force, for this purpose ─▶ looks as its subject's grant lets, and uses it
    otherwise      ─▶ what the standing demands (`purposes`)

A grant is used when its look is about to be shown, before the ledger and the answer. With an Idempotency-Key the look
has a name: made of who asks, where, what and the key, so that the same tap again is the same use, and the pages of
one answer are one look.
"""

import hashlib
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import msgspec

from chalicelib.api import purposes
from chalicelib.catalogue.purposes import AUTHORISATION
from chalicelib.catalogue.purposes import purposes as listed_purposes
from chalicelib.errors import ForbiddenError
from chalicelib.ledger.looks import Look
from chalicelib.library.readers import Granted, Level, Reader

if TYPE_CHECKING:
    from chalicelib.api.looks import Looking
    from chalicelib.api.routing import Call

GRANT = "x-grant"
LONGEST_NUMBER = 64
_MAY_HOLD = frozenset({Level.SUBJECT, Level.DEPARTMENT, Level.AGENCY})


def established(call: "Call") -> Reader:
    """Return the caller in the standing in which they look at others, with the ground they state.

    Raises: NotFoundError `grant.not_found` for another's grant; ForbiddenError `grant.revoked`, `grant.expired`,
            `grant.used`, `grant.other_purpose`; what `purposes.stated` does where no grant is named.
    """
    if GRANT in call.incoming.headers and call.reader.level in _MAY_HOLD:
        return _authorised(call, call.incoming.headers[GRANT])
    return purposes.stated(call.reader, call.incoming.headers, purposes=listed_purposes())


def used(call: "Call", look: Look, looking: "Looking") -> "Looking":
    """Commit the use that a look makes of its grant; return who looks, with the entry that the use names.

    A look that shows nothing uses nothing. The same tap again makes the entry it made, unless what is shown has
    changed meanwhile: then it is another entry of the same use.

    Raises: ForbiddenError where the grant was revoked, used or expired since it was checked.
    """
    granted = looking.reader.granted
    if granted is None or not look.versions:
        return looking
    from chalicelib.grants import uses
    from chalicelib.grants.grant import Use

    use = Use(
        look=_look_named_by(call) or looking.entry,
        entry=looking.entry,
        shown=hashlib.sha256(msgspec.json.encode(look)).hexdigest(),
        by=looking.reader.sub,
        at=looking.at,
    )
    standing = uses.used(granted.grant, use, by=looking.reader, grants=call.services.grants)
    return replace(looking, entry=standing.entry, at=standing.at) if standing.shown == use.shown else looking


def _authorised(call: "Call", number: str) -> Reader:
    from chalicelib.grants import uses
    from chalicelib.grants.giving import no_such_grant

    if not 0 < len(number) <= LONGEST_NUMBER:
        raise no_such_grant()
    headers, look = call.incoming.headers, _look_named_by(call)
    purpose, matter_number = purposes.purpose_in(headers), purposes.matter_number_in(headers)
    grant = uses.open_to(call.reader, number, look=look, grants=call.services.grants, now=call.now)
    if purpose != grant.terms.purpose:
        raise ForbiddenError("grant.other_purpose", "与授权的用途不符。", "The grant is for another purpose.")
    return msgspec.structs.replace(
        call.reader,
        level=Level.AUTHORISED,
        purpose=purpose,
        matter_number=matter_number,
        ground=AUTHORISATION,
        granted=Granted(grant=grant.grant, subject=grant.terms.subject, items=grant.terms.items),
    )


def _look_named_by(call: "Call") -> str | None:
    """Return the name of the look, where the call brings a key for it; the cursor is no part of it."""
    from chalicelib.api.repeats import HEADER, key_in

    key, headers = call.incoming.headers.get(HEADER), call.incoming.headers
    if key is None:
        return None
    stated = [headers.get(name) for name in (purposes.PURPOSE, purposes.MATTER_NUMBER)]
    query = {name: values for name, values in call.incoming.query.items() if name != "cursor"}
    asked = [call.caller.reader.sub, call.route.name, call.incoming.path, query, stated, key_in(key), _sent(call)]
    return hashlib.sha256(msgspec.json.encode(asked, order="deterministic")).hexdigest()


def _sent(call: "Call") -> Any:
    try:
        sent = msgspec.json.decode(call.incoming.body or b"{}")
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return call.fingerprint
    return {name: value for name, value in sent.items() if name != "cursor"} if isinstance(sent, dict) else sent
