"""Registering: what the lead of the centre does with a system. Each move is one conditional put of its registration.

    register ─▶ active ◀─▶ suspended ─▶ ended          change, while it has not ended
                  └─ a client is named, another takes its place, one is withdrawn

A client is known to the issuer of tokens by the name that is given here; its secret is made, shown once and kept there.
"""

import re
from collections.abc import Mapping
from datetime import date, datetime
from typing import NamedTuple

import msgspec

from chalicelib.errors import ConflictError, FieldError, NotFoundError, StaleVersionError, UnprocessableError
from chalicelib.intake.systems.faults import faults_in, faults_in_text
from chalicelib.intake.systems.means import Means
from chalicelib.intake.systems.rules import rules
from chalicelib.intake.systems.system import Client, ItemSent, Move, Registration, State, System
from chalicelib.library.readers import Reader
from chalicelib.terms.dates import beijing_date

LEAD = "lead"
NO_MOVE, UNSOUND, KEY_TAKEN = "system.move_not_allowed", "system.unsound", "system.key_taken"
ROTATION_UNFIT, CLIENTS_TOO_MANY = "system.rotation_unfit", "system.clients_too_many"

_KEY = re.compile(r"[a-z][a-z0-9-]{1,39}")
_MOVES: Mapping[State, tuple[str, tuple[State, ...]]] = {
    State.SUSPENDED: ("suspend", (State.ACTIVE,)),
    State.ACTIVE: ("resume", (State.SUSPENDED,)),
    State.ENDED: ("end", (State.ACTIVE, State.SUSPENDED)),
}


class Write(NamedTuple):
    """A write of the lead: who writes, over which version, and when; 0 for what is new."""

    by: Reader
    replaces: int
    now: datetime

    @property
    def today(self) -> date:
        """Return its day in Beijing."""
        return beijing_date(self.now)

    def line(self, move: str, *, note: str | None = None) -> Move:
        """Return its line in the trail."""
        return Move(move=move, at=self.now.replace(microsecond=0), by=self.by.sub, note=note)


def register(key: str, form: Registration, *, write: Write, means: Means) -> System:
    """Register a system; the same registration sent again stands as it does.

    Shape:  key "penalties-of-jgj"
    Raises: NotFoundError for who is no lead; UnprocessableError `system.unsound`; ConflictError `system.key_taken`.
    """
    _must_be_lead(write.by)
    if not _KEY.fullmatch(key):
        zh, en = "标识为2至40个小写字母、数字和连字符，以字母开头。", "A key has 2 to 40 letters, digits and hyphens."
        raise UnprocessableError(UNSOUND, zh, en)
    standing = means.systems.find(key)
    if standing is None:
        _must_be_sound(key, form, means=means, today=write.today)
        line = write.line("register")
        new = System(
            system=key,
            version=1,
            state=State.ACTIVE,
            registered=form,
            filed_at=line.at,
            moved_at=line.at,
            trail=(line,),
            counted_from=_counted_from(form, today=write.today),
        )
        try:
            means.systems.put(new, over=None)
        except StaleVersionError:
            standing = means.systems.find(key)
        else:
            return new
    if standing is None or standing.version != 1 or standing.registered != form:
        raise ConflictError(KEY_TAKEN, "该标识已登记了另一个系统。", "Another system is registered under the key.")
    return standing


def change(key: str, form: Registration, *, write: Write, means: Means) -> System:
    """Change what a system is registered with; its owner stays. An item with another rhythm is counted anew.

    Raises: NotFoundError for who is no lead, or no such system; StaleVersionError; UnprocessableError
            `system.unsound`; ConflictError `system.move_not_allowed` for one that has ended.
    """
    system = _to_move(key, write=write, means=means)
    _must_be_sound(key, form, means=means, today=write.today, owner=system.registered.owner)
    anew = _counted_from(form, today=write.today)
    kept = {one.item: system.counted_from[one.item] for one in form.items if _is_as_it_was(system, one)}
    return _put(system, system.moved(write.line("change"), registered=form, counted_from=anew | kept), means)


def set_state(key: str, state: State, reason: str, *, write: Write, means: Means) -> System:
    """Suspend, resume or end a system; it is refused, or taken, from its next call on.

    Raises: as `change`.
    """
    system = _to_move(key, write=write, means=means)
    move, allowed = _MOVES[state]
    if system.state not in allowed:
        raise _no_move()
    _must_have_no_faults(faults_in_text(reason, pointer="/reason"))
    line = write.line(move, note=reason.strip())
    if state is not State.ACTIVE:
        return _put(system, system.moved(line, state=state), means)
    anew = _counted_from(system.registered, today=write.today)
    return _put(system, system.moved(line, state=state, counted_from=anew), means)


def name_client(key: str, *, earlier_until: date | None, write: Write, means: Means) -> System:
    """Name another client of a system, the last in its list; those before it are good until a day.

    Raises: as `change`; UnprocessableError `system.rotation_unfit` where an earlier one is good and its last day is not
            said, or too far; ConflictError `system.clients_too_many`.
    """
    system, today, bounds = _to_move(key, write=write, means=means), write.today, rules()
    good = [client for client in system.clients if client.is_good_on(today)]
    is_fit = today <= earlier_until <= today + bounds.rotation if earlier_until else not good
    if not is_fit or (earlier_until and not good):
        zh = f"更换时应写明原凭证的最后一天，从今天起不超过{bounds.rotation.days}天；没有原凭证的不填。"
        raise UnprocessableError(ROTATION_UNFIT, zh, "Say the last day of the earlier client, where there is one.")
    if len(good) >= bounds.clients:
        zh, en = f"同时有效的凭证不超过{bounds.clients}个。", "As many clients are good as may be at once."
        raise ConflictError(CLIENTS_TOO_MANY, zh, en)
    named = Client(client=f"{key}.{len(system.clients) + 1}", since=today)
    earlier = tuple(_ended(client, earlier_until) if client in good else client for client in system.clients)
    line = write.line("name_client", note=named.client)
    return _put(system, system.moved(line, clients=(*earlier, named)), means)


def withdraw_client(key: str, client: str, *, write: Write, means: Means) -> System:
    """Withdraw a client at once; withdrawn already, it stays as it is.

    Raises: as `change`; NotFoundError for no client of the system.
    """
    system = _to_move(key, write=write, means=means)
    found = next((one for one in system.clients if one.client == client), None)
    if found is None:
        raise NotFoundError
    if found.withdrawn_at is not None:
        return system
    line = write.line("withdraw_client", note=client)
    gone = msgspec.structs.replace(found, withdrawn_at=line.at)
    clients = tuple(gone if one is found else one for one in system.clients)
    return _put(system, system.moved(line, clients=clients), means)


def _must_be_sound(key: str, form: Registration, *, means: Means, today: date, owner: str | None = None) -> None:
    _must_have_no_faults(faults_in(key, form, means=means, today=today, owner=owner))


def _must_have_no_faults(faults: list[FieldError]) -> None:
    if faults:
        raise UnprocessableError(UNSOUND, "登记内容有误。", "The registration has faults.", errors=tuple(faults))


def _counted_from(form: Registration, *, today: date) -> dict[str, date]:
    return {one.item: max(form.since, today) for one in form.items}


def _is_as_it_was(system: System, one: ItemSent) -> bool:
    earlier = system.sent(one.item)
    return earlier is not None and earlier.rhythm == one.rhythm


def _ended(client: Client, until: date | None) -> Client:
    days = [day for day in (client.until, until) if day is not None]
    return msgspec.structs.replace(client, until=min(days, default=None))


def _to_move(key: str, *, write: Write, means: Means) -> System:
    _must_be_lead(write.by)
    system = means.systems.find(key)
    if system is None:
        raise NotFoundError
    if system.version != write.replaces:
        raise StaleVersionError
    if system.state is State.ENDED:
        raise _no_move()
    return system


def _put(system: System, after: System, means: Means) -> System:
    means.systems.put(after, over=system)
    return after


def _must_be_lead(by: Reader) -> None:
    if by.role != LEAD:
        raise NotFoundError


def _no_move() -> ConflictError:
    return ConflictError(NO_MOVE, "当前状态不能进行此操作。", "The state does not allow this.")
