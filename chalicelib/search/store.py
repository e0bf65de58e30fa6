"""What search asks of the table of names; it holds organisations only, as hints."""

from collections.abc import Sequence
from typing import Protocol

from msgspec import Struct


class NameEntry(Struct, frozen=True):
    """One name an organisation bears or bore.

    Shape: opening "示例", name "示例虚构甲有限公司", credit_code "9151…"
    """

    opening: str
    name: str
    credit_code: str

    @property
    def sort_key(self) -> str:
        """Return where the name stands under its opening: in order of names, of one name in order of codes.

        Shape: "示例虚构甲有限公司#9151…"
        """
        return f"{self.name}#{self.credit_code}"


class NameStore(Protocol):
    """Names by their first two characters."""

    def add(self, entry: NameEntry) -> None:
        """Enter a name; one that is there already stays."""

    def beginning_with(self, opening: str, start: str, *, limit: int, after: str | None = None) -> Sequence[NameEntry]:
        """Return names under an opening that begin with `start`, in order, from behind the `sort_key` `after`."""
