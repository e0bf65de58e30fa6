"""The secret code of a tip: who shows it is who reported. It is shown once and kept as a salted hash alone."""

import hashlib
import hmac

from chalicelib.objections.tips.tip import Tip

_NOBODYS_SALT = "0" * 32


def hash_of(code: str, *, salt: str) -> str:
    """Return the hash that is kept; the code has 80 random bits, so that one round of SHA-256 is enough."""
    return hashlib.sha256(f"{salt}\x1f{plain(code)}".encode()).hexdigest()


def plain(code: str) -> str:
    """Return a code as it was made, however it was copied: small letters, no blanks or hyphens."""
    return "".join(code.split()).replace("-", "").lower()


def is_of(code: str, tip: Tip | None) -> bool:
    """Say whether a code is that of a tip; of no tip it is never, and to say so takes as long."""
    salt, kept = (tip.salt, tip.code_sha256) if tip else (_NOBODYS_SALT, "")
    return hmac.compare_digest(hash_of(code, salt=salt), kept or hash_of("", salt=salt)) and tip is not None
