"""The content of an item: one JSON string attribute, because every attribute costs at every read."""

import zlib
from collections.abc import Mapping
from typing import Any

import msgspec

from chalicelib.errors import OversizeError

_ITEM_BYTES = 400 * 1024
_BESIDE_BYTES = 8 * 1024
LIMIT_BYTES = _ITEM_BYTES - _BESIDE_BYTES
_PACKED_FROM_BYTES = 8 * 1024
_PACKED_LEVEL = 1


def encoded(value: Any) -> str:
    """Return a value as the JSON string that is stored.

    An item holds 400 KB of UTF-8, not every service says so, and keys, version and a later mark need room too.

    Raises: OversizeError for what would not fit.
    """
    return fitting(msgspec.json.encode(value)).decode()


def packed(text: str) -> dict[str, str | bytes]:
    """Return the one attribute that a text is stored as: itself, or from some size on what it shrinks to.

    Short texts are left alone: shrinking costs a reader time, and saves less than a unit of capacity.

    Shape:  {"body": "{…}"} or {"packed": b"…"}
    Raises: OversizeError for what would not fit.
    """
    raw = text.encode()
    if len(raw) < _PACKED_FROM_BYTES:
        return {"body": text}
    return {"packed": fitting(zlib.compress(raw, level=_PACKED_LEVEL))}


def unpacked(item: Mapping[str, Any]) -> str:
    """Return the text that an item was made of."""
    if "body" in item:
        return str(item["body"]["S"])
    return zlib.decompress(item["packed"]["B"]).decode()


def fitting(raw: bytes) -> bytes:
    """Return what fits into one item. Raises: OversizeError for what does not."""
    if len(raw) > LIMIT_BYTES:
        raise OversizeError("store.item_too_large", "内容过大，无法保存。", "Too large to be kept as one item.")
    return raw
