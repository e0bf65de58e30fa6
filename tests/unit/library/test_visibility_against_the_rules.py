"""Ten thousand records, readers and days, beside an oracle written from the rules: nothing is shown past its end."""

import random
from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from functools import cache

import pytest

from chalicelib.catalogue.items import Item, catalogue
from chalicelib.catalogue.periods import periods
from chalicelib.library.readers import Level, Reader
from chalicelib.library.records import Record, Status
from chalicelib.library.visibility import View
from tests.factories import PENALTY, a_person, a_record, a_subject, a_supply
from tests.unit.library import disclosure_oracle as oracle
from tests.unit.library.disclosure_oracle import Case

CASES = 10_000
LEAST_SHARE = 0.01
EARLIEST = date(2023, 5, 1)
SERIOUS_LIST = "serious_dishonesty_list"
READERS = ("public", "public", "public", "subject", "department", "department", "desk", "authorised")
COUNTIES = ("512002", "512021", "512022")


@cache
def item_of(item_id: str, *, law_opens_persons: bool) -> Item:
    item = catalogue().get(item_id)
    if not law_opens_persons:
        return item
    opened = [replace(one, by_kind={**one.by_kind, "person": {"public": "full"}}) for one in item.fields]
    return replace(item, public_for_person="PEN", fields=tuple(opened))


def a_case(pick: random.Random) -> tuple[Case, bool]:
    """Draw a case; every other one lies on an end of display or beside it."""
    is_listed = pick.random() < 0.3
    determined_on = date(2019, 1, 1) + timedelta(days=pick.randrange(3000))
    case = Case(
        reader=pick.choice(READERS),
        today=EARLIEST + timedelta(days=pick.randrange(1900)),
        severity="serious" if is_listed else pick.choice(("minor", "general", "general", "serious")),
        determined_on=determined_on,
        department_end=determined_on + timedelta(days=pick.randrange(1500)) if pick.random() < 0.2 else None,
        status=pick.choices(("live", "withdrawn", "erased"), (90, 7, 3))[0],
        reviewed=pick.random() < 0.9,
        withheld=pick.choices((None, "text.personal", "identity.unconfirmed"), (86, 7, 7))[0],
        is_person=pick.random() < 0.2,
        law_opens_persons=pick.random() < 0.4,
        is_own=pick.random() < 0.8,
        is_source=pick.random() < 0.2,
        purpose_fits=pick.random() < 0.9,
        reader_division=pick.choice((oracle.CITY, *COUNTIES)),
        source_division=pick.choice((oracle.CITY, *COUNTIES)),
        registered_in=pick.choice((None, *COUNTIES)),
        removed_on=determined_on + timedelta(days=pick.randrange(1200)) if is_listed and pick.random() < 0.3 else None,
    )
    end = oracle.last_day(case)
    if end is not None and pick.random() < 0.5:
        case = case._replace(today=max(EARLIEST, end + timedelta(days=pick.choice((-1, 0, 1)))))
    return case, is_listed


def the_reader(case: Case, record: Record) -> Reader:
    level = Level(case.reader)
    if level is Level.SUBJECT:
        return Reader(level=level, sub="s", role="citizen", subject=record.subject if case.is_own else a_subject(77))
    if level is Level.DEPARTMENT:
        return Reader(
            level=level,
            sub="d",
            role="department",
            body=record.content.supply.body if case.is_source else "shili-qt",
            division=case.reader_division,
            purpose="supervision" if case.purpose_fits else "commercial_loan",
        )
    return Reader(level=level)


def the_record(case: Case, *, is_listed: bool, mark: str | None) -> Record:
    fields = {"remark": "虚构的备注", "removed_on": case.removed_on.isoformat() if case.removed_on else None}
    return a_record(
        subject=a_person() if case.is_person else a_subject(),
        mark=mark,
        fields=fields,
        item=SERIOUS_LIST if is_listed else PENALTY,
        status=Status(case.status),
        severity=case.severity,
        determined_on=case.determined_on,
        publish_until=case.department_end,
        reviewed=case.reviewed,
        withheld=case.withheld,
        supply=a_supply(division=case.source_division),
        subject_division=None,
    )


def classes_of(case: Case, *, is_marked: bool) -> set[str]:
    end = oracle.last_day(case)
    found = {case.reader, case.status, "seen" if oracle.may_see(case) else "not seen"}
    named = {
        "marked": is_marked,
        "person": case.is_person,
        "person by law": case.is_person and case.law_opens_persons and case.reader == "public",
        "last day": case.today == end,
        "day after": end is not None and case.today == end + timedelta(days=1),
        "last public day": case.reader == "public" and case.today == end,
        "day after for the public": case.reader == "public" and end is not None and case.today > end,
        "minor to the public": case.reader == "public" and case.severity == "minor",
        "old regime": case.determined_on < oracle.CHANGE,
        "read under the old rule": case.today < oracle.CHANGE,
        "earlier end of the department": case.department_end is not None,
        "unreviewed": not case.reviewed,
        "withheld": case.withheld is not None,
        "unconfirmed": case.withheld == "identity.unconfirmed",
        "another's": case.reader == "subject" and not case.is_own,
        "source": case.reader == "department" and case.is_source,
        "county": case.reader == "department" and case.reader_division != oracle.CITY,
        "purpose that does not fit": case.reader == "department" and not case.purpose_fits,
        "removed from its list": case.removed_on is not None,
    }
    return found | {name for name, holds in named.items() if holds}


@pytest.fixture(scope="module")
def drawn() -> list[tuple[Case, bool, bool]]:
    pick = random.Random(20261123)  # noqa: S311  the same cases every time
    return [(*a_case(pick), pick.random() < 0.2) for _ in range(CASES)]


def test_every_reader_sees_what_the_rules_say_and_nothing_past_its_end(drawn: list[tuple[Case, bool, bool]]) -> None:
    for case, is_listed, is_marked in drawn:
        record = the_record(case, is_listed=is_listed, mark="YY20261123-aaaaaaaa" if is_marked else None)
        item = item_of(record.content.item, law_opens_persons=case.law_opens_persons)
        view = View(reader=the_reader(case, record), today=case.today, periods=periods())

        shown = view.shown(record, item=item, subject_division=case.registered_in)

        assert (shown is not None) == oracle.may_see(case), case
        if shown is not None:
            assert shown.until == oracle.last_day(case), case
            assert shown.marked == is_marked, case
            assert ("remark" in shown.fields) == (case.reader != "public" or case.is_person), case


def test_no_class_of_case_is_rare(drawn: list[tuple[Case, bool, bool]]) -> None:
    counted = Counter(name for case, _, is_marked in drawn for name in classes_of(case, is_marked=is_marked))

    rare = {name: count for name, count in counted.items() if count < LEAST_SHARE * CASES}

    assert not rare
    assert len(counted) == 29
