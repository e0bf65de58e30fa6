"""The ledger, provable by anyone: signed heads and inclusion proofs, hashes alone; entries for auditors, as looks.

Whoever was answered a look holds its entry's reference and hash (X-Ledger-Entry), and can ask here whether it is
sealed. A proof says nothing of what the entry tells of.
"""

from collections.abc import Sequence
from typing import Annotated

from msgspec import Meta, Struct

from chalicelib.api import cursors
from chalicelib.api.answers import Answer
from chalicelib.api.audiences import AUDITOR, PUBLIC
from chalicelib.api.cursors import Cursor
from chalicelib.api.looks import AT_NOTHING
from chalicelib.api.routing import OFFICE, OPEN, OWN, Call, Route
from chalicelib.errors import NotFoundError
from chalicelib.ledger.heads import Head
from chalicelib.ledger.lines import place_in
from chalicelib.ledger.proofs import Proof, proof_of

_MOST_HEADS = 100


class HeadsQuery(Struct, frozen=True, kw_only=True):
    """Shape: ?limit=20&cursor=…."""

    limit: Annotated[int, Meta(ge=1, le=_MOST_HEADS)] = 20
    cursor: Cursor | None = None


class Heads(Struct, frozen=True):
    """Signed heads, newest first. Shape: {"heads": [{"statement": "{…}", "signed": {…}, "public_key": "MFkw…"}]}."""

    heads: Sequence[Head]


class ProofsQuery(Struct, frozen=True, kw_only=True):
    """Shape: ?entry=0a-20261123T1905-9f0c…, as the header X-Ledger-Entry names it."""

    entry: Annotated[str, Meta(min_length=1, max_length=100)]


class EntryShown(Struct, frozen=True, kw_only=True):
    """An entry as it was committed; SHA-256 of a zero byte, the salt and the body is its hash."""

    entry: str
    sha256: str
    salt: str
    body: str


def heads(call: Call, *, query: HeadsQuery) -> Answer:
    """Give the signed heads, newest first."""
    after = cursors.after_in(call, query)
    found = call.services.chain.heads(limit=query.limit + 1, before=int(after) if after else None)
    shown = found[: query.limit]
    further = str(shown[-1].told.number) if len(found) > query.limit else None
    return Answer(content=Heads(shown), next_cursor=cursors.next_of(call, query, further))


def proofs(call: Call, *, query: ProofsQuery) -> Answer:
    """Give the proof that an entry is in the ledger, up to the next signed head."""
    return Answer(content=proof_of(query.entry, means=call.services))


def entry(call: Call, *, entry: str) -> Answer:
    """Give an auditor one entry. Whom it tells of is not told of the look, or what they are not told yet would be."""
    line = call.services.ledger.line(*place_in(entry))
    if line is None:
        raise NotFoundError
    shown = EntryShown(entry=line.reference, sha256=line.sha256, salt=line.salt, body=line.body)
    return Answer(content=shown, look=AT_NOTHING, act=line.reference)


_EVERYWHERE = {OPEN: PUBLIC, OWN: PUBLIC, OFFICE: PUBLIC}

ROUTES = (
    Route(
        method="GET",
        path="/v1/ledger/heads",
        view=heads,
        serves=_EVERYWHERE,
        query=HeadsQuery,
        gives=Heads,
        zh="台账的签名摘要",
    ),
    Route(
        method="GET",
        path="/v1/ledger/proofs",
        view=proofs,
        serves=_EVERYWHERE,
        query=ProofsQuery,
        gives=Proof,
        zh="一条台账记录的存在证明",
        refuses=("ledger.not_sealed", "resource.not_found"),
    ),
    Route(
        method="GET",
        path="/v1/ledger/entries/{entry}",
        view=entry,
        serves={OFFICE: AUDITOR},
        gives=EntryShown,
        zh="审计：一条台账记录",
    ),
)
