"""Bodies: departments, counties, zones, courts, centres and partners, under the names and on the days of each.

A file of 2017 from a bureau that no longer exists is admitted under the name of its time, and the body responsible
today answers for it. A token, an owner, a referral and an appraisal name a body by its key, which never changes.
"""

from collections.abc import Iterator, Mapping
from datetime import date
from functools import cache
from typing import Any

from chalicelib.errors import NotFoundError
from chalicelib.terms import credit_codes, tables
from chalicelib.terms.body_tables import Body, BodyName, Kind, Level, bodies_in, plain_name

__all__ = ["Bodies", "Body", "BodyName", "Kind", "Level", "bodies"]

_FILE = "terms/bodies"


class Bodies:
    """The register of bodies, by key."""

    def __init__(self, by_key: Mapping[str, Body]) -> None:
        """Take bodies that a loader has found sound together."""
        self._by_key = by_key
        self._by_code = {body.credit_code: body for body in by_key.values() if body.credit_code}
        self._bearers: dict[str, list[tuple[BodyName, Body]]] = {}
        for body in by_key.values():
            for name in body.names:
                for form in name.forms:
                    self._bearers.setdefault(form, []).append((name, body))

    @classmethod
    def from_tables(cls, *parts: Mapping[str, Any]) -> "Bodies":
        """Make one register of several tables; a body may have its successor in another of them.

        Shape:  {bodies: [{key, level, kind, division, names: [{name, short?, valid_from?, valid_to?}],
                credit_code?, valid_from?, valid_to?, successor?, confirmed, source}]}
        Raises: DataFileError for what cannot stand together: see `body_tables`.
        """
        return cls(bodies_in(*parts))

    def __iter__(self) -> Iterator[Body]:
        """Walk the bodies in the order of their tables."""
        return iter(self._by_key.values())

    def __contains__(self, key: object) -> bool:
        """Say whether a key is a body's."""
        return key in self._by_key

    def get(self, key: str) -> Body:
        """Return a body by its key.

        Raises: NotFoundError where no body has it.
        """
        if key not in self._by_key:
            raise NotFoundError("body.not_found", "没有这个机构。", "There is no such body.")
        return self._by_key[key]

    def named(self, name: str, on: date) -> Body | None:
        """Return the body that bore a name, in full or short, on a day."""
        bearers = self._bearers.get(plain_name(name), ())
        return next((body for borne, body in bearers if borne.is_good_on(on)), None)

    def responsible(self, key: str, on: date) -> Body:
        """Return the body that answers on a day for what another supplied: itself, or who came after it.

        Raises: NotFoundError where no body has the key.
        """
        body = self.get(key)
        while body.successor is not None and body.valid_to is not None and body.valid_to < on:
            body = self.get(body.successor)
        return body

    def by_credit_code(self, code: str) -> Body | None:
        """Return the body that has a credit code, written in any width and case."""
        return self._by_code.get(credit_codes.compact(code))


@cache
def bodies() -> Bodies:
    """Return the platform's own register of bodies; read once."""
    return Bodies.from_tables(tables.table(_FILE))
