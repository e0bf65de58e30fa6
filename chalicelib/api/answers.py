"""Answers: what a view gives back, and how it leaves: UTF-8 JSON with `as_of`, a weak ETag, and who may keep it.

A document leaves as it is written: neither a page nor an OpenAPI document has room for `as_of`.

The tag is made of what this reader is shown; `as_of` is left out, or nothing would ever be unchanged. What staff
replace is tagged with its version besides, so that a write can name it.

Source: RFC 9110 §8.8.3 (ETag), §13.1 (If-Match, If-None-Match), RFC 9111 (Cache-Control).
Shape:  W/"3f9a…", of what has a version W/"7.3f9a…"
"""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Any

import msgspec

from chalicelib.ledger.looks import Look
from chalicelib.library.readers import Reader

JSON = "application/json; charset=utf-8"
HTML = "text/html; charset=utf-8"
_TAG = re.compile(r'W/"(?:(\d{1,9})\.)?([0-9a-f]{32})"')
_TAG_DIGITS = 32


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a view answers; the status is the route's own.

    `content` is anything that encodes as a JSON object, or bytes that leave as they are; `next_cursor` is where its
    next page begins. `fingerprint` stands for the content in the tag, where that carries instants. `version` is that of
    the one thing shown, if it has one. `status` is for an answer that is not ready, or is elsewhere.

    `look` says what of whom is shown; without it nothing is answered to a reader who is not the public. `act` is the
    batch or the case that is shown. `read_as` is the standing in which it was read, where that is not the caller's
    own: what everybody sees is no look, whoever asks. `uses_grant`: showing it uses the grant that the look stands on.
    `entry` is the id of the look's entry, where an act of the call bears it already; the same answer under the same id
    is the same entry, another is a failure. `headers` are those that only this answer has. `kind` is the media type of
    a file, of those that its route says it gives.
    """

    content: Any
    look: Look | None = None
    entry: str | None = None
    act: str | None = None
    read_as: Reader | None = None
    next_cursor: str | None = None
    fingerprint: bytes | None = None
    version: int | None = None
    uses_grant: bool = True
    status: HTTPStatus | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    kind: str | None = None

    def accepted(self) -> "Answer":
        """Return the answer for what was asked for and is not ready yet."""
        return replace(self, status=HTTPStatus.ACCEPTED)

    def sent_to(self, location: str) -> "Answer":
        """Return the answer that sends its reader somewhere else."""
        return replace(self, status=HTTPStatus.SEE_OTHER, headers={**self.headers, "Location": location})


@dataclass(frozen=True, slots=True)
class Encoded:
    """A body that is ready to leave, and what its tag is made of."""

    body: str | bytes
    version: int | None
    tagged: bytes

    @property
    def tag(self) -> str:
        """Return the tag; asked for by those answers alone that carry one."""
        version = "" if self.version is None else f"{self.version}."
        return f'W/"{version}{hashlib.sha256(self.tagged).hexdigest()[:_TAG_DIGITS]}"'


def encoded(answer: Answer, *, at: datetime) -> Encoded:
    """Return an answer as JSON; the instant and the cursor are new each time, and in no tag."""
    content = msgspec.json.encode(answer.content)
    instant = msgspec.json.encode(at.astimezone(UTC).replace(microsecond=0))
    parts = [b'"as_of":' + instant, content[1:-1]]
    ending = b""
    if answer.next_cursor is not None:
        parts.append(b'"next_cursor":' + msgspec.json.encode(answer.next_cursor))
        ending = b"+"
    body = b"{" + b",".join(part for part in parts if part) + b"}"
    return Encoded(body.decode(), answer.version, (answer.fingerprint or content) + ending)


def filed(answer: Answer) -> Encoded:
    """Return a file as it leaves: its content is its bytes, which are text where its kind is."""
    content: bytes = answer.content
    return Encoded(content.decode() if is_text(answer.kind) else content, answer.version, content)


def is_text(kind: str | None) -> bool:
    """Say whether a media type is one of text, which needs no wrapping on its way."""
    return kind is not None and kind.startswith("text/")


def written(answer: Answer) -> Encoded:
    """Return a document as it leaves: its content is its text, or the bytes of it."""
    text: str = answer.content.decode() if isinstance(answer.content, bytes) else answer.content
    return Encoded(text, answer.version, text.encode())


def is_unchanged(tag: str, if_none_match: str | None) -> bool:
    """Say whether the caller holds this very answer already."""
    if if_none_match is None:
        return False
    if if_none_match.strip() == "*":
        return True
    return tag in {f"W/{given.strip().removeprefix('W/')}" for given in if_none_match.split(",")}


def version_in(if_match: str) -> int | None:
    """Return the version that an If-Match header names; None where it names none, or several."""
    tag = _TAG.fullmatch(if_match.strip())
    return int(tag[1]) if tag and tag[1] else None


def caching_headers(*, is_public: bool) -> dict[str, str]:
    """Return who may keep an answer: the public's may be kept if it is asked about each time, any other by nobody."""
    return {"Cache-Control": "no-cache" if is_public else "private, no-store", "Vary": "Authorization"}
