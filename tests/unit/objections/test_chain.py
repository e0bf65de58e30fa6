"""The chain of a trail: what is altered, lost, added or put elsewhere is found, and which line tells."""

from collections.abc import Callable, Sequence

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.objections.cases import Move
from chalicelib.objections.chain import Verified, hash_of, verified
from tests.factories import a_move

Lines = list[Move]


def _chained(count: int, *, from_line: int = 2) -> Lines:
    """Return a trail of so many lines, of which those from `from_line` on carry the hash of the one before."""
    lines: Lines = []
    for number in range(1, count + 1):
        previous = hash_of(lines[-1]) if lines and number >= from_line else None
        lines.append(a_move(number, note=f"虚构{number}", previous=previous))
    return lines


def test_the_hash_of_a_line_is_that_of_its_json_with_its_keys_in_order() -> None:
    assert hash_of(a_move()) == "e66427b189d5d90271ec75c515e4a406f031f2bbf2b0c37b073623e80a485c96"
    assert hash_of(msgspec.json.decode(msgspec.json.encode(a_move()), type=Move)) == hash_of(a_move())


@pytest.mark.parametrize("count", [0, 1, 2, 7])
def test_a_trail_that_nobody_touched_follows_from_its_first_line_on(count: int) -> None:
    assert verified(_chained(count)) == Verified(lines=count)


def _altered(lines: Lines) -> Lines:
    return [*lines[:2], msgspec.structs.replace(lines[2], note="另一个"), *lines[3:]]


def _rechained_by_half(lines: Lines) -> Lines:
    """Alter a line and mend the link behind it, but not the one after that."""
    altered = msgspec.structs.replace(lines[2], note="另一个")
    mended = msgspec.structs.replace(lines[3], previous=hash_of(altered))
    return [*lines[:2], altered, mended, *lines[4:]]


@pytest.mark.parametrize(
    ("touched", "broken_at"),
    [
        (_altered, 4),
        (_rechained_by_half, 5),
        (lambda lines: [*lines[:2], *lines[3:]], 3),
        (lambda lines: lines[1:], 1),
        (lambda lines: [*lines[:2], lines[1], *lines[2:]], 3),
        (lambda lines: [lines[1], lines[0], *lines[2:]], 1),
        (lambda lines: [*lines[:4], msgspec.structs.replace(lines[4], previous=None), *lines[5:]], 5),
        (lambda lines: [msgspec.structs.replace(lines[0], previous="0" * 64), *lines[1:]], 1),
    ],
    ids=["altered", "mended by half", "lost", "beginning lost", "doubled", "out of order", "unlinked", "begun before"],
)
def test_the_first_line_that_does_not_follow_is_named(touched: Callable[[Lines], Lines], broken_at: int) -> None:
    assert verified(touched(_chained(6))).broken_at == broken_at


def test_lines_from_before_there_was_a_chain_are_counted_as_unchained() -> None:
    assert verified(_chained(6, from_line=4)) == Verified(lines=6, unchained=2)
    assert verified(_chained(3, from_line=9)) == Verified(lines=3, unchained=2)


def test_an_altered_line_is_found_from_where_the_chain_begins() -> None:
    lines = _chained(6, from_line=4)
    lines[2] = msgspec.structs.replace(lines[2], note="另一个")

    assert verified(lines) == Verified(lines=6, unchained=2, broken_at=4)


@given(count=st.integers(2, 12), data=st.data())
def test_no_line_but_the_newest_can_be_altered_unnoticed(count: int, data: st.DataObject) -> None:
    lines: Sequence[Move] = _chained(count)
    place = data.draw(st.integers(0, count - 2))
    name, value = data.draw(st.sampled_from([("note", "x"), ("by", "x"), ("role", "x"), ("move", "x")]))
    touched = [*lines[:place], msgspec.structs.replace(lines[place], **{name: value}), *lines[place + 1 :]]

    assert verified(touched).broken_at == place + 2
