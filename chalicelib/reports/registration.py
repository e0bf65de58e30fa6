"""The blocks that registrations are summed up in: three layouts of organisations, and one of persons."""

from collections.abc import Collection, Mapping, Sequence
from functools import cache

from chalicelib.errors import DataFileError
from chalicelib.library.records import Fields, Kin
from chalicelib.reports.layout import Entry
from chalicelib.terms.subjects import SELF_EMPLOYED_PREFIX
from chalicelib.terms.tables import Table, flag_of, strict, table, text_of

FILE = "reports/registration"

_KIN = {"predecessor": "合并、分立前的主体", "successor": "合并、分立后的主体"}
_EVENTS = {"merge": "合并", "split": "分立"}
Block = tuple[tuple[str, str], ...]


def block_of(item: str, fields: Fields, *, columns: Collection[str], missing: str) -> tuple[Entry, ...]:
    """Return the block of a registration: what its reader may see of it, the fixed word where nothing is held."""
    wanted = blocks().get(item, ())
    return tuple(Entry(name, zh, fields.get(name, missing)) for name, zh in wanted if name in columns)


def kin_lines(kin: Sequence[Kin]) -> tuple[Entry, ...]:
    """Return a line for those who came before an organisation and one for those who came after; none where nobody did.

    A self-employed business is named by its code alone: its name may be a person's.
    """
    said: dict[str, list[str]] = {}
    for one in kin:
        said.setdefault(one.role, []).append(_kin_said(one))
    return tuple(Entry(role, zh, "；".join(said[role])) for role, zh in _KIN.items() if role in said)


def _kin_said(one: Kin) -> str:
    name = "个体工商户" if one.credit_code.startswith(SELF_EMPLOYED_PREFIX) else one.name
    return f"{name}（{one.credit_code}，{one.on.isoformat()}{_EVENTS[one.event]}）"


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
