"""What evidence may be: its kinds and types, how large, how many, how long it is kept, who must bring which; as data.

Source: objections/evidence.toml, each row with its basis.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import TypeVar

from chalicelib.catalogue.bases import bases
from chalicelib.errors import DataFileError
from chalicelib.objections.evidence.demands import Demand, demands_in
from chalicelib.terms.tables import Table, flag_of, strict, table, text_of

FILE = "objections/evidence"
_SECTIONS = frozenset({"limits", "retention", "quarantine", "types", "kinds", "demands"})
_BASED = frozenset({"basis", "confirmed", "note"})
_Row = TypeVar("_Row", "Kind", "FileType")


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """A kind of evidence; `proves` says that it speaks to what is disputed."""

    code: str
    zh: str
    proves: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class FileType:
    """A type of file that is taken. Shape: code "pdf", media_type "application/pdf"."""

    code: str
    zh: str
    media_type: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """All of it.

    Units: largest_bytes of one file; kept_years from the close of the case; quarantine_days from when a file was found.
    """

    kinds: Mapping[str, Kind]
    types: Mapping[str, FileType]
    most_pieces: int
    largest_bytes: int
    kept_years: int
    quarantine_days: int
    demands: tuple[Demand, ...]


def rules_in(raw: Table, *, file: str = FILE) -> Rules:
    """Return the rules of a table.

    Raises: DataFileError for an unknown or missing key, a doubled code, a number that is not positive, a basis that
            cannot carry a rule of our own.
    """
    read = strict(raw, file=file, required={*_SECTIONS, "basis", "confirmed"})
    bases().must_support(text_of(read["basis"], file=file, key="basis"), "code_list", file=file, place="basis")
    kinds = _by_code([_kind_of(row, file=file) for row in read["kinds"]], file=file)
    limits = _based(read["limits"], {"most_pieces", "largest_bytes"}, file=file, key="limits")
    return Rules(
        kinds=kinds,
        types=_by_code([_type_of(row, file=file) for row in read["types"]], file=file),
        most_pieces=_number(limits, "most_pieces", file=file),
        largest_bytes=_number(limits, "largest_bytes", file=file),
        kept_years=_number(_based(read["retention"], {"years"}, file=file, key="retention"), "years", file=file),
        quarantine_days=_number(_based(read["quarantine"], {"days"}, file=file, key="quarantine"), "days", file=file),
        demands=demands_in(read["demands"], kinds=kinds, file=file),
    )


@cache
def rules() -> Rules:
    """Return the platform's own rules; read once."""
    return rules_in(table(FILE))


def _based(value: object, own: set[str], *, file: str, key: str) -> Table:
    read = strict(value, file=file, key=key, required=own | _BASED)
    flag_of(read["confirmed"], file=file, key=f"{key}.confirmed")
    basis = text_of(read["basis"], file=file, key=f"{key}.basis")
    bases().must_support(basis, "own_rule", file=file, place=f"{key}.basis")
    return read


def _kind_of(row: object, *, file: str) -> Kind:
    read = strict(row, file=file, key="kinds", required={"code", "zh", "proves"})
    code = text_of(read["code"], file=file, key="kinds.code")
    zh = text_of(read["zh"], file=file, key=f"{code}.zh")
    return Kind(code=code, zh=zh, proves=flag_of(read["proves"], file=file, key=f"{code}.proves"))


def _type_of(row: object, *, file: str) -> FileType:
    read = strict(row, file=file, key="types", required={"code", "zh", "media_type"})
    code = text_of(read["code"], file=file, key="types.code")
    zh = text_of(read["zh"], file=file, key=f"{code}.zh")
    return FileType(code=code, zh=zh, media_type=text_of(read["media_type"], file=file, key=f"{code}.media_type"))


def _by_code(rows: list[_Row], *, file: str) -> Mapping[str, _Row]:
    found = {row.code: row for row in rows}
    if len(found) != len(rows):
        raise DataFileError(file, "code", "is doubled")
    return found


def _number(read: Table, key: str, *, file: str) -> int:
    value = read[key]
    if not isinstance(value, int) or isinstance(value, bool) or value < 1:
        raise DataFileError(file, key, "is no positive number")
    return value
