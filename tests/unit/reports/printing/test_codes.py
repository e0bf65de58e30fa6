"""The QR code carries what an offline check needs, and nothing can be read into it that is not there."""

import pytest

from chalicelib.ledger.signatures import is_genuine
from chalicelib.reports.printing.codes import carried_by, text_for
from tests.fakes import MemorySigner
from tests.printed import NUMBER, a_report, issue_of


def test_a_code_alone_proves_what_was_signed() -> None:
    signer = MemorySigner()
    issue = issue_of(a_report(), signer=signer)

    carried = carried_by(text_for(issue, base="https://platform.invalid"))

    assert (carried.number, carried.sha256, carried.signed) == (NUMBER, issue.sha256, issue.signed)
    assert is_genuine(carried.statement, carried.signed, public_key=signer.public_key())


def test_a_code_leads_to_the_platform_and_without_an_address_names_the_place_there() -> None:
    issue = issue_of(a_report())

    assert text_for(issue, base="https://platform.invalid").startswith(
        f"https://platform.invalid/v1/verifications/{NUMBER}#k=full&t=2026-11-23T02:00:00Z&h="
    )
    assert text_for(issue).startswith(f"/v1/verifications/{NUMBER}#")


def test_what_stands_in_a_code_is_what_is_proved() -> None:
    signer = MemorySigner()
    text = text_for(issue_of(a_report(), signer=signer))

    for place, letter in enumerate(text):
        changed = f"{text[:place]}{'0' if letter != '0' else '1'}{text[place + 1 :]}"
        try:
            carried = carried_by(changed)
        except ValueError:
            continue
        # The name of the key is no part of what is signed: a key is found by it, and another one does not fit.
        says_the_same = carried.signed.key != "TEST-memory" or carried == carried_by(text)
        assert says_the_same or not is_genuine(carried.statement, carried.signed, public_key=signer.public_key())


@pytest.mark.parametrize(
    "text",
    [
        "",
        "https://elsewhere.invalid/",
        "/v1/verifications/ZY#k=full",
        "/v1/verifications/ZY#k=a&k=b&t=2026-11-23T02:00:00Z&h=0&s=ES256&i=key&g=x",
        "/elsewhere/ZY#k=full&t=2026-11-23T02:00:00Z&h=0&s=ES256&i=key&g=x",
        "/v1/verifications/ZY#k=full&t=yesterday&h=0&s=ES256&i=key&g=x",
    ],
)
def test_what_is_no_code_of_ours_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        carried_by(text)
