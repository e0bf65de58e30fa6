"""The catalogue's tables with one thing changed: what every refusal is shown with."""

import json
from typing import Any, NamedTuple

import pytest

from chalicelib.catalogue.checks.whole import checked
from chalicelib.errors import DataFileError
from chalicelib.terms.tables import ROOT, Shelf, Table, names, table

GONE = object()
PENALTY = "catalogue/items/administrative_penalty"
PERMIT = "catalogue/items/administrative_permit"
PERSON = "catalogue/items/person_profile"
MARKET = "catalogue/items/market_entity_registration"
LIST = "catalogue/items/serious_dishonesty_list"
_FOLDERS = ("catalogue", "catalogue/items", "catalogue/items/earlier")
_WHOLE = json.dumps({name: table(name) for folder in _FOLDERS for name in names(folder)}, default=str)


class Fault(NamedTuple):
    """One change, and the refusal it must meet: at which key, for what reason."""

    file: str
    path: str
    value: Any
    key: str
    why: str


def shelf_of(*changes: tuple[str, str, Any]) -> Shelf:
    """Return a shelf of the platform's own tables with some values changed, added or gone."""
    tables: dict[str, Table] = json.loads(_WHOLE)
    for file, path, value in changes:
        _put(tables[file], path.split("/"), value)
    return Shelf(ROOT, tables)


def is_refused(fault: Fault, *, file: str | None = None) -> None:
    """Demand that the whole look refuses the change at its key, for its reason; in its own file or in another."""
    with pytest.raises(DataFileError) as refusal:
        checked(shelf_of((fault.file, fault.path, fault.value)))

    assert (refusal.value.file, refusal.value.key) == (file or fault.file, fault.key)
    assert fault.why in refusal.value.why


def _put(at: Any, path: list[str], value: Any) -> None:
    *way, last = path
    for step in way:
        at = at[_step(at, step)]
    if value is GONE:
        del at[_step(at, last)]
    elif last == "+":
        at.append(value)
    else:
        at[_step(at, last)] = value


def _step(at: Any, step: str) -> str | int:
    if not isinstance(at, list):
        return step
    ids = [row.get("id") if isinstance(row, dict) else None for row in at]
    return ids.index(step) if step in ids else int(step)
