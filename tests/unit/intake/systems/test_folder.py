"""A file in a system's folder: what it becomes, what is set aside unread, a run that is killed at each store call."""

import csv
import io
from datetime import date, timedelta
from typing import Any

import msgspec
import pytest

from chalicelib.errors import NotFoundError, StaleVersionError
from chalicelib.intake.admission import admit
from chalicelib.intake.approvals import approve
from chalicelib.intake.batches import Batch, Message, Review, State
from chalicelib.intake.receipts import receipt_in
from chalicelib.intake.systems import folder
from chalicelib.intake.systems.answering import MESSAGES, answer, answer_set_aside, table_of
from chalicelib.intake.systems.dropped import SET_ASIDE, Dropped, DroppedState, named
from chalicelib.intake.systems.folder import Place, take
from chalicelib.intake.systems.system import Channel
from chalicelib.intake.systems.system import State as Standing
from chalicelib.intake.tickets import LIMIT_BYTES
from chalicelib.library.readers import Level, Reader
from chalicelib.terms.findings import Finding, Phase, Severity
from chalicelib.wiring import Services
from tests.factories import BODY, DIVISION, NOW, PENALTY, a_batch
from tests.factories_systems import SYSTEM, TODAY, a_registration, a_set_aside_file, a_system, an_item
from tests.fakes import MemorySuppliers
from tests.journeys.killing import Counted, Intruder, KilledError, Killer, Moment
from tests.unit.intake.standing import CHUNK_ROWS, OTHER_BODY, csv_of, penalty_row, receipt_of, some_services
from tests.unit.intake.telling import message_file, told

NAME = f"{BODY}_20261123_00001_{PENALTY}.csv"
PLACE = Place(SYSTEM, NAME)
CONTENT = csv_of([penalty_row(1), penalty_row(2) | {"decision_date": "昨天"}])
LATER = NOW + timedelta(minutes=1)
FOLDER = a_registration(channels=(Channel.FOLDER,))


def _services(system: Any = None, **parts: Any) -> Services:
    services = some_services(**parts)
    services.systems.put(system or a_system(registered=FOLDER), over=None)
    return services


def _drop(services: Services, content: bytes = CONTENT, place: Place = PLACE) -> None:
    services.folder.dropped[tuple(place)] = content  # type: ignore[attr-defined]


def _answers(services: Services) -> dict[str, bytes]:
    answered: dict[str, bytes] = services.folder.answered  # type: ignore[attr-defined]
    return answered


def _taken(services: Services, place: Place = PLACE, **changes: Any) -> Dropped:
    dropped = take(place, **{"means": services, "now": NOW, **changes})
    assert dropped is not None
    return dropped


def _number(dropped: Dropped) -> str:
    assert dropped.taken is not None
    return dropped.taken.batch


def _admitted(services: Services, dropped: Dropped, **changes: Any) -> Batch:
    return admit(_number(dropped), **{"means": services, "now": LATER, "chunk_rows": CHUNK_ROWS, **changes})


def test_a_file_becomes_a_batch_with_the_ticket_that_its_registration_gives() -> None:
    services = _services()
    _drop(services)

    dropped = _taken(services)
    batch = services.batches.find(_number(dropped))

    assert (dropped.state, dropped.told_to, dropped.queue) == (DroppedState.TAKEN, None, None)
    assert batch is not None
    ticket = batch.ticket
    assert (batch.state, ticket.body, ticket.division, ticket.item) == (State.TICKETED, BODY, DIVISION, PENALTY)
    assert (ticket.certifier, ticket.file_name, ticket.system) == ("法规科", NAME, SYSTEM)
    assert ticket.review == Review(reviewed_by="示例审查人", reviewed_on=date(2026, 11, 20), item=PENALTY)
    assert services.uploads.size_of(batch.batch) == ticket.size_bytes == len(CONTENT)


def test_the_receipt_and_its_lines_are_put_into_the_folder_and_the_file_stays_where_it_lies() -> None:
    services = _services()
    _drop(services)
    batch = _admitted(services, _taken(services))

    answers = _answers(services)
    assert (batch.state, batch.counts.added, batch.counts.refused) == (State.APPLIED, 1, 1)
    assert set(answers) == {f"outbound/{SYSTEM}/{batch.batch}_feedback.{kind}" for kind in ("json", "csv")}
    receipt = receipt_in(answers[f"outbound/{SYSTEM}/{batch.batch}_feedback.json"])
    assert (receipt.state, receipt.counts) == ("applied", batch.counts)
    table = list(csv.reader(io.StringIO(answers[f"outbound/{SYSTEM}/{batch.batch}_feedback.csv"].decode("utf-8-sig"))))
    assert table[0] == ["工作表", "行", "列", "字段", "内容", "级别", "代码", "说明", "如何更正"]
    assert all(line[8] for line in table[1:])
    assert [(line[1], line[3], line[5]) for line in table[1:]] == [
        (str(one.row or ""), one.field or "", {"error": "错误", "warning": "警告", "info": "提示"}[one.severity.value])
        for one in receipt.findings
    ]
    assert services.folder.size_of(*PLACE) == len(CONTENT)


def test_a_plan_that_waits_is_answered_then_what_came_of_it() -> None:
    services = _services(suppliers=MemorySuppliers())
    _drop(services)
    dropped = _taken(services)
    planned = _admitted(services, dropped)
    name = f"outbound/{SYSTEM}/{planned.batch}_feedback.json"

    assert (planned.state, receipt_in(_answers(services)[name]).state) == (State.PLANNED, "planned")
    lapsed = _admitted(services, dropped, now=NOW + timedelta(days=30))
    assert (lapsed.state, lapsed.is_at_rest) == (State.LAPSED, True)
    assert receipt_in(_answers(services)[name]).state == "lapsed"


def test_a_file_that_cannot_be_read_is_answered() -> None:
    services = _services()
    _drop(services, b"\x00\x01 no table")
    batch = _admitted(services, _taken(services))

    name = f"outbound/{SYSTEM}/{batch.batch}_feedback.json"
    assert (batch.state, batch.is_at_rest) == (State.REFUSED, True)
    assert receipt_in(_answers(services)[name]).state == "refused"


def test_a_batch_that_came_another_way_is_answered_in_no_folder() -> None:
    services = _services()
    services.batches.put(a_batch(), over=None)

    batch = admit(a_batch().batch, means=services, now=NOW + timedelta(days=1), chunk_rows=CHUNK_ROWS)
    answer(batch, means=services)

    assert _answers(services) == {}


def test_a_batch_without_a_receipt_is_not_answered_yet() -> None:
    services = _services()
    _drop(services)
    batch = services.batches.find(_number(_taken(services)))

    assert batch is not None
    answer(batch, means=services)
    assert _answers(services) == {}


def test_a_message_says_so_in_its_name_and_is_answered_as_any_file() -> None:
    services = _services()
    _drop(services, csv_of([penalty_row(1)]))
    supplied = _admitted(services, _taken(services))
    place = Place(SYSTEM, f"{BODY}_20261123_00002_{PENALTY}-revoke.csv")
    rows = [told(Message.REVOKE, penalty_row(1)), told(Message.REVOKE, penalty_row(9))]
    _drop(services, message_file(Message.REVOKE, rows), place)

    batch = _admitted(services, _taken(services, place, now=LATER))

    assert (supplied.ticket.message, batch.ticket.message) == (Message.SUPPLY, Message.REVOKE)
    assert (batch.state, batch.counts.revoked, batch.counts.refused) == (State.APPLIED, 1, 1)
    receipt = receipt_in(_answers(services)[f"outbound/{SYSTEM}/{batch.batch}_feedback.json"])
    assert [(one.row, one.code) for one in receipt.findings] == [(3, "message.no_such_record")]


def test_the_same_file_again_is_the_same_batch() -> None:
    services = _services()
    _drop(services)
    first = _taken(services)
    batch = _admitted(services, first)
    _drop(services)

    assert _taken(services, now=LATER) == first
    assert services.batches.find(_number(first)) == batch
    assert len(services.uploads.files) == 1  # type: ignore[attr-defined]


def test_another_content_under_a_name_that_was_taken_is_refused_once_and_shown() -> None:
    services = _services()
    _drop(services)
    first = _taken(services)
    _admitted(services, first)
    _drop(services, csv_of([penalty_row(9)]))

    refused, again = _taken(services), _taken(services, now=LATER)

    assert refused == again
    assert (refused.state, refused.reason, refused.taken) == (DroppedState.REFUSED, folder.NAME_TAKEN, None)
    assert list(services.dropped.about(SET_ASIDE, limit=5)) == [refused.dropped]
    told = msgspec.json.decode(_answers(services)[f"outbound/{SYSTEM}/{refused.dropped}_feedback.json"])
    assert (told["code"], told["message_zh"]) == (folder.NAME_TAKEN, MESSAGES[folder.NAME_TAKEN])
    assert services.dropped.find(first.dropped) == first
    assert len(services.uploads.files) == 1  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("处罚.csv", folder.UNREADABLE),
        (f"{BODY}_20261123_1_{PENALTY}.csv", folder.UNREADABLE),
        (f"{BODY}_20261323_00001_{PENALTY}.csv", folder.UNREADABLE),
        (f"{BODY}_20261124_00001_{PENALTY}.csv", folder.UNREADABLE),
        (f"{OTHER_BODY}_20261123_00001_{PENALTY}.csv", folder.UNREADABLE),
        (f"{BODY}_20261123_00001_{PENALTY}.exe", folder.UNREADABLE),
        (f"{BODY}_２０２６1123_00001_{PENALTY}.csv", folder.UNREADABLE),
        (f"{BODY}_20261123_00001_{PENALTY}.csv\n", folder.UNREADABLE),
        (f"{BODY}_20261123_00001_{PENALTY}-annul.csv", folder.UNREADABLE),
        (f"{BODY}_20261123_00001_{PENALTY}-.csv", folder.UNREADABLE),
        (f"{BODY}_20261123_00001_{PENALTY}-undo.csv", "upload.message_not_of_item"),
        (f"{BODY}_20261123_00001_{PENALTY}-list_out.csv", "upload.message_not_of_item"),
        (f"{BODY}_20261123_00001_{PENALTY}-zero_report.csv", "upload.period_or_file"),
        (f"{BODY}_20261123_00001_administrative_permit.csv", "system.not_its_item"),
        (f"{BODY}_20261123_00001_administrative_permit-revoke.csv", "system.not_its_item"),
        (f"【机密】{NAME}", "upload.file_name_carries_secrecy_mark"),
    ],
    ids=str,
)
def test_a_name_that_will_not_do_is_set_aside_unread_and_not_kept(name: str, code: str) -> None:
    services = _services()
    place = Place(SYSTEM, name)
    _drop(services, place=place)

    dropped = _taken(services, place)

    assert (dropped.state, dropped.reason, dropped.system) == (DroppedState.QUARANTINED, code, SYSTEM)
    assert dropped.taken is None
    assert name.encode() not in msgspec.json.encode(dropped)
    assert list(services.dropped.about(SET_ASIDE, limit=5)) == [dropped.dropped]
    ((key, told),) = _answers(services).items()
    assert (key, msgspec.json.decode(told)["code"]) == (f"outbound/{SYSTEM}/{dropped.dropped}_feedback.json", code)
    assert code in MESSAGES


@pytest.mark.parametrize(
    ("system", "code"),
    [
        (a_system(registered=a_registration()), "system.not_its_channel"),
        (a_system(registered=FOLDER, state=Standing.SUSPENDED), "system.suspended"),
        (a_system(registered=FOLDER, state=Standing.ENDED), "system.ended"),
        (a_system(registered=msgspec.structs.replace(FOLDER, since=TODAY + timedelta(days=1))), "system.ended"),
    ],
    ids=["channel", "suspended", "ended", "not begun"],
)
def test_a_system_that_may_not_send_so_is_set_aside_unread(system: Any, code: str) -> None:
    services = _services(system)
    _drop(services)

    dropped = _taken(services)

    assert (dropped.state, dropped.reason) == (DroppedState.QUARANTINED, code)
    assert services.uploads.files == {}  # type: ignore[attr-defined]


def test_a_folder_of_no_system_is_set_aside_and_nothing_is_told_there() -> None:
    services = _services()
    place = Place("nobody", NAME)
    _drop(services, place=place)

    dropped = _taken(services, place)

    assert (dropped.state, dropped.reason, dropped.system) == (DroppedState.QUARANTINED, folder.UNKNOWN, "")
    assert _answers(services) == {}


def test_a_file_that_is_empty_or_larger_than_is_taken_is_set_aside() -> None:
    class Large:
        """A folder whose file is too large to be read."""

        def __init__(self) -> None:
            self.answered: list[str] = []

        def size_of(self, *_: str) -> int:
            return LIMIT_BYTES + 1

        def answer(self, system: str, name: str, content: bytes) -> None:
            assert (system, len(content) > 0) == (SYSTEM, True)
            self.answered.append(name)

    large = _services(folder=Large())
    empty = _services()
    _drop(empty, b"")

    assert _taken(large).reason == "upload.file_too_large"
    assert _taken(empty).reason == "upload.file_empty"


def test_what_was_set_aside_is_taken_when_it_comes_again_and_may() -> None:
    services = _services(a_system(registered=FOLDER, state=Standing.SUSPENDED))
    _drop(services)
    first, again = _taken(services), _taken(services, now=LATER)
    assert first == again

    suspended = services.systems.find(SYSTEM)
    assert suspended is not None
    active = msgspec.structs.replace(suspended, version=2, state=Standing.ACTIVE)
    services.systems.put(active, over=suspended)
    taken = _taken(services, now=LATER)

    assert (taken.state, taken.version, taken.filed_at) == (DroppedState.TAKEN, 2, NOW)
    assert list(services.dropped.about(SET_ASIDE, limit=5)) == []


def test_what_was_set_aside_for_another_reason_says_the_new_one() -> None:
    services = _services(a_system(registered=FOLDER, state=Standing.SUSPENDED))
    _drop(services)
    _taken(services)
    suspended = services.systems.find(SYSTEM)
    assert suspended is not None
    services.systems.put(msgspec.structs.replace(suspended, version=2, state=Standing.ENDED), over=suspended)

    assert (_taken(services).version, _taken(services).reason) == (2, "system.ended")


def test_a_file_that_lies_there_no_more_is_nothing() -> None:
    services = _services()

    assert take(PLACE, means=services, now=NOW) is None
    assert services.dropped.find(PLACE.number) is None


def test_an_item_sent_without_review_is_taken_without_one() -> None:
    services = _services(a_system(registered=msgspec.structs.replace(FOLDER, items=(an_item(review=None),))))
    _drop(services)
    taken = _taken(services).taken

    assert taken is not None
    assert taken.ticket.review is None


def test_its_own_system_and_its_owner_s_staff_see_the_batch_and_its_certifier_is_nobody_s_account() -> None:
    services = _services(suppliers=MemorySuppliers())
    _drop(services)
    planned = _admitted(services, _taken(services))
    stranger = Reader(level=Level.DEPARTMENT, sub="department-1", role="department", body=OTHER_BODY)
    clerk = Reader(level=Level.DEPARTMENT, sub="department-1", role="department", body=BODY)

    with pytest.raises(NotFoundError):
        approve(planned.batch, by=stranger, means=services, now=LATER)
    assert approve(planned.batch, by=clerk, means=services, now=LATER).may_be_applied


def test_where_others_move_it_at_every_try_it_fails() -> None:
    class Contended:
        """A table in which another version always stands."""

        def find(self, number: str) -> None:
            assert number == PLACE.number

        def put(self, new: Dropped, *, over: Dropped | None) -> None:
            assert (new.version, over) == (1, None)
            raise StaleVersionError

    services = _services(dropped=Contended())
    _drop(services)

    with pytest.raises(StaleVersionError):
        take(PLACE, means=services, now=NOW)


_STORES = ("systems", "dropped", "folder", "batches", "uploads", "receipts", "library", "supplies", "suppliers")


def _run(services: Services) -> Batch:
    return _admitted(services, _taken(services))


def _counted(killer: Any, **parts: Any) -> tuple[Services, Services]:
    """Return plain services and the same whose stores count their calls with a killer that may be changed."""
    plain = _services(**parts)
    _drop(plain)
    shared = {name: getattr(plain, name) for name in vars(plain) if name != "settings"}
    counted = {name: Counted(getattr(plain, name), lambda: killer) for name in _STORES}
    return plain, some_services(**{**shared, **counted})


def _calls_of_a_run() -> int:
    killer = Killer()
    _run(_counted(killer)[1])
    return killer.calls


@pytest.mark.parametrize("moment", Moment)
@pytest.mark.parametrize("point", range(1, _calls_of_a_run() + 1))
def test_a_run_that_is_killed_at_any_store_call_comes_to_the_same_end_when_it_is_delivered_again(
    point: int, moment: Moment
) -> None:
    whole = _run(_counted(Killer())[0])
    killer = Killer(point, moment)
    services, counted = _counted(killer)
    with pytest.raises(KilledError):
        _run(counted)

    batch = _admitted(services, _taken(services, now=LATER), now=LATER + timedelta(minutes=1))

    assert (batch.state, batch.is_at_rest) == (State.APPLIED, True)
    assert [*services.uploads.files] == [batch.batch]  # type: ignore[attr-defined]
    assert list(services.batches.awaited(before=NOW + timedelta(days=9), limit=9)) == []
    assert set(_answers(services)) == {f"outbound/{SYSTEM}/{batch.batch}_feedback.{kind}" for kind in ("json", "csv")}
    receipt = receipt_in(_answers(services)[f"outbound/{SYSTEM}/{batch.batch}_feedback.json"])
    assert (receipt.state, receipt.counts) == ("applied", whole.counts)


def _calls_of_a_delivery() -> int:
    killer = Killer()
    _taken(_counted(killer)[1])
    return killer.calls


@pytest.mark.parametrize("point", range(1, _calls_of_a_delivery() + 1))
def test_two_deliveries_at_once_make_one_batch(point: int) -> None:
    intruder = Intruder(lambda: None, point)
    plain, counted = _counted(intruder)
    intruder.happens = lambda: take(PLACE, means=plain, now=LATER)

    first = _taken(counted)

    assert _taken(plain, now=LATER) == first
    assert [*plain.uploads.files] == [_number(first)]  # type: ignore[attr-defined]
    assert [*plain.batches.awaited(before=NOW + timedelta(days=9), limit=9)] == [_number(first)]


@pytest.mark.parametrize("point", range(1, _calls_of_a_delivery() + 1))
def test_of_two_contents_under_a_name_at_once_one_is_taken_and_the_other_refused(point: int) -> None:
    other = csv_of([penalty_row(9)])
    intruder = Intruder(lambda: None, point)
    plain, counted = _counted(intruder)

    def intrude() -> None:
        _drop(plain, other)
        take(PLACE, means=plain, now=LATER)
        _drop(plain)

    intruder.happens = intrude
    _taken(counted)
    _taken(plain, now=LATER)

    standing = plain.dropped.find(PLACE.number)
    assert standing is not None
    batch = _admitted(plain, standing)
    aside = [plain.dropped.find(one) for one in plain.dropped.about(SET_ASIDE, limit=9)]
    assert [*plain.uploads.files] == [batch.batch]  # type: ignore[attr-defined]
    assert {one.reason for one in aside if one is not None} == {folder.NAME_TAKEN}
    assert batch.state in {State.APPLIED, State.REFUSED}


def test_a_name_is_read_as_it_is_written_and_no_other_way() -> None:
    read = named(NAME)

    assert read is not None
    assert (read.owner, read.day, read.item, read.message) == (BODY, TODAY, PENALTY, Message.SUPPLY)
    message = named(f"{BODY}_20261123_00001_{PENALTY}-revoke.csv")
    assert message is not None
    assert (message.item, message.message) == (PENALTY, Message.REVOKE)
    assert named(f"a_b-c_20261123_00001_{PENALTY}.xlsx") is not None
    for name in ("", NAME.upper(), f"x/{NAME}", f"{NAME}.csv", f"{BODY}_20261123_00001_.csv"):
        assert named(name) is None, name


def test_a_cell_of_an_answer_that_looks_like_a_formula_is_a_text() -> None:
    services = _services()
    _drop(services)
    receipt = receipt_of(services, _run(services).batch)
    risky = Finding(
        code="cell.required",
        severity=Severity.ERROR,
        phase=Phase.FORM,
        row=2,
        field=None,
        column="=HYPERLINK(1)",
        value="-1+1",
        message_zh="@说明",
        message_en="@said",
        source="",
    )

    table = table_of(msgspec.structs.replace(receipt, findings=(risky,))).decode("utf-8-sig")

    assert table.splitlines()[1].startswith(",2,'=HYPERLINK(1),,'-1+1,错误,cell.required,'@说明,")


def test_a_reason_without_words_of_its_own_says_where_to_ask() -> None:
    services = _services()

    answer_set_aside(a_set_aside_file(reason="upload.body_ended"), folder=services.folder)

    ((_, told),) = _answers(services).items()
    assert msgspec.json.decode(told)["message_zh"] == "文件不能接收，请与信用工作机构联系。"
