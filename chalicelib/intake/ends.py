"""Ends of batches: whether the act that a record came by is a batch still under way, for who looks at many records.

A batch at its end never goes back, so it is asked for once in the life of a container.
"""

from collections import OrderedDict
from dataclasses import dataclass, field

from chalicelib.intake.batches import State
from chalicelib.intake.store import BatchStore

REMEMBERED = 10_000


@dataclass(slots=True)
class Ends:
    """What is known of batches; what is no batch is under way for nobody."""

    batches: BatchStore
    ended: "OrderedDict[str, None]" = field(default_factory=OrderedDict)

    def is_under_way(self, act: str) -> bool:
        """Say whether an act is a batch that has begun to be applied and is not yet."""
        if act in self.ended:
            return False
        batch = self.batches.find(act)
        if batch is not None and batch.state is State.APPLYING:
            return True
        if batch is None or batch.state.is_an_end:
            self._remember(act)
        return False

    def _remember(self, act: str) -> None:
        self.ended[act] = None
        if len(self.ended) > REMEMBERED:
            self.ended.popitem(last=False)
