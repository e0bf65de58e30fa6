"""The letter of a repair is printed once, by the press of reports, and kept under the hash of what it says."""

from dataclasses import dataclass, field

import msgspec
import pytest

from chalicelib.errors import NotFoundError
from chalicelib.objections.cases import State
from chalicelib.objections.repairs.letters import Letter, fingerprint_of, letter_of, print_order_of, words_of
from chalicelib.reports.printing.press import ChangedReportError
from chalicelib.reports.printing.sealing import Seal
from chalicelib.workers.letters import is_a_letter, print_letter
from tests.factories import NOW
from tests.fakes_reports import MemoryLetters
from tests.printed import ISSUED_AT, a_seal, texts_of
from tests.unit.objections.repairing import REFUSE, REFUSED, repair_in
from tests.unit.objections.standing import means_with


@dataclass(kw_only=True)
class Means:
    """What the press works with."""

    repair_letters: MemoryLetters = field(default_factory=MemoryLetters)
    document_seal: Seal = field(default_factory=a_seal)


@pytest.fixture
def means() -> Means:
    return Means()


@pytest.fixture
def letter() -> Letter:
    """Give the letter of a repair that was refused."""
    desk = means_with()
    case = repair_in(State.CLOSED, desk, answer=REFUSE, ruling=REFUSED)
    record = desk.library.all()[0]
    return letter_of(case, record, desk.catalogue.get(record.content.item))


def _ordered(letter: Letter, means: Means) -> str:
    words = words_of(letter)
    means.repair_letters.put_words(letter.number, fingerprint_of(words), words)
    return print_order_of(letter.number, fingerprint_of(words))


def test_a_letter_is_printed_with_its_mandatory_parts_and_kept_under_what_it_says(means: Means, letter: Letter) -> None:
    order = _ordered(letter, means)

    assert print_letter(order, means=means, now=ISSUED_AT) == ()

    words = "".join(texts_of(means.repair_letters.files[letter.number, fingerprint_of(words_of(letter))]))
    for text in (letter.title, letter.number, letter.subject, letter.reasons, letter.authority):
        assert text in words
    for text in ("信息来源", "申请行政复议", "提起行政诉讼", "投诉", "2026年11月23日", "条文未核对原文"):
        assert text in words


def test_asked_for_again_it_stays_as_it_is(means: Means, letter: Letter) -> None:
    order = _ordered(letter, means)
    print_letter(order, means=means, now=ISSUED_AT)
    kept = dict(means.repair_letters.files)

    print_letter(order, means=means, now=NOW)

    assert means.repair_letters.files == kept


def test_a_letter_that_says_something_else_is_another_document(means: Means, letter: Letter) -> None:
    for said in (letter, msgspec.structs.replace(letter, subject="示例虚构乙有限公司")):
        print_letter(_ordered(said, means), means=means, now=ISSUED_AT)

    assert len(means.repair_letters.files) == 2


def test_words_that_are_not_kept_or_are_others_are_not_printed(means: Means, letter: Letter) -> None:
    with pytest.raises(NotFoundError):
        print_letter(f"{letter.number}/{'a' * 64}", means=means, now=NOW)
    means.repair_letters.put_words(letter.number, "b" * 64, words_of(letter))
    with pytest.raises(ChangedReportError):
        print_letter(f"{letter.number}/{'b' * 64}", means=means, now=NOW)

    assert means.repair_letters.files == {}


def test_a_letter_is_told_from_a_report_by_what_is_ordered() -> None:
    assert is_a_letter(print_order_of("XF20261123-aaaaaaaa-JD", "a" * 64))
    assert not is_a_letter("ZY5120002026112300000ABCD")
