"""Runs actors against a ledger in memory in every order of their store calls, one call at a time, in one thread.

An actor is run anew for each of its steps: what it heard before is answered from its tape, the next call is really
made, and at the one after it is stopped. An actor that is never let go on has crashed, so `at_every_world`, which is
asked of each world that is reached, is asked of every crash; the world is put back behind it.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.unit.ledger.keeping import Keeping

Act = Callable[[Any], object]
World = tuple[frozenset[Any], ...]


class StoppedError(BaseException):
    """The actor has made its one call; nothing in between may catch this."""


@dataclass(frozen=True, slots=True)
class Tape:
    """What an actor has heard so far; `is_ended` when it has nothing more to do; `key` tells it from another."""

    heard: tuple[tuple[str, Any], ...] = ()
    is_ended: bool = False
    key: int = 0


class Stepped:
    """A ledger on which one new call is made, and every earlier one is answered from the tape."""

    def __init__(self, keeping: Keeping, tape: Tape) -> None:
        """Take the real stores and what was heard before."""
        self.tape, self.told = tape, 0
        self.fresh: tuple[str, Any] | None = None
        self.ledger = _Calls("ledger", keeping.ledger, self)
        self.chain = _Calls("chain", keeping.chain, self)
        self.accesses = _Calls("accesses", keeping.accesses, self)

    def made(self, call: str, really: Callable[[], Any]) -> Any:
        """Answer a call from the tape, or make it; or stop, where one has been made already."""
        if self.told < len(self.tape.heard):
            was, answer = self.tape.heard[self.told]
            self.told += 1
            assert was == call, "an actor does the same when it hears the same"
            return answer
        if self.fresh is not None:
            raise StoppedError
        self.fresh = call, really()
        return self.fresh[1]


class _Calls:
    def __init__(self, name: str, store: Any, stepped: Stepped) -> None:
        self._name, self._store, self._stepped = name, store, stepped

    def __getattr__(self, verb: str) -> Callable[..., Any]:
        def call(*args: Any, **named: Any) -> Any:
            return self._stepped.made(f"{self._name}.{verb}", lambda: getattr(self._store, verb)(*args, **named))

        return call


def _advanced(act: Act, tape: Tape, keeping: Keeping) -> Tape:
    stepped = Stepped(keeping, tape)
    is_ended = False
    try:
        act(stepped)
        is_ended = True
    except StoppedError:
        pass
    assert stepped.fresh is not None, "an actor ends right behind a call"
    return Tape((*tape.heard, stepped.fresh), is_ended, hash((tape.key, repr(stepped.fresh), is_ended)))


def _shelves(keeping: Keeping) -> list[dict[Any, Any]]:
    chain = keeping.chain
    return [keeping.ledger.lines, chain.blocks, chain.told, chain.noted, keeping.accesses.kept]


@dataclass(kw_only=True)
class Explorer:
    """Walks every order; two ways to the same world and the same tapes are one, and are walked once."""

    keeping: Keeping
    actors: Mapping[str, Act]
    at_every_world: Callable[[Keeping], None]
    worlds: set[World] = field(default_factory=set)
    _orders: dict[Any, int] = field(default_factory=dict)

    def run(self) -> int:
        """Walk; return how many orders were walked."""
        return self._walk({name: Tape() for name in self.actors})

    def _walk(self, tapes: Mapping[str, Tape]) -> int:
        key = (self._looked_at(), *(tape.key for tape in tapes.values()))
        if key not in self._orders:
            left = [name for name, tape in tapes.items() if not tape.is_ended]
            self._orders[key] = sum(self._gone_on(name, tapes) for name in left) if left else 1
        return self._orders[key]

    def _gone_on(self, name: str, tapes: Mapping[str, Tape]) -> int:
        was = [dict(shelf) for shelf in _shelves(self.keeping)]
        further = _advanced(self.actors[name], tapes[name], self.keeping)
        orders = self._walk({**tapes, name: further})
        self._put_back(was)
        return orders

    def _looked_at(self) -> World:
        was = [dict(shelf) for shelf in _shelves(self.keeping)]
        world = tuple(frozenset(shelf.items()) for shelf in was)
        if world not in self.worlds:
            self.worlds.add(world)
            self.at_every_world(self.keeping)
            self._put_back(was)
        return world

    def _put_back(self, was: list[dict[Any, Any]]) -> None:
        for shelf, held in zip(_shelves(self.keeping), was, strict=True):
            shelf.clear()
            shelf.update(held)
