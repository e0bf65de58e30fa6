"""A wish: what a subject asks to have granted, checked whole before anything is kept."""

from collections.abc import Iterator
from datetime import date, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

from msgspec import Meta, Struct

from chalicelib.catalogue.purposes import AUTHORISATION, purposes
from chalicelib.errors import FieldError, NotFoundError, UnprocessableError
from chalicelib.grants.grant import Holder, Party
from chalicelib.terms import credit_codes

if TYPE_CHECKING:
    from chalicelib.grants.means import Means
    from chalicelib.grants.rules import Rules
    from chalicelib.terms.subjects import Subject

_Key = Annotated[str, Meta(min_length=1, max_length=64)]


class Uses(StrEnum):
    """How often a grant may be used."""

    SINGLE = "single"
    REPEATED = "repeated"


class NamedHolder(Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """Who is to be let look: an organisation by its credit code, or a department by its key; exactly one of the two.

    Shape: {"credit_code": "9151…"}, {"body": "commerce"}
    """

    credit_code: _Key | None = None
    body: _Key | None = None


class Wish(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is asked for.

    Shape: {"holder": {"credit_code": "9151…"}, "purpose": "commercial_loan", "items": ["administrative_penalty"],
            "uses": "single", "valid_until": "2026-12-31"}
    """

    holder: NamedHolder
    purpose: _Key
    items: Annotated[tuple[_Key, ...], Meta(min_length=1, max_length=100)]
    uses: Uses
    valid_until: date


def holder_named(wish: Wish, *, subject: "Subject", means: "Means", rules: "Rules", today: date) -> Holder:
    """Return whom a wish names, if all of it may be granted.

    Raises: UnprocessableError `grant.unsound` that names every fault.
    """
    holder = _holder_in(wish.holder)
    faults = [*_faults_in_holder(holder, subject=subject, means=means, today=today)]
    faults += [*_faults_in_scope(wish, subject=subject, means=means)]
    faults += [*_faults_in_validity(wish.valid_until, today=today, days=rules.validity_days)]
    if holder is None or faults:
        raise UnprocessableError("grant.unsound", "授权内容有误。", "The grant has faults.", errors=tuple(faults))
    return holder


def _holder_in(named: NamedHolder) -> Holder | None:
    if named.credit_code is not None and named.body is None:
        return Holder(party=Party.ORGANISATION, key=credit_codes.compact(named.credit_code))
    if named.body is not None and named.credit_code is None:
        return Holder(party=Party.BODY, key=named.body)
    return None


def _faults_in_holder(
    holder: Holder | None, *, subject: "Subject", means: "Means", today: date
) -> Iterator[FieldError]:
    if holder is None:
        zh, en = "请填写一个被授权方：统一社会信用代码或机构代号。", "Name one holder: by credit code or by body."
        yield FieldError("/holder", "grant.holder_missing", zh, en)
    elif holder.party is Party.BODY:
        if not _is_department(holder.key, means=means, today=today):
            yield FieldError("/holder/body", "grant.holder_unknown", "没有这个部门。", "There is no such department.")
    elif fault := credit_codes.fault_in(holder.key):
        zh, en = credit_codes.FAULTS[fault], "Not a valid unified social credit code."
        yield FieldError("/holder/credit_code", fault, zh, en)
    elif holder.key == subject.key:
        zh, en = "不能授权给自己。", "A subject needs no grant of its own."
        yield FieldError("/holder/credit_code", "grant.holder_is_subject", zh, en)


def _is_department(key: str, *, means: "Means", today: date) -> bool:
    try:
        body = means.bodies.get(key)
    except NotFoundError:
        return False
    return body.is_department and (body.valid_to is None or body.valid_to >= today)


def _faults_in_scope(wish: Wish, *, subject: "Subject", means: "Means") -> Iterator[FieldError]:
    purpose = purposes().find(wish.purpose)
    if purpose is None or AUTHORISATION not in purpose.grounds:
        zh, en = "该用途不能以授权为依据。", "Not a purpose that rests on a grant."
        yield FieldError("/purpose", "grant.purpose_unfit", zh, en)
    seen: set[str] = set()
    for place, name in enumerate(wish.items):
        item = means.catalogue.find(name)
        if item is None or subject.library.value not in item.libraries or name in seen:
            zh, en = "没有这个信息项，或者已列出。", "No such item of this subject, or it is doubled."
            yield FieldError(f"/items/{place}", "grant.item_unknown", zh, en)
        seen.add(name)


def _faults_in_validity(until: date, *, today: date, days: int) -> Iterator[FieldError]:
    if not today <= until <= today + timedelta(days=days):
        zh, en = f"有效期应在今天至{days}天之内。", f"It must end within {days} days from today."
        yield FieldError("/valid_until", "grant.validity_unfit", zh, en)
