"""Allowances: the sizes of buckets, what a route costs, and from when a watched number is too many; all of it data."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from chalicelib.api.audiences import Audience
from chalicelib.errors import DataFileError
from chalicelib.terms.tables import Table, strict, table

FILE = "api/limits/allowances"
_MINUTE_MS = 60_000
_SAID = ("basis", "confirmed")
_OWN = frozenset({Audience.SUBJECT, Audience.DEPARTMENT, Audience.SYSTEM, Audience.AGENCY})
_STAFF = "staff"
_WINDOWS = frozenset({"hour", "day"})


@dataclass(frozen=True, slots=True)
class Allowance:
    """How much a kind of caller may ask for.

    Units: size in units, unit_ms the milliseconds in which one comes back.
    """

    name: str
    size: int
    unit_ms: int

    def ms(self, units: int) -> int:
        """Return how long so many units take to come back. Units: milliseconds."""
        return units * self.unit_ms


@dataclass(frozen=True, slots=True)
class Watched:
    """What is counted of a caller, in each hour or day, and what one more costs from some number on."""

    name: str
    each: str
    allowed: int
    surcharge: int


@dataclass(frozen=True, slots=True)
class Allowances:
    """All of them; who is neither a subject, a department nor an agency is staff."""

    callers: Mapping[str, Allowance]
    costs: Mapping[str, int]
    default_cost: int
    watched: Mapping[str, Watched]

    def of(self, audience: Audience) -> Allowance:
        """Return what a kind of caller may ask for."""
        return self.callers[audience.value if audience in _OWN else _STAFF]

    def cost_of(self, route: str) -> int:
        """Return what a route costs. Shape: "POST /v1/reports"."""
        return self.costs.get(route, self.default_cost)


def allowances_of(raw: Table) -> Allowances:
    """Return the allowances made from their table.

    Raises: DataFileError for a key that is missing or unknown, and for a number that makes no bucket.
    """
    read = strict(raw, file=FILE, required={"callers", "costs", "watch"})
    kinds = {*(one.value for one in _OWN), _STAFF}
    callers = strict(read["callers"], file=FILE, required=kinds, key="callers")
    costs = {key: value for key, value in read["costs"].items() if key not in _SAID}
    default = costs.pop("default", None)
    watch = strict(read["watch"], file=FILE, required={"codes", "persons"}, key="watch")
    made = Allowances(
        callers={key: _allowance_of(key, row) for key, row in callers.items()},
        costs={key: _positive(value, key=f"costs.{key}") for key, value in costs.items()},
        default_cost=_positive(default, key="costs.default"),
        watched={key: _watched_of(key, row) for key, row in watch.items()},
    )
    smallest = min(one.size for one in made.callers.values())
    if max(made.costs.values()) > smallest:
        raise DataFileError(FILE, "costs", "holds one that is larger than a bucket")
    return made


@cache
def allowances() -> Allowances:
    """Return the platform's allowances; read once."""
    return allowances_of(table(FILE))


def _allowance_of(name: str, row: object) -> Allowance:
    key = f"callers.{name}"
    read = strict(row, file=FILE, required={"size", "per_minute", *_SAID}, optional={"note"}, key=key)
    size, per_minute = (_positive(read[part], key=f"{key}.{part}") for part in ("size", "per_minute"))
    if _MINUTE_MS % per_minute:
        raise DataFileError(FILE, f"{key}.per_minute", "does not divide a minute into whole milliseconds")
    return Allowance(name, size, _MINUTE_MS // per_minute)


def _watched_of(name: str, row: object) -> Watched:
    key = f"watch.{name}"
    read = strict(row, file=FILE, required={"each", "from", "surcharge", *_SAID}, optional={"note"}, key=key)
    if read["each"] not in _WINDOWS:
        raise DataFileError(FILE, f"{key}.each", "is neither hour nor day")
    allowed, surcharge = (_positive(read[part], key=f"{key}.{part}") for part in ("from", "surcharge"))
    return Watched(name, read["each"], allowed, surcharge)


def _positive(value: object, *, key: str) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or value <= 0:
        raise DataFileError(FILE, key, "is no positive whole number")
    return value
