"""Grants and assisted sessions in memory: what their stores do, without a network, for one thread."""

from collections.abc import Callable, Sequence
from typing import Any

import msgspec

from chalicelib.errors import NotFoundError, StaleVersionError
from chalicelib.grants.grant import Grant, Holder
from chalicelib.grants.sessions import Session
from chalicelib.terms.subjects import Subject


def _hold(standing: Any, new: Any, over: Any) -> None:
    """Let a version through only over the one that stands, as a conditional put does; put again, it stands already."""
    if new.version != (over.version + 1 if over else 1):
        message = f"version {new.version} does not follow"
        raise ValueError(message)
    if standing != new and (standing.version if standing else None) != (over.version if over else None):
        raise StaleVersionError


class MemoryGrants:
    """Grants, kept encoded, so that nobody holds what another changed."""

    def __init__(self) -> None:
        """Start empty."""
        self._kept: dict[str, bytes] = {}

    def find(self, grant: str) -> Grant | None:
        """Return a grant."""
        kept = self._kept.get(grant)
        return None if kept is None else msgspec.json.decode(kept, type=Grant)

    def put(self, new: Grant, *, over: Grant | None) -> None:
        """Put a grant over the version that was read."""
        _hold(self.find(new.grant), new, over)
        self._kept[new.grant] = msgspec.json.encode(new)

    def given_by(self, subject: Subject, *, limit: int, after: str | None = None) -> Sequence[str]:
        """Return numbers of the grants of a subject, newest first."""
        return self._newest(lambda grant: grant.terms.subject == subject, limit, after)

    def held_by(self, holder: Holder, *, limit: int, after: str | None = None) -> Sequence[str]:
        """Return numbers of the grants of a holder, newest first."""
        return self._newest(lambda grant: grant.terms.holder == holder, limit, after)

    def _newest(self, is_theirs: Callable[[Grant], bool], limit: int, after: str | None) -> Sequence[str]:
        grants = [msgspec.json.decode(kept, type=Grant) for kept in self._kept.values()]
        places = sorted(((one.terms.given_at, one.grant) for one in grants if is_theirs(one)), reverse=True)
        return _behind(places, self.find(after) if after else None, after)[:limit]


class MemorySessions:
    """Assisted sessions, kept encoded."""

    def __init__(self) -> None:
        """Start empty."""
        self._kept: dict[str, bytes] = {}

    def find(self, session: str) -> Session | None:
        """Return a session."""
        kept = self._kept.get(session)
        return None if kept is None else msgspec.json.decode(kept, type=Session)

    def put(self, new: Session, *, over: Session | None) -> None:
        """Put a session over the version that was read."""
        _hold(self.find(new.session), new, over)
        self._kept[new.session] = msgspec.json.encode(new)

    def about(self, subject: Subject, *, limit: int, after: str | None = None) -> Sequence[str]:
        """Return numbers of the sessions that concern a subject, newest first."""
        sessions = [msgspec.json.decode(kept, type=Session) for kept in self._kept.values()]
        places = sorted(
            ((one.opened_at, one.session) for one in sessions if subject in {one.subject, one.present}), reverse=True
        )
        return _behind(places, self.find(after) if after else None, after)[:limit]


def _behind(places: Sequence[tuple[Any, str]], last: Any, after: str | None) -> list[str]:
    if after is not None and last is None:
        raise NotFoundError
    numbers = [number for _, number in places]
    return numbers if after is None else numbers[numbers.index(after) + 1 :]


def stores_of_grants() -> dict[str, Any]:
    """Return empty stores of grants and sessions, by the names they have among the services."""
    return {"grants": MemoryGrants(), "sessions": MemorySessions()}
