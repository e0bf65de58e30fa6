"""Whether the platform is alive, and whether it can answer."""

from msgspec import Struct

from chalicelib.api.answers import Answer
from chalicelib.api.audiences import PUBLIC
from chalicelib.api.routing import OFFICE, OPEN, OWN, Call, Route

_OF_NOBODY = "m~0000~market_entity_registration"
_EVERYWHERE = {OPEN: PUBLIC, OWN: PUBLIC, OFFICE: PUBLIC}


class State(Struct, frozen=True):
    """Shape: {"state": "alive"}."""

    state: str


def alive(_call: Call) -> Answer:
    """Say that the platform is alive; asks nothing."""
    return Answer(content=State("alive"))


def ready(call: Call) -> Answer:
    """Say that the platform can answer: its tables of terms and catalogue are sound, and its store answers."""
    _ = call.services.catalogue, call.services.bodies
    call.services.library.find(_OF_NOBODY)
    return Answer(content=State("ready"))


ROUTES = (
    Route(method="GET", path="/healthz", zh="平台是否在运行", view=alive, serves=_EVERYWHERE, gives=State),
    Route(method="GET", path="/readyz", zh="平台能否应答", view=ready, serves=_EVERYWHERE, gives=State),
)
