"""Purposes of a look and the grounds that entitle to one. Both lists are closed.

Source: 个人信息保护法 art. 45; 征信业管理条例 art. 18; see purposes.toml.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from chalicelib.catalogue.items import ANY_DEPARTMENT
from chalicelib.terms.tables import Table, table

FILE = "catalogue/purposes"
STATUTORY_DUTY = "statutory_duty"
OWN_RECORD = "own_record"
AUTHORISATION = "authorisation"


@dataclass(frozen=True, slots=True)
class Ground:
    """A ground (查询依据): what entitles to a look, and which readers may stand on it."""

    id: str
    zh: str
    basis: str
    readers: tuple[str, ...]
    confirmed: bool


@dataclass(frozen=True, slots=True)
class Purpose:
    """A purpose (查询用途): what a look is for, the grounds it rests on, the departments that may name it by duty."""

    id: str
    zh: str
    basis: str
    grounds: tuple[str, ...]
    bodies: tuple[str, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Purposes:
    """The closed lists of purposes and grounds, by id."""

    grounds: Mapping[str, Ground]
    purposes: Mapping[str, Purpose]

    def find(self, purpose_id: str) -> Purpose | None:
        """Return a purpose by its id, or None: the list is closed."""
        return self.purposes.get(purpose_id)

    def may_use(self, purpose_id: str, *, body: str) -> bool:
        """Say whether a department may name a purpose at all, under its statutory duty."""
        purpose = self.find(purpose_id)
        if purpose is None or STATUTORY_DUTY not in purpose.grounds:
            return False
        return ANY_DEPARTMENT in purpose.bodies or body in purpose.bodies


def purposes_of(raw: Table) -> Purposes:
    """Return the purposes and grounds made from their table."""
    grounds = {
        key: Ground(key, row["zh"], row["basis"], tuple(row["readers"]), row["confirmed"])
        for key, row in raw["grounds"].items()
    }
    purposes = {
        key: Purpose(key, row["zh"], row["basis"], tuple(row["grounds"]), tuple(row["bodies"]))
        for key, row in raw["purposes"].items()
    }
    return Purposes(grounds, purposes)


@cache
def purposes() -> Purposes:
    """Return the platform's purposes and grounds; built once."""
    return purposes_of(table(FILE))
