"""Preconditions: a write of staff names the version it replaces, as it was read (If-Match)."""

from chalicelib.api.answers import versions_in
from chalicelib.errors import PreconditionMissingError, StaleVersionError


def require_version(version: int, *, if_match: str | None) -> None:
    """Refuse a write that does not name the version which stands.

    Raises: PreconditionMissingError without the header, StaleVersionError where it names another version.
    """
    if if_match is None:
        raise PreconditionMissingError(
            "version.if_match_missing",
            "请在 If-Match 中注明所依据的版本。",
            "Say in If-Match which version this replaces.",
        )
    if version not in versions_in(if_match):
        raise StaleVersionError
