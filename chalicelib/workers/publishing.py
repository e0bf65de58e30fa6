"""The schedule of publication: writes what is due, and takes away what has run out."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from chalicelib import wiring
from chalicelib.publication.edition import publish_due

if TYPE_CHECKING:
    from aws_lambda_powertools.utilities.typing import LambdaContext

    from chalicelib.wiring import Services

EVERY = timedelta(hours=1)


def publish(_: Mapping[str, Any], __: "LambdaContext") -> dict[str, int]:
    """Write the edition that is good until the next run; say how many pages and records it holds."""
    return published(wiring.services(), now=datetime.now(UTC))


def published(services: "Services", *, now: datetime) -> dict[str, int]:
    """Write the edition of an instant; say how many pages and records it holds."""
    manifest = publish_due(press=services.press, now=now, next_run=now + EVERY)
    return {"pages": len(manifest.pages), "records": sum(page.count for page in manifest.pages)}
