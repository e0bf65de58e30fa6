"""Every door of the platform: the routes of the areas that this deployment opens, and in the area `back` the triggers.

There is no logic here: a route is a view of `chalicelib.api`, a trigger a worker of `chalicelib.workers`.
"""

import gc
import os
from typing import Any

from chalice.app import Chalice, CloudWatchEvent, DynamoDBEvent, Rate, SQSEvent

from chalicelib.settings import Settings

# Imports stand inside: a function pays at its cold start for its own door, and for no other.

settings = Settings.from_environment(os.environ)
app = Chalice(app_name="credit-ziyang", configure_logs=False)

if settings.areas - {"back"}:
    from chalicelib.api.doors import open_doors

    open_doors(app, settings.areas)


def _stream_of(table: str) -> str:
    """Return a stream's name as the template asks for one; the merged template names the real one."""
    return f"arn:aws:dynamodb:{settings.region}:{settings.account}:table/{settings.table(table)}/stream/of-the-stack"


def _told(event: SQSEvent | CloudWatchEvent | DynamoDBEvent) -> tuple[dict[str, Any], Any]:
    return event.to_dict(), event.context


if "back" in settings.areas:

    @app.on_sqs_message(queue=settings.table("uploads"), batch_size=1)
    def uploads(event: SQSEvent) -> dict[str, Any]:
        """A department's file came."""
        from chalicelib.workers import uploads as files

        return files.take_in(*_told(event))

    @app.on_sqs_message(queue=settings.table("portions"), batch_size=1, maximum_concurrency=20)
    def portions(event: SQSEvent) -> dict[str, Any]:
        """A portion of a department's large file is to be taken in."""
        from chalicelib.workers import portions as files

        return files.take_in(*_told(event))

    @app.on_sqs_message(queue=settings.table("casework"), batch_size=10)
    def casework(event: SQSEvent) -> dict[str, Any]:
        """A case promises an effect."""
        from chalicelib.workers import casework as cases

        return cases.work(*_told(event))

    @app.on_sqs_message(queue=settings.table("notices"), batch_size=10)
    def notices(event: SQSEvent) -> dict[str, Any]:
        """Somebody is to be told."""
        from chalicelib.workers import notices as messages

        return messages.work(*_told(event))

    @app.on_sqs_message(queue=settings.table("bulk"), batch_size=1)
    def bulk(event: SQSEvent) -> dict[str, Any]:
        """A list of many subjects is to be checked."""
        from chalicelib.workers import bulk as lists

        return lists.work(*_told(event))

    @app.on_sqs_message(queue=settings.table("reports"), batch_size=1)
    def reports(event: SQSEvent) -> dict[str, Any]:
        """An issued report awaits its document."""
        from chalicelib.workers import printing

        return printing.work(*_told(event))

    @app.schedule(Rate(1, unit=Rate.HOURS))
    def publish(event: CloudWatchEvent) -> dict[str, int]:
        """It is time to publish."""
        from chalicelib.workers import publishing

        return publishing.publish(*_told(event))

    @app.schedule(Rate(5, unit=Rate.MINUTES))
    def sweep(event: CloudWatchEvent) -> dict[str, int]:
        """It is time to finish what was left half done."""
        from chalicelib.workers import sweeping

        return sweeping.work(*_told(event))

    @app.schedule(Rate(1, unit=Rate.HOURS))
    def escalate(event: CloudWatchEvent) -> dict[str, int]:
        """It is time to look which cases come near their day, or have passed it."""
        from chalicelib.workers import escalating

        return escalating.work(*_told(event))

    @app.schedule(Rate(1, unit=Rate.DAYS))
    def reckon(event: CloudWatchEvent) -> dict[str, int]:
        """It is time to reckon deadlines anew where the calendar changed, and to count."""
        from chalicelib.workers import reckoning

        return reckoning.work(*_told(event))

    @app.schedule(Rate(1, unit=Rate.MINUTES))
    def seal(event: CloudWatchEvent) -> dict[str, int]:
        """It is time to seal what was committed to the ledger."""
        from chalicelib.workers import sealing

        return sealing.seal(*_told(event))

    @app.schedule(Rate(10, unit=Rate.MINUTES))
    def sign(event: CloudWatchEvent) -> dict[str, int | None]:
        """It is time to sign the heads of the ledger."""
        from chalicelib.workers import sealing

        return sealing.sign(*_told(event))

    @app.schedule(Rate(1, unit=Rate.DAYS))
    def archive(event: CloudWatchEvent) -> dict[str, int]:
        """It is time to archive what the ledger sealed until yesterday."""
        from chalicelib.workers import sealing

        return sealing.archive(*_told(event))

    @app.on_dynamodb_record(stream_arn=_stream_of("market-entities"))
    def market_entities_changed(event: DynamoDBEvent) -> dict[str, Any]:
        """Records of market entities changed."""
        from chalicelib.workers import changes

        return changes.follow(*_told(event))

    @app.on_dynamodb_record(stream_arn=_stream_of("organisations"))
    def organisations_changed(event: DynamoDBEvent) -> dict[str, Any]:
        """Records of other organisations changed."""
        from chalicelib.workers import changes

        return changes.follow(*_told(event))


# What is imported stays as long as the container, and what a call makes dies with it: looking for garbage in either
# took a fifth of a report (measured).
gc.freeze()
gc.set_threshold(10_000)
