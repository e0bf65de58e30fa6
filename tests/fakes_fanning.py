"""Stores of large files in memory: their pieces, and a queue whose messages a test delivers as it likes."""

from collections.abc import Iterable


class MemoryPortions:
    """Pieces and what came of them, a folder a batch."""

    def __init__(self) -> None:
        """Keep nothing."""
        self.kept: dict[tuple[str, str], bytes] = {}

    def put(self, batch: str, name: str, content: bytes) -> None:
        """Keep something of a batch, in place of what has the name."""
        self.kept[batch, name] = content

    def find(self, batch: str, name: str) -> bytes | None:
        """Return what has a name."""
        return self.kept.get((batch, name))

    def names(self, batch: str, *, beginning: str) -> frozenset[str]:
        """Return the names in a batch's folder that begin in some way."""
        return frozenset(name for whose, name in self.kept if whose == batch and name.startswith(beginning))

    def delete_all(self, batch: str, *, beginning: str) -> None:
        """Delete whatever in a batch's folder begins in some way; where nothing does, it is no matter."""
        for name in self.names(batch, beginning=beginning):
            del self.kept[batch, name]


class MemoryPortionQueue:
    """Messages that nobody has taken yet."""

    def __init__(self) -> None:
        """Hold no message."""
        self.sent: list[tuple[str, int]] = []

    def send(self, batch: str, portions: Iterable[int]) -> None:
        """Ask that portions of a batch be taken in."""
        self.sent += [(batch, portion) for portion in portions]
