"""Answers: what a view gives back, and how it leaves: UTF-8 JSON with `as_of`, a weak ETag, and who may keep it.

The tag is made of what this reader is shown; `as_of` is left out, or nothing would ever be unchanged. What staff
replace is tagged with its version besides, so that a write can name it.

Source: RFC 9110 §8.8.3 (ETag), §13.1 (If-Match, If-None-Match), RFC 9111 (Cache-Control).
Shape:  W/"3f9a…", of what has a version W/"7.3f9a…"
"""

import hashlib
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import msgspec

from chalicelib.ledger.looks import Look

JSON = "application/json; charset=utf-8"
_TAG = re.compile(r'W/"(?:(\d+)\.)?([0-9a-f]{32})"')
_TAG_DIGITS = 32
_EMPTY = b"{}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a view answers; the status is the route's own.

    `content` is anything that encodes as a JSON object. `look` says what of whom is shown; without it nothing is
    answered to a reader who is not the public. `act` is the batch or the case that is shown, `version` that of the
    one thing shown, if it has one.
    """

    content: Any
    look: Look | None = None
    act: str | None = None
    version: int | None = None


@dataclass(frozen=True, slots=True)
class Encoded:
    """A body that is ready to leave, and its tag."""

    body: str
    tag: str


def encoded(answer: Answer, *, at: datetime) -> Encoded:
    """Return an answer as JSON, with the instant it is good for at the front and the tag of the rest."""
    content = msgspec.json.encode(answer.content)
    digest = hashlib.sha256(content).hexdigest()[:_TAG_DIGITS]
    version = "" if answer.version is None else f"{answer.version}."
    as_of = msgspec.json.encode(at.astimezone(UTC).replace(microsecond=0))
    rest = b"}" if content == _EMPTY else b"," + content[1:]
    return Encoded((b'{"as_of":' + as_of + rest).decode(), f'W/"{version}{digest}"')


def is_unchanged(tag: str, if_none_match: str | None) -> bool:
    """Say whether the caller holds this very answer already."""
    if if_none_match is None:
        return False
    if if_none_match.strip() == "*":
        return True
    return tag in {f"W/{given.strip().removeprefix('W/')}" for given in if_none_match.split(",")}


def versions_in(if_match: str) -> frozenset[int]:
    """Return the versions that an If-Match header names; tags of no version are no match."""
    return frozenset(int(version) for version, _ in _TAG.findall(if_match) if version)


def caching_headers(*, is_public: bool) -> dict[str, str]:
    """Return who may keep an answer: the public's may be kept if it is asked about each time, any other by nobody."""
    return {"Cache-Control": "no-cache" if is_public else "private, no-store", "Vary": "Authorization"}
