"""Owners that are no cases: tips, complaints, findings of liability, incidents. What they have in common.

Each is an owner of its own (infra/decisions/0041): its conditional put is the commit of a move, its trail stands in it,
newest line last. Staff name the version that they replace; nobody holds a lease on one.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple, Protocol, TypeVar

from msgspec import Struct

from chalicelib.errors import ConflictError, FieldError, NotFoundError, StaleVersionError, UnprocessableError
from chalicelib.library.readers import Level, Reader
from chalicelib.objections.texts import faults_in_text
from chalicelib.terms.personal_mentions import mentions_mobile

Act = TypeVar("Act")


class Line(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One line of an act's trail; `by` is empty where nobody may know who it was."""

    move: str
    at: datetime
    by: str = ""
    role: str = ""
    note: str | None = None


class Write(NamedTuple):
    """A write of staff: who writes, and which version they say that they replace."""

    by: Reader
    version: int


class Owner(Protocol):
    """An act that is put over the version that was read."""

    @property
    def version(self) -> int:
        """The version that stands."""


class ActStore(Protocol[Act]):
    """Acts of one kind, found by number, by who must act on them, and by the subject they concern."""

    def find(self, number: str) -> Act | None:
        """Return an act by one consistent read."""

    def put(self, new: Act, *, over: Act | None) -> None:
        """Put an act over the version that was read, or as new.

        Raises: StaleVersionError when another version stands there.
        """

    def waiting(self, queue: str, *, limit: int, after: str | None = None) -> Sequence[str]:
        """Return numbers of what a queue must act on, oldest first, from behind an act (an index: a hint).

        Raises: NotFoundError when there is no act `after`.
        """

    def about(self, subject: str, *, limit: int, after: str | None = None) -> Sequence[str]:
        """Return numbers of the acts that are told to a subject, newest first, from behind an act.

        Raises: NotFoundError when there is no act `after`.
        """


def own_body(by: Reader) -> str:
    """Return the body that a member of a department acts for. Raises: NotFoundError for anybody else."""
    if by.level is not Level.DEPARTMENT or by.body is None:
        raise NotFoundError
    return by.body


def own_subject(by: Reader) -> str:
    """Return whose file is the caller's own. Shape: "m~9151…". Raises: NotFoundError for who has none."""
    if by.level is not Level.SUBJECT or by.subject is None:
        raise NotFoundError
    return by.subject.reference


def must_stand_at(act: Owner, version: int) -> None:
    """Refuse a write that replaces another version than the one that stands. Raises: StaleVersionError."""
    if act.version != version:
        raise StaleVersionError


def must_be_in(state: str, allowed: Sequence[str], *, code: str) -> None:
    """Refuse a move that the state does not allow. Raises: ConflictError with the code."""
    if state not in allowed:
        raise ConflictError(code, "当前状态不能进行此操作。", "The state does not allow this.")


def faults_in(text: str, *, pointer: str, longest: int) -> list[FieldError]:
    """Return what is wrong with a text that goes from one party to another: no mobile number is passed on in it.

    Units: longest in characters.
    """
    faults = faults_in_text(text, pointer=pointer, longest=longest)
    if mentions_mobile(text):
        faults.append(FieldError(pointer, "text.mobile", "请勿填写手机号码。", "It may hold a mobile number."))
    return faults


def must_be_sound(faults: Sequence[FieldError], *, code: str) -> None:
    """Refuse what has faults, all of them told at once. Raises: UnprocessableError with the code."""
    if faults:
        raise UnprocessableError(code, "填写内容有误。", "What was sent has faults.", errors=tuple(faults))
