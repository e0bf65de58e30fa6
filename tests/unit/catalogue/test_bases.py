"""The register of bases: what carries what, and what no longer carries anything."""

from datetime import date

import pytest

from chalicelib.catalogue.bases import bases
from chalicelib.catalogue.checks.whole import checked, hanging_on_lapsed
from chalicelib.errors import DataFileError
from chalicelib.terms.tables import ROOT, Shelf
from tests.unit.catalogue.faults import GONE, PERMIT, Fault, is_refused, shelf_of

REGISTER = "catalogue/bases"


@pytest.mark.parametrize(
    ("key", "use"),
    [
        ("PEN", "publication_for_persons"),
        ("G49", "list"),
        ("G49", "measure"),
        ("SCREG", "local_supplement"),
        ("ZXR", "ground"),
        ("O36", "period"),
        ("N424", "item"),
        ("LAYOUT2018", "code_list"),
        ("P", "deadline"),
        ("SHR", "deadline"),
    ],
)
def test_a_document_of_sufficient_rank_carries_a_use(key: str, use: str) -> None:
    assert bases().must_support(key, use).key == key


@pytest.mark.parametrize(
    ("key", "use", "why"),
    [
        ("NOWHERE", "item", "not in the register"),
        ("O36_DRAFT", "period", "never published"),
        ("CREDIT_LAW", "list", "was not read"),
        ("O36", "list", "ranks too low"),
        ("N424", "measure", "ranks too low"),
        ("P", "period", "ranks too low"),
        ("ZXR", "publication_for_persons", "ranks too low"),
        ("SHR", "local_supplement", "ranks too low"),
        ("PEN", "anything", "not known"),
    ],
)
def test_a_document_that_cannot_carry_a_use_is_refused(key: str, use: str, why: str) -> None:
    with pytest.raises(DataFileError, match=why) as refusal:
        bases().must_support(key, use, file="catalogue/items/some", place="basis")

    assert (refusal.value.file, refusal.value.key) == ("catalogue/items/some", "basis")


def test_a_refusal_without_a_place_names_the_basis_itself() -> None:
    with pytest.raises(DataFileError) as refusal:
        bases().must_support("O36_DRAFT", "period")

    assert (refusal.value.file, refusal.value.key) == (REGISTER, "O36_DRAFT")


def test_the_last_day_of_a_basis_is_the_day_it_lapses() -> None:
    order = bases().get("O58")

    assert not order.has_lapsed_on(date(2026, 3, 30))
    assert order.has_lapsed_on(date(2026, 3, 31))


def test_a_lapsed_document_whose_day_is_not_known_has_lapsed() -> None:
    assert bases().get("SC61").has_lapsed_on(date(2017, 2, 4))
    assert not bases().get("PEN").has_lapsed_on(date(2026, 11, 23))


def test_the_plan_s_own_basis_is_listed_as_lapsed_and_nothing_else() -> None:
    assert hanging_on_lapsed(date(2026, 11, 23)) == [("SC61", "catalogue/bases: bases.SEED")]


def test_everything_that_hangs_on_a_lapsed_basis_is_listed() -> None:
    tables = shelf_of((REGISTER, "bases/N424/valid_to", "2027-01-01"), (PERMIT, "public_for_person", "PEN"))

    assert ("N424", f"{PERMIT}: -") not in hanging_on_lapsed(date(2026, 12, 31), tables=tables)
    hanging = hanging_on_lapsed(date(2027, 1, 1), tables=tables)

    assert {("N424", f"{PERMIT}: -"), ("N424", f"{PERMIT}: rhythm"), ("N424", "catalogue/lists: lists.permits")} <= set(
        hanging
    )


def test_tables_of_other_packages_are_looked_at_too() -> None:
    others = shelf_with_deadlines("SC61")

    assert ("SC61", "objections/deadlines: deadlines.1") in hanging_on_lapsed(date(2026, 11, 23), tables=others)


def test_a_table_of_another_package_that_names_an_unknown_basis_is_refused() -> None:
    with pytest.raises(DataFileError, match=r"objections/deadlines: deadlines\.1: .*NOWHERE"):
        checked(shelf_with_deadlines("NOWHERE"))


def shelf_with_deadlines(basis: str) -> Shelf:
    packed = shelf_of().packed or {}
    return Shelf(ROOT, {**packed, "objections/deadlines": {"deadlines": [{"act": "mark", "basis": basis}]}})


@pytest.mark.parametrize(
    "fault",
    [
        Fault(REGISTER, "colour", "red", "colour", "not a known key"),
        Fault(REGISTER, "bases/SEED/colour", "red", "bases.SEED.colour", "not a known key"),
        Fault(REGISTER, "bases/SEED/title", GONE, "bases.SEED.title", "is missing"),
        Fault(REGISTER, "bases/SEED/title", " ", "bases.SEED.title", "not a text"),
        Fault(REGISTER, "bases/SEED/confirmed", "yes", "bases.SEED.confirmed", "neither true nor false"),
        Fault(REGISTER, "bases/SEED/rank", "wish", "bases.SEED.rank", "not a known rank"),
        Fault(REGISTER, "bases/SEED/status", "maybe", "bases.SEED.status", "not a known status"),
        Fault(REGISTER, "bases/SEED/successor", "NOWHERE", "bases.SEED", "not a known basis"),
        Fault(REGISTER, "bases/SEED/resting_on", ["NOWHERE"], "bases.SEED", "not a known basis"),
        Fault(REGISTER, "bases/SEED/valid_from", "2017-02-30", "bases.SEED.valid_from", "not a day"),
        Fault(REGISTER, "bases/O58/valid_to", "2023-04-30", "bases.O58.valid_to", "before valid_from"),
        Fault(REGISTER, "bases/SEED/number", "GB/T 2260", "bases.GB/T 2260", "is doubled"),
        Fault(REGISTER, "least_rank/list", "wish", "least_rank.list", "not a known rank"),
        Fault(REGISTER, "least_rank/list", GONE, "least_rank.list", "is missing"),
        Fault(REGISTER, "ranks", "law", "ranks", "not a list"),
        Fault(REGISTER, "bases", "all", "bases", "neither a list nor a table"),
    ],
    ids=lambda fault: f"{fault.path} {fault.why}",
)
def test_a_faulty_register_is_refused_by_key(fault: Fault) -> None:
    is_refused(fault)
