"""The blocks that registrations are summed up in: three layouts of organisations, and one of persons."""

from collections.abc import Collection, Mapping
from functools import cache

from chalicelib.errors import DataFileError
from chalicelib.library.records import Fields
from chalicelib.reports.layout import Entry
from chalicelib.terms.tables import Table, flag_of, strict, table, text_of

FILE = "reports/registration"

Block = tuple[tuple[str, str], ...]


def block_of(item: str, fields: Fields, *, columns: Collection[str], missing: str) -> tuple[Entry, ...]:
    """Return the block of a registration: what its reader may see of it, the fixed word where nothing is held."""
    wanted = blocks().get(item, ())
    return tuple(Entry(name, zh, fields.get(name, missing)) for name, zh in wanted if name in columns)


def blocks_in(raw: Table) -> Mapping[str, Block]:
    """Return the blocks by item.

    Raises: DataFileError for a key that is missing or unknown, a blank, and an item that is doubled.
    """
    made: dict[str, Block] = {}
    for row in strict(raw, file=FILE, required={"blocks"})["blocks"]:
        read = strict(row, file=FILE, key="blocks", required={"item", "basis", "confirmed", "fields"})
        item = text_of(read["item"], file=FILE, key="item")
        if item in made:
            raise DataFileError(FILE, item, "is doubled")
        flag_of(read["confirmed"], file=FILE, key=f"{item}.confirmed")
        made[item] = tuple(_line_in(line, key=f"{item}.fields") for line in read["fields"])
    return made


def _line_in(line: object, *, key: str) -> tuple[str, str]:
    read = strict(line, file=FILE, key=key, required={"field", "zh"})
    return text_of(read["field"], file=FILE, key=key), text_of(read["zh"], file=FILE, key=key)


@cache
def blocks() -> Mapping[str, Block]:
    """Return the platform's blocks; read once."""
    return blocks_in(table(FILE))
