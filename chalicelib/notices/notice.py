"""A notice: one message to one recipient about one act, and what became of it."""

import hashlib
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

import msgspec
from msgspec import Struct

from chalicelib.notices.templates import Template, Text
from chalicelib.terms.subjects import Subject, subject_of


class Party(StrEnum):
    """What a recipient is.

    A subject by its reference, a body by its key, an account by the opaque name in its token (an agency or a person who
    looked without a grant is known by no other), and the exchange with province and nation.
    """

    SUBJECT = "subject"
    BODY = "body"
    ACCOUNT = "account"
    EXCHANGE = "exchange"


class Recipient(Struct, frozen=True, kw_only=True):
    """Who is told. Shape: party "body", key "shili-jgj"; party "subject", key "m~9151…"."""

    party: Party
    key: str

    @property
    def reference(self) -> str:
        """Return what tells the recipient from any other. Shape: "body:shili-jgj"."""
        return f"{self.party.value}:{self.key}"


EXCHANGE = Recipient(party=Party.EXCHANGE, key="province")


class Channel(StrEnum):
    """By what a notice goes out; the site message is the notice itself, the exchange takes up what is its own."""

    SITE = "site"
    SMS = "sms"
    MAIL = "mail"
    WECHAT = "wechat"
    EXCHANGE = "exchange"


OUTSIDE = (Channel.SMS, Channel.MAIL, Channel.WECHAT)


class Delivered(StrEnum):
    """How far a channel has come with a notice."""

    PENDING = "pending"
    DELIVERED = "delivered"
    FAILED = "failed"
    SKIPPED = "skipped"


class Delivery(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One channel: how far it has come, how often it was tried, when it is tried next, and a code that says why not."""

    channel: Channel
    state: Delivered
    attempts: int = 0
    next_at: datetime | None = None
    at: datetime | None = None
    why: str | None = None


class State(StrEnum):
    """Where a notice stands; `failed` says that some channel gave up, its site message stands all the same."""

    PENDING = "pending"
    DELIVERED = "delivered"
    FAILED = "failed"
    ACKNOWLEDGED = "acknowledged"


class About(Struct, frozen=True, kw_only=True):
    """What a notice is about: an act (a case, a batch, a grant, a session) at one of its versions.

    Of a record that changed `act` is what changed it and `version` the record's.
    """

    act: str
    version: int


class Seen(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What a past recipient saw: the record, and the newest look that is known; never what became of it.

    Shape: record_id "m~9151…~administrative_penalty~2025-03-02~k3f9…", entry "0a-20261123T1905-9f0c…"
    """

    record_id: str
    at: datetime
    entry: str
    matter_number: str | None = None


class Notice(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The owner of one message."""

    notice: str
    version: int
    about: About
    recipient: Recipient
    told_at: datetime
    text: Text
    channels: tuple[Delivery, ...]
    seen: Seen | None = None
    acknowledged_at: datetime | None = None
    acknowledged_by: str | None = None

    @property
    def template(self) -> Template:
        """Return by which template it was written."""
        return self.text.template

    @property
    def state(self) -> State:
        """Return where it stands as a whole."""
        if self.acknowledged_at is not None:
            return State.ACKNOWLEDGED
        states = {one.state for one in self.channels}
        if Delivered.PENDING in states:
            return State.PENDING
        return State.FAILED if Delivered.FAILED in states else State.DELIVERED

    @property
    def wakes_at(self) -> datetime | None:
        """Return when some channel is to be tried next; None where nothing is left to do."""
        return min((one.next_at for one in self.channels if one.next_at is not None), default=None)

    @property
    def standing(self) -> "Standing":
        """Return what is told of it among all notices of its act."""
        return Standing(self.template, self.about.version, self.state, self.recipient.reference, self.notice)

    def with_channels(self, channels: tuple[Delivery, ...]) -> "Notice":
        """Return the next version, with what became of its channels."""
        return msgspec.structs.replace(self, version=self.version + 1, channels=channels)

    def acknowledged(self, *, by: str, at: datetime) -> "Notice":
        """Return the next version, confirmed; channels that were still to be tried are not needed any more."""
        channels = tuple(_settled(one) for one in self.channels)
        return msgspec.structs.replace(
            self, version=self.version + 1, channels=channels, acknowledged_at=at, acknowledged_by=by
        )


class Standing(NamedTuple):
    """One notice among those of its act, without its text."""

    template: str
    version: int
    state: str
    recipient: str
    notice: str


def notice_id(about: About, *, to: Recipient, template: Template) -> str:
    """Return the id of a message; the same message has the same, and it tells nothing. Shape: 32 hex digits."""
    said = "\x1f".join((about.act, str(about.version), to.reference, template.value))
    return hashlib.sha256(said.encode()).hexdigest()[:32]


def notice_of(about: About, *, to: Recipient, text: Text, at: datetime, seen: Seen | None = None) -> Notice:
    """Return a new notice: its site message stands, its other channels are to be tried at once.

    What is for the exchange waits for it, and no channel is tried.
    """
    site = Delivery(channel=Channel.SITE, state=Delivered.DELIVERED, at=at)
    outside = tuple(Delivery(channel=one, state=Delivered.PENDING, next_at=at) for one in OUTSIDE)
    waiting = (Delivery(channel=Channel.EXCHANGE, state=Delivered.PENDING),)
    return Notice(
        notice=notice_id(about, to=to, template=text.template),
        version=1,
        about=about,
        recipient=to,
        told_at=at,
        text=text,
        channels=waiting if to.party is Party.EXCHANGE else (site, *outside),
        seen=seen,
    )


def the_subject(subject: Subject | str) -> Recipient:
    """Return a subject as recipient, from what it is or from how the ledger names it."""
    reference = subject if isinstance(subject, str) else subject.reference
    return Recipient(party=Party.SUBJECT, key=reference)


def the_organisation(credit_code: str) -> Recipient:
    """Return an organisation as recipient; its file and its notices are read under one name."""
    return the_subject(subject_of(credit_code))


def the_body(key: str) -> Recipient:
    """Return a body as recipient."""
    return Recipient(party=Party.BODY, key=key)


def the_account(sub: str) -> Recipient:
    """Return an account as recipient."""
    return Recipient(party=Party.ACCOUNT, key=sub)


def _settled(one: Delivery) -> Delivery:
    if one.state is not Delivered.PENDING:
        return one
    return msgspec.structs.replace(one, state=Delivered.SKIPPED, next_at=None, why="notice.confirmed_already")
