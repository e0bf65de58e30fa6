"""Targets: the records that a chunk's rows may meet, read before the batch is, and kept up while putting."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from chalicelib.catalogue.items import REGISTRATION, Catalogue
from chalicelib.library.places import profile_place, record_id_of
from chalicelib.library.records import Record
from chalicelib.library.store import LibraryStore
from chalicelib.terms.subjects import Subject


@dataclass(slots=True)
class Targets:
    """Current records by subject and item."""

    library: LibraryStore
    catalogue: Catalogue
    held: dict[tuple[Subject, str], Sequence[Record]] = field(default_factory=dict)

    def read(self, subject: Subject, items: Iterable[str]) -> None:
        """Read what is held of a subject under some items, unless it was."""
        for item in items:
            if (subject, item) not in self.held:
                self.read_again(subject, item)

    def read_again(self, subject: Subject, item: str) -> None:
        """Read what is held of a subject under an item as it stands now: its profile, or its records; one request."""
        if self.catalogue.get(item).kind != REGISTRATION:
            self.held[subject, item] = self.library.records_of(subject, item)
            return
        profile = self.library.find(record_id_of(subject, profile_place(item)))
        self.held[subject, item] = [] if profile is None else [profile]

    def of(self, subject: Subject, item: str) -> Sequence[Record]:
        """Return what was read."""
        return self.held[subject, item]

    def keep(self, new: Record) -> None:
        """Hold a version that was put in place of the one it replaced."""
        key = new.subject, new.content.item
        self.held[key] = [*(record for record in self.held[key] if record.place != new.place), new]

    def profile(self, subject: Subject, item: str) -> Record | None:
        """Return a subject's profile under one registration item; one that was taken back is none."""
        place, held = profile_place(item), self.held.get((subject, item), ())
        return next((one for one in held if one.place == place and not one.content.is_taken_back), None)

    def registered(self, subject: Subject) -> Record | None:
        """Return a subject's profile under whichever item it is registered."""
        profiles = (self.profile(subject, item) for item in self.registrations_of(subject))
        return next((profile for profile in profiles if profile is not None), None)

    def registrations_of(self, subject: Subject) -> list[str]:
        """Return the items under which a subject of its library is registered."""
        library = subject.library.value
        return [one.id for one in self.catalogue.items if one.kind == REGISTRATION and library in one.libraries]
