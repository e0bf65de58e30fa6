"""The table of limits in memory, for the tests of one thread; `silent` makes it answer nothing."""

from chalicelib.errors import UnansweredError


class MemoryLimits:
    """Instants at which buckets are full, and tallies; `asked` counts the requests."""

    def __init__(self) -> None:
        """Start empty."""
        self.silent, self.asked = False, 0
        self.full_at: dict[str, int] = {}
        self.tallies: dict[tuple[str, str], tuple[int, int]] = {}

    def move(self, caller: str, *, by: int, within: tuple[int, int], expires: int) -> int | None:
        """Move the instant later, if it lies within bounds."""
        self._answer(expires)
        standing = self.full_at.get(caller)
        if standing is None or not within[0] <= standing <= within[1]:
            return None
        self.full_at[caller] = standing + by
        return standing + by

    def set(self, caller: str, *, at: int, unless: tuple[int, int], expires: int) -> bool:
        """Set the instant, unless it lies within bounds."""
        self._answer(expires)
        if caller in self.full_at and unless[0] <= self.full_at[caller] <= unless[1]:
            return False
        self.full_at[caller] = at
        return True

    def find(self, caller: str) -> int | None:
        """Return the instant."""
        self._answer()
        return self.full_at.get(caller)

    def tally_of(self, caller: str, line: str) -> tuple[int, int] | None:
        """Return what was counted."""
        self._answer()
        return self.tallies.get((caller, line))

    def put_tally(self, caller: str, line: str, bits: int, *, over: int, expires: int) -> bool:
        """Put what is counted now over a version."""
        self._answer(expires)
        if (self.tallies.get((caller, line)) or (0, 0))[1] != over:
            return False
        self.tallies[caller, line] = (bits, over + 1)
        return True

    def _answer(self, expires: int = 1) -> None:
        if self.silent:
            raise UnansweredError
        assert expires > 0
        self.asked += 1
