"""Purposes of a look and the grounds that entitle to one. Both lists are closed.

Source: 个人信息保护法 art. 45; 征信业管理条例 art. 18; see purposes.toml.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache

from chalicelib.catalogue.bases import Bases
from chalicelib.catalogue.items import ANY_DEPARTMENT
from chalicelib.terms.tables import Table, table

FILE = "catalogue/purposes"
PUBLICATION, OWN_RECORD, AUTHORISATION, STATUTORY_DUTY = "publication", "own_record", "authorisation", "statutory_duty"
DEPARTMENT = "department"
STANDINGS = ("public", "subject", "authorised", DEPARTMENT, "agency", "desk")


@dataclass(frozen=True, slots=True)
class Ground:
    """A ground (查询依据): what entitles to a look, and which readers may stand on it.

    `persons_alone`: it opens records of persons and no others.
    """

    id: str
    zh: str
    basis: str
    readers: tuple[str, ...]
    confirmed: bool
    persons_alone: bool = False


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
        """Say whether a department may name a purpose at all, on a ground of its own."""
        purpose = self.find(purpose_id)
        if purpose is None or self.departments_ground(purpose_id) is None:
            return False
        return ANY_DEPARTMENT in purpose.bodies or body in purpose.bodies

    def departments_ground(self, purpose_id: str) -> str | None:
        """Return the ground on which a department may name a purpose without anybody's leave, None if there is none."""
        purpose = self.find(purpose_id)
        named = purpose.grounds if purpose else ()
        return next((one for one in named if DEPARTMENT in self.grounds[one].readers), None)

    def rests_on(self, purpose_id: str | None, ground: Ground) -> bool:
        """Say whether a purpose rests on a ground."""
        purpose = self.find(purpose_id or "")
        return purpose is not None and ground.id in purpose.grounds

    def held(self, ground_id: str, *, by: str, bases: Bases, on: date) -> Ground | None:
        """Return a ground that a reader may stand on, None where its basis does not carry it on that day."""
        return _held(self, bases, ground_id, by, on)


# The same few for every look of a day.
@lru_cache(maxsize=256)
def _held(purposes: Purposes, bases: Bases, ground_id: str, by: str, on: date) -> Ground | None:
    ground = purposes.grounds.get(ground_id)
    if ground is None or by not in ground.readers:
        return None
    return ground if bases.supports(ground.basis, "ground", on=on) else None


def purposes_of(raw: Table) -> Purposes:
    """Return the purposes and grounds made from their table."""
    grounds = {
        key: Ground(
            id=key,
            zh=row["zh"],
            basis=row["basis"],
            readers=tuple(row["readers"]),
            confirmed=row["confirmed"],
            persons_alone=row.get("persons_alone", False),
        )
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
