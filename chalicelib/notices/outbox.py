"""The outbox: what every part uses that has something to tell."""

from dataclasses import dataclass
from datetime import datetime

from chalicelib.errors import StaleVersionError
from chalicelib.notices.errands import GIVEN_UP_AFTER, Errand
from chalicelib.notices.notice import Notice
from chalicelib.notices.store import NoticeQueue, NoticeStore

_TRIES = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Outbox:
    """The store and its queue."""

    notices: NoticeStore
    queue: NoticeQueue

    def promise(self, errand: Errand) -> None:
        """Keep the promise to tell, before the act is committed; promised again, it stands as it does.

        One that was given up, for an act that was never committed, wakes for the act that comes in its place.
        """
        standing = None
        for _ in range(_TRIES):
            try:
                self.notices.put_errand(errand if standing is None else errand.awoken_over(standing), over=standing)
            except StaleVersionError:
                standing = self.notices.find_errand(errand.errand)
                if standing is not None and (standing.wakes_at is not None or standing.made_at >= errand.made_at):
                    return
            else:
                return
        raise StaleVersionError

    def hasten(self, errand: Errand) -> None:
        """Ask that a promise be kept now that the act is committed."""
        self.queue.send(errand.errand)

    def tell(self, notice: Notice) -> None:
        """Put a notice; told again, it stands as it does."""
        try:
            self.notices.put(notice, over=None)
        except StaleVersionError:
            return
        if notice.wakes_at is not None:
            self.queue.send(notice.notice)

    def rest(self, errand: Errand) -> None:
        """Say that an errand has told everything; said by another at once, it is said."""
        if errand.wakes_at is None:
            return
        try:
            self.notices.put_errand(errand.moved(wakes_at=None, rounds=errand.rounds), over=errand)
        except StaleVersionError:
            return

    def wait(self, errand: Errand, *, now: datetime) -> None:
        """Go on later with an errand whose act is not committed; one that is not by the next day never was."""
        if errand.wakes_at is None or errand.wakes_at > now:
            return
        if now - errand.made_at > GIVEN_UP_AFTER:
            self.rest(errand)
            return
        try:
            self.notices.put_errand(errand.moved(wakes_at=now + (now - errand.made_at)), over=errand)
        except StaleVersionError:
            return
