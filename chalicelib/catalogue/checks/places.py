"""A place in a data file, and the small demands that every table makes of its values."""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass

from chalicelib.catalogue.bases import Bases
from chalicelib.errors import DataFileError
from chalicelib.terms.tables import Table, date_of, flag_of, strict, text_of


@dataclass(frozen=True, slots=True)
class Place:
    """Where in which file; every demand that fails names both.

    Shape: Place("catalogue/periods", "publication.2")
    Raises: DataFileError, by every method that demands.
    """

    file: str
    key: str = "-"

    def inner(self, name: object) -> "Place":
        """Return a place within this one."""
        return Place(self.file, str(name) if self.key == "-" else f"{self.key}.{name}")

    def must(self, why: str, *, hold: bool) -> None:
        """Demand that something holds; `why` says what is wrong where it does not."""
        if not hold:
            raise DataFileError(self.file, self.key, why)

    def table(self, value: object, required: Collection[str], optional: Collection[str] = ()) -> Table:
        """Return a table that has every required key and no unknown one."""
        return strict(value, file=self.file, key=self.key, required=required, optional=optional)

    def rows(self, value: object) -> list[tuple["Place", Table]]:
        """Return the rows of a list or table of tables, each with its place: its key, its id, or its number."""
        self.must("is neither a list nor a table", hold=isinstance(value, list | dict))
        if isinstance(value, dict):
            return [(self.inner(key), row) for key, row in value.items()]
        rows = list(value) if isinstance(value, list) else []
        named = [row.get("id", number) if isinstance(row, dict) else number for number, row in enumerate(rows, 1)]
        return [(self.inner(name), row) for name, row in zip(named, rows, strict=True)]

    def text(self, row: Table, *names: str) -> None:
        """Demand texts that are not blank, of those that are given."""
        self._each(row, names, text_of)

    def flag(self, row: Table, *names: str) -> None:
        """Demand trues or falses, of those that are given."""
        self._each(row, names, flag_of)

    def day(self, row: Table, *names: str) -> None:
        """Demand days, of those that are given; `valid_to` is not before `valid_from`."""
        self._each(row, names, date_of)
        if "valid_from" in row and "valid_to" in row:
            self.inner("valid_to").must("is before valid_from", hold=str(row["valid_from"]) <= str(row["valid_to"]))

    def number(self, row: Table, *names: str, least: int = 0) -> None:
        """Demand whole numbers from a least one on, of those that are given."""
        for name in names:
            if name in row:
                sound = isinstance(row[name], int) and not isinstance(row[name], bool) and row[name] >= least
                self.inner(name).must(f"is not a whole number from {least} on", hold=sound)

    def texts(self, row: Table, *names: str) -> None:
        """Demand lists of texts without a double, of those that are given."""
        for name in names:
            if name in row:
                inner = self.inner(name)
                inner.must("is not a list", hold=isinstance(row[name], list))
                for entry in row[name]:
                    text_of(entry, file=self.file, key=inner.key)
                inner.without_doubles(row[name])

    def without_doubles(self, names: Iterable[object]) -> None:
        """Demand that nothing occurs twice; name what does."""
        seen: set[object] = set()
        for name in names:
            self.inner(name).must("is doubled", hold=name not in seen)
            seen.add(name)

    def known(self, values: Iterable[str], among: Collection[str], *, what: str) -> None:
        """Demand that every value is known."""
        for value in values:
            self.must(f"is not a known {what}: {value}", hold=value in among)

    def basis(self, row: Table, use: str, bases: Bases) -> None:
        """Demand a basis that can carry the use, and that every other document named is in the register."""
        inner = self.inner("basis")
        bases.must_support(row["basis"], use, file=self.file, place=inner.key)
        for key in row.get("also", ()):
            bases.get(key, file=self.file, place=self.inner("also").key)

    def _each(self, row: Table, names: tuple[str, ...], check: Callable[..., object]) -> None:
        for name in names:
            if name in row:
                check(row[name], file=self.file, key=self.inner(name).key)
