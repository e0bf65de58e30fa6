"""The content of an item: one JSON string attribute, because every attribute costs at every read."""

from typing import Any

import msgspec

from chalicelib.errors import OversizeError

_ITEM_BYTES = 400 * 1024
_BESIDE_BYTES = 8 * 1024
LIMIT_BYTES = _ITEM_BYTES - _BESIDE_BYTES


def encoded(value: Any) -> str:
    """Return a value as the JSON string that is stored.

    An item holds 400 KB of UTF-8, not every service says so, and keys, version and a later mark need room too.

    Raises: OversizeError for what would not fit.
    """
    raw = msgspec.json.encode(value)
    if len(raw) > LIMIT_BYTES:
        raise OversizeError("store.item_too_large", "内容过大，无法保存。", "Too large to be kept as one item.")
    return raw.decode()
