"""Merkle trees (默克尔树): one hash for many, and the short path that shows one of them to be among them.

Source: RFC 9162 §2.1.1 (the root), §2.1.3 (inclusion proofs).
Units:  leaves and roots are SHA-256 hashes in hex; a path goes from the leaf up.
"""

import hashlib
import re
from collections.abc import Iterator, Sequence

_NODE = b"\x01"
_HASH = re.compile(r"[0-9a-f]{64}")


def root_of(leaves: Sequence[str]) -> str:
    """Return the root over some leaves. Raises: ValueError for none at all."""
    if not leaves:
        error = "a tree has a leaf"
        raise ValueError(error)
    if len(leaves) == 1:
        return leaves[0]
    split = _split_of(len(leaves))
    return _node(root_of(leaves[:split]), root_of(leaves[split:]))


def path_of(leaves: Sequence[str], index: int) -> tuple[str, ...]:
    """Return the hashes beside the way from one leaf up to the root."""
    return tuple(_beside(leaves, index))


def root_from(leaf: str, *, index: int, count: int, path: Sequence[str]) -> str | None:
    """Return the root that a leaf and its path lead to; None where they are no hashes, or too few or many."""
    sides = list(_sides_of(index, count))
    if len(path) != len(sides) or not all(_HASH.fullmatch(one) for one in (leaf, *path)):
        return None
    reached = leaf
    for beside, is_left in zip(path, reversed(sides), strict=True):
        reached = _node(reached, beside) if is_left else _node(beside, reached)
    return reached


def _beside(leaves: Sequence[str], index: int) -> Iterator[str]:
    if len(leaves) == 1:
        return
    split = _split_of(len(leaves))
    if index < split:
        yield from _beside(leaves[:split], index)
        yield root_of(leaves[split:])
    else:
        yield from _beside(leaves[split:], index - split)
        yield root_of(leaves[:split])


def _sides_of(index: int, count: int) -> Iterator[bool]:
    """Yield, from the root down, whether the leaf lies on the left."""
    while count > 1:
        split = _split_of(count)
        is_left = index < split
        yield is_left
        index, count = (index, split) if is_left else (index - split, count - split)


def _split_of(count: int) -> int:
    """Return how many leaves lie on the left: the largest power of two below their number."""
    return 1 << (count - 1).bit_length() - 1


def _node(left: str, right: str) -> str:
    return hashlib.sha256(_NODE + bytes.fromhex(left) + bytes.fromhex(right)).hexdigest()
