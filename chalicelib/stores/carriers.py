"""What carries letters out of the house: one gateway over HTTP that the city runs, or files in the local stage.

No provider of messages is known to this code. The gateway takes one letter a call and hands it to whoever it likes:

    POST <url>/sms      Authorization: Bearer <key>      Idempotency-Key: <notice>-sms
    {"to": "…", "title": "…", "text": "…"}

Any 2xx is taken for delivered; 408, 429, 5xx and no answer are tried again; anything else is final.
"""

import urllib.error
import urllib.request
from collections.abc import Callable, Mapping
from http import HTTPStatus
from pathlib import Path

import msgspec

from chalicelib.notices.notice import OUTSIDE, Channel, Recipient
from chalicelib.notices.store import Letter, UndeliveredError

TIMEOUT_SECONDS = 10.0
REFUSED, UNREACHED = "notice.gateway_refused", "notice.gateway_unreached"
_TRIED_AGAIN = frozenset({HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.TOO_MANY_REQUESTS})
# Posts a body under headers and returns the status of the answer. Raises: OSError where none came.
Post = Callable[[str, bytes, Mapping[str, str]], int]


def posted(url: str, body: bytes, headers: Mapping[str, str]) -> int:
    """Post over HTTPS, and return the status; what the answer says is not read."""
    if not url.startswith("https://"):
        message = "letters leave over https alone"
        raise OSError(message)
    request = urllib.request.Request(url, data=body, headers=dict(headers), method="POST")  # noqa: S310  https alone
    try:
        with urllib.request.urlopen(request, timeout=TIMEOUT_SECONDS) as answer:  # noqa: S310  https is checked above
            return int(answer.status)
    except urllib.error.HTTPError as error:
        error.close()
        return error.code


class GatewayCarrier:
    """The city's gateway for SMS, mail and WeChat template messages."""

    channels = frozenset(OUTSIDE)

    def __init__(self, url: str, key: str, *, post: Post = posted) -> None:
        """Take the gateway's address and its key."""
        self._url, self._key, self._post = url.rstrip("/"), key, post

    def carry(self, letter: Letter) -> None:
        """Hand a letter to the gateway. Raises: UndeliveredError."""
        body = msgspec.json.encode({"to": letter.address, "title": letter.title, "text": letter.text})
        headers = {
            "Authorization": f"Bearer {self._key}",
            "Content-Type": "application/json",
            "Idempotency-Key": letter.id,
        }
        try:
            status = self._post(f"{self._url}/{letter.channel.value}", body, headers)
        except OSError as error:
            raise UndeliveredError(UNREACHED, is_final=False) from error
        if not HTTPStatus.OK <= status < HTTPStatus.MULTIPLE_CHOICES:
            is_final = status < HTTPStatus.INTERNAL_SERVER_ERROR and status not in _TRIED_AGAIN
            raise UndeliveredError(REFUSED, is_final=is_final)


class FolderCarrier:
    """Writes letters as files, for the local stage. Shape: <folder>/sms/<notice>-sms.txt."""

    channels = frozenset(OUTSIDE)

    def __init__(self, folder: Path) -> None:
        """Take the folder; it is made when the first letter comes."""
        self._folder = folder

    def carry(self, letter: Letter) -> None:
        """Write a letter; written again, it is the same file."""
        path = self._folder / letter.channel.value / f"{letter.id}.txt"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"{letter.address}\n{letter.title}\n{letter.text}\n", "utf-8")


class NoAddresses:
    """Nobody's address is known: the platform holds none, and tokens name none. Everybody has the site."""

    def addresses_of(self, _: Recipient) -> Mapping[Channel, str]:
        """Return none."""
        return {}


class OwnNames:
    """Everybody is reached under their own name, for the local stage, whose letters are files."""

    def addresses_of(self, recipient: Recipient) -> Mapping[Channel, str]:
        """Return the recipient's reference, for every channel."""
        return dict.fromkeys(OUTSIDE, recipient.reference)
