"""Messages (报文): the tables by which a department says something of what it has supplied, besides supplying it.

A message's table has who a record is about and what tells it apart, which are the item's own columns, and the columns
of the message (messages.toml). It is made as an item, so that it is read, checked and handed out as any form is.

Shape: form_of(item, Message.REVOKE).official_headers() -> ("行政相对人名称", …, "撤销日期", "撤销原因")
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cache, lru_cache
from typing import Any

from chalicelib.catalogue.bases import bases
from chalicelib.catalogue.fields import Field, Need, field_of
from chalicelib.catalogue.items import DISCLOSURE, ITEM_KINDS, Catalogue, Form, Item, catalogue, words_of
from chalicelib.errors import DataFileError, UnprocessableError
from chalicelib.intake.batches import Message
from chalicelib.terms import tables

FILE = "intake/messages"
TOLD_ON, TOLD_DOC_NO, TOLD_REASON, TOLD_BY = "told_on", "told_doc_no", "told_reason", "told_by"
NEW_NAME, SUCCESSOR_NAME, SUCCESSOR = "new_name", "successor_name", "successor_credit_code"
_COLUMNS = (TOLD_ON, TOLD_DOC_NO, TOLD_REASON, TOLD_BY, NEW_NAME, SUCCESSOR_NAME, SUCCESSOR)
_NEGATIVE, _STATUS = "negative", "status"
_NEEDS = (None, _NEGATIVE, _STATUS)


class Effect(StrEnum):
    """What becomes of a record that a row names; `supply`: the rows are supplied as any, `nothing`: there are none."""

    SUPPLY = "supply"
    NOTHING = "nothing"
    ANNUL = "annul"
    STATUS = "status"
    EXIT = "exit"
    REPAIR = "repair"
    RENAME = "rename"
    RELATE = "relate"


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageKind:
    """One kind of message: for which items, to what effect, and its own columns."""

    message: Message
    zh: str
    effect: Effect
    of: frozenset[str]
    needs: str | None
    never_for: frozenset[str]
    columns: tuple[Field, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ending:
    """Where an item says that a record has ended.

    `status` is the field of its word and `ended` the values by which it stands no longer; `day`, `reason` and `by` are
    filled from a message, of a status only where its value is one of `dated`, or always where there are none.
    """

    status: str | None = None
    ended: frozenset[str] = frozenset()
    day: str | None = None
    reason: str | None = None
    by: str | None = None
    dated: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Messages:
    """All kinds of messages, and where items say that a record has ended."""

    kinds: Mapping[Message, MessageKind]
    endings: Mapping[str, Ending]

    def kind_for(self, message: Message, item: Item) -> MessageKind | None:
        """Return a kind of message if it is for an item, else None."""
        kind = self.kinds.get(message)
        if kind is None or item.kind not in kind.of or item.id in kind.never_for:
            return None
        if kind.needs == _NEGATIVE and not item.is_negative:
            return None
        return None if kind.needs == _STATUS and item.id not in self.endings else kind

    def day_of_end(self, item: str) -> str | None:
        """Return the field of the day on which a record of an item ended, None where it has none."""
        ending = self.endings.get(item)
        return ending.day if ending is not None and ending.status is None else None


def messages_in(raw: tables.Table, *, known: Catalogue) -> Messages:
    """Return the messages that a table makes.

    Raises: DataFileError for a missing or unknown key, message, effect, kind of item, item or field, or a basis that is
            not in the register.
    """
    read = tables.strict(raw, file=FILE, required={"basis", "confirmed", "columns", "kinds", "items"})
    bases().get(read["basis"], file=FILE, place="basis")
    tables.flag_of(read["confirmed"], file=FILE, key="confirmed")
    common = tables.strict(read["columns"], file=FILE, key="columns", required=_COLUMNS)
    kinds = [_kind_of(name, row, common, known=known) for name, row in read["kinds"].items()]
    endings = {name: _ending_of(name, row, known=known) for name, row in read["items"].items()}
    return Messages(kinds={kind.message: kind for kind in kinds}, endings=endings)


@cache
def messages() -> Messages:
    """Return the platform's messages; read once."""
    return messages_in(tables.table(FILE), known=catalogue())


def _kind_of(name: str, row: object, common: Mapping[str, Any], *, known: Catalogue) -> MessageKind:
    required = {"zh", "effect", "of", "basis", "columns"}
    read = tables.strict(row, file=FILE, key=name, required=required, optional={"needs", "never_for"})
    bases().get(read["basis"], file=FILE, place=name)
    never = frozenset(read.get("never_for", ()))
    is_known = name in set(Message) and read["effect"] in set(Effect) and read.get("needs") in _NEEDS
    if not is_known or not set(read["of"]) <= set(ITEM_KINDS) or not all(map(known.find, never)):
        raise DataFileError(FILE, name, "names what is not known")
    return MessageKind(
        message=Message(name),
        zh=tables.text_of(read["zh"], file=FILE, key=name),
        effect=Effect(read["effect"]),
        of=frozenset(read["of"]),
        needs=read.get("needs"),
        never_for=never,
        columns=tuple(_column_of(one, common, place=name) for one in read["columns"]),
    )


def _column_of(row: object, common: Mapping[str, Any], *, place: str) -> Field:
    read = tables.strict(row, file=FILE, key=place, required={"id", "zh"}, optional={"required"})
    if read["id"] not in common:
        raise DataFileError(FILE, place, "has a column that is not known")
    words = words_of(tables.table(DISCLOSURE))
    return field_of({**common[read["id"]], **read}, words=words, codes={}, file=FILE)


def _ending_of(name: str, row: object, *, known: Catalogue) -> Ending:
    optional = {"status", "ended", "day", "reason", "by", "dated"}
    read = tables.strict(row, file=FILE, key=name, required=(), optional=optional)
    item = known.find(name)
    named = [read[key] for key in ("status", "day", "reason", "by") if key in read]
    if item is None or not named or not all(map(item.has_field, named)):
        raise DataFileError(FILE, name, "names an item or a field that is not known")
    values = [*read.get("ended", ()), *read.get("dated", ())]
    codes = item.field(read["status"]).codes if "status" in read else None
    if values and (codes is None or any(codes.official_of(value) != value for value in values)):
        raise DataFileError(FILE, name, "names a status that is not known")
    return Ending(
        status=read.get("status"),
        ended=frozenset(read.get("ended", ())),
        day=read.get("day"),
        reason=read.get("reason"),
        by=read.get("by"),
        dated=frozenset(read.get("dated", ())),
    )


def kind_of_message(message: Message, item: Item) -> MessageKind:
    """Return a kind of message for an item. Raises: UnprocessableError for one that the item does not have."""
    kind = messages().kind_for(message, item)
    if kind is None:
        zh, en = "该信息项没有这种报文。", "The item has no such message."
        raise UnprocessableError("upload.message_not_of_item", zh, en)
    return kind


def form_of(item: Item, message: Message) -> Item:
    """Return the table of a message as an item: the item itself where the message has no columns of its own.

    Raises: UnprocessableError for a message that the item does not have.
    """
    if message in {Message.SUPPLY, Message.UNDO, Message.ERASURE}:
        return item
    kind = kind_of_message(message, item)
    return _form_of(item, kind) if kind.columns else item


def tables_of(item: Item) -> Sequence[tuple[MessageKind, Item]]:
    """Return the messages that an item has, each with its table; the item itself where it has none of its own."""
    known = messages()
    kinds = [kind for kind in known.kinds.values() if known.kind_for(kind.message, item) is not None]
    return [(kind, form_of(item, kind.message)) for kind in kinds]


@lru_cache(maxsize=512)
def _form_of(item: Item, kind: MessageKind) -> Item:
    ending = messages().endings.get(item.id, Ending())
    status = [ending.status] if kind.effect is Effect.STATUS and ending.status else []
    telling = [*fields_of_subject(item), *item.dedup, *status]
    kept = tuple(_standing_alone(one, telling, is_needed=one.id in status) for one in item.fields if one.id in telling)
    fields = (*kept, *kind.columns)
    ids = {one.id for one in fields}
    return replace(
        item,
        zh=f"{item.zh}（{kind.zh}）",
        fields=fields,
        forms=tuple(_own_form(form, telling, kind, ids) for form in item.forms),
        dedup=(*item.dedup, *([SUCCESSOR] if kind.effect is Effect.RELATE else [])),
        date_field=item.date_field if item.date_field in item.dedup else TOLD_ON,
        earlier=(),
    )


def fields_of_subject(item: Item) -> Sequence[str]:
    """Return the fields that say who the subject of a record is."""
    who = item.subject
    named = (who.name, who.kind, who.credit_code, *who.old_codes.values(), who.document_type, who.document_number)
    return [name for name in named if name is not None]


def _standing_alone(field: Field, telling: Sequence[str], *, is_needed: bool) -> Field:
    """Return a field that depends on none that the table does not have."""
    need = field.need
    if is_needed:
        need = Need(always=True)
    elif not need.always and (need.when is None or need.when.field not in telling):
        need = Need()
    return replace(field, need=need, not_before=None, differs_from=None, joins=None, dated_by=None, declares_public=())


def _own_form(form: Form, telling: Sequence[str], kind: MessageKind, ids: set[str]) -> Form:
    own = [name for name in form.fields if name in telling]
    own += [name for name in (*telling, *(one.id for one in kind.columns)) if name not in own and _is_of(form, name)]
    return replace(form, fields=tuple(own), implies={name: said for name, said in form.implies.items() if name in ids})


def _is_of(form: Form, name: str) -> bool:
    return name in form.fields or name in _COLUMNS
