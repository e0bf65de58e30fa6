"""The places a contract runs on; an absent server is a skip that says so, and CI counts it as missing."""

from collections.abc import Iterator

import pytest
from moto import mock_aws

from tests import dynalite as dynalite_server
from tests import ministack as ministack_server
from tests.stores.places import InMemory, OnServer, Server, Stores, opened
from tests.stores_ran import note


@pytest.fixture(scope="session")
def moto_inside() -> Server:
    """Return moto within this process; it answers inside `mock_aws` alone."""
    return Server.at("moto", None)


@pytest.fixture(scope="session")
def ministack_running() -> Iterator[Server]:
    """Yield a ministack."""
    if not ministack_server.is_installed():
        pytest.skip("ministack absent: `make setup` installs it")
    with ministack_server.ministack() as endpoint:
        yield Server.at("ministack", endpoint)


@pytest.fixture(scope="session")
def dynalite_running() -> Iterator[Server]:
    """Yield a dynalite."""
    if not dynalite_server.is_installed():
        pytest.skip("dynalite absent: it needs node, `make setup` installs it")
    with dynalite_server.dynalite() as endpoint:
        yield Server.at("dynalite", endpoint)


@pytest.fixture
def moto(moto_inside: Server) -> Iterator[OnServer]:
    """Yield the stores on an empty moto."""
    with mock_aws(), opened(moto_inside) as stores:
        yield stores


@pytest.fixture
def ministack(ministack_running: Server) -> Iterator[OnServer]:
    """Yield the stores on ministack, under a prefix of their own."""
    with opened(ministack_running) as stores:
        yield stores


@pytest.fixture
def dynalite(dynalite_running: Server) -> Iterator[OnServer]:
    """Yield the stores on dynalite, under a prefix of their own."""
    with opened(dynalite_running) as stores:
        yield stores


def _of(request: pytest.FixtureRequest) -> Stores:
    stores: Stores = InMemory() if request.param == "memory" else request.getfixturevalue(request.param)
    note(request.param)
    return stores


@pytest.fixture(params=["memory", "moto", "ministack", "dynalite"])
def stores(request: pytest.FixtureRequest) -> Stores:
    """Return the stores that need tables alone."""
    return _of(request)


@pytest.fixture(params=["memory", "moto", "ministack"])
def stores_with_buckets(request: pytest.FixtureRequest) -> Stores:
    """Return the stores that need buckets."""
    return _of(request)


@pytest.fixture(params=["moto", "ministack"])
def server(request: pytest.FixtureRequest) -> OnServer:
    """Return the stores on a server that also has queues and keys."""
    note(request.param)
    found: OnServer = request.getfixturevalue(request.param)
    return found


@pytest.fixture(params=["moto", "ministack", "dynalite"])
def tables(request: pytest.FixtureRequest) -> OnServer:
    """Return the stores on a server with tables, where what they send can be looked at."""
    note(request.param)
    found: OnServer = request.getfixturevalue(request.param)
    return found
