"""Sending systems: registered, changed, suspended and ended by the lead; what is due of them, and how late it is."""

from collections.abc import Sequence
from datetime import date, datetime
from http import HTTPStatus
from itertools import islice
from typing import Annotated

import msgspec
from msgspec import Meta, Struct

from chalicelib.api import cursors
from chalicelib.api.answers import Answer
from chalicelib.api.audiences import DEPARTMENT, DESK, LEAD
from chalicelib.api.cursors import Cursor
from chalicelib.api.looks import AT_NOTHING
from chalicelib.api.repeats import once
from chalicelib.api.routing import OFFICE, Call, Route
from chalicelib.errors import NotFoundError
from chalicelib.intake.systems import registering
from chalicelib.intake.systems.chasing import act_of
from chalicelib.intake.systems.dropped import SET_ASIDE, DroppedState
from chalicelib.intake.systems.listing import may_see, systems_for
from chalicelib.intake.systems.registering import Write
from chalicelib.intake.systems.rhythms import rhythms
from chalicelib.intake.systems.silence import LastSupplies, Punctuality, Standing, Supplied, standings_of
from chalicelib.intake.systems.system import Client, Move, Registration, State, System
from chalicelib.notices.notice import State as Told
from chalicelib.terms.dates import beijing_date


class Registered(Registration, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A system under the key that it is to have. Shape: {"system": "penalties-of-jgj", "name": "…", …}."""

    system: str


class StateSet(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Shape: {"state": "suspended", "reason": "…"}."""

    state: State
    reason: str


class ClientNamed(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The last day of the clients that are good now; left out where there is none. Shape: {"earlier_until": "…"}."""

    earlier_until: date | None = None


class SystemsQuery(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Shape: ?limit=20&cursor=…."""

    limit: Annotated[int, Meta(ge=1, le=100)] = 20
    cursor: Cursor | None = None


class ItemDue(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """An item of a system: when it was supplied last, by which day it is due, and whether somebody was told.

    `state` and `due_on` are left out while the system is not to send. `told` notices chase a silence, so many of them
    `acknowledged`.

    Units: silent_working_days behind the day that was due.
    """

    item: str
    item_zh: str
    rhythm: str
    rhythm_zh: str
    state: Punctuality | None = None
    due_on: date | None = None
    is_provisional: bool = False
    last_supplied_at: datetime | None = None
    silent_working_days: int = 0
    told: int = 0
    acknowledged: int = 0


class SystemLine(Struct, frozen=True, kw_only=True):
    """A system in the list, with what is due of it."""

    system: str
    version: int
    name: str
    owner: str
    owner_name: str
    division: str
    state: State
    items: tuple[ItemDue, ...]


class SystemLines(Struct, frozen=True):
    """Shape: {"systems": [{"system": "penalties-of-jgj", "items": [{"item": "…", "state": "silent", …}], …}]}."""

    systems: Sequence[SystemLine]


class SystemView(SystemLine, frozen=True, kw_only=True):
    """A system with what it is registered with, its clients and its trail; `named` is the last client."""

    registered: Registration
    clients: tuple[Client, ...]
    trail: tuple[Move, ...]
    filed_at: datetime


class SetAside(Struct, frozen=True, kw_only=True):
    """A file that a system dropped into its folder and that was not taken, by its number; never its name.

    `state` is `quarantined` for what was not read, `refused` for another content under a name that was taken;
    `system` is empty for a folder of no system, `reason` a stable code.
    """

    file: str
    system: str
    state: DroppedState
    reason: str
    filed_at: datetime
    moved_at: datetime


class SetAsideFiles(Struct, frozen=True):
    """Shape: {"files": [{"file": "9f0c…", "system": "penalties-of-jgj", "reason": "folder.name_unreadable", …}]}."""

    files: Sequence[SetAside]


def all_systems(call: Call, *, query: SystemsQuery) -> Answer:
    """Give the systems that the caller answers for, the centre's staff all of them, with what is due of each."""
    after, today = cursors.after_in(call, query), beijing_date(call.now)
    found = systems_for(call.reader, means=call.services, today=today)
    if after is not None:
        for system in found:
            if system.system == after:
                break
    shown = list(islice(found, query.limit + 1))
    further = shown[query.limit - 1].system if len(shown) > query.limit else None
    supplied = LastSupplies(call.services.supplies, call.services.bodies, today=today)
    lines = [_line_of(call, system, supplied) for system in shown[: query.limit]]
    return Answer(content=SystemLines(lines), look=AT_NOTHING, next_cursor=cursors.next_of(call, query, further))


def set_aside(call: Call, *, query: SystemsQuery) -> Answer:
    """Give the files in the folders of systems that were not taken, newest first."""
    after, store = cursors.after_in(call, query), call.services.dropped
    numbers = store.about(SET_ASIDE, limit=query.limit, after=after)
    found = [one for number in numbers if (one := store.find(number)) is not None and one.told_to is not None]
    lines = [
        SetAside(
            file=one.dropped,
            system=one.system,
            state=one.state,
            reason=one.reason or "",
            filed_at=one.filed_at,
            moved_at=one.moved_at,
        )
        for one in found
    ]
    further = numbers[-1] if len(numbers) == query.limit else None
    return Answer(content=SetAsideFiles(lines), look=AT_NOTHING, next_cursor=cursors.next_of(call, query, further))


def one_system(call: Call, *, system: str) -> Answer:
    """Give a system with what it is registered with, and what is due of it."""
    found = call.services.systems.find(system)
    if found is None or not may_see(
        call.reader, found.registered.owner, means=call.services, today=beijing_date(call.now)
    ):
        raise NotFoundError
    return _answer_with(call, found)


def registration(call: Call, *, form: Registered) -> Answer:
    """Register a system."""
    told = Registration(**{name: getattr(form, name) for name in Registration.__struct_fields__})
    write = Write(call.reader, 0, call.now)
    key = once(call, lambda: registering.register(form.system, told, write=write, means=call.services).system)
    return one_system(call, system=key)


def changing(call: Call, *, system: str, form: Registration) -> Answer:
    """Change what a system is registered with; its owner stays."""
    return _answer_with(call, registering.change(system, form, write=_write(call), means=call.services))


def state(call: Call, *, system: str, form: StateSet) -> Answer:
    """Suspend, resume or end a system: from its next call on."""
    moved = registering.set_state(system, form.state, form.reason, write=_write(call), means=call.services)
    return _answer_with(call, moved)


def naming(call: Call, *, system: str, form: ClientNamed) -> Answer:
    """Name another client of a system, the last of its `clients`; the issuer of tokens makes its secret."""

    def named() -> str:
        write = _write(call)
        moved = registering.name_client(system, earlier_until=form.earlier_until, write=write, means=call.services)
        return moved.clients[-1].client

    once(call, named)
    return one_system(call, system=system)


def withdrawal(call: Call, *, system: str, client: str) -> Answer:
    """Withdraw a client at once."""
    return _answer_with(call, registering.withdraw_client(system, client, write=_write(call), means=call.services))


def _write(call: Call) -> Write:
    return Write(call.reader, call.replaced_version, call.now)


def _answer_with(call: Call, system: System) -> Answer:
    supplied = LastSupplies(call.services.supplies, call.services.bodies, today=beijing_date(call.now))
    line = _line_of(call, system, supplied)
    view = SystemView(
        **{name: getattr(line, name) for name in SystemLine.__struct_fields__},
        registered=system.registered,
        clients=system.clients,
        trail=system.trail,
        filed_at=system.filed_at,
    )
    return Answer(content=view, look=AT_NOTHING, act=system.system, version=system.version)


def _line_of(call: Call, system: System, supplied: Supplied) -> SystemLine:
    owner, today = call.services.bodies.get(system.registered.owner), beijing_date(call.now)
    standings = standings_of(system, supplied=supplied, calendar=call.services.calendar, today=today)
    by_item = {standing.item: standing for standing in standings}
    return SystemLine(
        system=system.system,
        version=system.version,
        name=system.registered.name,
        owner=owner.key,
        owner_name=owner.name,
        division=owner.division,
        state=system.state,
        items=tuple(
            _item_line(call, system, one.item, one.rhythm, by_item.get(one.item)) for one in system.registered.items
        ),
    )


def _item_line(call: Call, system: System, item: str, rhythm: str, standing: Standing | None) -> ItemDue:
    line = ItemDue(
        item=item, item_zh=call.services.catalogue.get(item).zh, rhythm=rhythm, rhythm_zh=rhythms()[rhythm].zh
    )
    if standing is None:
        return line
    told = []
    if standing.state is Punctuality.SILENT:
        told = list(call.services.notice_store.told_of(act_of(system.system, item, standing.due_on)))
    return msgspec.structs.replace(
        line,
        **{name: getattr(standing, name) for name in Standing.__struct_fields__},
        told=len(told),
        acknowledged=sum(one.state == Told.ACKNOWLEDGED for one in told),
    )


_BY_LEAD = {OFFICE: LEAD}
_SEEN = {OFFICE: DEPARTMENT | DESK}
_ONE = "/v1/systems/{system}"
_MOVED = (registering.NO_MOVE, registering.UNSOUND)

ROUTES = (
    Route(
        method="GET",
        path="/v1/systems",
        zh="报送系统：最近报送、应报日期、逾期情况",
        view=all_systems,
        serves=_SEEN,
        query=SystemsQuery,
        gives=SystemLines,
    ),
    Route(
        method="POST",
        path="/v1/systems",
        zh="登记报送系统",
        view=registration,
        serves=_BY_LEAD,
        form=Registered,
        gives=SystemView,
        success=HTTPStatus.CREATED,
        takes=("Idempotency-Key",),
        refuses=(registering.KEY_TAKEN, registering.UNSOUND),
    ),
    Route(
        method="GET",
        path="/v1/exchange-files",
        zh="交换目录中未接收的文件",
        view=set_aside,
        serves={OFFICE: DESK},
        query=SystemsQuery,
        gives=SetAsideFiles,
        refuses=("resource.not_found",),
    ),
    Route(method="GET", path=_ONE, zh="一个报送系统", view=one_system, serves=_SEEN, gives=SystemView),
    Route(
        method="PUT",
        path=_ONE,
        zh="变更报送系统的登记",
        view=changing,
        serves=_BY_LEAD,
        form=Registration,
        gives=SystemView,
        takes=("If-Match",),
        refuses=_MOVED,
    ),
    Route(
        method="PUT",
        path=f"{_ONE}/state",
        zh="暂停、恢复、停用报送系统",
        view=state,
        serves=_BY_LEAD,
        form=StateSet,
        gives=SystemView,
        takes=("If-Match",),
        refuses=_MOVED,
    ),
    Route(
        method="POST",
        path=f"{_ONE}/clients",
        zh="为报送系统命名新的凭证",
        view=naming,
        serves=_BY_LEAD,
        form=ClientNamed,
        gives=SystemView,
        success=HTTPStatus.CREATED,
        takes=("Idempotency-Key", "If-Match"),
        refuses=(registering.CLIENTS_TOO_MANY, registering.NO_MOVE, registering.ROTATION_UNFIT),
    ),
    Route(
        method="DELETE",
        path=f"{_ONE}/clients/{{client}}",
        zh="撤销报送系统的凭证",
        view=withdrawal,
        serves=_BY_LEAD,
        gives=SystemView,
        takes=("If-Match",),
        refuses=(registering.NO_MOVE,),
    ),
)
