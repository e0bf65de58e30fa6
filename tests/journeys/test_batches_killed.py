"""Planning, taking back and erasing, killed at each store call in turn and gone on with; and what happens meanwhile.

Every time it ends with the same library, batch, plan, receipt, tally and change entries as the run that nobody
disturbed; and after an undo everybody is shown what was shown before, wherever it broke off. Then two people let a
batch be applied at once, a record is marked at every moment of it, and an older file comes late at every moment of it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import Any

import pytest

from chalicelib.intake.admission import admit
from chalicelib.intake.approvals import approve
from chalicelib.intake.batches import Batch, Message, Period, State
from chalicelib.intake.erasing import Order, erase
from chalicelib.intake.tickets import ticket
from chalicelib.intake.undoing import undo
from chalicelib.library import versions
from chalicelib.library.readers import Level, Reader
from chalicelib.library.records import Record, Status
from chalicelib.wiring import Services
from tests.copying import Mould
from tests.factories import BODY, NOW, PENALTY, REGISTRATION, a_credit_code, a_subject
from tests.journeys.killing import Intruder, KilledError, Killer, Moment, counted, left_by
from tests.unit.intake.showing import shown_to_everybody
from tests.unit.intake.standing import (
    ALSO_GROWN,
    CHUNK_ROWS,
    a_declaration,
    csv_of,
    penalty_row,
    person_row,
    registration_row,
    sent,
    some_services,
    taken_in,
)
from tests.unit.intake.telling import message_file, told

LATER, LATEST = NOW + timedelta(hours=1), NOW + timedelta(hours=2)
OTHER, THIRD = (Reader(level=Level.DEPARTMENT, sub=f"department-{n}", role="department", body=BODY) for n in (2, 3))
LEAD = Reader(level=Level.DESK, sub="lead-1", role="lead")


def _rows(**cells: str) -> list[dict[str, str]]:
    """A dozen rows: companies and persons, one of them under two names."""
    persons = {2: {}, 4: {"number": ALSO_GROWN}, 7: {"party_name": "虚构人乙"}}
    return [person_row(n, **persons[n], **cells) if n in persons else penalty_row(n, **cells) for n in range(1, 13)]


@dataclass
class Scene:
    """A deployment with a dozen records in it, half of which a second file changed, and six that it added."""

    services: Services
    before: str
    batch: Batch

    def counted(self, killer: Callable[[], Any]) -> Services:
        """Return the services on stores whose calls are counted."""
        return counted(self.services, killer)

    def left(self, number: str) -> dict[str, Any]:
        """Return all that is left behind; the salts and stamps are counted up, and no part of it."""
        left = left_by(self.services, number)
        return {**left, "changes": sorted(entry.entry for entry in left["changes"])}


@cache
def _first() -> Mould[Scene]:
    services = some_services()
    taken_in(services, csv_of([registration_row(1)], item=REGISTRATION), item=REGISTRATION)
    taken_in(services, csv_of(_rows()[:6]), at=NOW + timedelta(minutes=1))
    before = shown_to_everybody(services)
    batch, _ = taken_in(services, csv_of(_rows(legal_rep_name="示例新代表")), at=LATER)
    return Mould.of(Scene(services, before, batch))


def _scene() -> Scene:
    """Return a scene of its own: the same each time, made once."""
    return _first().copy()


def _an_undo(scene: Scene) -> str:
    return undo(scene.batch.batch, by=OTHER, means=scene.services, now=LATEST).batch


def _an_undo_of_an_undo(scene: Scene) -> str:
    first = _an_undo(scene)
    admit(first, means=scene.services, now=LATEST, chunk_rows=CHUNK_ROWS)
    return undo(first, by=THIRD, means=scene.services, now=LATEST).batch


def _an_erasure(scene: Scene) -> str:
    record = scene.services.library.records_of(a_subject(1), PENALTY)[0]
    order = Order(record.record_id, "wrong_person", "录入有误。")
    number = erase(order, by=OTHER, means=scene.services, now=LATEST).batch
    admit(number, means=scene.services, now=LATEST, chunk_rows=CHUNK_ROWS)
    return approve(number, by=THIRD, means=scene.services, now=LATEST).batch


def _a_plan_that_rests(scene: Scene) -> str:
    return sent(scene.services, csv_of(_rows(legal_rep_name="示例其他")), at=LATEST, dry_run=True)


@cache
def _mould_of(begin: Callable[[Scene], str]) -> Mould[tuple[Scene, str]]:
    scene = _scene()
    return Mould.of((scene, begin(scene)))


def _begun(begin: Callable[[Scene], str]) -> tuple[Scene, str]:
    """Return a scene of its own in which something was begun, and the number of its batch."""
    return _mould_of(begin).copy()


def _an_announcement(scene: Scene, message: Message) -> str:
    data = message_file(message, [told(message, row) for row in _rows()])
    return sent(scene.services, data, at=LATEST, message=message)


def _an_annulment(scene: Scene) -> str:
    return _an_announcement(scene, Message.REVOKE)


def _a_repair_elsewhere(scene: Scene) -> str:
    return _an_announcement(scene, Message.REPAIR)


def _a_merger(scene: Scene) -> str:
    rows = [registration_row(n) for n in range(1, 7)]
    taken_in(scene.services, csv_of(rows, item=REGISTRATION), item=REGISTRATION, at=LATER + timedelta(minutes=1))
    merged = [told(Message.MERGE, row, item=REGISTRATION, **_after(6)) for row in rows[:5]]
    data = message_file(Message.MERGE, merged, item=REGISTRATION)
    return sent(scene.services, data, item=REGISTRATION, at=LATEST, message=Message.MERGE)


def _after(n: int) -> dict[str, str]:
    return {"successor_name": f"示例虚构{n}号有限公司", "successor_credit_code": a_credit_code(n)}


def _a_full_statement(scene: Scene) -> str:
    rows = [*_rows()[:4], *_rows(legal_rep_name="示例其他")[4:7]]
    number = sent(scene.services, csv_of(rows), at=LATEST, message=Message.RESYNC)
    admit(number, means=scene.services, now=LATEST, chunk_rows=CHUNK_ROWS)
    return approve(number, by=OTHER, means=scene.services, now=LATEST).batch


def _a_plan_of_a_full_statement(scene: Scene) -> str:
    return sent(scene.services, csv_of(_rows()[:4]), at=LATEST, message=Message.RESYNC)


def _a_zero_report(scene: Scene) -> str:
    days = Period(first=date(2026, 4, 1), last=date(2026, 4, 30))
    declared = a_declaration(b"", message=Message.ZERO_REPORT, period=days, file_name="", size_bytes=0, sha256="")
    return ticket(declared, means=scene.services, now=LATEST)[0].batch


def _an_undo_of_an_annulment(scene: Scene) -> str:
    scene.before = shown_to_everybody(scene.services)
    number = _an_annulment(scene)
    admit(number, means=scene.services, now=LATEST, chunk_rows=CHUNK_ROWS)
    return undo(number, by=OTHER, means=scene.services, now=LATEST).batch


STORIES = {
    "a plan": (_a_plan_that_rests, State.PLANNED),
    "an undo": (_an_undo, State.APPLIED),
    "an undo of an undo": (_an_undo_of_an_undo, State.APPLIED),
    "an erasure": (_an_erasure, State.APPLIED),
    "an annulment": (_an_annulment, State.APPLIED),
    "an undo of an annulment": (_an_undo_of_an_annulment, State.APPLIED),
    "a repair elsewhere": (_a_repair_elsewhere, State.APPLIED),
    "a merger": (_a_merger, State.APPLIED),
    "a full statement": (_a_full_statement, State.APPLIED),
    "a plan of a full statement": (_a_plan_of_a_full_statement, State.PLANNED),
    "a zero report": (_a_zero_report, State.APPLIED),
}
_PUTS_BACK = {"an undo", "an undo of an annulment"}


@pytest.mark.parametrize("moment", Moment)
@pytest.mark.parametrize("story", STORIES)
def test_killed_at_any_store_call_it_ends_as_if_nothing_had_been(story: str, moment: Moment) -> None:
    begin, ends = STORIES[story]
    (scene, number), killer = _begun(begin), Killer()
    batch = admit(number, means=scene.counted(lambda: killer), now=LATEST, chunk_rows=CHUNK_ROWS)
    calls, expected = killer.calls, scene.left(number)
    assert (batch.state, batch.is_at_rest) == (ends, True)
    print(f"{story}: {calls} store calls, killed {moment} each")

    for call in range(1, calls + 1):
        (scene, number), killer = _begun(begin), Killer(at=call, moment=moment)
        means = scene.counted(lambda killer=killer: killer)  # type: ignore[misc]
        with pytest.raises(KilledError):
            admit(number, means=means, now=LATEST, chunk_rows=CHUNK_ROWS)
        admit(number, means=scene.services, now=LATEST, chunk_rows=CHUNK_ROWS)

        assert scene.left(number) == expected, f"killed {moment} call {call}"
        if story in _PUTS_BACK:
            assert shown_to_everybody(scene.services) == scene.before


def _applied_meanwhile(scene: Scene, number: str, happens: Callable[[], object], at: int | None) -> Intruder:
    intruder = Intruder(happens, at=at)
    admit(number, means=scene.counted(lambda: intruder), now=LATEST, chunk_rows=CHUNK_ROWS)
    return intruder


def _let_go(scene: Scene) -> str:
    number = _a_plan_that_rests(scene)
    admit(number, means=scene.services, now=LATEST, chunk_rows=CHUNK_ROWS)
    approve(number, by=OTHER, means=scene.services, now=LATEST)
    return number


def test_two_people_apply_a_batch_at_once_and_it_is_applied_once() -> None:
    scene, number = _begun(_let_go)
    calls = _applied_meanwhile(scene, number, lambda: None, None).calls
    expected = scene.left(number)

    for call in range(1, calls + 1):
        scene, number = _begun(_let_go)

        def other(scene: Scene = scene, number: str = number) -> Batch:
            approve(number, by=OTHER, means=scene.services, now=LATEST)
            return admit(number, means=scene.services, now=LATEST, chunk_rows=CHUNK_ROWS)

        _applied_meanwhile(scene, number, other, call)

        assert scene.left(number) == expected, f"the other at call {call}"


def _third(scene: Scene) -> Record:
    return scene.services.library.records_of(a_subject(3), PENALTY)[0]


def test_a_record_that_is_marked_while_a_batch_is_applied_keeps_its_mark_and_the_new_version() -> None:
    calls = _applied_meanwhile(*_begun(_let_go), lambda: None, None).calls
    found = set()

    for call in range(1, calls + 1):
        scene, number = _begun(_let_go)

        def marked(scene: Scene = scene) -> None:
            standing = _third(scene)
            scene.services.library.put(versions.marked(standing, case="YY1", at=LATEST), over=standing)

        _applied_meanwhile(scene, number, marked, call)

        record, batch = _third(scene), scene.services.batches.find(number)
        assert batch is not None
        assert (record.mark, record.version) == ("YY1", 4)
        assert record.content.fields["legal_rep_name"] == "示例其他"
        assert (batch.state, batch.counts.changed, batch.counts.rows) == (State.APPLIED, 12, 12)
        found.add(record.content.reason)
    assert len(found) == 2


def test_a_record_that_is_marked_while_a_batch_is_taken_back_is_put_back_before_or_left_alone() -> None:
    calls = _applied_meanwhile(*_begun(_an_undo), lambda: None, None).calls
    found = set()

    for call in range(1, calls + 1):
        scene, number = _begun(_an_undo)

        def marked(scene: Scene = scene) -> None:
            standing = _third(scene)
            scene.services.library.put(versions.marked(standing, case="YY1", at=LATEST), over=standing)

        _applied_meanwhile(scene, number, marked, call)

        record, batch = _third(scene), scene.services.batches.find(number)
        assert batch is not None
        name = {0: "示例代表", 1: "示例新代表"}[batch.counts.held]
        assert (record.mark, record.content.fields["legal_rep_name"]) == ("YY1", name)
        found.add(name)
    assert len(found) == 2


def test_a_record_that_is_marked_while_a_full_statement_is_applied_has_ended_before_or_is_left_to_its_case() -> None:
    scene = _scene()
    calls = _applied_meanwhile(scene, _a_full_statement_to_apply(scene), lambda: None, None).calls
    found = set()

    for call in range(1, calls + 1):
        scene = _scene()
        number = _a_full_statement_to_apply(scene)

        def marked(scene: Scene = scene) -> None:
            standing = _third(scene)
            scene.services.library.put(versions.marked(standing, case="YY1", at=LATEST), over=standing)

        _applied_meanwhile(scene, number, marked, call)

        record, batch = _third(scene), scene.services.batches.find(number)
        assert batch is not None
        assert (record.mark, batch.counts.held) == ("YY1", int(record.content.status is Status.LIVE))
        found.add(record.content.status)
    assert found == {Status.LIVE, Status.WITHDRAWN}


def _a_full_statement_to_apply(scene: Scene) -> str:
    number = sent(scene.services, csv_of([_rows()[0]]), at=LATEST, message=Message.RESYNC)
    admit(number, means=scene.services, now=LATEST, chunk_rows=CHUNK_ROWS)
    return approve(number, by=OTHER, means=scene.services, now=LATEST).batch


def test_an_older_file_that_comes_late_at_any_moment_replaces_nothing_of_a_later_one() -> None:
    rows = [penalty_row(n, legal_rep_name="示例旧代表") for n in (3, 5, 20)]

    scene = _scene()
    old = sent(scene.services, csv_of(rows), at=LATER + timedelta(minutes=1))
    begun = Mould.of((scene, old, _let_go(scene)))
    scene, _, number = begun.copy()
    calls = _applied_meanwhile(scene, number, lambda: None, None).calls

    for call in range(1, calls + 1):
        scene, old, number = begun.copy()

        def older(scene: Scene = scene, old: str = old) -> Batch:
            return admit(old, means=scene.services, now=LATEST, chunk_rows=CHUNK_ROWS)

        _applied_meanwhile(scene, number, older, call)

        late, batch = scene.services.batches.find(old), scene.services.batches.find(number)
        assert late is not None
        assert batch is not None
        assert (late.state, late.counts.added, late.counts.changed + late.counts.superseded) == (State.APPLIED, 1, 2)
        assert batch.state is State.APPLIED
        for n in (3, 5):
            (record,) = scene.services.library.records_of(a_subject(n), PENALTY)
            assert record.content.fields["legal_rep_name"] == "示例其他"
