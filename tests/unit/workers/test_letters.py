"""The letter of a repair is printed once, by the press of reports, and kept under the hash of what it says."""

from dataclasses import dataclass, field

import msgspec
import pytest

from chalicelib.errors import NotFoundError
from chalicelib.objections.cases import Case, State
from chalicelib.objections.repairs.letters import fingerprint_of, letter_of
from chalicelib.reports.printing.sealing import Seal
from chalicelib.workers.letters import is_a_letter, print_letter
from tests.factories import NOW, a_record
from tests.fakes_reports import MemoryLetters
from tests.printed import ISSUED_AT, a_seal, texts_of
from tests.unit.objections.repairing import REFUSE, REFUSED, repair_in
from tests.unit.objections.standing import FakeMeans


@dataclass(kw_only=True)
class PrintingMeans(FakeMeans):
    """A desk's means with a press."""

    repair_letters: MemoryLetters = field(default_factory=MemoryLetters)
    document_seal: Seal = field(default_factory=a_seal)


@pytest.fixture
def means() -> PrintingMeans:
    made = PrintingMeans()
    made.library.put(a_record(), over=None)
    return made


def _closed(means: PrintingMeans, **said: object) -> Case:
    return repair_in(State.CLOSED, means, **said)  # type: ignore[arg-type]


def test_a_letter_is_printed_with_its_mandatory_parts_and_kept_under_what_it_says(means: PrintingMeans) -> None:
    case = _closed(means, answer=REFUSE, ruling=REFUSED)
    record = means.library.all()[0]
    letter = letter_of(case, record, means.catalogue.get(record.content.item))

    assert print_letter(letter.number, means=means, now=ISSUED_AT) == ()

    words = "".join(texts_of(means.repair_letters.files[letter.number, fingerprint_of(letter)]))
    for text in (letter.title, letter.number, letter.subject, letter.reasons, letter.authority):
        assert text in words
    for text in ("信息来源", "申请行政复议", "提起行政诉讼", "投诉", "2026年11月23日", "条文未核对原文"):
        assert text in words


def test_asked_for_again_it_stays_as_it_is(means: PrintingMeans) -> None:
    number = f"{_closed(means).case}-JD"
    print_letter(number, means=means, now=ISSUED_AT)
    kept = dict(means.repair_letters.files)

    print_letter(number, means=means, now=NOW)

    assert means.repair_letters.files == kept


def test_a_letter_that_says_something_else_is_another_document(means: PrintingMeans) -> None:
    number = f"{_closed(means).case}-JD"
    print_letter(number, means=means, now=ISSUED_AT)
    record = means.library.all()[0]
    renamed = {**record.content.fields, "party_name": "示例虚构乙有限公司"}
    content = msgspec.structs.replace(record.content, fields=renamed)
    means.library.put(msgspec.structs.replace(record, version=record.version + 1, content=content), over=record)

    print_letter(number, means=means, now=ISSUED_AT)

    assert len(means.repair_letters.files) == 2


def test_what_has_no_letter_is_not_printed(means: PrintingMeans) -> None:
    undecided = repair_in(State.REPLIED, means)

    for number in ("XF20261123-zzzzzzzz-JD", f"{undecided.case}-JD"):
        with pytest.raises(NotFoundError):
            print_letter(number, means=means, now=NOW)
    assert means.repair_letters.files == {}


def test_a_letter_is_told_from_a_report_by_its_number() -> None:
    assert is_a_letter("XF20261123-aaaaaaaa-JD")
    assert not is_a_letter("ZY5120002026112300000ABCD")
