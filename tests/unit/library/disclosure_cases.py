"""Random records, readers and days for the oracle: drawn from a seed, built, and compared with a view."""

import random
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from functools import cache

import msgspec

from chalicelib.catalogue.agreements import Agreement, Agreements
from chalicelib.catalogue.bases import Basis, bases
from chalicelib.catalogue.items import Item, catalogue
from chalicelib.catalogue.periods import periods
from chalicelib.catalogue.purposes import Purposes, purposes
from chalicelib.library.readers import Granted, Level, Reader
from chalicelib.library.records import Record, Status, Supply
from chalicelib.library.standings import Rules
from chalicelib.library.visibility import Shown, View
from chalicelib.terms.subjects import Subject
from tests.factories import BODY, PENALTY, REGISTRATION, a_person, a_record, a_subject, a_supply
from tests.unit.library import disclosure_oracle as oracle
from tests.unit.library.disclosure_oracle import Case, Said

SERIOUS_LIST = "serious_dishonesty_list"
APPOINTING = "appointment_of_public_servants"
EARLIEST = date(2021, 1, 1)
CLASSES, LEAST_SHARE = 65, 0.01
# Those who seldom may see anything come oftener, so that their last days are not rare.
READERS = (
    *("public",) * 4, "subject", "subject", "representative", "representative", *("authorised",) * 3,
    "department", "department", "department", *("appointing",) * 3, *("agency",) * 6, "desk", "desk",
)  # fmt: skip
COUNTIES = ("512002", "512021", "512022")
STOOD, STANDS = "示例市虚构旧局", "示例市虚构新局"
ORGANISATION, PERSON, OTHER = a_subject(), a_person(), a_subject(77)
AGENCY = a_subject(500)
MARKS = {"dispute": "YY20261123-aaaaaaaa", "repair": "XF20261123-aaaaaaaa", None: None}


def cases_from(seed: int, count: int) -> Iterator[Case]:
    """Draw cases; most lie on an end of display or beside it."""
    pick = random.Random(seed)  # noqa: S311  the same cases every time
    return (_a_case(pick) for _ in range(count))


def _a_case(pick: random.Random) -> Case:
    reader, is_listed = pick.choice(READERS), pick.random() < 0.3
    record = _a_version(pick, is_listed=is_listed)
    case = Case(
        reader=reader,
        today=EARLIEST + timedelta(days=pick.randrange(2800)),
        record=record,
        older=_an_older_version(pick, record, is_listed=is_listed) if pick.random() < 0.35 else None,
        is_corrected=pick.random() < 0.4,
        is_listed=is_listed,
        is_person=pick.random() < (0.9 if reader == "appointing" else 0.2),
        law_opens_persons=pick.random() < 0.4,
        is_own=pick.random() < 0.87,
        item_is_named=pick.random() < 0.87,
        agreement_is_in_force=pick.random() < 0.9,
        ground_is_held=pick.random() < 0.8,
        is_source=pick.random() < 0.2,
        purpose_fits=pick.random() < 0.9,
        reader_division=pick.choice((oracle.CITY, *COUNTIES)),
        registered_in=pick.choice((None, *COUNTIES)),
    )
    end = oracle.last_day(case)
    if end is not None and pick.random() < 0.85:
        case = case._replace(today=max(EARLIEST, end + timedelta(days=pick.choice((-1, 0, 0, 0, 1, 1, 1)))))
    return case


def _a_version(pick: random.Random, *, is_listed: bool) -> Said:
    determined_on = date(2017, 1, 1) + timedelta(days=pick.randrange(3700))
    is_ended, is_removed = pick.random() < 0.2, is_listed and pick.random() < 0.3
    return Said(
        severity="serious" if is_listed else pick.choice(("minor", "general", "general", "serious")),
        determined_on=determined_on,
        department_end=determined_on + timedelta(days=pick.randrange(1500)) if is_ended else None,
        removed_on=determined_on + timedelta(days=pick.randrange(1200)) if is_removed else None,
        status=pick.choices(("live", "withdrawn", "erased"), (90, 7, 3))[0],
        reviewed=pick.random() < 0.9,
        withheld=pick.choices((None, "text.mentions_mobile", oracle.UNCONFIRMED, oracle.REPAIRED), (80, 6, 6, 8))[0],
        source_division=pick.choice((oracle.CITY, *COUNTIES)),
        mark=pick.choices((None, "dispute", "repair"), (75, 15, 10))[0],
        is_suspended=pick.random() < 0.1,
        shielded_until=determined_on + timedelta(days=pick.randrange(3000)) if pick.random() < 0.1 else None,
    )


def _an_older_version(pick: random.Random, record: Said, *, is_listed: bool) -> Said:
    """Draw what a version before it said: mostly the same but for one thing or two."""
    drawn = _a_version(pick, is_listed=is_listed)
    changed = {name: getattr(drawn, name) for name in Said._fields if pick.random() < 0.2}
    if pick.random() < 0.8:
        changed["status"] = "live"
    return record._replace(**changed)


def classes_of(case: Case, end: date | None) -> set[str]:
    """Name the classes that a case belongs to, whose last day is this."""
    reader, is_as_of = case.reader, case.older is not None
    is_seen, is_last = end is not None and case.today <= end, case.today == end
    named = {
        f"last day of the {reader}": is_last,
        f"day after of the {reader}": end is not None and case.today == end + timedelta(days=1),
        "seen": is_seen,
        "not seen": not is_seen,
        "disputed": oracle.is_marked(case, "dispute"),
        "under repair": oracle.is_marked(case, "repair"),
        "person": case.is_person,
        "person opened by law": case.is_person and case.law_opens_persons and reader == "public",
        "minor to the public": reader == "public" and case.record.severity == "minor",
        "from before the change": case.record.determined_on < oracle.CHANGE,
        "read under the former order": oracle.CHANGE_BEFORE <= case.today < oracle.CHANGE,
        "read under the notices": case.today < oracle.CHANGE_BEFORE,
        "earlier end of the department": case.record.department_end is not None,
        "removed from its list": case.record.removed_on is not None,
        "withdrawn": case.record.status == "withdrawn",
        "erased": case.record.status == "erased",
        "unreviewed": not case.record.reviewed,
        "withheld": case.record.withheld is not None,
        "suspended": case.record.is_suspended,
        "suspended, to the public": case.record.is_suspended and reader in {"public", "agency"},
        "suspended, seen": oracle.is_suspended(case) and is_seen,
        "repaired": case.record.withheld == oracle.REPAIRED,
        "repaired, seen": oracle.is_repaired(case) and is_seen,
        "shielded": oracle.shielded_until(case) is not None,
        "shielded, seen": oracle.shielded_until(case) is not None and is_seen,
        "as of, suspended otherwise than today": case.older is not None
        and case.older.is_suspended != case.record.is_suspended,
        "unconfirmed": case.record.withheld == oracle.UNCONFIRMED,
        "another's file": reader in {"subject", "representative"} and not case.is_own,
        "another's grant": reader == "authorised" and not case.is_own,
        "item not in the grant": reader == "authorised" and not case.item_is_named,
        "agreement that ended": reader == "agency" and not case.agreement_is_in_force,
        "person to the agency": reader == "agency" and case.is_person,
        "ground that no law holds": reader == "appointing" and not case.ground_is_held,
        "source": reader == "department" and case.is_source,
        "county": reader == "department" and case.reader_division != oracle.CITY,
        "purpose that does not fit": reader == "department" and not case.purpose_fits,
        "as of an earlier day": is_as_of,
        "as of, seen": is_as_of and is_seen,
        "as of, the last day": is_as_of and is_last,
        "as of, corrected since": is_as_of and case.is_corrected,
        "as of, the older alone would be seen": is_as_of and _sees(case) == (False, True),
        "as of, the current alone would be seen": is_as_of and _sees(case) == (True, False),
        "as of, marked otherwise than today": case.older is not None and case.older.mark != case.record.mark,
    }
    return {reader, *(name for name, holds in named.items() if holds)}


def _sees(case: Case) -> tuple[bool, ...]:
    ends = [oracle.last_day_of(case, said) for said in (case.record, case.older) if said is not None]
    return tuple(end is not None and case.today <= end for end in ends)


def view_of(case: Case, kind: type[View] = View) -> View:
    """Return the eyes of a case's reader on its day."""
    rules = _rules(
        ground_is_held=case.ground_is_held, in_force=case.agreement_is_in_force, item_is_named=case.item_is_named
    )
    return kind(reader=_reader(case), today=case.today, periods=periods(), rules=rules)


def shown_by(view: View, case: Case) -> Shown | None:
    """Return what a view shows of a case."""
    record = _record(case, case.record, version=2, stands=True)
    item = item_of(record.content.item, law_opens_persons=case.law_opens_persons)
    if case.older is None:
        return view.shown(record, item=item, subject_division=case.registered_in)
    older = _record(case, case.older, version=1, stands=False)
    return view.shown_as_of(older, current=record, item=item, subject_division=case.registered_in)


def disagreement(case: Case, shown: Shown | None, end: date | None) -> str | None:
    """Say how what is shown differs from the rules, by which this is its last day; None if it does not."""
    if (shown is not None) != (end is not None and case.today <= end):
        return "over-display" if shown is not None else "under-display"
    if shown is None:
        return None
    marks = tuple(oracle.is_marked(case, mark) for mark in ("dispute", "repair"))
    faults = {
        "another last day": shown.until != end,
        "a mark": (shown.marked, shown.under_repair) != marks,
        "a suspension": shown.suspended != oracle.is_suspended(case),
        "a repair": shown.repaired != oracle.is_repaired(case),
        "a shielding": shown.shielded_until != oracle.shielded_until(case),
        "a withdrawal": shown.withdrawn != oracle.is_withdrawn(case),
        "a field": ("remark" in shown.fields) != oracle.sees_what_is_shared(case),
        "a value": shown.fields["authority_name"] != (STANDS if oracle.says_what_stands(case) else STOOD),
    }
    return next((fault for fault, holds in faults.items() if holds), None)


def compared(cases: Iterable[Case]) -> tuple[Counter[str], Counter[str]]:
    """Compare cases with the rules; return how many there are of each class, and how many differ in which way."""
    classes: Counter[str] = Counter()
    faults: Counter[str] = Counter()
    for case in cases:
        end = oracle.last_day(case)
        classes.update(classes_of(case, end))
        fault = disagreement(case, shown_by(view_of(case), case), end)
        if fault is not None:
            faults[fault] += 1
    return classes, faults


def first_fault(cases: Iterable[Case], kind: type[View]) -> tuple[str, Case] | None:
    """Return how and in which case a kind of view first differs from the rules, None if it never does."""
    for case in cases:
        fault = disagreement(case, shown_by(view_of(case, kind), case), oracle.last_day(case))
        if fault is not None:
            return fault, case
    return None


@cache
def item_of(item_id: str, *, law_opens_persons: bool) -> Item:
    """Return an item, as it is or with its records of persons opened by a law."""
    item = catalogue().get(item_id)
    if not law_opens_persons:
        return item
    opened = [replace(one, by_kind={**one.by_kind, "person": {"public": "full"}}) for one in item.fields]
    return replace(item, public_for_person="PEN", fields=tuple(opened))


@cache
def _rules(*, ground_is_held: bool, in_force: bool, item_is_named: bool) -> Rules:
    law = Basis(key="X", title="虚构的法律", issuer="示例", rank="law", status="in_force", confirmed=True)
    register = replace(bases(), by_key={**bases().by_key, "X": law})
    opened = {**purposes().grounds, APPOINTING: replace(purposes().grounds[APPOINTING], basis="X")}
    agreement = Agreement(
        key="a",
        agency=AGENCY.key,
        items=frozenset({PENALTY, SERIOUS_LIST} if item_is_named else {REGISTRATION}),
        purposes=frozenset({"credit_investigation"}),
        basis="P",
        confirmed=False,
        valid_from=date(2016, 1, 1),
        valid_to=date(2039, 12, 31) if in_force else date(2016, 12, 31),
    )
    held = Purposes(opened, purposes().purposes) if ground_is_held else purposes()
    return Rules(bases=register, purposes=held, agreements=Agreements((agreement,)))


def _subject_of(case: Case) -> Subject:
    return PERSON if case.is_person else ORGANISATION


def _reader(case: Case) -> Reader:
    name = case.reader
    if name in {"department", "appointing"}:
        return _department(case)
    if name in {"subject", "representative"}:
        own = _subject_of(case) if case.is_own else OTHER
        role = "citizen" if name == "subject" else name
        return Reader(level=Level.SUBJECT, sub="s", role=role, subject=own)
    if name == "authorised":
        of = _subject_of(case) if case.is_own else OTHER
        granted = Granted(
            grant="SQ-1", subject=of, items=(PENALTY, SERIOUS_LIST) if case.item_is_named else (REGISTRATION,)
        )
        return Reader(level=Level.AUTHORISED, sub="b", role="agency", subject=AGENCY, granted=granted)
    if name == "agency":
        purpose = "credit_investigation" if case.purpose_fits else "supervision"
        return Reader(level=Level.AGENCY, sub="a", role="agency", subject=AGENCY, purpose=purpose)
    return Reader(level=Level(name))


def _department(case: Case) -> Reader:
    fitting, ground = ("supervision", None) if case.reader == "department" else ("appointment", APPOINTING)
    return Reader(
        level=Level.DEPARTMENT,
        sub="d",
        role="department",
        body=BODY if case.is_source else "shili-qt",
        division=case.reader_division,
        purpose=fitting if case.purpose_fits else "commercial_loan",
        matter_number="虚构事项〔2026〕1号",
        ground=ground,
    )


@cache
def _supply(division: str) -> Supply:
    return a_supply(division=division)


@cache
def _base(subject: Subject, item: str) -> Record:
    return a_record(subject=subject, fields={"remark": "虚构的备注"}, item=item, subject_division=None)


def _record(case: Case, said: Said, *, version: int, stands: bool) -> Record:
    base = _base(_subject_of(case), SERIOUS_LIST if case.is_listed else PENALTY)
    own = {
        "authority_name": STANDS if stands else STOOD,
        "removed_on": said.removed_on.isoformat() if said.removed_on else None,
    }
    content = msgspec.structs.replace(
        base.content,
        fields=base.content.fields | own,
        status=Status(said.status),
        severity=said.severity,
        determined_on=said.determined_on,
        publish_until=said.department_end,
        reviewed=said.reviewed,
        withheld=said.withheld,
        supply=_supply(said.source_division),
        superseded_fields=("authority_name",) if stands and case.is_corrected else (),
        suspended_by=MARKS["dispute"] if said.is_suspended else None,
        shielded_until=said.shielded_until,
    )
    return Record(subject=base.subject, place=base.place, version=version, content=content, mark=MARKS[said.mark])


def rare_in(classes: Counter[str], *, count: int) -> dict[str, int]:
    """Return the classes that have less than a hundredth of the cases, and how many of all there are were never met."""
    rare = {name: met for name, met in classes.items() if met < LEAST_SHARE * count}
    return rare if len(classes) == CLASSES else {**rare, "classes never met": CLASSES - len(classes)}
