"""The workers: clerks, a source, the subjects, the queues and the schedule; each act may be their last."""

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import msgspec

from chalicelib.errors import ConflictError
from chalicelib.library import versions
from chalicelib.library.readers import Reader
from chalicelib.library.records import Status
from chalicelib.notices.delivery import deliver
from chalicelib.notices.errands import PREFIX
from chalicelib.objections import applications, claims, desk
from chalicelib.objections.cases import Case, State
from chalicelib.objections.effects import roll_forward
from chalicelib.objections.escalation import cases_due, escalate
from chalicelib.objections.leases import Handover, Hold
from chalicelib.objections.notifying import keep_promise
from chalicelib.objections.rulings import Delay, MoreTime
from tests.faults.faulty import Clock, CrashError, Redelivered, Tally
from tests.unit.objections.standing import CLERK, CONFIRMED, CORRECTED, DELETED, DENIED, KEPT, SOURCE, submit

MINUTE = timedelta(minutes=1)
CLERKS = 4


@dataclass(kw_only=True)
class Town:
    """Where the workers work; `subjects` are who filed which case, `hurry` how often in a hundred the schedule runs."""

    means: Any
    casework: Redelivered
    notices: Redelivered
    clock: Clock
    pick: random.Random
    tally: Tally
    subjects: Mapping[str, Reader]
    turn: Callable[[], None]
    is_late: Callable[[], bool] = lambda: False
    hurry: float = 3

    @property
    def is_over(self) -> bool:
        """Say whether every case has ended, or time is up."""
        return len(self.tally.finals) == len(self.subjects) or self.is_late()

    def open_case(self) -> str:
        """Return any case that has not ended, or any at all."""
        return self.pick.choice(sorted(self.subjects.keys() - self.tally.finals) or sorted(self.subjects))

    def chance(self, percent: float) -> bool:
        """Say whether something happens that happens so often."""
        return self.pick.random() * 100 < percent


Act = Callable[[Town, timedelta], None]


def workers() -> dict[str, Act]:
    """Return eight workers by name."""
    clerks: dict[str, Act] = {f"clerk-{number}": _clerk(number) for number in range(1, CLERKS + 1)}
    return {**clerks, "source": _source, "subjects": _subjects, "queues": _queues, "schedule": _schedule}


def going_on(town: Town, act: Act, *, skew: timedelta) -> Callable[[], None]:
    """Return a worker that acts until all is over; it begins anew after a crash, and knows nothing of before."""

    def work() -> None:
        while not town.is_over:
            town.turn()
            try:
                act(town, skew)
            except CrashError:
                continue
            except ConflictError as refused:
                town.tally.refusals[refused.code] += 1

    return work


def _clerk(number: int) -> Act:
    by = msgspec.structs.replace(CLERK, sub=f"clerk-{number}")

    def act(town: Town, skew: timedelta) -> None:
        case = claims.claim_next(by=by, turn=town.pick.randrange(999), means=town.means, now=town.clock.read(skew))
        while case is not None and case.lease is not None and case.lease.holder == by.sub:
            if case.state.is_under_way or town.chance(4):
                return  # leaves it to the queue, or goes for lunch, and the lease runs out
            case = _moved_by_clerk(town, case, Hold(by=by, version=case.version, fence=case.fence), skew)

    return act


def _moved_by_clerk(town: Town, case: Case, hold: Hold, skew: timedelta) -> Case:
    now = town.clock.read(skew)
    if town.chance(2):
        handover = Handover(to=f"clerk-{town.pick.randrange(1, CLERKS + 1)}", reason="调配。")
        return claims.transfer(case.case, handover, hold=hold, means=town.means, now=now)
    if town.chance(2):
        return claims.give_back(case.case, hold=hold, means=town.means, now=now)
    return _MOVES[case.state](town, case, hold, now)


def _of_submitted(town: Town, case: Case, hold: Hold, now: datetime) -> Case:
    if town.chance(8):
        return desk.not_accept(case.case, "不属于异议范围。", hold=hold, means=town.means, now=now)
    if case.supplement is None and town.chance(15):
        return desk.request_supplement(case.case, ["营业执照"], hold=hold, means=town.means, now=now)
    return desk.accept(case.case, hold=hold, means=town.means, now=now)


def _of_accepted(town: Town, case: Case, hold: Hold, now: datetime) -> Case:
    return desk.own_check(case.case, hold=hold, means=town.means, now=now)


def _of_checked(town: Town, case: Case, hold: Hold, now: datetime) -> Case:
    is_the_platforms = case.objection.reason == "published_twice"
    if case.referred_to is None and (not is_the_platforms or town.chance(25)):
        return desk.refer(case.case, None, hold=hold, means=town.means, now=now)
    return desk.decide(case.case, DELETED, hold=hold, means=town.means, now=now)


def _of_replied(town: Town, case: Case, hold: Hold, now: datetime) -> Case:
    if case.hold is None and town.chance(10):
        delay = Delay(by_whom="expert", reason="需鉴定。")
        return desk.put_on_hold(case.case, delay, hold=hold, means=town.means, now=now)
    ruling = town.pick.choice([CORRECTED, KEPT, DELETED])
    return desk.decide(case.case, ruling, hold=hold, means=town.means, now=now)


def _of_held(town: Town, case: Case, hold: Hold, now: datetime) -> Case:
    return desk.resume(case.case, "鉴定无误。", hold=hold, means=town.means, now=now)


_MOVES: Mapping[State, Callable[[Town, Case, Hold, datetime], Case]] = {
    State.SUBMITTED: _of_submitted,
    State.ACCEPTED: _of_accepted,
    State.CHECKED: _of_checked,
    State.REPLIED: _of_replied,
    State.SUSPENDED: _of_replied,
    State.HELD: _of_held,
}


def _source(town: Town, skew: timedelta) -> None:
    if town.chance(0.4):
        _withdraw_a_record(town, skew)
    case = claims.claim_next(by=SOURCE, turn=town.pick.randrange(999), means=town.means, now=town.clock.read(skew))
    if case is None or _is_never_answered(case):
        return
    hold = Hold(by=SOURCE, version=case.version, fence=case.fence)
    now = town.clock.read(skew)
    if case.extension is None and town.chance(10):
        case = desk.extend(
            case.case, MoreTime(reason="档案在库房。", approved_by="主任"), hold=hold, means=town.means, now=now
        )
        hold = msgspec.structs.replace(hold, version=case.version)
    desk.reply(case.case, town.pick.choice([DENIED, CONFIRMED]), hold=hold, means=town.means, now=now)


def _withdraw_a_record(town: Town, skew: timedelta) -> None:
    """Take a disputed record back, as an upload does; whoever announces it asks for a look at its case."""
    case = town.means.cases.find(town.open_case())
    record = town.means.library.find(case.objection.record_id)
    if record.content.status is Status.LIVE and record.mark == case.case:
        withdrawn = versions.withdrawn(record, act="batch-2", at=town.clock.read(skew))
        town.means.library.put(withdrawn, over=record)
        town.means.casework.send(case.case)


def _is_never_answered(case: Case) -> bool:
    """Say whether a source stays silent on a case: on one in eight, whatever happens."""
    return int(case.case[-8:], 16) % 8 == 0


def _subjects(town: Town, skew: timedelta) -> None:
    number = town.open_case()
    by, case = town.subjects[number], town.means.cases.find(number)
    now = town.clock.read(skew)
    if case.state is State.DRAFT:
        submit(number, by=by, means=town.means, now=now)
    elif case.state is State.SUPPLEMENT_REQUIRED and int(number[-8:], 16) % 3:
        applications.supplement(number, "已补交。", by=by, means=town.means, now=now)
    elif town.chance(0.3):
        applications.withdraw(number, by=by, means=town.means, now=now)


def _queues(town: Town, skew: timedelta) -> None:
    """Work off one message of machine steps, and one of notices."""
    now = town.clock.read(skew)
    for queue, finish in ((town.casework, _rolled_forward), (town.notices, _gone_on)):
        number = queue.receive()
        if number is not None:
            finish(town.means, number, now)
            queue.done(number)


def _rolled_forward(means: Any, number: str, now: datetime) -> None:
    roll_forward(number, means=means, now=now)


def _gone_on(means: Any, number: str, now: datetime) -> None:
    """Go on with a notice, or keep the promise to tell."""
    if not number.startswith(PREFIX):
        deliver(number, means=means, now=now)
        return
    errand = means.notice_store.find_errand(number)
    if errand.wakes_at is not None:
        keep_promise(errand, means=means, now=now)


def _schedule(town: Town, skew: timedelta) -> None:
    """Sweep and escalate, at times; what cannot be done now is left to the next run. Then a day may pass."""
    if not town.chance(town.hurry):
        return
    means, now = town.means, town.clock.read(skew)
    for number in means.cases.unsettled(before=now - MINUTE, limit=20):
        _tolerating(town, partial(_rolled_forward, means, number, now))
    for number in means.notice_store.unsettled(before=now - MINUTE, limit=40):
        _tolerating(town, partial(_gone_on, means, number, now))
    for number in list(cases_due(means=means, now=now))[:40]:
        _tolerating(town, partial(escalate, number, means=means, now=now))
    if town.chance(70):
        town.clock.pass_a_day()


def finish_notices(means: Any, *, now: datetime) -> None:
    """Keep every promise and deliver every notice that is left, as the sweeper does when everyone has gone."""
    for day in range(9):
        at = now + timedelta(days=day)
        while left := list(means.notice_store.unsettled(before=at, limit=1000)):
            for number in left:
                _gone_on(means, number, at)


def _tolerating(town: Town, act: Callable[[], object]) -> None:
    try:
        act()
    except ConflictError as refused:
        town.tally.refusals[refused.code] += 1
