"""What the handling of tips works with."""

from typing import Protocol

from chalicelib.notices.outbox import Outbox
from chalicelib.objections.tips.store import TipNumbers, TipperStore, TipStore, Vault
from chalicelib.terms.bodies import Bodies


class Means(Protocol):
    """Stores, key, numbers and the register of bodies."""

    @property
    def tips(self) -> TipStore:
        """The tips."""

    @property
    def tippers(self) -> TipperStore:
        """Who reported."""

    @property
    def tipper_vault(self) -> Vault:
        """The key that they are sealed under."""

    @property
    def numbers(self) -> TipNumbers:
        """Numbers and codes."""

    @property
    def outbox(self) -> Outbox:
        """What tells who was reported."""

    @property
    def bodies(self) -> Bodies:
        """The bodies."""
