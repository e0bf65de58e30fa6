"""PynamoDB models of the tables whose items own an act.

PynamoDB binds a model to its table when the class is made, and keeps a connection of its own making; so the
models stand here unbound, and `bound` makes the class for one table on the client of `clients`. Numbers are
integers only: PynamoDB's own would read others as floats.
"""

from datetime import UTC, datetime
from types import new_class
from typing import TYPE_CHECKING, Any, TypeAlias, TypeVar, cast

from botocore.exceptions import ClientError
from pynamodb.attributes import NumberAttribute, UnicodeAttribute
from pynamodb.exceptions import DeleteError, PutError
from pynamodb.expressions.condition import Condition
from pynamodb.indexes import GlobalSecondaryIndex, IncludeProjection, KeysOnlyProjection
from pynamodb.models import Model

from chalicelib.errors import StaleVersionError

if TYPE_CHECKING:
    from chalicelib.stores.acts import ActItem

_CONDITION_FAILED = "ConditionalCheckFailedException"

_Bound = TypeVar("_Bound", bound=Model)


def bound(model: type[_Bound], *, client: Any, table: str) -> type[_Bound]:
    """Return the model bound to one table, sending through the client that everything else sends through."""
    meta = type("Meta", (), {"table_name": table, "region": client.meta.region_name})
    made = cast("type[_Bound]", new_class(model.__name__, (model,), exec_body=lambda body: body.update(Meta=meta)))
    # PynamoDB offers no other way to a client with these endpoints, retries and parser.
    made._get_connection().connection._client = client  # noqa: SLF001
    return made


def instant(at: datetime) -> str:
    """Return an instant as a sort key, in order of time. Shape: "2026-11-23T02:00:00.000000+00:00"."""
    return at.astimezone(UTC).isoformat(timespec="microseconds")


def was_put(item: Model, condition: Condition) -> bool:
    """Put an item under a condition; say whether it held."""
    try:
        item.save(condition=condition)
    except PutError as error:
        if not is_condition_failed(error):
            raise
        return False
    return True


def is_condition_failed(error: PutError | DeleteError) -> bool:
    """Say whether a condition did not hold; where no answer came PynamoDB has no code to give."""
    cause = error.cause
    return isinstance(cause, ClientError) and cause.response["Error"]["Code"] == _CONDITION_FAILED


def put_over(item: "Owner", *, over: int | None) -> None:
    """Put the next version of an item over one version, or the first where nothing stands.

    Where the very version stands that was to be put, it was put: the SDK sends again what it heard no answer to.

    Raises: StaleVersionError when another version stands there;
            ValueError for a version that does not follow the one it is put over.
    """
    following = 1 if over is None else over + 1
    if item.version != following:
        message = f"version {item.version} is put where {following} follows"
        raise ValueError(message)
    version = type(item).version
    if not was_put(item, version.does_not_exist() if over is None else version == over) and not _stands(item):
        raise StaleVersionError


def _stands(item: "Owner") -> bool:
    """Say whether the item is what is kept under its key, by one consistent read."""
    meant = item.version, item.body
    try:
        item.refresh(consistent_read=True)
    except item.DoesNotExist:
        return False
    return meant == (item.version, item.body)


class BatchUnsettled(GlobalSecondaryIndex["BatchItem"]):  # type: ignore[no-untyped-call]
    """Batches under way, by when they last moved."""

    class Meta:
        """How the index is called, and that it holds keys alone."""

        index_name = "unsettled"
        projection = KeysOnlyProjection()

    unsettled = UnicodeAttribute(hash_key=True)
    moved_at = UnicodeAttribute(range_key=True)


class BatchItem(Model):
    """A batch. Shape: {batch: "…-20261123-…", version: 3, body: "{…}", unsettled: "batch", moved_at: "2026-…"}."""

    batch = UnicodeAttribute(hash_key=True)
    version = NumberAttribute()
    body = UnicodeAttribute()
    unsettled = UnicodeAttribute(null=True)
    moved_at = UnicodeAttribute(null=True)
    by_movement = BatchUnsettled()


class BulkJobUnsettled(GlobalSecondaryIndex["BulkJobItem"]):  # type: ignore[no-untyped-call]
    """Bulk check jobs that something is left to do for, by when."""

    class Meta:
        """How the index is called, and that it holds keys alone."""

        index_name = "unsettled"
        projection = KeysOnlyProjection()

    unsettled = UnicodeAttribute(hash_key=True)
    wakes_at = UnicodeAttribute(range_key=True)


class BulkJobItem(Model):
    """A bulk check job. Shape: {job: "PL-2026…", version: 3, body: "{…}", unsettled: "job", wakes_at: "2026-…"}."""

    job = UnicodeAttribute(hash_key=True)
    version = NumberAttribute()
    body = UnicodeAttribute()
    unsettled = UnicodeAttribute(null=True)
    wakes_at = UnicodeAttribute(null=True)
    by_waking = BulkJobUnsettled()


class CaseDesk(GlobalSecondaryIndex["CaseItem"]):  # type: ignore[no-untyped-call]
    """Cases that somebody must act on, by queue and due day."""

    class Meta:
        """How the index is called, and that it holds the case itself."""

        index_name = "desk"
        projection = IncludeProjection(["body"])

    queue = UnicodeAttribute(hash_key=True)
    due = UnicodeAttribute(range_key=True)


class CaseUnsettled(GlobalSecondaryIndex["CaseItem"]):  # type: ignore[no-untyped-call]
    """Cases with a promised effect, by when they last moved."""

    class Meta:
        """How the index is called, and that it holds keys alone."""

        index_name = "unsettled"
        projection = KeysOnlyProjection()

    unsettled = UnicodeAttribute(hash_key=True)
    moved_at = UnicodeAttribute(range_key=True)


class CaseOpened(GlobalSecondaryIndex["CaseItem"]):  # type: ignore[no-untyped-call]
    """Cases by the month in which they were opened; of a case the month never changes, so a move costs nothing here."""

    class Meta:
        """How the index is called, and that it holds keys alone."""

        index_name = "opened"
        projection = KeysOnlyProjection()

    opened = UnicodeAttribute(hash_key=True)
    case = UnicodeAttribute(range_key=True)


class CaseItem(Model):
    """A line of a case: the case itself, a move of its trail, a note on it, or the record it is open on.

    Shape: {case: "YY…", line: "case", version: 4, body: "{…}", queue: "centre", due: "2026-12-01#YY…",
            opened: "2026-11"}
           {case: "YY…", line: "trail#0001", body: "{…}"}
           {case: "YY…", line: "note#20261123T020000000000Z-3f9a…", body: "{…}"}
           {case: "record:m~9151…", line: "open", open_case: "YY…"}
           {case: "subject:m~9151…", line: "bar#XF…"}
    """

    case = UnicodeAttribute(hash_key=True)
    line = UnicodeAttribute(range_key=True)
    version = NumberAttribute(null=True)
    body = UnicodeAttribute(null=True)
    open_case = UnicodeAttribute(null=True)
    queue = UnicodeAttribute(null=True)
    due = UnicodeAttribute(null=True)
    unsettled = UnicodeAttribute(null=True)
    moved_at = UnicodeAttribute(null=True)
    opened = UnicodeAttribute(null=True)
    by_queue = CaseDesk()
    by_movement = CaseUnsettled()
    by_opening = CaseOpened()


class GrantsOfSubject(GlobalSecondaryIndex["GrantItem"]):  # type: ignore[no-untyped-call]
    """Grants by who gave them, in order of time."""

    class Meta:
        """How the index is called, and that it holds keys alone."""

        index_name = "subject"
        projection = KeysOnlyProjection()

    subject = UnicodeAttribute(hash_key=True)
    given = UnicodeAttribute(range_key=True)


class GrantsOfHolder(GlobalSecondaryIndex["GrantItem"]):  # type: ignore[no-untyped-call]
    """Grants by who holds them, in order of time."""

    class Meta:
        """How the index is called, and that it holds keys alone."""

        index_name = "holder"
        projection = KeysOnlyProjection()

    holder = UnicodeAttribute(hash_key=True)
    given = UnicodeAttribute(range_key=True)


class GrantItem(Model):
    """A grant.

    Shape: {grant: "SQ…", version: 2, body: "{…}", subject: "m~9151…", holder: "body:…", given: "2026…#SQ…"}
    """

    grant = UnicodeAttribute(hash_key=True)
    version = NumberAttribute()
    body = UnicodeAttribute()
    subject = UnicodeAttribute()
    holder = UnicodeAttribute()
    given = UnicodeAttribute()
    by_subject = GrantsOfSubject()
    by_holder = GrantsOfHolder()


class SessionsOfSubject(GlobalSecondaryIndex["SessionItem"]):  # type: ignore[no-untyped-call]
    """Assisted sessions by who was acted for, in order of time."""

    class Meta:
        """How the index is called, and that it holds keys alone."""

        index_name = "subject"
        projection = KeysOnlyProjection()

    subject = UnicodeAttribute(hash_key=True)
    opened = UnicodeAttribute(range_key=True)


class SessionsOfPresent(GlobalSecondaryIndex["SessionItem"]):  # type: ignore[no-untyped-call]
    """Assisted sessions by who was present, in order of time."""

    class Meta:
        """How the index is called, and that it holds keys alone."""

        index_name = "present"
        projection = KeysOnlyProjection()

    present = UnicodeAttribute(hash_key=True)
    opened = UnicodeAttribute(range_key=True)


class SessionItem(Model):
    """An assisted session.

    Shape: {session: "CK…", version: 1, body: "{…}", subject: "m~9151…", present: "p~PERSON-…", opened: "2026…#CK…"}
    """

    session = UnicodeAttribute(hash_key=True)
    version = NumberAttribute()
    body = UnicodeAttribute()
    subject = UnicodeAttribute()
    present = UnicodeAttribute()
    opened = UnicodeAttribute()
    by_subject = SessionsOfSubject()
    by_present = SessionsOfPresent()


class NoticesOfRecipient(GlobalSecondaryIndex["NoticeItem"]):  # type: ignore[no-untyped-call]
    """Notices by who is told, in order of time."""

    class Meta:
        """How the index is called, and that it holds keys alone."""

        index_name = "recipient"
        projection = KeysOnlyProjection()

    recipient = UnicodeAttribute(hash_key=True)
    told = UnicodeAttribute(range_key=True)


class NoticesOfAct(GlobalSecondaryIndex["NoticeItem"]):  # type: ignore[no-untyped-call]
    """Notices by the act they are about, with how each stands."""

    class Meta:
        """How the index is called, and that it holds keys alone."""

        index_name = "act"
        projection = KeysOnlyProjection()

    act = UnicodeAttribute(hash_key=True)
    standing = UnicodeAttribute(range_key=True)


class NoticesUnsettled(GlobalSecondaryIndex["NoticeItem"]):  # type: ignore[no-untyped-call]
    """Notices and errands that something is left to do for, by when."""

    class Meta:
        """How the index is called, and that it holds keys alone."""

        index_name = "unsettled"
        projection = KeysOnlyProjection()

    unsettled = UnicodeAttribute(hash_key=True)
    wakes_at = UnicodeAttribute(range_key=True)


class NoticeItem(Model):
    """A notice, or an errand, which has no recipient.

    Shape: {notice: "9f0c…", version: 2, body: "{…}", recipient: "body:…", told: "2026-…#9f0c…", act: "YY…",
            standing: "record_changed#000003#pending#body:…#9f0c…", unsettled: "notice", wakes_at: "2026-…"}
    """

    notice = UnicodeAttribute(hash_key=True)
    version = NumberAttribute()
    body = UnicodeAttribute()
    recipient = UnicodeAttribute(null=True)
    told = UnicodeAttribute(null=True)
    act = UnicodeAttribute(null=True)
    standing = UnicodeAttribute(null=True)
    unsettled = UnicodeAttribute(null=True)
    wakes_at = UnicodeAttribute(null=True)
    by_recipient = NoticesOfRecipient()
    by_act = NoticesOfAct()
    by_waking = NoticesUnsettled()


_Kept: TypeAlias = "BatchItem | BulkJobItem | CaseItem | GrantItem | NoticeItem | SessionItem"
Owner: TypeAlias = "_Kept | ActItem"


class LinkItem(Model):
    """An old code and a credit code it belongs to.

    Shape: {old_code: "reg_no#5120…", credit_code: "9151…", body: "{…}"}
    """

    old_code = UnicodeAttribute(hash_key=True)
    credit_code = UnicodeAttribute(range_key=True)
    body = UnicodeAttribute()
