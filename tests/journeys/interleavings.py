"""Runs actors against stores in every order, one store call at a time, in one thread.

An actor is a function of a desk's means. It is run anew for each of its steps: calls made before are answered
from its tape, the next one is really made, and at the one after it is stopped. So the world between any two store
calls can be kept, and gone back to, and from each world every actor is let go on. Two ways to the same world and
the same tapes are one; no order is left out, and none is walked twice.

A crash is an actor that is never let go on again, so every world that is reached is one in which any of the
actors, or all of them, may have crashed: `at_every_world` is asked of each.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from chalicelib.errors import RefusalError
from chalicelib.library.changes import Change
from chalicelib.library.records import Record
from chalicelib.objections.cases import Case
from tests import fakes
from tests.fakes import MemoryNotices
from tests.unit.objections.standing import FakeMeans

Act = Callable[["Stepped"], object]


class StoppedError(BaseException):
    """The actor has made its one call; nothing in between may catch this."""


@dataclass(frozen=True, slots=True)
class Heard:
    """What a store answered to one call: a value, or a refusal."""

    call: str
    value: Any = None
    refusal: RefusalError | None = None


@dataclass(frozen=True, slots=True)
class Tape:
    """What an actor has heard so far; `ended` by what it returned or the code it was refused with."""

    heard: tuple[Heard, ...] = ()
    key: int = 0
    ended: str | None = None


class Stepped:
    """A desk's means on which one new call is made, and every earlier one is answered from the tape."""

    def __init__(self, means: FakeMeans, tape: Tape) -> None:
        """Take the real means and what was heard before."""
        self._means, self._tape, self._told = means, tape, 0
        self.fresh: Heard | None = None
        self.numbers, self.catalogue = means.numbers, means.catalogue
        self.bodies, self.calendar = means.bodies, means.calendar
        self.deadline_regime = means.deadline_regime
        self.origins = means.origins
        self.scanner = means.scanner

    @cached_property
    def cases(self) -> Any:
        """The cases, call by call."""
        return _Calls("cases", self._means.cases, self)

    @cached_property
    def library(self) -> Any:
        """The library, call by call."""
        return _Calls("library", self._means.library, self)

    @cached_property
    def evidence(self) -> Any:
        """The bucket of evidence, call by call."""
        return _Calls("evidence", self._means.evidence, self)

    @cached_property
    def casework(self) -> Any:
        """The queue, call by call."""
        return _Calls("casework", self._means.casework, self)

    @cached_property
    def notices(self) -> Any:
        """What tells, call by call."""
        return _Told(self._means.notices, self)

    def announce(self, changes: Any) -> None:
        """Announce, as one call."""
        self.made("announce", lambda: self._means.announce(changes))

    def made(self, call: str, really: Callable[[], Any]) -> Any:
        """Answer a call from the tape, or make it; or stop, where one has been made already."""
        if self._told < len(self._tape.heard):
            heard = self._tape.heard[self._told]
            self._told += 1
            assert heard.call == call, "an actor must do the same when it hears the same"
        elif self.fresh is None:
            heard = self.fresh = _heard(call, really)
        else:
            raise StoppedError
        if heard.refusal is not None:
            raise heard.refusal
        return heard.value


class _Calls:
    def __init__(self, name: str, store: Any, stepped: Stepped) -> None:
        self._name, self._store, self._stepped = name, store, stepped

    def __getattr__(self, verb: str) -> Callable[..., Any]:
        def call(*args: Any, **named: Any) -> Any:
            return self._stepped.made(f"{self._name}.{verb}", lambda: getattr(self._store, verb)(*args, **named))

        return call


class _Told:
    """What tells: only telling is a call. A promise to tell changes no case and no record."""

    def __init__(self, notices: MemoryNotices, stepped: Stepped) -> None:
        self._notices, self._stepped = notices, stepped

    def promise(self, after: Case) -> None:
        pass

    def hasten(self, after: Case) -> None:
        pass

    def tell(self, case: Case) -> None:
        self._stepped.made("notices.tell", lambda: self._notices.tell(case))


def _heard(call: str, really: Callable[[], Any]) -> Heard:
    try:
        return Heard(call, really())
    except RefusalError as refusal:
        return Heard(call, refusal=refusal)


def advanced(act: Act, tape: Tape, means: FakeMeans) -> Tape:
    """Let an actor make one more store call; return its tape after it."""
    stepped = Stepped(means, tape)
    ended = None
    try:
        ended = f"returned {_told(act(stepped))}"
    except StoppedError:
        pass
    except RefusalError as refusal:
        ended = refusal.code
    fresh = stepped.fresh
    assert fresh is not None, "an actor begins with a store call, and ends after one"
    said = fresh.refusal.code if fresh.refusal else repr(fresh.value)
    return Tape((*tape.heard, fresh), hash((tape.key, fresh.call, said, ended)), ended)


def _told(value: object) -> str:
    return value.state.value if isinstance(value, Case) else str(value)


World = tuple[frozenset[Any], ...]


@dataclass(frozen=True, slots=True)
class Kept:
    """All that the stores hold at one moment, to go back to."""

    shelves: tuple[tuple[dict[Any, Any], dict[Any, Any]], ...]
    announced: tuple[Change, ...]

    @classmethod
    def of(cls, means: FakeMeans) -> "Kept":
        """Keep what the stores hold now."""
        shelves = [*_dicts_in(means.cases), *_dicts_in(means.library), *_dicts_in(means.notices)]
        return cls(tuple((shelf, dict(shelf)) for shelf in shelves), tuple(means.announced))

    @property
    def world(self) -> World:
        """What tells it from any other moment; the order of announcements does not."""
        plain = (was for _, was in self.shelves if all(isinstance(value, bytes | str) for value in was.values()))
        return (*(frozenset(was.items()) for was in plain), frozenset(_told_of(self.announced)))

    def put_back(self, means: FakeMeans) -> None:
        """Let the stores hold it again."""
        for shelf, was in self.shelves:
            shelf.clear()
            shelf.update(was)
        means.announced[:] = self.announced


def announced(means: FakeMeans) -> frozenset[tuple[str, int]]:
    """Return what was told of: record ids and versions."""
    return frozenset(_told_of(means.announced))


def _told_of(changes: Iterable[Change]) -> Iterator[tuple[str, int]]:
    return ((change.after.record_id, change.after.version) for change in changes)


def _dicts_in(kept: Any) -> Iterator[dict[Any, Any]]:
    """Yield every dict in which a store in memory keeps things."""
    if isinstance(kept, dict):
        yield kept
        for value in kept.values():
            yield from _dicts_in(value)
    elif type(kept).__module__ == fakes.__name__:
        for value in vars(kept).values():
            yield from _dicts_in(value)


@dataclass(kw_only=True)
class Explored:
    """What was walked: `orders` is how many different orders of store calls the walk stands for."""

    worlds: int = 0
    states: int = 0
    calls: int = 0
    orders: int = 0
    endings: set[tuple[str, ...]] = field(default_factory=set)

    def __str__(self) -> str:
        """Say it in one line."""
        return f"{self.orders} orders, by {self.states} states, {self.calls} store calls and {self.worlds} worlds"


@dataclass(kw_only=True)
class Explorer:
    """Walks every order in which actors can make their calls.

    `numbers` are those of all cases there are or will be. `after_every_call` is given what stood before the call and
    what stands after it; `at_every_world` may change the world, which is put back. What an actor does next depends on
    its tape and the world alone, so each such step is really made once.
    """

    means: FakeMeans
    numbers: tuple[str, ...]
    actors: Mapping[str, Act]
    after_every_call: Callable[[FakeMeans, "Moment", "Moment"], None]
    at_every_world: Callable[[FakeMeans, tuple[str, ...]], None]
    explored: Explored = field(default_factory=Explored)
    _worlds: dict[World, int] = field(default_factory=dict)
    _kept: list[Kept] = field(default_factory=list)
    _moments: list["Moment"] = field(default_factory=list)
    _held: set[tuple[int, int]] = field(default_factory=set)
    _steps: dict[Any, tuple[Tape, int]] = field(default_factory=dict)
    _orders: dict[Any, int] = field(default_factory=dict)

    def run(self) -> Explored:
        """Walk; return what was walked."""
        first = self._world_now()
        self.explored.orders = self._walk({name: Tape() for name in self.actors}, first)
        self.explored.states, self.explored.worlds = len(self._orders), len(self._worlds)
        return self.explored

    def _walk(self, tapes: dict[str, Tape], world: int) -> int:
        key = (world, *(tape.key for tape in tapes.values()))
        if key in self._orders:
            return self._orders[key]
        left = [name for name, tape in tapes.items() if tape.ended is None]
        if not left:
            self.explored.endings.add(tuple(tape.ended or "" for tape in tapes.values()))
        self._orders[key] = sum(self._gone_on(name, tapes, world) for name in left) if left else 1
        return self._orders[key]

    def _gone_on(self, name: str, tapes: dict[str, Tape], world: int) -> int:
        key = (name, tapes[name].key, world)
        if key not in self._steps:
            self._steps[key] = self._step(name, tapes[name], world)
        tape, after = self._steps[key]
        return self._walk({**tapes, name: tape}, after)

    def _step(self, name: str, tape: Tape, before: int) -> tuple[Tape, int]:
        self._kept[before].put_back(self.means)
        further = advanced(self.actors[name], tape, self.means)
        self.explored.calls += 1
        after = self._world_now()
        if (before, after) not in self._held:
            self._held.add((before, after))
            self.after_every_call(self.means, self._moments[before], self._moments[after])
        return further, after

    def _world_now(self) -> int:
        """Return the number of the world as it is; a new one is looked at as if everyone had crashed in it."""
        kept = Kept.of(self.means)
        if kept.world not in self._worlds:
            self._worlds[kept.world] = len(self._kept)
            self._kept.append(kept)
            self._moments.append(moment_of(self.means, self.numbers))
            self.at_every_world(self.means, self.numbers)
            kept.put_back(self.means)
        return self._worlds[kept.world]


@dataclass(frozen=True, slots=True)
class Moment:
    """The cases and the records that stand at one moment, by number and id."""

    cases: Mapping[str, Case]
    records: Mapping[str, Record]


def moment_of(means: FakeMeans, numbers: Iterable[str]) -> Moment:
    """Return what stands now of the cases of these numbers, and of all records."""
    cases = {number: case for number in numbers if (case := means.cases.find(number))}
    return Moment(cases, {record.record_id: record for record in means.library.all()})
