"""What the handling of tips asks of its tables, of the key that tippers are sealed under, and of numbers."""

from datetime import datetime
from typing import Protocol, TypeAlias

from chalicelib.objections.owners import ActStore
from chalicelib.objections.tips.tip import Tip

TipStore: TypeAlias = ActStore[Tip]


class TipperStore(Protocol):
    """Who reported, sealed, by the number of the tip; apart from the tips."""

    def add(self, tip: str, sealed: bytes) -> None:
        """Keep a sealed tipper under a number that has none yet."""

    def find(self, tip: str) -> bytes | None:
        """Return a sealed tipper."""


class Vault(Protocol):
    """A key of its own: the public's deployment can only seal with it, the office's only open."""

    def sealed(self, text: str, *, place: str) -> bytes:
        """Return a text sealed for one place."""

    def opened(self, sealed: bytes, *, place: str) -> str:
        """Return the text again."""


class TipNumbers(Protocol):
    """Makes what must be new of a tip."""

    def tip_number(self, *, at: datetime, tap: str | None = None) -> str:
        """Return a new number, of one tap and day the same. Shape: "JB20261123-<8 characters>"."""

    def tip_code(self, *, tap: str | None = None) -> str:
        """Return a new secret code, of one tap the same. Shape: 16 letters and digits, 80 random bits."""

    def entry(self) -> str:
        """Return 32 new random hex digits, for a salt."""
