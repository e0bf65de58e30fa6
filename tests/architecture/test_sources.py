"""Everything that is data has a source: a document in the register of bases, or what was read and where."""

from collections.abc import Iterator
from typing import Any

import pytest

from chalicelib.catalogue.checks.whole import checked
from chalicelib.terms import tables

TABLES = tables.shelf().every_name()
REGISTER = "catalogue/bases"
# What says where a row was read, besides a document of the register.
_SOURCES = frozenset({"basis", "source", "notices"})


def _rows_without_a_source(value: Any, place: str) -> Iterator[str]:
    """Name each row that has no source of its own, in none of the tables around it."""
    if isinstance(value, dict) and not _SOURCES & set(value):
        inner = [(f"{place}.{key}", one) for key, one in value.items() if isinstance(one, dict | list)]
        if not inner and value:
            yield place
        for where, one in inner:
            yield from _rows_without_a_source(one, where)
    elif isinstance(value, list):
        for number, one in enumerate(value, 1):
            yield from _rows_without_a_source(one, f"{place}.{number}")


@pytest.mark.parametrize("name", [name for name in TABLES if name != REGISTER])
def test_each_row_of_each_table_has_a_source(name: str) -> None:
    assert list(_rows_without_a_source(tables.table(name), name)) == []


@pytest.mark.parametrize("table", [{"rows": [{"zh": "虚构"}]}, {"rows": {"one": {"zh": "虚构"}}}, {"zh": "虚构"}])
def test_a_row_without_a_source_is_named(table: dict[str, Any]) -> None:
    assert list(_rows_without_a_source(table, "table")) != []


def test_each_document_that_a_table_names_is_in_the_register() -> None:
    assert checked().items
