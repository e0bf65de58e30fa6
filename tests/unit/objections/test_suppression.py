"""Suppression: nothing small is told, nor can it be computed from what is."""

from collections.abc import Iterator, Mapping, Sequence

from hypothesis import given
from hypothesis import strategies as st

from chalicelib.objections.suppression import suppressed

LEAST = 5
Sums = Sequence[Sequence[str]]


def _divided(happened: Sequence[tuple[int, int]]) -> tuple[dict[str, int], Sums]:
    """Return what happened, each thing in one department and for one reason, as cells and sums."""
    sums = [("whole", *(f"{kind}{key}" for key in range(4))) for kind in "dr"]
    values = {f"d{key}": sum(one == key for one, _ in happened) for key in range(4)}
    values |= {f"r{key}": sum(other == key for _, other in happened) for key in range(4)}
    return values | {"whole": len(happened)}, sums


def _shares(left: int, among: int) -> Iterator[tuple[int, ...]]:
    """Yield every way to share a number among so many, each having at least one."""
    if among == 0:
        if left == 0:
            yield ()
        return
    for first in range(1, left - among + 2):
        for rest in _shares(left - first, among - 1):
            yield (first, *rest)


def _possible(values: Mapping[str, int], sums: Sums, hidden: frozenset[str]) -> dict[str, set[int]]:
    """Return what each hidden cell may be to a reader who knows the sums, and that a zero is told: every way tried."""
    found: dict[str, set[int]] = {cell: set() for cell in hidden}
    whole = values["whole"]
    for could_be in range(1, whole + 2 * LEAST) if "whole" in hidden else (whole,):
        ways = {}
        for _, *parts in sums:
            among = [part for part in parts if part in hidden]
            left = could_be - sum(values[part] for part in parts if part not in hidden)
            ways[tuple(among)] = list(_shares(left, len(among)))
        if not all(ways.values()):
            continue
        for cells, shared in ways.items():
            for share in shared:
                for place, value in enumerate(share):
                    found[cells[place]].add(value)
        if "whole" in hidden:
            found["whole"].add(could_be)
    return found


def test_what_is_not_small_is_told_and_so_is_a_zero() -> None:
    assert suppressed({"whole": 12, "a": 5, "b": 7, "c": 0}, [("whole", "a", "b", "c")], least=LEAST) == frozenset()


def test_a_small_count_takes_another_of_its_sum_with_it() -> None:
    values, sums = {"whole": 20, "a": 2, "b": 6, "c": 12}, [("whole", "a", "b", "c")]

    assert suppressed(values, sums, least=LEAST) == {"a", "b"}


def test_a_few_small_ones_that_leave_little_take_a_larger_with_them() -> None:
    values, sums = {"whole": 22, "a": 1, "b": 1, "c": 8, "d": 12}, [("whole", "a", "b", "c", "d")]

    assert suppressed(values, sums, least=LEAST) == {"a", "b", "c"}


def test_where_no_other_part_is_left_the_whole_is_hidden_and_something_of_every_sum() -> None:
    assert suppressed({"whole": 3, "a": 3, "b": 0}, [("whole", "a", "b")], least=LEAST) == {"whole", "a"}
    assert suppressed({"whole": 6, "a": 3, "b": 3}, [("whole", "a", "b")], least=LEAST) == {"a", "b"}
    values = {"whole": 5, "a": 2, "b": 3, "x": 5, "y": 0}
    assert suppressed(values, [("whole", "a", "b"), ("whole", "x", "y")], least=LEAST) == {"whole", "a", "b", "x"}


@given(st.lists(st.tuples(st.sampled_from([0, 0, 0, 1, 1, 2, 3]), st.integers(0, 3)), max_size=24))
def test_no_hidden_count_can_be_computed_nor_seen_to_be_small(happened: list[tuple[int, int]]) -> None:
    values, sums = _divided(happened)
    hidden = suppressed(values, sums, least=LEAST)

    assert {cell for cell, value in values.items() if 0 < value < LEAST} <= hidden
    assert all(values[cell] for cell in hidden)
    for cell, possible in _possible(values, sums, hidden).items():
        assert len(possible) > 1, cell
        assert max(possible) >= LEAST, cell


@given(st.lists(st.integers(0, 12), min_size=1, max_size=8), st.integers(2, 8))
def test_it_is_the_same_every_time(parts: list[int], least: int) -> None:
    values: dict[str, int] = {f"p{place}": value for place, value in enumerate(parts)}
    sums: Sums = [("whole", *values)]
    values["whole"] = sum(parts)

    assert suppressed(values, sums, least=least) == suppressed(dict(reversed(values.items())), sums, least=least)
