"""A deployment's services copied whole: what is prepared once is had again for the price of a copy.

Stores and all that can change are copied; what never changes (a frozen value, a table, a key) is the same object.
"""

import io
import pickle
from dataclasses import dataclass
from typing import Any

import msgspec
from cryptography.hazmat.primitives.asymmetric import ec

from chalicelib.catalogue.items import Catalogue
from chalicelib.catalogue.periods import Periods
from chalicelib.settings import Settings
from chalicelib.terms.bodies import Bodies
from chalicelib.wiring import Services

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
class Mould:
    """What services held at one moment; each copy is a deployment of its own that holds the same."""

    taken: bytes
    shared: tuple[Any, ...]

    @classmethod
    def of(cls, services: Services) -> "Mould":
        """Take services down as they are now.

        Raises: TypeError, pickle.PicklingError where a part can neither be copied nor is known never to change.
        """
        file = io.BytesIO()
        taking = _Taking(file)
        taking.dump(services)
        return cls(file.getvalue(), tuple(taking.shared))

    def copy(self) -> Services:
        """Return services that hold what was taken down."""
        services: Services = _Giving(io.BytesIO(self.taken), self.shared).load()
        return services
