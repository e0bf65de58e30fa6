"""Kinds of liability: for what a department or one of its staff answers; a closed list.

Source: liability_kinds.toml.
"""

from collections.abc import Mapping
from functools import cache

from chalicelib.catalogue.bases import bases
from chalicelib.errors import DataFileError
from chalicelib.terms.tables import Table, flag_of, strict, table, text_of

FILE = "objections/complaints/liability_kinds"


def kinds_in(raw: Table, *, file: str = FILE) -> Mapping[str, str]:
    """Return the kinds of a table, code to Chinese.

    Raises: DataFileError for an unknown or missing key, a doubled code, a basis that carries no list.
    """
    strict(raw, file=file, required={"basis", "confirmed", "kinds"})
    bases().must_support(text_of(raw["basis"], file=file, key="basis"), "code_list", file=file, place="basis")
    flag_of(raw["confirmed"], file=file, key="confirmed")
    found: dict[str, str] = {}
    for row in raw["kinds"]:
        read = strict(row, file=file, key="kinds", required={"code", "zh"})
        code = text_of(read["code"], file=file, key="kinds.code")
        if code in found:
            raise DataFileError(file, code, "is doubled")
        found[code] = text_of(read["zh"], file=file, key=f"{code}.zh")
    return found


@cache
def kinds() -> Mapping[str, str]:
    """Return the platform's own list; read once."""
    return kinds_in(table(FILE))
