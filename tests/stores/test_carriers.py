"""What carries letters out: the gateway's answers, and files."""

from collections.abc import Mapping
from pathlib import Path

import msgspec
import pytest

from chalicelib.notices.notice import OUTSIDE, Channel
from chalicelib.notices.store import Letter, UndeliveredError
from chalicelib.stores.carriers import (
    REFUSED,
    UNREACHED,
    FolderCarrier,
    GatewayCarrier,
    NoAddresses,
    OwnNames,
    posted,
)
from tests.factories_notices import TO_BODY

LETTER = Letter("9f0c-sms", Channel.SMS, "body:shili-jgj", "虚构通知", "您有一份虚构通知。")


class Gateway:
    """A gateway that answers with one status; `came` is what was posted."""

    def __init__(self, status: int) -> None:
        """Take the status."""
        self.status, self.came = status, list[tuple[str, bytes, Mapping[str, str]]]()

    def __call__(self, url: str, body: bytes, headers: Mapping[str, str]) -> int:
        """Take a post."""
        self.came.append((url, body, headers))
        return self.status


def test_a_letter_is_posted_under_its_id_and_with_the_key() -> None:
    gateway = Gateway(202)
    GatewayCarrier("https://gateway.invalid/", "secret", post=gateway).carry(LETTER)

    ((url, body, headers),) = gateway.came
    assert url == "https://gateway.invalid/sms"
    assert msgspec.json.decode(body) == {"to": LETTER.address, "title": LETTER.title, "text": LETTER.text}
    assert (headers["Authorization"], headers["Idempotency-Key"]) == ("Bearer secret", "9f0c-sms")


@pytest.mark.parametrize(
    ("status", "is_final"),
    [(400, True), (403, True), (302, True), (408, False), (429, False), (500, False), (503, False)],
)
def test_what_the_gateway_refuses_is_final_unless_it_is_busy(status: int, is_final: bool) -> None:  # noqa: FBT001
    with pytest.raises(UndeliveredError) as failed:
        GatewayCarrier("https://gateway.invalid", "secret", post=Gateway(status)).carry(LETTER)

    assert (failed.value.why, failed.value.is_final) == (REFUSED, is_final)


def test_a_gateway_that_gives_no_answer_is_asked_again() -> None:
    def dead(url: str, body: bytes, headers: Mapping[str, str]) -> int:
        del url, body, headers
        raise TimeoutError

    with pytest.raises(UndeliveredError) as failed:
        GatewayCarrier("https://gateway.invalid", "secret", post=dead).carry(LETTER)

    assert (failed.value.why, failed.value.is_final) == (UNREACHED, False)


def test_letters_leave_over_https_alone() -> None:
    with pytest.raises(OSError, match="https alone"):
        posted("http://127.0.0.1:1/sms", b"{}", {})


def test_a_letter_as_a_file_is_one_file_however_often_it_is_written(tmp_path: Path) -> None:
    carrier = FolderCarrier(tmp_path / "letters")
    for _ in range(2):
        carrier.carry(LETTER)

    (path,) = (tmp_path / "letters").rglob("*.txt")
    assert path.relative_to(tmp_path).as_posix() == "letters/sms/9f0c-sms.txt"
    assert path.read_text("utf-8").splitlines() == [LETTER.address, LETTER.title, LETTER.text]


def test_nobodys_address_is_known_and_a_file_needs_none() -> None:
    assert NoAddresses().addresses_of(TO_BODY) == {}
    assert set(OwnNames().addresses_of(TO_BODY)) == set(OUTSIDE) == FolderCarrier.channels == GatewayCarrier.channels
