"""Tokens: who calls, from one bearer JWT, checked by one function for every route.

Algorithms, issuer and audience are fixed in the settings, keys come from that issuer alone. A bad token, an unknown
role or a missing claim is refused, never taken for the public. A subject claim that is an ID number becomes the
person's reference here; nothing after this module sees the number.

Shape:  {"iss": …, "aud": …, "exp": …, "sub": "…", "role": "department", "body": "commerce", "division": "512000"}
        {…, "role": "citizen", "subject": "<credit code or ID number>", "identified_by": "real-name"}
Source: RFC 7519, RFC 6750; `act` RFC 8693 §4.1.
"""

import base64
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any

import msgspec
from msgspec import Meta, Struct

from chalicelib.api.audiences import Audience, Caller, Role, audience_of, level_of
from chalicelib.api.keys import Keyring
from chalicelib.errors import NotFoundError, UnauthenticatedError
from chalicelib.library.readers import PUBLIC, Reader
from chalicelib.settings import Settings
from chalicelib.terms import credit_codes, resident_ids
from chalicelib.terms.identity_documents import DocumentType
from chalicelib.terms.subjects import Subject, library_of, person_of, reference_of_nobody

if TYPE_CHECKING:
    from chalicelib.library.identities import Documents, IdentityStore
    from chalicelib.terms.bodies import Bodies

LONGEST = 8192
_REQUIRED = ("exp", "iss", "aud", "sub", "role")
# An agency's token names the agency by its credit code, as a firm's names the firm.
_WITH_A_FILE = frozenset({Audience.SUBJECT, Audience.AGENCY})


class IdentifiedBy(StrEnum):
    """How the issuer made sure who a subject is."""

    REAL_NAME = "real-name"
    BUSINESS_LICENCE = "business licence"
    COUNTER = "counter"


_Text = Annotated[str, Meta(min_length=1, max_length=128)]


class _Header(Struct, frozen=True):
    alg: str
    kid: str


class _Actor(Struct, frozen=True):
    sub: _Text


class _Claims(Struct, frozen=True):
    sub: _Text
    role: Role
    body: _Text | None = None
    division: Annotated[str, Meta(pattern=r"^[0-9]{6}(-[A-Z0-9]{2})?$")] | None = None
    subject: _Text | None = None
    identified_by: IdentifiedBy | None = None
    act: _Actor | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Checking:
    """What a token is checked with.

    The keys and identities of persons are asked for only where a citizen comes whom the route serves: the public
    deployment has no right to either.
    """

    settings: Settings
    keyring: Keyring
    bodies: Callable[[], "Bodies"]
    documents: Callable[[], "Documents"]
    identities: Callable[[], "IdentityStore"]
    today: date


def caller_of(authorization: str, *, serves: frozenset[Audience], checking: Checking) -> Caller:
    """Return who calls; whom the route does not serve in their own right looks as the public does.

    Raises: UnauthenticatedError for whatever is wrong with the token.
    """
    claims = _claims_in(_token_in(authorization), checking)
    audience = audience_of(claims.role)
    if audience not in serves:
        return Caller(audience, Reader(level=PUBLIC.level, sub=claims.sub, role=claims.role.value))
    own = claims.subject if audience in _WITH_A_FILE else None
    is_subject = audience is Audience.SUBJECT
    reader = Reader(
        level=level_of(audience),
        sub=claims.sub,
        role=claims.role.value,
        body=None if is_subject else claims.body,
        division=None if is_subject else claims.division,
        subject=_subject_of(own, checking) if own else None,
        assisted_by=claims.act.sub if claims.act else None,
    )
    return Caller(audience, reader, claims.identified_by.value if claims.identified_by else None)


def _token_in(authorization: str) -> str:
    scheme, _, token = authorization.strip().partition(" ")
    if scheme.lower() != "bearer" or not token or len(token) > LONGEST:
        raise UnauthenticatedError("token.malformed", "登录凭证无效。", "Not a bearer token.")
    return token.strip()


def _claims_in(token: str, checking: Checking) -> _Claims:
    try:
        claims = msgspec.convert(
            checking.keyring.verified.claims_of(token, lambda sent: _decoded(sent, checking)), _Claims
        )
    except msgspec.ValidationError:
        # The message may carry a claim's value, so it is not passed on.
        raise _refusal("token.claim_invalid") from None
    _require_a_subject_of_known_form(claims, checking)
    missing = _missing_in(claims)
    if missing or any(resident_ids.mentions_resident_id(text) for text in _texts_kept(claims)):
        raise _refusal("token.claim_missing" if missing else "token.claim_invalid")
    if claims.role is Role.DEPARTMENT:
        _require_known_body(claims, checking)
    return claims


def _require_a_subject_of_known_form(claims: _Claims, checking: Checking) -> None:
    is_organisation = claims.role is Role.AGENCY
    if claims.subject is None or (not is_organisation and _is_resident_id(claims.subject, checking)):
        return
    if not credit_codes.is_valid(credit_codes.compact(claims.subject)):
        raise _refusal("token.claim_invalid")


def _is_resident_id(claim: str, checking: Checking) -> bool:
    return resident_ids.is_valid(resident_ids.compact(claim), today=checking.today)


def _require_known_body(claims: _Claims, checking: Checking) -> None:
    """Refuse a body that is no department, or has ended, and a division that is not its own nor lies in it."""
    from chalicelib.terms.divisions import within

    try:
        body = checking.bodies().get(claims.body or "")
    except NotFoundError:
        raise _refusal("token.body_unknown") from None
    if not body.is_department or (body.valid_to is not None and body.valid_to < checking.today):
        raise _refusal("token.body_unknown")
    if not within(claims.division or "", of=body.division):
        raise _refusal("token.division_not_its_own")


def _decoded(token: str, checking: Checking) -> dict[str, Any]:
    import jwt

    settings = checking.settings
    try:
        return jwt.decode(
            token,
            checking.keyring.get(_key_id_in(token, settings.token_algorithms)),
            algorithms=list(settings.token_algorithms),
            issuer=settings.token_issuer,
            audience=settings.token_audience,
            options={"require": list(_REQUIRED)},
        )
    except jwt.ExpiredSignatureError:
        raise _refusal("token.expired") from None
    except jwt.PyJWTError:
        raise _refusal("token.invalid") from None


def _key_id_in(token: str, algorithms: tuple[str, ...]) -> str:
    """Return which key a token says it was signed with; whether it was, is checked with that key."""
    sent = token.partition(".")[0]
    try:
        header = msgspec.json.decode(base64.urlsafe_b64decode(sent + "=" * (-len(sent) % 4)), type=_Header)
    except (msgspec.DecodeError, ValueError):
        raise _refusal("token.malformed") from None
    if header.alg not in algorithms:
        raise _refusal("token.algorithm")
    return header.kid


def _missing_in(claims: _Claims) -> bool:
    if claims.role is Role.DEPARTMENT:
        return claims.body is None or claims.division is None
    if audience_of(claims.role) is Audience.SUBJECT:
        return claims.subject is None or claims.identified_by is None
    return False


def _texts_kept(claims: _Claims) -> tuple[str, ...]:
    return (claims.sub, claims.body or "", claims.act.sub if claims.act else "")


def _subject_of(claim: str, checking: Checking) -> Subject:
    """Return whose file is the caller's own; an ID number nobody is known under stands for a file that is empty."""
    if not _is_resident_id(claim, checking):
        code = credit_codes.compact(claim)
        return Subject(library_of(code), code)
    number = resident_ids.eighteen_of(resident_ids.compact(claim))
    document = checking.documents().hash_of(DocumentType.RESIDENT_ID.value, number)
    return person_of(checking.identities().find(document) or reference_of_nobody(document))


def _refusal(code: str) -> UnauthenticatedError:
    return UnauthenticatedError(code, "登录凭证无效或已过期。", "The token is not valid.")
