"""Views (专题): what people look for in the catalogue and is no item of its own, with where it is found, and why.

Shape: views()[0] -> View(id "price_integrity", zh "价格诚信", items ("credit_pledge", …), note "…")
"""

from dataclasses import dataclass
from functools import cache

from chalicelib.terms.tables import Table, table

FILE = "catalogue/views"


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """Records of some items read together; without items, what is no public credit information. `note` says why."""

    id: str
    zh: str
    items: tuple[str, ...]
    basis: str
    confirmed: bool
    note: str


def views_of(raw: Table) -> tuple[View, ...]:
    """Return the views made from their table, in order."""
    return tuple(View(id=key, **{**row, "items": tuple(row["items"])}) for key, row in raw["views"].items())


@cache
def views() -> tuple[View, ...]:
    """Return the platform's views; built once."""
    return views_of(table(FILE))
