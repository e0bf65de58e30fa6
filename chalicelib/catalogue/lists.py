"""The public lists (公示栏目): permits, penalties, the serious dishonesty list; items say which of them they feed."""

from dataclasses import dataclass
from functools import cache

from chalicelib.terms.tables import Table, table

FILE = "catalogue/lists"


@dataclass(frozen=True, slots=True)
class PublicList:
    """One list the platform publishes, of organisations unless a law makes a person's record public."""

    id: str
    zh: str
    basis: str
    confirmed: bool


def lists_of(raw: Table) -> tuple[PublicList, ...]:
    """Return the public lists made from their table, in order."""
    return tuple(PublicList(key, row["zh"], row["basis"], row["confirmed"]) for key, row in raw["lists"].items())


@cache
def public_lists() -> tuple[PublicList, ...]:
    """Return the platform's public lists; built once."""
    return lists_of(table(FILE))
