"""What is asked of the table of limits. A store that does not answer at once raises, and nobody is limited."""

from typing import Protocol


class LimitStore(Protocol):
    """Buckets and tallies. Every method raises UnansweredError where the store is silent.

    Units: instants in milliseconds since 1970, `expires` in seconds: when the store may forget the line.
    """

    def move(self, caller: str, *, by: int, within: tuple[int, int], expires: int) -> int | None:
        """Move the instant at which a bucket is full later, if it lies within bounds; return where it lies then.

        None where it does not lie there.
        """

    def set(self, caller: str, *, at: int, unless: tuple[int, int], expires: int) -> bool:
        """Set the instant, unless it is known and lies within bounds; say whether it was set."""

    def find(self, caller: str) -> int | None:
        """Return the instant at which a bucket is full; None where it was never used, or long ago."""

    def tally_of(self, caller: str, line: str) -> tuple[int, int] | None:
        """Return what was counted of a caller, a sketch (see `watch`), and its version.

        Shape: line "codes#2026-11-27T20"
        """

    def put_tally(self, caller: str, line: str, bits: int, *, over: int, expires: int) -> bool:
        """Put what is counted now over the version that was read, 0 for none; say whether that was what stood."""
