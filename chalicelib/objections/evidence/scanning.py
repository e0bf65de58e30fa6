"""The hook for a malware scan: what a deployment may put before files are kept, and the one that stands there locally.

The local one knows a single thing, the test string that every scanner must find (EICAR). It proves that the hook
and the quarantine work; it protects nobody. Where no scanner is set, every file passes, and the piece names none.

Source: EICAR, the anti-malware test file.
"""

from typing import Protocol

# In two halves: the whole of it in a source file would have that file quarantined on a developer's machine.
_EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$" + rb"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"


class Scanner(Protocol):
    """Says whether a file is malicious."""

    @property
    def name(self) -> str:
        """How the scanner is named beside what it found."""

    def finds_malware_in(self, content: bytes) -> bool:
        """Say whether the scanner finds a file malicious.

        Raises: anything, where it could not look; the piece then stays as it is, and is checked at the next call.
        """


class EicarScanner:
    """Finds the EICAR test string, and nothing else."""

    name = "eicar-test-string-only"

    def finds_malware_in(self, content: bytes) -> bool:
        """Say whether the test string stands anywhere in a file."""
        return _EICAR in content
