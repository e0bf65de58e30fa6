"""Turns: of many workers one runs at a time, and at every store call the seed alone says who is next.

Each worker stands in a thread of its own only to have a stack of its own: whoever has no turn waits, so nothing ever
runs beside anything else, and a seed gives the same run every time.
"""

import random
from collections.abc import Callable, Mapping
from threading import Semaphore, Thread, get_ident


class StoppedError(BaseException):
    """Another worker failed, and all stop; nothing may catch this."""


class Turns:
    """Who runs now."""

    def __init__(self, pick: random.Random) -> None:
        """Take what decides."""
        self._pick = pick
        self._waiting: dict[str, Semaphore] = {}
        self._names: dict[int, str] = {}
        self._failure: BaseException | None = None
        self.calls = 0

    def run(self, workers: Mapping[str, Callable[[], None]]) -> None:
        """Let workers run by turns until each has ended; raise what the first of them failed with."""
        threads = [Thread(target=self._work, args=(name, act), daemon=True) for name, act in workers.items()]
        self._waiting = {name: Semaphore(0) for name in workers}
        for thread in threads:
            thread.start()
        self._wake_one()
        for thread in threads:
            thread.join()
        if self._failure is not None:
            raise self._failure

    def next(self) -> None:
        """Let the seed say who goes on; come back when it is this worker again."""
        self.calls += 1
        own = self._names[get_ident()]
        self._wake_one()
        self._waiting[own].acquire()
        self._stop_if_another_failed()

    def _wake_one(self) -> None:
        if self._waiting:
            self._waiting[self._pick.choice(sorted(self._waiting))].release()

    def _work(self, name: str, act: Callable[[], None]) -> None:
        self._names[get_ident()] = name
        self._waiting[name].acquire()
        try:
            self._stop_if_another_failed()
            act()
        except StoppedError:
            pass
        except BaseException as error:  # noqa: BLE001  it is raised where the run was begun
            self._failure = self._failure or error
        finally:
            del self._waiting[name]
            self._wake_one()

    def _stop_if_another_failed(self) -> None:
        if self._failure is not None:
            raise StoppedError
