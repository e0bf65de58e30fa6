"""The lists of systems: all of them for the centre, a body's own for its staff."""

from collections.abc import Iterator, Sequence
from datetime import date

from chalicelib.intake.systems.means import Means
from chalicelib.intake.systems.system import ALL, System, list_of
from chalicelib.library.readers import Level, Reader

_AT_ONCE = 100


def systems_for(by: Reader, *, means: Means, today: date) -> Iterator[System]:
    """Yield the systems that a reader may see: the centre all, oldest first, a department those it answers for."""
    if by.level is Level.DESK:
        yield from all_systems(means=means)
        return
    for body in means.bodies:
        if may_see(by, body.key, means=means, today=today):
            yield from systems_of(body.key, means=means)


def may_see(by: Reader, owner: str, *, means: Means, today: date) -> bool:
    """Say whether a reader may see the systems of a body: the centre does, and the body that answers for it today."""
    if by.level is Level.DESK:
        return True
    return by.body is not None and means.bodies.responsible(owner, today).key == by.body


def all_systems(*, means: Means) -> Iterator[System]:
    """Yield all systems, oldest first, each as it stands."""
    after: str | None = None
    while keys := means.systems.waiting(ALL, limit=_AT_ONCE, after=after):
        yield from _standing(keys, means=means)
        after = keys[-1]


def systems_of(owner: str, *, means: Means) -> Iterator[System]:
    """Yield the systems of a body, newest first, each as it stands."""
    after: str | None = None
    while keys := means.systems.about(list_of(owner), limit=_AT_ONCE, after=after):
        yield from _standing(keys, means=means)
        after = keys[-1]


def _standing(keys: Sequence[str], *, means: Means) -> Iterator[System]:
    found = (means.systems.find(key) for key in keys)
    yield from (system for system in found if system is not None)
