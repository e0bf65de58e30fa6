"""Templates (告知文书模板): what a message must contain, and its words.

A refusal states its reasons, the information source, every remedy and the day it was made; a template that lacks one is
refused when the table is read, not when somebody is left without a remedy.

Source: templates.toml.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from msgspec import Struct

from chalicelib.catalogue.bases import bases
from chalicelib.errors import DataFileError
from chalicelib.terms.tables import Table, flag_of, strict, table, text_of

FILE = "notices/templates"
_PLACE = re.compile(r"\{([a-z_]+)\}")


class Template(StrEnum):
    """Every message there is."""

    RECEIPT = "receipt"
    SUPPLEMENT_REQUESTED = "supplement_requested"
    ACCEPTED = "accepted"
    NOT_ACCEPTED = "not_accepted"
    REFERRED = "referred"
    REMINDER = "reminder"
    ESCALATED = "escalated"
    EXTENDED = "extended"
    HELD = "held"
    RESUMED = "resumed"
    SUSPENDED = "suspended"
    DECIDED_IN_FAVOUR = "decided_in_favour"
    DECIDED_AGAINST = "decided_against"
    REVIEWED_AGAINST = "reviewed_against"
    REVOCATION_PROPOSED = "revocation_proposed"
    REPAIR_REVOKED = "repair_revoked"
    DECIDED_TO_SOURCE = "decided_to_source"
    WITHDRAWN = "withdrawn"
    SUPERSEDED = "superseded"
    RECORD_CHANGED = "record_changed"
    ASSISTED_ACT = "assisted_act"
    GRANT_REVOKED = "grant_revoked"
    TIP_FACTS = "tip_facts"
    COMPLAINT_ESTABLISHED = "complaint_established"
    COMPLAINT_REFUSED = "complaint_refused"
    INCIDENT = "incident"
    SUPPLY_SILENT = "supply_silent"
    SUPPLY_SILENT_ESCALATED = "supply_silent_escalated"
    EXCHANGE_CHANGE = "exchange_change"
    EXCHANGE_REVOKE = "exchange_revoke"
    EXCHANGE_MARK_ON = "exchange_mark_on"
    EXCHANGE_MARK_OFF = "exchange_mark_off"


class Part(StrEnum):
    """What a message can say besides its own words."""

    ACT = "act"
    ITEM = "item"
    RECORD = "record"
    ON = "on"
    DUE = "due"
    REASONS = "reasons"
    SOURCE = "source"
    REMEDIES = "remedies"
    OUTCOME = "outcome"
    MISSING = "missing"
    SEEN_ON = "seen_on"
    ENTRY = "entry"
    VERSION = "version"
    OFFICE = "office"
    FACTS = "facts"
    FINDING = "finding"
    CATEGORIES = "categories"
    CAUSE = "cause"
    HARM = "harm"
    TAKEN = "taken"
    ADVICE = "advice"
    CONTACT = "contact"


_REFUSAL = frozenset({Part.REASONS, Part.SOURCE, Part.REMEDIES, Part.ON, Part.ACT})
_OF_EXCHANGE = frozenset({Part.RECORD, Part.VERSION})
_OF_SILENCE = frozenset({Part.ACT, Part.ITEM, Part.SOURCE, Part.DUE, Part.ON})
MUST_SAY: Mapping[Template, frozenset[Part]] = {
    Template.RECEIPT: frozenset({Part.ACT, Part.ON, Part.DUE}),
    Template.SUPPLEMENT_REQUESTED: frozenset({Part.ACT, Part.MISSING, Part.DUE}),
    Template.ACCEPTED: frozenset({Part.ACT, Part.ON, Part.DUE}),
    Template.NOT_ACCEPTED: frozenset({Part.ACT, Part.ON, Part.REASONS, Part.REMEDIES}),
    Template.REFERRED: frozenset({Part.ACT, Part.DUE}),
    Template.REMINDER: frozenset({Part.ACT, Part.DUE}),
    Template.ESCALATED: frozenset({Part.ACT, Part.DUE}),
    Template.EXTENDED: frozenset({Part.ACT, Part.ON, Part.REASONS, Part.DUE}),
    Template.HELD: frozenset({Part.ACT, Part.ON, Part.REASONS}),
    Template.RESUMED: frozenset({Part.ACT, Part.ON, Part.FINDING, Part.DUE}),
    Template.SUSPENDED: frozenset({Part.ACT, Part.ON, Part.SOURCE}),
    Template.DECIDED_IN_FAVOUR: frozenset({Part.ACT, Part.ON, Part.OUTCOME, Part.SOURCE, Part.REMEDIES}),
    Template.DECIDED_AGAINST: _REFUSAL | {Part.OUTCOME},
    Template.REVIEWED_AGAINST: _REFUSAL | {Part.OUTCOME},
    Template.REVOCATION_PROPOSED: frozenset({Part.ACT, Part.ON, Part.REASONS, Part.SOURCE, Part.DUE}),
    Template.REPAIR_REVOKED: _REFUSAL | {Part.OUTCOME},
    Template.DECIDED_TO_SOURCE: frozenset({Part.ACT, Part.ON, Part.OUTCOME}),
    Template.WITHDRAWN: frozenset({Part.ACT, Part.ON}),
    Template.SUPERSEDED: frozenset({Part.ACT, Part.ON, Part.REMEDIES}),
    Template.RECORD_CHANGED: frozenset({Part.RECORD, Part.SEEN_ON, Part.ENTRY}),
    Template.ASSISTED_ACT: frozenset({Part.ACT, Part.ON, Part.OFFICE}),
    Template.GRANT_REVOKED: frozenset({Part.ACT, Part.ON}),
    Template.TIP_FACTS: frozenset({Part.ITEM, Part.ON, Part.FACTS, Part.SOURCE}),
    Template.COMPLAINT_ESTABLISHED: frozenset({Part.ACT, Part.ON, Part.OUTCOME, Part.REASONS, Part.SOURCE}),
    Template.COMPLAINT_REFUSED: _REFUSAL | {Part.OUTCOME},
    Template.INCIDENT: frozenset({Part.CATEGORIES, Part.CAUSE, Part.HARM, Part.TAKEN, Part.ADVICE, Part.CONTACT}),
    Template.SUPPLY_SILENT: _OF_SILENCE,
    Template.SUPPLY_SILENT_ESCALATED: _OF_SILENCE,
    Template.EXCHANGE_CHANGE: _OF_EXCHANGE,
    Template.EXCHANGE_REVOKE: _OF_EXCHANGE,
    Template.EXCHANGE_MARK_ON: _OF_EXCHANGE,
    Template.EXCHANGE_MARK_OFF: _OF_EXCHANGE,
}
# Says that something has changed, not what: whoever has lost their ground since learns no more by it. Who was reported
# learns the facts that a body established, and nothing by which the tip, or what its reporter was told, is known.
MAY_NOT_SAY: Mapping[Template, frozenset[Part]] = {
    Template.TIP_FACTS: frozenset({Part.ACT, Part.REASONS, Part.OUTCOME}),
    Template.RECORD_CHANGED: frozenset({Part.ACT, Part.REASONS, Part.OUTCOME, Part.SOURCE}),
}


class Remedy(StrEnum):
    """What someone can do against an answer: review, administrative reconsideration, litigation, complaint."""

    REVIEW = "review"
    RECONSIDERATION = "reconsideration"
    LITIGATION = "litigation"
    COMPLAINT = "complaint"


# A review is not reviewed again.
REMEDIES_OF: Mapping[Template, frozenset[Remedy]] = {
    Template.DECIDED_AGAINST: frozenset(Remedy),
    Template.REVIEWED_AGAINST: frozenset(Remedy) - {Remedy.REVIEW},
    Template.REPAIR_REVOKED: frozenset(Remedy),
    Template.COMPLAINT_REFUSED: frozenset(Remedy) - {Remedy.REVIEW},
}


class Text(Struct, frozen=True, kw_only=True):
    """What is told, by which template: `body` on the site alone; `title` and `short` wherever others may read along."""

    template: Template
    title: str
    short: str
    body: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """The words of one template, with the remedies it names."""

    template: Template
    title: str
    body: str
    remedies: tuple[Remedy, ...]

    @property
    def says(self) -> frozenset[Part]:
        """Return what must be known for it to be filled in."""
        return frozenset(map(Part, _PLACE.findall(self.body)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Templates:
    """The words of every message; `short` is all that leaves by SMS, mail or WeChat."""

    wordings: Mapping[Template, Wording]
    remedies: Mapping[Remedy, str]
    short: str

    def text_of(self, template: Template, facts: Mapping[Part, str]) -> Text:
        """Return a message filled in; facts that it does not say are left out, remedies it knows itself.

        A fact that is a sentence of its own stands without its full stop: the words go on after it, or end with theirs.

        Raises: KeyError where a fact is missing; a mistake of ours.
        """
        wording = self.wordings[template]
        remedies = "".join(self.remedies[one] for one in wording.remedies)
        known = {Part.REMEDIES: remedies} | {part: said.removesuffix("。") for part, said in facts.items()}
        body = wording.body.format_map({part.value: known[part] for part in wording.says})
        return Text(template=template, title=wording.title, short=self.short.format(title=wording.title), body=body)


def templates_in(raw: Table, *, file: str = FILE) -> Templates:
    """Return the templates of a table.

    Raises: DataFileError for an unknown or missing key or template, a place that nothing fills, a mandatory part or
            remedy that is missing, a part that may not be told.
    """
    strict(raw, file=file, required={"short", "remedies", "templates"})
    short = text_of(raw["short"], file=file, key="short")
    if _PLACE.findall(short) != ["title"]:
        raise DataFileError(file, "short", "says more than the title")
    named = strict(raw["remedies"], file=file, key="remedies", required={one.value for one in Remedy})
    remedies = {one: _remedy_in(named, one, file=file) for one in Remedy}
    rows = strict(raw["templates"], file=file, key="templates", required={one.value for one in Template})
    return Templates(
        wordings={one: _wording_of(one, rows[one.value], file=file) for one in Template},
        remedies=remedies,
        short=short,
    )


@cache
def templates() -> Templates:
    """Return the platform's own; read once."""
    return templates_in(table(FILE))


def _remedy_in(rows: Table, remedy: Remedy, *, file: str) -> str:
    place = f"remedies.{remedy.value}"
    read = strict(rows[remedy.value], file=file, key=place, required={"zh", "basis", "confirmed"}, optional={"note"})
    _must_have_a_basis(read, file=file, place=place)
    return text_of(read["zh"], file=file, key=f"{place}.zh")


def _wording_of(template: Template, row: object, *, file: str) -> Wording:
    place = f"templates.{template.value}"
    required, optional = {"title", "body", "basis", "confirmed"}, {"remedies", "note"}
    read = strict(row, file=file, key=place, required=required, optional=optional)
    _must_have_a_basis(read, file=file, place=place)
    body = text_of(read["body"], file=file, key=f"{place}.body")
    unknown = sorted(set(_PLACE.findall(body)) - set(Part))
    if unknown:
        raise DataFileError(file, f"{place}.body", f"{unknown[0]} is filled by nothing")
    named = read.get("remedies", [])
    if not set(named) <= set(Remedy):
        raise DataFileError(file, f"{place}.remedies", "names no remedy")
    remedies = tuple(map(Remedy, named))
    wording = Wording(
        template=template,
        title=text_of(read["title"], file=file, key=f"{place}.title"),
        body=body,
        remedies=remedies,
    )
    _must_be_whole(wording, file=file, place=place)
    return wording


def _must_be_whole(wording: Wording, *, file: str, place: str) -> None:
    missing = sorted(MUST_SAY[wording.template] - wording.says)
    if missing:
        raise DataFileError(file, f"{place}.body", f"does not say {missing[0]}")
    told = sorted(MAY_NOT_SAY.get(wording.template, frozenset()) & wording.says)
    if told:
        raise DataFileError(file, f"{place}.body", f"may not say {told[0]}")
    if (Part.REMEDIES in wording.says) != bool(wording.remedies):
        raise DataFileError(file, f"{place}.remedies", "are named where they are said, and nowhere else")
    if not set(wording.remedies) >= REMEDIES_OF.get(wording.template, frozenset()):
        raise DataFileError(file, f"{place}.remedies", "a refusal names every remedy")


def _must_have_a_basis(row: Table, *, file: str, place: str) -> None:
    flag_of(row["confirmed"], file=file, key=f"{place}.confirmed")
    bases().get(text_of(row["basis"], file=file, key=f"{place}.basis"), file=file, place=f"{place}.basis")
