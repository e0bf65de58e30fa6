"""Merkle trees: RFC 9162, by a naive tree beside ours and by every path of many sizes."""

import hashlib
from collections.abc import Sequence

import pytest

from chalicelib.ledger.merkle import path_of, root_from, root_of

SIZES = (1, 2, 3, 4, 5, 7, 8, 9, 16, 17, 33)


def leaves_of(count: int) -> list[str]:
    return [hashlib.sha256(str(number).encode()).hexdigest() for number in range(count)]


def naive_root(leaves: Sequence[str]) -> str:
    """Pair neighbours level by level; what is left over goes up as it is. That is the tree of the RFC."""
    level = [bytes.fromhex(leaf) for leaf in leaves]
    while len(level) > 1:
        pairs = [level[at : at + 2] for at in range(0, len(level), 2)]
        level = [hashlib.sha256(b"\1" + pair[0] + pair[1]).digest() if len(pair) == 2 else pair[0] for pair in pairs]
    return level[0].hex()


@pytest.mark.parametrize("count", SIZES)
def test_the_root_is_that_of_the_rfc(count: int) -> None:
    assert root_of(leaves_of(count)) == naive_root(leaves_of(count))


@pytest.mark.parametrize("count", SIZES)
def test_every_path_leads_to_the_root_from_its_own_leaf_and_place_alone(count: int) -> None:
    leaves = leaves_of(count)
    root = root_of(leaves)

    for index, leaf in enumerate(leaves):
        path = path_of(leaves, index)
        assert root_from(leaf, index=index, count=count, path=path) == root
        for other in range(count):
            if other != index:
                assert root_from(leaf, index=other, count=count, path=path) != root
        assert root_from(leaf, index=index, count=count, path=(*path, leaf)) is None


def test_a_tree_without_a_leaf_has_no_root() -> None:
    with pytest.raises(ValueError, match="a leaf"):
        root_of([])
