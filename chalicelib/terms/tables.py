"""The tables (数据表) that stand beside the code: read as TOML, or all at once as one packed JSON.

In the source tree every table is a TOML file below `chalicelib`. Packaging writes them all into one JSON, because
opening forty TOML files costs a cold start more than everything else a function does. JSON knows no dates, so
they are packed as ISO strings; a loader reads them with `date_of`, which takes both.

Shape: the table "terms/calendar/2026" is the file chalicelib/terms/calendar/2026.toml.
"""

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import cache
from pathlib import Path
from typing import Any

from chalicelib.errors import DataFileError

Table = dict[str, Any]

ROOT = Path(__file__).resolve().parents[1]
PACKED = "packed.json"
_WHOLE = "-"


@dataclass(frozen=True, slots=True)
class Shelf:
    """All tables below one folder; `packed` is the one JSON of them, where there is one."""

    root: Path
    packed: Mapping[str, Table] | None

    @classmethod
    def below(cls, root: Path) -> "Shelf":
        """Open the tables below a folder, packed if the folder holds the packed file."""
        packed = root / PACKED
        return cls(root, json.loads(packed.read_bytes()) if packed.is_file() else None)

    def table(self, name: str) -> Table:
        """Return one table by its name.

        Raises: DataFileError where it does not exist or is not TOML.
        """
        if self.packed is not None:
            if name not in self.packed:
                raise DataFileError(name, _WHOLE, "there is no such table")
            return self.packed[name]
        return _parsed(self.root / f"{name}.toml", name)

    def names(self, folder: str) -> list[str]:
        """Return the names of the tables that lie directly in a folder, in order."""
        return [name for name in self.every_name() if name.rpartition("/")[0] == folder]

    def every_name(self) -> list[str]:
        """Return the names of all tables, in order."""
        if self.packed is not None:
            return sorted(self.packed)
        return sorted(path.relative_to(self.root).with_suffix("").as_posix() for path in self.root.rglob("*.toml"))

    def everything(self) -> dict[str, Table]:
        """Return all tables by name, dates as ISO strings: what packaging writes as one JSON."""
        return {name: {key: _plain(inner) for key, inner in self.table(name).items()} for name in self.every_name()}


@cache
def shelf() -> Shelf:
    """Return the platform's own tables; opened once."""
    return Shelf.below(ROOT)


def table(name: str) -> Table:
    """Return one of the platform's tables; the caller does not change it.

    Raises: DataFileError where it does not exist or is not TOML.
    """
    return shelf().table(name)


def names(folder: str) -> list[str]:
    """Return the whole names of the platform's tables that lie directly in a folder.

    Shape: names("terms/calendar") -> ["terms/calendar/2015", "terms/calendar/2016", …]
    """
    return shelf().names(folder)


def everything() -> dict[str, Table]:
    """Return all tables of the platform by name, ready to be packed as JSON."""
    return shelf().everything()


def strict(
    value: object,
    *,
    file: str,
    required: Collection[str],
    optional: Collection[str] = (),
    key: str = _WHOLE,
) -> Table:
    """Return the value as a table if it has every required key and no unknown one.

    Raises: DataFileError that names the file, the place, and the key that is unknown or missing.
    """
    if not isinstance(value, dict):
        raise DataFileError(file, key, "is not a table")
    unknown = sorted(set(value) - set(required) - set(optional))
    if unknown:
        raise DataFileError(file, _place(key, unknown[0]), "is not a known key")
    missing = sorted(set(required) - set(value))
    if missing:
        raise DataFileError(file, _place(key, missing[0]), "is missing")
    return value


def text_of(value: object, *, file: str, key: str) -> str:
    """Return a text that is not blank.

    Raises: DataFileError where it is something else.
    """
    if not isinstance(value, str) or not value.strip():
        raise DataFileError(file, key, "is not a text")
    return value


def flag_of(value: object, *, file: str, key: str) -> bool:
    """Return a true or false.

    Raises: DataFileError where it is something else.
    """
    if not isinstance(value, bool):
        raise DataFileError(file, key, "is neither true nor false")
    return value


def date_of(value: object, *, file: str, key: str) -> date:
    """Return a day, from a TOML date or from the ISO string it was packed as.

    Raises: DataFileError where it is something else.
    """
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    if isinstance(value, str):
        try:
            return date.fromisoformat(value)
        except ValueError:
            pass
    raise DataFileError(file, key, "is not a day")


def _place(key: str, inner: str) -> str:
    return inner if key == _WHOLE else f"{key}.{inner}"


def _parsed(path: Path, name: str) -> Table:
    import tomllib

    try:
        return tomllib.loads(path.read_text("utf-8"))
    except FileNotFoundError as error:
        raise DataFileError(name, _WHOLE, "there is no such table") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise DataFileError(name, _WHOLE, f"is not TOML: {error}") from error


def _plain(value: object) -> object:
    if isinstance(value, dict):
        return {key: _plain(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_plain(inner) for inner in value]
    return value.isoformat() if isinstance(value, date | time) else value
