"""Preconditions: a write of staff names the version it replaces, as it was read (If-Match)."""

from chalicelib.api.answers import version_in
from chalicelib.errors import PreconditionMissingError, StaleVersionError

REFUSALS = ("version.if_match_missing", "version.stale")


def replaced_version(if_match: str | None) -> int:
    """Return the version that a write says it replaces; whether it stands, the flow decides when it writes.

    Raises: PreconditionMissingError without the header, StaleVersionError where it names no version of ours.
    """
    if if_match is None:
        raise PreconditionMissingError(
            "version.if_match_missing",
            "请在 If-Match 中注明所依据的版本。",
            "Say in If-Match which version this replaces.",
        )
    version = version_in(if_match)
    if version is None:
        raise StaleVersionError
    return version
