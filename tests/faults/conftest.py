"""The server on which real threads meet."""

from tests.stores.conftest import ministack, ministack_running

__all__ = ["ministack", "ministack_running"]
