"""Verification of issued reports by number, by hash and by the file itself, and the keys they are signed with."""

import base64
from collections.abc import Sequence
from typing import Annotated

from msgspec import Meta, Struct

from chalicelib.api import grounds
from chalicelib.api.answers import Answer
from chalicelib.api.audiences import AGENCY, DEPARTMENT, DESK, PUBLIC, SUBJECT
from chalicelib.api.routing import OFFICE, OPEN, OWN, Call, Route
from chalicelib.errors import FieldError, MalformedError, RefusalError
from chalicelib.ledger.signatures import TEST_KEY
from chalicelib.library.readers import PUBLIC as EVERYBODY
from chalicelib.library.readers import Reader
from chalicelib.reports.verification import Compared, Verified, compared, sha256_of, verified

FILES = frozenset({"application/octet-stream", "application/pdf"})


class Hash(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The SHA-256 of a file, in hex. Shape: {"sha256": "3f9a…"}."""

    sha256: Annotated[str, Meta(pattern="^[0-9a-f]{64}$")]


class PublicKey(Struct, frozen=True, kw_only=True):
    """A key that signatures are checked with. Shape: public_key is base64 of DER, SubjectPublicKeyInfo."""

    key: str
    suite: str
    public_key: str
    is_for_tests: bool


class PublicKeys(Struct, frozen=True):
    """Shape: {"keys": [{"key": "credit-ziyang-signing-key", "suite": "ES256", …}]}."""

    keys: Sequence[PublicKey]


def verification(call: Call, *, number: str) -> Answer:
    """Say whether a report is genuine, and to who may know whether it is still true."""
    told = verified(number, reader=_reader_of(call), means=call.services, now=call.now)
    act = told.verified.number if told.look is not None else None
    return Answer(content=told.verified, look=told.look, act=act, read_as=told.read_as or EVERYBODY)


def _reader_of(call: Call) -> Reader:
    """Return in what standing a caller asks: on the grant they name, if they hold it still, and else on their own."""
    if grounds.GRANT not in call.incoming.headers:
        return call.reader
    try:
        return grounds.established(call)
    except RefusalError:
        return call.reader


def comparison(call: Call, *, form: Hash | None = None, content: bytes = b"") -> Answer:
    """Compare a file, or its hash, with what was issued; it is not looked into."""
    if form is None and not content:
        code, zh, en = "form.field_missing", "请提交文件或其SHA-256。", "Send a file or its SHA-256."
        raise MalformedError(code, zh, en, errors=(FieldError("/sha256", code, zh, en),))
    sha256 = form.sha256 if form is not None else sha256_of(content)
    return Answer(content=compared(sha256, means=call.services), read_as=EVERYBODY)


def signing_keys(call: Call) -> Answer:
    """Give the keys with which anybody can check what the platform signed, without asking it again."""
    signer = call.services.signer
    key = PublicKey(
        key=signer.key,
        suite=signer.suite,
        public_key=base64.b64encode(signer.public_key()).decode(),
        is_for_tests=signer.key.startswith(TEST_KEY),
    )
    return Answer(content=PublicKeys([key]), read_as=EVERYBODY)


_EVERYBODY = {OPEN: PUBLIC, OWN: PUBLIC | SUBJECT, OFFICE: PUBLIC | DEPARTMENT | DESK | AGENCY}

ROUTES = (
    Route(
        method="GET",
        path="/v1/verifications/{number}",
        view=verification,
        serves=_EVERYBODY,
        gives=Verified,
        zh="核验一份信用报告",
        takes=("X-Purpose", "X-Matter-Number"),
    ),
    Route(
        method="POST",
        path="/v1/verifications",
        view=comparison,
        serves=_EVERYBODY,
        form=Hash,
        files=FILES,
        gives=Compared,
        zh="以文件或其摘要核验信用报告",
    ),
    Route(method="GET", path="/v1/signing-keys", view=signing_keys, serves=_EVERYBODY, gives=PublicKeys, zh="签名公钥"),
)
