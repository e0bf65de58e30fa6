"""A deployment's services copied whole: what a test begins with is made once, and had again for the price of a copy.

Stores and all that can change are copied; what never changes (a frozen value, a table, a key) is the same object.
"""

import io
import pickle
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

import msgspec
from cryptography.hazmat.primitives.asymmetric import ec

from chalicelib.catalogue.items import Catalogue
from chalicelib.catalogue.periods import Periods
from chalicelib.settings import Settings
from chalicelib.terms.bodies import Bodies

Thing = TypeVar("Thing")

_NEVER_CHANGED = (
    msgspec.Struct,
    msgspec.json.Decoder,
    msgspec.json.Encoder,
    ec.EllipticCurvePrivateKey,
    Bodies,
    Catalogue,
    Periods,
    Settings,
)


class _Taking(pickle.Pickler):
    """Takes a copy down, and keeps aside what every copy shares."""

    def __init__(self, file: io.BytesIO) -> None:
        super().__init__(file, protocol=pickle.HIGHEST_PROTOCOL)
        self.shared: list[Any] = []

    def persistent_id(self, obj: Any) -> int | None:
        if not isinstance(obj, _NEVER_CHANGED) or not _is_frozen(obj):
            return None
        self.shared.append(obj)
        return len(self.shared) - 1


def _is_frozen(obj: Any) -> bool:
    return not isinstance(obj, msgspec.Struct) or obj.__struct_config__.frozen


class _Giving(pickle.Unpickler):
    def __init__(self, file: io.BytesIO, shared: tuple[Any, ...]) -> None:
        super().__init__(file)
        self._shared = shared

    def persistent_load(self, pid: int) -> Any:
        return self._shared[pid]


@dataclass(frozen=True, slots=True)
class Mould(Generic[Thing]):
    """What a deployment's services, or a test's own thing around them, held at one moment."""

    taken: bytes
    shared: tuple[Any, ...]

    @classmethod
    def of(cls, thing: Thing) -> "Mould[Thing]":
        """Take a thing down as it is now, with all that it stands on.

        Raises: TypeError, pickle.PicklingError where a part can neither be copied nor is known never to change.
        """
        file = io.BytesIO()
        taking = _Taking(file)
        taking.dump(thing)
        return cls(file.getvalue(), tuple(taking.shared))

    def copy(self) -> Thing:
        """Return a thing of its own that holds what was taken down."""
        thing: Thing = _Giving(io.BytesIO(self.taken), self.shared).load()
        return thing
