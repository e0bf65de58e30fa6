"""What every reading flow needs at once: the libraries, and the rules by which they are read."""

from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from chalicelib.catalogue.items import Catalogue
from chalicelib.catalogue.periods import Periods
from chalicelib.library.readers import Reader
from chalicelib.library.standings import Rules
from chalicelib.library.store import LibraryStore
from chalicelib.library.visibility import View
from chalicelib.terms.subjects import Subject

if TYPE_CHECKING:
    from chalicelib.terms.bodies import Bodies


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Holdings:
    """The three libraries with the catalogue, the periods, the bodies and the entitlements that rule their reading."""

    library: LibraryStore
    catalogue: Catalogue
    periods: Periods
    bodies: "Bodies | None" = None
    rules: Rules = field(default_factory=Rules)

    def view_for(self, reader: Reader, *, today: date) -> View:
        """Return the eyes of one reader on one day, for all records of one answer."""
        return View(reader=reader, today=today, periods=self.periods, bodies=self.bodies, rules=self.rules)

    def division_of(self, subject: Subject) -> str | None:
        """Return the division a subject's registration names, by one Query; its profile stands first in its file."""
        profiles = (record for record in self.library.file_of(subject).records if record.is_profile)
        return next((profile.content.subject_division for profile in profiles), None)
