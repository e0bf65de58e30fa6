"""Versions of an item, side by side: what was asked for, and how a column was called, before today's rules.

An earlier version is written as its difference from the next one, so its records have today's fields: they are shown,
published and dated by today's rules, and keep the number of the version that admitted them.

Shape: items/earlier/administrative_penalty-1.toml: of "administrative_penalty", version 1, valid_from … valid_to,
       not_asked_for ["authority_credit_code", …], headers [{field "case_name", names ["处罚名称"]}, …], added, form
"""

from collections.abc import Iterator, Mapping

from chalicelib.terms.tables import Shelf, Table

FOLDER = "catalogue/items/earlier"
# How a field may be asked for; of what a version did not ask for, none of it holds.
_NEED = (
    "required", "advised", "required_when", "required_when_contains", "required_unless", "required_with",
    "only_when_required",
)  # fmt: skip
_OWN = ("version", "valid_from", "valid_to", "basis", "also", "note", "form")


def earlier_tables(tables: Shelf, whole: Mapping[str, Table]) -> Iterator[tuple[str, Table]]:
    """Yield the whole table of every earlier version with its name, the newest of an item first.

    `whole` are the tables of today's items by id.
    """
    following = dict(whole)
    for name in earlier_names(tables):
        raw = tables.table(name)
        told = following[raw["of"]] = earlier_table(raw, following[raw["of"]])
        yield name, told


def earlier_names(tables: Shelf) -> list[str]:
    """Return the names of the tables of earlier versions, the newest of an item first."""
    return sorted(tables.names(FOLDER), key=lambda name: (name.rpartition("-")[0], -number_in(name)))


def number_in(name: str) -> int:
    """Return the number of the version in the name of its table; 0 where the name has none."""
    number = name.rpartition("-")[2]
    return int(number) if number.isdecimal() else 0


def earlier_table(raw: Table, following: Table) -> Table:
    """Return the whole table of an earlier version, made from its own and that of the version that followed it."""
    own = {name: raw[name] for name in _OWN if name in raw}
    rest = {name: value for name, value in following.items() if name not in ("also", "note", "local_supplement")}
    return rest | own | {"fields": list(_fields_of(raw, following))}


def _fields_of(raw: Table, following: Table) -> Iterator[Table]:
    headers = {row["field"]: row["names"] for row in raw.get("headers", ())}
    codes = raw.get("codes", {})
    for row in following["fields"]:
        told = row
        if row["id"] in raw["not_asked_for"]:
            told = {name: value for name, value in told.items() if name not in _NEED}
        if row["id"] in headers:
            told = told | {"synonyms": [*told.get("synonyms", ()), *headers[row["id"]]]}
        if row["id"] in codes:
            told = told | {"codes": codes[row["id"]]}
        yield told
    yield from raw.get("added", ())
