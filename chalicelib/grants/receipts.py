"""The receipt of a grant: what giver and holder both hold, the same to the byte, with its hash.

It says what was agreed and nothing of what became of it, so it never changes. Sorted keys, no blanks, UTF-8:
whoever sorts the keys of what is answered gets the bytes that were hashed.

Shape:  text for a QR code "urn:credit-ziyang:grant:SQ20261123-…:sha256:3f9a…"
Source: RFC 8785, as far as names in ASCII, texts, lists and truth values need it.
"""

import hashlib
from typing import Any

import msgspec
from msgspec import Struct

from chalicelib.grants.grant import Grant, Holder
from chalicelib.terms.subjects import Subject

_URN = "urn:credit-ziyang"


class Receipt(Struct, frozen=True, kw_only=True):
    """What was agreed. A person is named by their reference alone.

    Shape: {"grant": "SQ20261123-…", "subject": {"library": "market_entities", "key": "9151…"}, "holder": {"party":
            "organisation", "key": "9151…"}, "purpose": "commercial_loan", "items": ["administrative_penalty"],
            "uses": "single", "given_at": "2026-11-23T02:00:00Z", "valid_until": "2026-12-31", "assisted": false}
    """

    grant: str
    subject: Subject
    holder: Holder
    purpose: str
    items: tuple[str, ...]
    uses: str
    given_at: str
    valid_until: str
    assisted: bool


def receipt_of(grant: Grant) -> Receipt:
    """Return the receipt of a grant."""
    terms = grant.terms
    return Receipt(
        grant=grant.grant,
        subject=terms.subject,
        holder=terms.holder,
        purpose=terms.purpose,
        items=terms.items,
        uses="repeated" if terms.repeated else "single",
        given_at=f"{terms.given_at:%Y-%m-%dT%H:%M:%SZ}",
        valid_until=terms.valid_until.isoformat(),
        assisted=grant.given_by.assisted_by is not None,
    )


def sha256_of(receipt: Any) -> str:
    """Return the hash of a receipt's canonical form."""
    return hashlib.sha256(msgspec.json.encode(receipt, order="sorted")).hexdigest()


def text_for_paper(kind: str, number: str, sha256: str) -> str:
    """Return what a paper receipt carries as a QR code; whoever reads it compares the hash with what he holds."""
    return f"{_URN}:{kind}:{number}:sha256:{sha256}"
