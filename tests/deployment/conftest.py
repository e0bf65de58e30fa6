"""One deployment for all tests of this folder: it takes seconds, and they leave each other alone."""

from collections.abc import Iterator

import pytest

from tests import ministack
from tests.deployment.deployed import Deployment, deployed
from tests.deployment.issuer import Issuer, issuing


@pytest.fixture(scope="session")
def issuer(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Issuer]:
    """Give the issuer whose tokens the deployment accepts."""
    folder = tmp_path_factory.mktemp("issuer")
    with issuing(folder) as issuer:
        yield issuer


@pytest.fixture(scope="session")
def deployment(issuer: Issuer) -> Iterator[Deployment]:
    """Give the four stages, deployed."""
    assert ministack.is_installed(), "ministack is not installed: run `make setup`"
    with deployed(issuer) as deployment:
        yield deployment
