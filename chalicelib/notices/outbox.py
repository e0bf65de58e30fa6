"""The outbox: what every part uses that has something to tell."""

from dataclasses import dataclass
from datetime import datetime

from chalicelib.errors import StaleVersionError
from chalicelib.notices.errands import Errand
from chalicelib.notices.notice import Notice
from chalicelib.notices.store import NoticeQueue, NoticeStore


@dataclass(frozen=True, slots=True, kw_only=True)
class Outbox:
    """The store and its queue."""

    notices: NoticeStore
    queue: NoticeQueue

    def promise(self, errand: Errand) -> None:
        """Keep the promise to tell, before the act is committed; promised again, it stands as it does."""
        try:
            self.notices.put_errand(errand, over=None)
        except StaleVersionError:
            return

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

    def ask_again(self, errand: Errand, *, at: datetime) -> None:
        """Say when an errand is gone on with whose act is not committed yet."""
        try:
            self.notices.put_errand(errand.moved(wakes_at=at), over=errand)
        except StaleVersionError:
            return
