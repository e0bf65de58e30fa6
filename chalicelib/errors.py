"""Every way the platform says no, and the one way its own files are wrong.

    Exception
    ├── DataFileError                 a failure of ours: a TOML file breaks its own rules
    ├── UnansweredError               a store that can be done without did not answer at once
    └── RefusalError                  a caller may not, or cannot
        ├── MalformedError            what was sent is not of the agreed form
        ├── UnauthenticatedError      who calls is not established
        ├── ForbiddenError            known, and not allowed
        ├── NotFoundError             it does not exist, or not for this caller
        ├── ConflictError             it stands in the way of something that exists
        │   └── StaleVersionError     what was to be replaced has changed meanwhile
        ├── PreconditionMissingError  a write of staff does not say what it replaces
        ├── GoneError                 it existed and may no longer be shown
        ├── OversizeError             larger than is taken
        ├── UnprocessableError        well formed, and against a rule
        └── ThrottledError            too much at once

A refusal carries a stable dotted `code`; what it means in HTTP is known to `api` alone.
A fault in a department's data is neither: it is a finding (`terms.findings`), a value.
"""

from dataclasses import dataclass
from typing import ClassVar


class DataFileError(Exception):
    """A data file of the platform breaks its own rules; names the file and the key."""

    def __init__(self, file: str, key: str, why: str) -> None:
        """Say which file, which key, and why it cannot be used."""
        super().__init__(f"{file}: {key}: {why}")
        self.file, self.key, self.why = file, key, why


class UnansweredError(Exception):
    """A store that can be done without did not answer at once; whoever asked goes on without it."""


@dataclass(frozen=True, slots=True)
class FieldError:
    """One place in what was sent, and what is wrong there; never the value itself.

    Shape: pointer "/fields/0/field", code "form.field_unknown".
    """

    pointer: str
    code: str
    message_zh: str
    message_en: str


class RefusalError(Exception):
    """A caller may not, or cannot; `code` is stable, the sentences are not."""

    kind: ClassVar[str] = "refused"

    def __init__(self, code: str, zh: str, en: str, *, errors: tuple[FieldError, ...] = ()) -> None:
        """Refuse with a stable code and one sentence in each language."""
        super().__init__(f"{code}: {en}")
        self.code, self.zh, self.en, self.errors = code, zh, en, errors


class MalformedError(RefusalError):
    """What was sent is not of the agreed form."""

    kind = "malformed"


class UnauthenticatedError(RefusalError):
    """Who calls is not established."""

    kind = "unauthenticated"


class ForbiddenError(RefusalError):
    """The caller is known, and is not allowed."""

    kind = "forbidden"


class NotFoundError(RefusalError):
    """It does not exist, or does not exist for this caller; the two are one answer."""

    kind = "not_found"

    def __init__(self, code: str = "resource.not_found", zh: str = "未找到。", en: str = "Not found.") -> None:
        """Answer alike for what never was and for what this caller may not see."""
        super().__init__(code, zh, en)


class ConflictError(RefusalError):
    """It stands in the way of something that exists."""

    kind = "conflict"


class StaleVersionError(ConflictError):
    """What was to be replaced has changed meanwhile, or was there already."""

    kind = "stale"

    def __init__(
        self, code: str = "version.stale", zh: str = "内容已被更新，请重新读取。", en: str = "It has changed meanwhile."
    ) -> None:
        """Say that the version named is no longer the one that stands."""
        super().__init__(code, zh, en)


class PreconditionMissingError(RefusalError):
    """A write of staff does not say which version it replaces."""

    kind = "precondition_missing"


class GoneError(RefusalError):
    """It existed and may no longer be shown."""

    kind = "gone"


class OversizeError(RefusalError):
    """Larger than is taken."""

    kind = "oversize"


class UnprocessableError(RefusalError):
    """Well formed, and against a rule."""

    kind = "unprocessable"


class ThrottledError(RefusalError):
    """Too much at once; `retry_after_seconds` says when to come back."""

    kind = "throttled"

    def __init__(self, retry_after_seconds: int) -> None:
        """Name the seconds after which a call may succeed."""
        super().__init__("limit.too_many", "请求过于频繁，请稍后再试。", "Too many requests.")
        self.retry_after_seconds = retry_after_seconds
