"""A correction chases the error: withdrawn from public files with the decision, readers told, confirmations counted."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest

from chalicelib import wiring
from chalicelib.publication.edition import publish_due
from chalicelib.workers import notices
from chalicelib.workers.sealing import sealed
from tests.app.test_cases import CLERK, DISPUTED, FIRM, ON_EVIDENCE, OTHER_FIRM, SOURCE, Story, filing
from tests.app.world import WHY, Said, World, token_for
from tests.factories import a_profile, a_record, a_subject
from tests.fakes_notices import MemoryNotices

MINUTE = timedelta(minutes=1)
READERS = (
    "development_reform",
    "market_supervision",
    "public_security",
    "civil_affairs",
    "justice",
    "human_resources",
    "commerce",
    "finance",
    "transport",
    "health",
)
BANK = token_for("agency")
WISH = {
    "holder": {"credit_code": a_subject(7).key},
    "purpose": "commercial_loan",
    "items": ["administrative_penalty", "market_entity_registration"],
    "uses": "single",
    "valid_until": "2026-12-31",
}


def of_body(key: str) -> str:
    """Return the token of an officer of a body."""
    return token_for("department", sub=f"{key}-1", body=key)


@dataclass
class Chase:
    """A firm's penalty that eleven read, and its case."""

    world: World
    story: Story
    told: dict[str, Said] = field(default_factory=dict)

    @property
    def store(self) -> MemoryNotices:
        """What is kept."""
        store: MemoryNotices = self.world.services.notice_store
        return store

    def read_by(self, *keys: str) -> None:
        """Let officers read the penalty, and the ledger be sealed."""
        for key in keys:
            path = f"/v1/records/{DISPUTED.record_id}"
            assert self.world.ask("GET", path, token=of_body(key), headers=WHY).status == 200
        self.seal()

    def seal(self) -> None:
        """Let the minutes pass after which looks are sealed."""
        for _ in range(3):
            self.world.clock.now += 2 * MINUTE
            sealed(self.world.services, now=self.world.clock.now)

    def work_off(self) -> None:
        """Work off the queue of notices until it is empty."""
        sent = self.world.services.notice_queue.sent
        with wiring.using(self.world.services):
            while sent:
                notices.finish(self.world.services, sent.pop(0), self.world.clock.now)

    def decided(self, **ruling: Any) -> Said:
        """Bring the case to its decision; return what the clerk was answered."""
        story = self.story
        story.hand_in_papers()
        story.of_the_subject("/submission")
        story.claim()
        story.move("acceptance")
        story.check()
        story.move("referral")
        story.claim(SOURCE)
        story.move("reply", SOURCE, answer="deny", reason="该处罚决定已被撤销。")
        story.claim()
        return story.move("decision", reasons="处罚决定已被撤销，信源单位确认。", on_evidence=ON_EVIDENCE, **ruling)

    def notices_of(self, token: str) -> list[dict[str, Any]]:
        """Return what somebody was told."""
        found: list[dict[str, Any]] = self.world.ask("GET", "/v1/notices", token=token).json["notices"]
        return found

    def changed_for(self, token: str) -> list[dict[str, Any]]:
        """Return what somebody was told has changed."""
        return [one for one in self.notices_of(token) if one["template"] == "record_changed"]


@pytest.fixture
def chase(world: World) -> Chase:
    world.hold(a_profile(), DISPUTED, a_record(number=2))
    number = world.ask("POST", "/v1/objections", token=FIRM, body=filing()).json["case"]
    return Chase(world, Story(world, number))


def test_a_penalty_is_annulled_withdrawn_at_once_and_eleven_readers_are_told(chase: Chase) -> None:
    world = chase.world
    grant = world.ask("POST", "/v1/grants", token=FIRM, body=WISH).json["grant"]
    headers = {"X-Purpose": "commercial_loan", "X-Grant": grant}
    assert world.ask("GET", f"/v1/subjects/{a_subject().key}/report", token=BANK, headers=headers).status == 200
    chase.read_by(*READERS)
    publish_due(press=world.services.press, now=world.clock.now, next_run=world.clock.now + timedelta(hours=1))
    assert DISPUTED.record_id in _public(world)

    decided = chase.decided(outcome="deleted")

    # The answer to the decision is the instant: no queue has been worked off, no schedule has run.
    assert (decided.status, decided.json["state"]) == (200, "closed")
    assert DISPUTED.record_id not in _public(world)
    assert not any(DISPUTED.record_id.encode() in content for content in world.services.site.files.values())
    assert world.ask("GET", f"/v1/records/{DISPUTED.record_id}").status == 404

    chase.work_off()
    readers = [of_body(key) for key in READERS] + [BANK]
    assert chase.story.of_the_subject().json["chase"] == {"told": 11, "confirmed": 0}
    for token in readers[:9]:
        # One says that the record was marked, one that it was withdrawn; neither says which.
        assert len(chase.changed_for(token)) == 2
        for one in chase.changed_for(token):
            path = f"/v1/notices/{one['notice']}/acknowledgement"
            first, again = (world.ask("POST", path, token=token, body={}) for _ in range(2))
            assert (first.status, again.json["acknowledged_at"]) == (200, first.json["acknowledged_at"])

    of_the_subject = chase.story.of_the_subject()
    assert of_the_subject.json["chase"] == {"told": 11, "confirmed": 9}
    assert "market_supervision" not in of_the_subject.text


def _public(world: World) -> str:
    return world.ask("GET", "/v1/publications/penalties").text


def test_a_reader_is_told_that_something_changed_and_not_what_though_their_ground_has_lapsed(chase: Chase) -> None:
    world = chase.world
    grant = world.ask("POST", "/v1/grants", token=FIRM, body=WISH).json["grant"]
    headers = {"X-Purpose": "commercial_loan", "X-Grant": grant}
    path = f"/v1/subjects/{a_subject().key}/report"
    assert world.ask("GET", path, token=BANK, headers=headers).status == 200
    chase.seal()
    assert world.ask("DELETE", f"/v1/grants/{grant}", token=FIRM, body={}).status == 200
    chase.decided(outcome="corrected", values={"fine_amount_wan": "0.5"})
    chase.work_off()

    assert world.ask("GET", path, token=BANK, headers=headers).status == 403
    told = chase.changed_for(BANK)
    assert told
    for one in told:
        assert one["seen"]["record_id"] == DISPUTED.record_id
        assert "act" not in one
        for untold in (chase.story.number, "0.5", "fine", "更正", "corrected"):
            assert untold not in str(one)
    revoked = [one for one in chase.notices_of(BANK) if one["template"] == "grant_revoked"]
    assert [one["act"] for one in revoked] == [grant]


def test_only_its_recipient_reads_and_confirms_a_notice(chase: Chase) -> None:
    chase.read_by("finance")
    chase.decided(outcome="corrected", values={"fine_amount_wan": "0.5"})
    chase.work_off()
    number = chase.changed_for(of_body("finance"))[0]["notice"]

    answers = set()
    for token in (of_body("commerce"), FIRM, OTHER_FIRM, CLERK, BANK):
        for one in (number, "0" * 32):
            for method, path in (("GET", f"/v1/notices/{one}"), ("POST", f"/v1/notices/{one}/acknowledgement")):
                said = chase.world.ask(method, path, token=token, body={} if method == "POST" else None)
                answers.add((said.status, said.json["code"]))
    assert answers == {(404, "notice.not_found")}
    standing = chase.store.find(number)
    assert standing is not None
    assert standing.acknowledged_at is None


def test_those_who_have_a_part_in_the_case_are_told_of_it_and_staff_see_how_far_each_notice_has_come(
    chase: Chase,
) -> None:
    chase.read_by("finance")
    chase.decided(outcome="record_kept")
    chase.work_off()

    of_the_firm = {one["template"]: one for one in chase.notices_of(FIRM)}
    assert set(of_the_firm) == {"receipt", "accepted", "decided_against"}
    assert "行政复议" in of_the_firm["decided_against"]["text"]
    assert {one["template"] for one in chase.notices_of(SOURCE)} == {"referred", "decided_to_source"}
    listed = chase.world.ask("GET", f"/v1/desk/cases/{chase.story.number}/notices", token=CLERK).json["notices"]
    assert {one["recipient"] for one in listed if one["template"] == "record_changed"} == {"body:finance"}
    waiting = {one["template"]: one["state"] for one in listed if one["recipient"] == "exchange:province"}
    assert waiting == {"exchange_mark_on": "pending", "exchange_mark_off": "pending"}
    site = next(one["channels"] for one in listed if one["template"] == "decided_against")
    assert {one["channel"]: one["state"] for one in site}["site"] == "delivered"
    assert chase.world.ask("GET", f"/v1/desk/cases/{chase.story.number}/notices", token=SOURCE).status == 403


def test_a_chase_that_is_done_twice_and_at_once_tells_each_reader_once(chase: Chase) -> None:
    chase.read_by("finance", "commerce")
    chase.decided(outcome="corrected", values={"fine_amount_wan": "0.5"})
    with _crashing(chase.store, after=3):
        for _ in range(20):
            _worked_once(chase)
    chase.work_off()
    chase.world.clock.now += timedelta(days=2)
    chase.work_off()

    changed = [one for one in chase.store.all() if one.template == "record_changed"]
    assert len(changed) == len({(one.about.version, one.recipient) for one in changed}) == 4


def _worked_once(chase: Chase) -> None:
    for number in chase.store.unsettled(before=chase.world.clock.now + timedelta(days=3), limit=1000):
        try:
            notices.finish(chase.world.services, number, chase.world.clock.now)
        except ConnectionError:
            return


@contextmanager
def _crashing(store: MemoryNotices, *, after: int) -> Iterator[None]:
    """Let every so many puts fail, as a worker does that stops before or after one."""
    count = iter(range(1, 10_000))
    put = store._put  # noqa: SLF001

    def unsteady(number: str, new: Any, standing: Any, over: Any) -> None:
        turn = next(count) % (2 * after)
        if turn == 0:
            raise ConnectionError
        put(number, new, standing, over)
        if turn == after:
            raise ConnectionError

    store._put = unsteady  # type: ignore[method-assign]  # noqa: SLF001
    try:
        yield
    finally:
        store._put = put  # type: ignore[method-assign]  # noqa: SLF001
