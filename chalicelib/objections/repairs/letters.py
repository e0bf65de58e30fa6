"""The letter (信用修复决定书): how a repair ended, who decided so, why, on what basis, and what stands open against it.

It is made from the case as it is closed, the same whenever it is asked for; as JSON, as a page to keep, and as a sealed
PDF, which is printed when it is first asked for and kept under the hash of what it says.

Source: 国办发〔2025〕22号, 信用修复决定书; letters.toml for the words.
"""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from html import escape
from typing import Protocol

import msgspec
from msgspec import Struct

from chalicelib.catalogue.bases import bases
from chalicelib.catalogue.items import Item
from chalicelib.errors import DataFileError, NotFoundError
from chalicelib.library.records import Record
from chalicelib.objections.cases import Case, State
from chalicelib.objections.outcomes import outcomes
from chalicelib.objections.remedies import remedies
from chalicelib.objections.repairs.filing import kind_of_repair
from chalicelib.terms.dates import beijing_date
from chalicelib.terms.tables import Table, strict, table, text_of

FILE = "objections/repairs/letters"
ENDING = "-JD"
_WRITTEN_IN = frozenset({State.CLOSED, State.NOT_ACCEPTED})
_LABELS = ("number", "case", "subject", "record", "kind", "authority", "outcome", "decided_on")
_MORE = ("reasons", "basis", "remedies", "until")
_WORDS = ("issuing_body", "unconfirmed", "no_remedies", *(f"label_{name}" for name in (*_LABELS, *_MORE)))
STYLE = "body{font-family:serif;max-width:42em;margin:2em auto;padding:0 1em}h1{text-align:center}th{text-align:left}"
_NAMING = ("doc_no", "decision_doc_no")


class LetterBasis(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A document that the letter stands on; `confirmed` that what is taken from it was read there."""

    key: str
    title: str
    confirmed: bool
    number: str | None = None


class LetterRemedy(Struct, frozen=True, kw_only=True):
    """What stands open against the decision."""

    code: str
    zh: str


class Letter(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """How a repair ended, whole. Shape: number "XF20261123-aaaaaaaa-JD", outcome "repair_granted"."""

    number: str
    title: str
    case: str
    subject: str
    record_id: str
    record: str
    kind: str
    kind_zh: str
    authority: str
    outcome: str
    outcome_zh: str
    sentence: str
    reasons: str
    basis: Sequence[LetterBasis]
    remedies: Sequence[LetterRemedy]
    decided_on: date
    issued_by: str
    until: date | None = None


class LetterStore(Protocol):
    """Where letters are kept, each under its number and the hash of what it says: their words, and printed."""

    def put_words(self, number: str, sha256: str, words: bytes) -> None:
        """Keep what a letter says, for the press, which reads no case."""

    def words(self, number: str, sha256: str) -> bytes | None:
        """Return what a letter says, None where it is not kept."""

    def put(self, number: str, sha256: str, pdf: bytes) -> None:
        """Keep a printed letter; printed again, the newest is kept."""

    def has(self, number: str, sha256: str) -> bool:
        """Say whether a letter that says this is printed."""

    def link(self, number: str, sha256: str, *, seconds: int) -> str:
        """Return a link that opens it to whoever has it for some seconds, as a file to be saved."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterWords:
    """The words of all letters; `letters` are title and sentence by the outcome that they tell."""

    words: Mapping[str, str]
    letters: Mapping[str, tuple[str, str]]


def words_in(raw: Table, *, file: str = FILE) -> LetterWords:
    """Return the words made from their table.

    Raises: DataFileError for an unknown or missing key, an outcome that is not known, a basis that carries no list.
    """
    strict(raw, file=file, required={"basis", "confirmed", "note", "letters", *_WORDS})
    bases().must_support(text_of(raw["basis"], file=file, key="basis"), "code_list", file=file, place="basis")
    letters: dict[str, tuple[str, str]] = {}
    for outcome, row in raw["letters"].items():
        read = strict(row, file=file, key=outcome, required={"title", "sentence"})
        if outcome not in outcomes():
            raise DataFileError(file, outcome, "is no outcome")
        title, sentence = (text_of(read[name], file=file, key=f"{outcome}.{name}") for name in ("title", "sentence"))
        letters[outcome] = (title, sentence)
    return LetterWords(words={name: text_of(raw[name], file=file, key=name) for name in _WORDS}, letters=letters)


@cache
def letter_words() -> LetterWords:
    """Return the platform's own words; read once."""
    return words_in(table(FILE))


def letter_of(case: Case, record: Record, item: Item) -> Letter:
    """Return the letter of a repair that has ended by a decision.

    Raises: NotFoundError `letter.not_ready` while it has not; NotFoundError for what is no repair.
    """
    kind, decision = kind_of_repair(case), case.decision
    told = letter_words().letters.get(decision.outcome) if decision else None
    if case.state not in _WRITTEN_IN or decision is None or told is None:
        raise NotFoundError("letter.not_ready", "尚未作出决定，没有决定书。", "It was not decided yet.")
    decided_on = beijing_date(decision.decided_at)
    until = case.repair.ruling.until if case.repair and case.repair.ruling else None
    subject, about = _text(record, item.subject.name) or "", _named(record, item)
    title, sentence = told
    authority = decision.source or record.content.supply.named
    return Letter(
        number=f"{case.case}{ENDING}",
        title=title,
        case=case.case,
        subject=subject,
        record_id=record.record_id,
        record=about,
        kind=kind.code,
        kind_zh=kind.zh,
        authority=authority,
        outcome=decision.outcome,
        outcome_zh=outcomes()[decision.outcome].zh,
        sentence=sentence.format(
            subject=subject, record=about, authority=authority, day=decided_on.isoformat(), until=until or ""
        ),
        reasons=decision.reasons,
        basis=_bases_of(kind.basis, confirmed=kind.confirmed),
        remedies=[LetterRemedy(code=code, zh=remedies()[code].zh) for code in decision.remedies],
        decided_on=decided_on,
        issued_by=letter_words().words["issuing_body"],
        until=until,
    )


def page_of(letter: Letter) -> str:
    """Return a letter as a page of its own, to keep or to print; no script, and nothing from elsewhere."""
    title = escape(letter.title)
    told = (*facts_of(letter), *grounds_of(letter))
    rows = "".join(f"<tr><th>{escape(label)}</th><td>{escape(text)}</td></tr>" for label, text in told)
    return (
        '<!doctype html><html lang="zh-Hans"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{title}</title><style>{STYLE}</style></head><body><h1>{title}</h1>"
        f"<p>{escape(letter.sentence)}</p><table>{rows}</table>"
        f"<p>{escape(letter.issued_by)}<br>{letter.decided_on.isoformat()}</p></body></html>"
    )


def facts_of(letter: Letter) -> Iterator[tuple[str, str]]:
    """Return what a letter is about, label and text, in order."""
    words = letter_words().words
    held = (letter.number, letter.case, letter.subject, letter.record, letter.kind_zh, letter.authority)
    for name, text in zip(_LABELS, (*held, letter.outcome_zh, letter.decided_on.isoformat()), strict=True):
        yield words[f"label_{name}"], text
    if letter.until is not None:
        yield words["label_until"], letter.until.isoformat()


def grounds_of(letter: Letter) -> Iterator[tuple[str, str]]:
    """Return why it was decided so, on what basis, and what stands open against it, label and text."""
    words = letter_words().words
    yield words["label_reasons"], letter.reasons
    yield words["label_basis"], "；".join(_said(one, words) for one in letter.basis)
    yield words["label_remedies"], "；".join(one.zh for one in letter.remedies) or words["no_remedies"]


def words_of(letter: Letter) -> bytes:
    """Return what a letter says, the same bytes each time: its canonical JSON."""
    return msgspec.json.encode(letter, order="sorted")


def fingerprint_of(words: bytes) -> str:
    """Return the hash of what a letter says. Shape: 64 hex digits, SHA-256."""
    return hashlib.sha256(words).hexdigest()


def print_order_of(number: str, sha256: str) -> str:
    """Return by what the press is asked for a letter. Shape: "XF20261123-…-JD/<SHA-256>"."""
    return f"{number}/{sha256}"


def _said(basis: LetterBasis, words: Mapping[str, str]) -> str:
    number = f"（{basis.number}）" if basis.number else ""
    return f"《{basis.title}》{number}{'' if basis.confirmed else words['unconfirmed']}"


def _bases_of(key: str, *, confirmed: bool) -> list[LetterBasis]:
    basis = bases().get(key, file=FILE)
    return [LetterBasis(key=key, title=basis.title, number=basis.number, confirmed=confirmed)]


def _named(record: Record, item: Item) -> str:
    """Return how a letter names a record: its item, and the number of the document that established it."""
    numbers = (_text(record, name) for name in _NAMING)
    number = next((text for text in numbers if text), None)
    return f"{item.zh} {number}" if number else item.zh


def _text(record: Record, field: str) -> str | None:
    value = record.content.fields.get(field)
    return value if isinstance(value, str) else None
