"""Repeats: a tap that comes twice makes one thing (Idempotency-Key).

The key counts within one caller and one route. What is kept under its hash is the number of what was made and a hash
of the body, never a body; a repeat reads the thing again through the same rules, and is a look like any other.

Source: draft-ietf-httpapi-idempotency-key-header: 400 unfit key, 409 still under way, 422 another body.
"""

import re
from collections.abc import Callable
from threading import Lock

from chalicelib.api.routing import Call
from chalicelib.errors import ConflictError, FieldError, MalformedError, UnprocessableError
from chalicelib.terms.resident_ids import mentions_mobile, mentions_resident_id

HEADER = "idempotency-key"
REFUSALS = ("repeat.key_unfit", "repeat.other_body", "repeat.under_way")
KEY_MISSING = "repeat.key_missing"
KEPT_SECONDS = 24 * 60 * 60
_CONFIGURING = Lock()
_PREFIX = "made"
KEY_PATTERN = "[A-Za-z0-9_-]{8,64}"
_KEY = re.compile(KEY_PATTERN)
# Of a hundred keys drawn at random as hexadecimal, one holds eleven digits that could be a mobile number.
_DRAWN = re.compile(r"(?=[^a-f]*[a-f])(?:[0-9a-f]{32,64}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})", re.IGNORECASE)


def once(call: Call, make: Callable[[], str]) -> str:
    """Return the number of what this call makes, or of what the same call made before; without a key, make it.

    Raises: MalformedError for an unfit key, UnprocessableError for a key that came with another body,
            ConflictError while the first call with the key is under way.
    """
    header = call.incoming.headers.get(HEADER)
    return make() if header is None else _made(call, key_in(header), make)


def tap_of(call: Call) -> str | None:
    """Return what names a tap: who calls, where, and the key they brought; None without a key. It is kept nowhere.

    What is made under a number made of it is found again by the same tap, even where the process died before the number
    was noted under the key.

    Raises: MalformedError for an unfit key.
    """
    header = call.incoming.headers.get(HEADER)
    return None if header is None else "\x1f".join((call.reader.sub, call.route.name, key_in(header)))


def drawn_in(call: Call) -> str:
    """Return the key of a call whose key is all that tells who called. It is kept nowhere.

    Raises: MalformedError `repeat.key_missing` without one, for nothing else could tell that a call came twice; for one
            that was not drawn at random, for others may come to it too.
    """
    header = call.incoming.headers.get(HEADER)
    if header is None:
        zh = "此处必须附带幂等键（Idempotency-Key）：随机生成的UUID；重复提交时用同一个键。"
        en = "Idempotency-Key is required here: a UUID drawn at random, the same when the call is sent again."
        raise _unfit(zh, en, code=KEY_MISSING)
    if _DRAWN.fullmatch(header):
        return header
    zh = "此处的幂等键应为随机生成的UUID，或者32至64位十六进制数。"
    en = "Idempotency-Key must here be a UUID drawn at random, or 32 to 64 hexadecimal digits."
    raise _unfit(zh, en)


def _made(call: Call, key: str, make: Callable[[], str]) -> str:
    from aws_lambda_powertools.utilities.idempotency import IdempotencyConfig, idempotent_function
    from aws_lambda_powertools.utilities.idempotency.exceptions import (
        IdempotencyAlreadyInProgressError,
        IdempotencyValidationError,
    )

    config = IdempotencyConfig(
        event_key_jmespath="key",
        payload_validation_jmespath="body",
        raise_on_no_idempotency_key=True,
        expires_after_seconds=KEPT_SECONDS,
        hash_function="sha256",
        lambda_context=call.context,
    )
    with _CONFIGURING:
        # The layer is configured by its first use, one setting after the other; threads must not see it half done.
        call.services.repeats.configure(config, key_prefix=_PREFIX)

    @idempotent_function(  # type: ignore[untyped-decorator]  # powertools gives it back as Any
        data_keyword_argument="tap", persistence_store=call.services.repeats, config=config, key_prefix=_PREFIX
    )
    def made(*, tap: dict[str, object]) -> str:  # noqa: ARG001  its hash is the key
        return make()

    try:
        number: str = made(tap={"key": [call.reader.sub, call.route.name, key], "body": call.fingerprint})
    except IdempotencyValidationError:
        zh, en = "该幂等键已用于另一请求。", "This key came with another body before."
        raise UnprocessableError("repeat.other_body", zh, en) from None
    except IdempotencyAlreadyInProgressError:
        raise ConflictError("repeat.under_way", "同一请求正在处理。", "The same call is under way.") from None
    return number


def key_in(header: str) -> str:
    """Return a key as it was sent. Raises: MalformedError for an unfit one, as one with a person's number in it."""
    if _DRAWN.fullmatch(header):
        return header
    if _KEY.fullmatch(header) and not mentions_resident_id(header) and not mentions_mobile(header):
        return header
    zh, en = "幂等键应为8至64个字母、数字、下划线或连字符。", "Idempotency-Key must be 8 to 64 letters, digits, _ or -."
    raise _unfit(zh, en)


def _unfit(zh: str, en: str, *, code: str = "repeat.key_unfit") -> MalformedError:
    return MalformedError(code, zh, en, errors=(FieldError(f"/headers/{HEADER}", code, zh, en),))
