"""Tips, complaints, findings, incidents, systems in memory: what their stores do, without a network, for one thread."""

from collections.abc import Iterator, Sequence
from itertools import groupby
from operator import attrgetter
from typing import Any, Generic, TypeVar

import msgspec

from chalicelib.errors import NotFoundError, StaleVersionError
from chalicelib.intake.systems.dropped import Dropped
from chalicelib.intake.systems.system import System
from chalicelib.objections.complaints.complaint import Complaint
from chalicelib.objections.complaints.finding import Finding
from chalicelib.objections.incidents.incident import Incident
from chalicelib.objections.incidents.store import TouchPage
from chalicelib.objections.incidents.touching import Touch
from chalicelib.objections.tips.tip import Tip
from tests.fakes_limits import MemoryLimits

_Act = TypeVar("_Act", bound=Any)


def _hold(standing: Any, new: Any, over: Any) -> None:
    """Let a version through only over the one that stands, as a conditional put does; put again, it stands already."""
    if new.version != (over.version + 1 if over else 1):
        message = f"version {new.version} does not follow"
        raise ValueError(message)
    if standing != new and (standing.version if standing else None) != (over.version if over else None):
        raise StaleVersionError


class MemoryActs(Generic[_Act]):
    """Acts of one kind, kept encoded; `kept` is all of it."""

    def __init__(self, kind: type[_Act], *, number: str) -> None:
        """Start empty."""
        self._decoder: msgspec.json.Decoder[_Act] = msgspec.json.Decoder(kind)
        self._number_of = attrgetter(number)
        self.kept: dict[str, bytes] = {}

    def find(self, number: str) -> _Act | None:
        """Return an act."""
        kept = self.kept.get(number)
        return None if kept is None else self._decoder.decode(kept)

    def put(self, new: _Act, *, over: _Act | None) -> None:
        """Put an act over the version that was read."""
        number = self._number_of(new)
        _hold(self.find(number), new, over)
        self.kept[number] = msgspec.json.encode(new)

    def waiting(self, queue: str, *, limit: int, after: str | None = None) -> Sequence[str]:
        """Return numbers of what a queue must act on, oldest first."""
        behind = self._place_after(after) if after else None
        places = sorted(self._place_of(act) for act in self._all() if act.queue == queue)
        return [number for at, number in places if behind is None or (at, number) > behind][:limit]

    def about(self, subject: str, *, limit: int, after: str | None = None) -> Sequence[str]:
        """Return numbers of the acts that are told to a subject, newest first."""
        before = self._place_after(after) if after else None
        places = sorted((self._place_of(act) for act in self._all() if act.told_to == subject), reverse=True)
        return [number for at, number in places if before is None or (at, number) < before][:limit]

    def _all(self) -> list[_Act]:
        return [self._decoder.decode(kept) for kept in self.kept.values()]

    def _place_after(self, number: str) -> tuple[Any, str]:
        last = self.find(number)
        if last is None:
            raise NotFoundError
        return self._place_of(last)

    def _place_of(self, act: _Act) -> tuple[Any, str]:
        return act.filed_at, self._number_of(act)


class MemoryTippers:
    """Sealed tippers by the number of the tip."""

    def __init__(self) -> None:
        """Start empty."""
        self.kept: dict[str, bytes] = {}

    def add(self, tip: str, sealed: bytes) -> None:
        """Keep a sealed tipper unless one is there."""
        self.kept.setdefault(tip, sealed)

    def find(self, tip: str) -> bytes | None:
        """Return a sealed tipper."""
        return self.kept.get(tip)


class MemoryVault:
    """A key made of nothing, whose name says that it protects nobody; what it seals is not its text all the same."""

    def sealed(self, text: str, *, place: str) -> bytes:
        """Return a text sealed for one place."""
        return f"TEST-key#{place}#{text.encode().hex()}".encode()

    def opened(self, sealed: bytes, *, place: str) -> str:
        """Return the text again."""
        kind, sealed_for, text = sealed.decode().split("#")
        if (kind, sealed_for) != ("TEST-key", place):
            message = "sealed for another place"
            raise ValueError(message)
        return bytes.fromhex(text).decode()


class MemoryTouched:
    """What incidents touched, kept encoded."""

    def __init__(self) -> None:
        """Start empty."""
        self._touches: dict[tuple[str, str], bytes] = {}

    def add(self, incident: str, touch: Touch) -> None:
        """Enter a touch unless it is there."""
        self._touches.setdefault((incident, f"{touch.subject}#{touch.reference}"), msgspec.json.encode(touch))

    def touches(self, incident: str, *, limit: int, after: str | None = None) -> TouchPage:
        """Return touches in the order of their subjects, from behind a place."""
        places = sorted(place for number, place in self._touches if number == incident)
        found = [place for place in places if after is None or place > after]
        shown = [msgspec.json.decode(self._touches[incident, place], type=Touch) for place in found[:limit]]
        return TouchPage(shown, found[limit - 1] if len(found) > limit else None)

    def by_subject(self, incident: str, *, after: str | None = None) -> Iterator[tuple[str, Sequence[Touch]]]:
        """Yield each subject with its touches, in the order of the subjects, from behind one."""
        found = self.touches(incident, limit=len(self._touches) + 1, after=f"{after}#~~" if after else None).touches
        for subject, touches in groupby(found, key=lambda touch: touch.subject):
            yield subject, list(touches)


def stores_of_acts() -> dict[str, Any]:
    """Return empty stores of what is no case, by the names they have among the services."""
    return {
        "tips": MemoryActs(Tip, number="tip"),
        "tippers": MemoryTippers(),
        "tipper_vault": MemoryVault(),
        "tip_tries": MemoryLimits(),
        "complaints": MemoryActs(Complaint, number="complaint"),
        "findings": MemoryActs(Finding, number="finding"),
        "incidents": MemoryActs(Incident, number="incident"),
        "systems": MemoryActs(System, number="system"),
        "dropped": MemoryActs(Dropped, number="dropped"),
        "touched": MemoryTouched(),
    }
