"""Makes what must be new, from the system's source of randomness."""

import base64
import hashlib
import secrets
from datetime import datetime

from chalicelib.library.marks import REPAIR
from chalicelib.terms.credit_codes import ALPHABET
from chalicelib.terms.dates import beijing_date
from chalicelib.terms.report_numbers import LETTERS
from chalicelib.terms.subjects import REFERENCE_BYTES, person_reference_of

_ENTRY_BYTES, _TAIL_BYTES, _CODE_BYTES = 16, 5, 10


class RandomNumbers:
    """Numbers that nobody can foresee; what they are for is not in them."""

    def batch_number(self, *, body: str, at: datetime) -> str:
        """Return a new batch number. Shape: "<body key>-20261123-<8 characters>"."""
        return f"{body}-{beijing_date(at):%Y%m%d}-{_tail()}"

    def case_number(self, *, at: datetime, tap: str | None = None) -> str:
        """Return a new case number, of one tap and day the same. Shape: "YY20261123-<8 characters>"."""
        return f"YY{beijing_date(at):%Y%m%d}-{_tail() if tap is None else _tail_of(tap)}"

    def repair_number(self, *, at: datetime) -> str:
        """Return a new number of a repair. Shape: "XF20261123-<8 characters>"."""
        return f"{REPAIR}{beijing_date(at):%Y%m%d}-{_tail()}"

    def grant_number(self, *, at: datetime) -> str:
        """Return a new grant number. Shape: "SQ20261123-<8 characters>"."""
        return f"SQ{beijing_date(at):%Y%m%d}-{_tail()}"

    def session_number(self, *, at: datetime) -> str:
        """Return a new number of an assisted session. Shape: "CK20261123-<8 characters>"."""
        return f"CK{beijing_date(at):%Y%m%d}-{_tail()}"

    def tip_number(self, *, at: datetime, tap: str | None = None) -> str:
        """Return a new number of a tip, of one tap and day the same. Shape: "JB20261123-<8 characters>"."""
        return f"JB{beijing_date(at):%Y%m%d}-{_tail() if tap is None else _tail_of(f'tip:{tap}')}"

    def tip_code(self, *, tap: str | None = None) -> str:
        """Return a new secret code of a tip, of one tap the same; a tap has to be drawn at random itself.

        Shape: 16 letters and digits, 80 random bits.
        """
        drawn = secrets.token_bytes(_CODE_BYTES) if tap is None else hashlib.sha256(f"code:{tap}".encode()).digest()
        return base64.b32encode(drawn[:_CODE_BYTES]).decode().lower()

    def complaint_number(self, *, at: datetime) -> str:
        """Return a new number of a complaint. Shape: "TS20261123-<8 characters>"."""
        return f"TS{beijing_date(at):%Y%m%d}-{_tail()}"

    def finding_number(self, *, at: datetime) -> str:
        """Return a new number of a finding of liability. Shape: "ZR20261123-<8 characters>"."""
        return f"ZR{beijing_date(at):%Y%m%d}-{_tail()}"

    def incident_number(self, *, at: datetime) -> str:
        """Return a new number of an incident. Shape: "SJ20261123-<8 characters>"."""
        return f"SJ{beijing_date(at):%Y%m%d}-{_tail()}"

    def entry(self) -> str:
        """Return a new random ledger entry id. Shape: 32 hex digits."""
        return secrets.token_hex(_ENTRY_BYTES)

    def report_letters(self) -> str:
        """Return eight new characters of the credit code's alphabet, for the number of a report."""
        return "".join(secrets.choice(ALPHABET) for _ in range(LETTERS))

    def person_reference(self, *, document: str) -> str:  # noqa: ARG002 -- a test's numbers are made from it
        """Return a new random reference for the person of a keyed document hash."""
        return person_reference_of(secrets.token_bytes(REFERENCE_BYTES))


def _tail_of(tap: str) -> str:
    return base64.b32encode(hashlib.sha256(tap.encode()).digest()[:_TAIL_BYTES]).decode().lower()


def _tail() -> str:
    return base64.b32encode(secrets.token_bytes(_TAIL_BYTES)).decode().lower()
