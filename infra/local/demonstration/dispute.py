"""An open case: an invented firm disputes the amount of a fine, so that a newcomer finds something to decide."""

import secrets
from typing import Any

from infra.local.demonstration.files import ENVIRONMENT
from infra.local.demonstration.organisations import companies
from infra.local.front_door import FrontDoor
from infra.local.tokens import Mint

RIGHT = "0.5"
DISPUTING = companies(9)[-1]
# What proves the amount comes first; then what a firm's representative must bring whatever the reason.
PAPERS = ("decision", "pledge", "authorisation")


def open_case(front_door: FrontDoor, mint: Mint) -> str:
    """File an objection with its papers through the front door, submit it, and return its number."""
    token = mint.token(sub="firm-9", role="representative", subject=DISPUTING.code, identified_by="business licence")
    drafted = front_door.call(
        "POST",
        "/v1/objections",
        token=token,
        headers={"Idempotency-Key": secrets.token_hex(16)},
        body={
            "record_id": _its_fine(front_door, token)["record"],
            "reason": "wrong_information",
            "statement": "罚款金额与决定书不符（虚构）。",
            "fields": [{"field": "fine_amount_wan", "claimed": RIGHT}],
        },
    )
    number = str(drafted["case"])
    for kind in PAPERS:
        front_door.hand_in(number, kind, _a_paper(kind), token=token)
    front_door.call("POST", f"/v1/objections/{number}/submission", token=token)
    return number


def _a_paper(kind: str) -> bytes:
    """Return an invented paper, the smallest PDF that is one; each kind is another content."""
    return f"%PDF-1.4\n1 0 obj <</Type /Catalog>> endobj\n% {kind}\ntrailer <</Root 1 0 R>>\n%%EOF\n".encode()


def _its_fine(front_door: FrontDoor, token: str) -> dict[str, Any]:
    held = front_door.call("GET", "/v1/me/records?item=administrative_penalty", token=token)
    fine: dict[str, Any] = next(one for one in held["records"] if one["source"] == ENVIRONMENT)
    return fine
