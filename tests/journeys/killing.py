"""Kills a run at one of its calls, before or after the call takes effect; the calls are counted, none is listed."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from chalicelib.wiring import Services
from tests import fakes, fakes_ledger
from tests.factories import BODY, PENALTY, REGISTRATION
from tests.fakes_search import MemoryNames
from tests.unit.intake.standing import REGISTRAR, STORES_OF_INTAKE, kept_plan_of, kept_receipt_of, some_services


class KilledError(BaseException):
    """The run ends here, as when a container is taken away; nothing may catch it."""


class Moment(StrEnum):
    """Whether the call still takes effect."""

    BEFORE = "before"
    AFTER = "after"


@dataclass(slots=True)
class Killer:
    """Counts calls, and kills at one of them; without one it only counts."""

    at: int | None = None
    moment: Moment = Moment.BEFORE
    calls: int = 0

    def before(self) -> None:
        """Count a call that is about to be made."""
        self.calls += 1
        if self.calls == self.at and self.moment is Moment.BEFORE:
            raise KilledError

    def after(self) -> None:
        """Let a call that was made come back, or not."""
        if self.calls == self.at and self.moment is Moment.AFTER:
            raise KilledError


class Counted:
    """A store whose every call is counted; the killer can be changed under it."""

    def __init__(self, store: Any, killer: Callable[[], Killer]) -> None:
        """Take the store and who counts its calls now."""
        self._store, self._killer = store, killer

    def __reduce__(self) -> tuple[type["Counted"], tuple[Any, Callable[[], Killer]]]:
        """A copy counts for its own store; asked for anything else, that store would answer."""
        return Counted, (self._store, self._killer)

    def __getattr__(self, verb: str) -> Any:
        """Return the store's own method, counted."""
        really = getattr(self._store, verb)

        def call(*args: Any, **named: Any) -> Any:
            killer = self._killer()
            killer.before()
            answer = really(*args, **named)
            killer.after()
            return answer

        return call


def counted(services: Services, killer: Callable[[], Any]) -> Services:
    """Return services on the same stores, whose every call in an intake is counted by whoever is the killer then."""
    return some_services(**{name: Counted(getattr(services, name), killer) for name in STORES_OF_INTAKE})


def left_by(services: Services, number: str) -> dict[str, Any]:
    """Return all that a batch leaves behind in the fakes."""
    library, ledger, identities, names = services.library, services.ledger, services.identities, services.names
    assert isinstance(library, fakes.MemoryLibrary)
    assert isinstance(ledger, fakes_ledger.MemoryLedger)
    assert isinstance(identities, fakes.MemoryIdentities)
    assert isinstance(names, MemoryNames)
    records = library.all()
    return {
        "records": records,
        "history": [version for record in records for version in library.history_of(record.record_id)],
        "batch": services.batches.find(number),
        "plan": kept_plan_of(services, number),
        "receipt": kept_receipt_of(services, number),
        "tallies": [services.suppliers.tally_of(BODY, PENALTY), services.suppliers.tally_of(REGISTRAR, REGISTRATION)],
        "supplies": [services.supplies.of(PENALTY), services.supplies.of(REGISTRATION)],
        "nothing": services.supplies.nothing_of(PENALTY),
        "made": services.suppliers.made_of(BODY, PENALTY),
        "references": dict(identities.references),
        "names": sorted((posting.gram, posting.place) for posting in names.all()),
        "changes": ledger.all(),
    }


@dataclass(slots=True)
class Intruder:
    """Counts calls, and lets something happen just before one of them, once."""

    happens: Callable[[], object]
    at: int | None = None
    calls: int = 0

    def before(self) -> None:
        """Count a call that is about to be made, or let something happen first."""
        self.calls += 1
        if self.calls == self.at:
            self.happens()

    def after(self) -> None:
        """Let a call that was made come back."""
