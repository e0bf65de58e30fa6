"""Suppression: nothing small is told, nor can it be computed from what is."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.objections.suppression import suppressed

LEAST = 5
Table = tuple[tuple[int, ...], ...]


def _laid_out(table: Table) -> tuple[dict[str, int], list[tuple[str, ...]]]:
    """Return a table with its margins as cells and sums: rows, columns, and the whole both ways."""
    rows, columns = range(len(table)), range(len(table[0]))
    values = {f"{row}.{column}": table[row][column] for row in rows for column in columns}
    values |= {f"{row}.+": sum(table[row]) for row in rows}
    values |= {f"+.{column}": sum(line[column] for line in table) for column in columns}
    values["+.+"] = sum(map(sum, table))
    sums = [(f"{row}.+", *(f"{row}.{column}" for column in columns)) for row in (*rows, "+")]
    sums += [(f"+.{column}", *(f"{row}.{column}" for row in rows)) for column in (*columns, "+")]
    return values, sums


def _ways(values: Mapping[str, int], hidden: frozenset[str], table: Table, *, most: int) -> Iterator[Mapping[str, int]]:
    """Yield every table of counts that a reader cannot tell from the true one: a zero is told, so hidden are from 1."""
    rows, columns = range(len(table)), range(len(table[0]))
    inner = [f"{row}.{column}" for row in rows for column in columns]
    choices = [range(1, most + 1) if cell in hidden else (values[cell],) for cell in inner]
    for chosen in product(*choices):
        flat = iter(chosen)
        other, _ = _laid_out(tuple(tuple(next(flat) for _ in columns) for _ in rows))
        if all(other[cell] == value for cell, value in values.items() if cell not in hidden):
            yield other


def test_what_is_not_small_is_told_and_so_is_a_zero() -> None:
    values, sums = _laid_out(((5, 0), (7, 9)))

    assert suppressed(values, sums, least=LEAST) == frozenset()


def test_a_small_count_takes_another_of_its_sum_with_it() -> None:
    values, sums = {"whole": 20, "a": 2, "b": 6, "c": 12}, [("whole", "a", "b", "c")]

    assert suppressed(values, sums, least=LEAST) == {"a", "b"}


def test_a_few_small_ones_that_leave_little_take_a_larger_with_them() -> None:
    values, sums = {"whole": 22, "a": 1, "b": 1, "c": 8, "d": 12}, [("whole", "a", "b", "c", "d")]

    assert suppressed(values, sums, least=LEAST) == {"a", "b", "c"}


def test_where_no_other_part_is_left_the_whole_is_hidden() -> None:
    assert suppressed({"whole": 3, "a": 3, "b": 0}, [("whole", "a", "b")], least=LEAST) == {"whole", "a"}
    assert suppressed({"whole": 6, "a": 3, "b": 3}, [("whole", "a", "b")], least=LEAST) == {"a", "b"}
    assert suppressed({"whole": 4, "a": 2, "b": 2}, [("whole", "a", "b")], least=LEAST) == {"whole", "a", "b"}


def test_what_all_sums_together_determine_is_hidden_further() -> None:
    table = ((3, 9, 0, 0), (9, 3, 9, 0), (0, 0, 3, 9), (0, 0, 9, 3))
    values, sums = _laid_out(table)
    hidden = suppressed(values, sums, least=LEAST)

    assert {cell for cell, value in values.items() if 0 < value < LEAST} < hidden
    assert all(len({one[cell] for one in _ways(values, hidden, table, most=14)}) > 1 for cell in hidden)


@pytest.mark.parametrize("shape", [(2, 2), (2, 3), (3, 3)])
@given(data=st.data())
def test_no_hidden_count_can_be_computed(shape: tuple[int, int], data: st.DataObject) -> None:
    counts = st.one_of(st.integers(0, 4), st.integers(0, 9))
    drawn = data.draw(st.lists(counts, min_size=shape[0] * shape[1], max_size=shape[0] * shape[1]))
    table = tuple(tuple(drawn[row * shape[1] : (row + 1) * shape[1]]) for row in range(shape[0]))
    values, sums = _laid_out(table)
    hidden = suppressed(values, sums, least=LEAST)

    assert {cell for cell, value in values.items() if 0 < value < LEAST} <= hidden
    assert all(values[cell] for cell in hidden)
    seen: dict[str, set[int]] = {cell: set() for cell in hidden}
    for one in _ways(values, hidden, table, most=12):
        for cell in hidden:
            seen[cell].add(one[cell])
        if all(len(found) > 1 for found in seen.values()):
            break
    assert all(len(found) > 1 for found in seen.values()), (table, hidden)


@given(st.lists(st.integers(0, 12), min_size=1, max_size=8), st.integers(2, 8))
def test_it_is_the_same_every_time(parts: list[int], least: int) -> None:
    values: dict[str, int] = {f"p{place}": value for place, value in enumerate(parts)}
    sums: Sequence[Sequence[str]] = [("whole", *values)]
    values["whole"] = sum(parts)

    assert suppressed(values, sums, least=least) == suppressed(dict(reversed(values.items())), sums, least=least)
