"""What is wrong with a registration: all of it told at once, each at its place, and never the value itself."""

from collections import Counter
from collections.abc import Iterator
from datetime import date

from chalicelib.catalogue.items import Item
from chalicelib.errors import FieldError
from chalicelib.intake.systems.listing import systems_of
from chalicelib.intake.systems.means import Means
from chalicelib.intake.systems.rhythms import rhythms
from chalicelib.intake.systems.system import ItemSent, Registration, State
from chalicelib.terms.bodies import Body
from chalicelib.terms.personal_mentions import mentions_long_number, mentions_mobile, mentions_resident_id

LONGEST = 200
MOST_ITEMS = 100


def faults_in(key: str, form: Registration, *, means: Means, today: date, owner: str | None = None) -> list[FieldError]:
    """Return what is wrong with a registration; `owner` is whose the system is already, if anybody's."""
    texts = {"/name": form.name, "/contact": form.contact, "/certifier": form.certifier}
    return [
        *(fault for pointer, text in texts.items() for fault in faults_in_text(text, pointer=pointer)),
        *_in_owner(form, means=means, today=today, owner=owner),
        *_in_items(form, means=means, today=today),
        *_in_what_others_send(key, form, means=means),
        *_in_days(form),
    ]


def faults_in_text(text: str, *, pointer: str) -> list[FieldError]:
    """Return what is wrong with a text: blank, too long, or with a person's number in it."""
    if not 0 < len(text.strip()) <= LONGEST:
        zh, en = f"不能为空，且不超过{LONGEST}个字。", f"It has 1 to {LONGEST} characters."
        return [FieldError(pointer, "text.length", zh, en)]
    if mentions_resident_id(text) or mentions_mobile(text) or mentions_long_number(text):
        zh, en = "请勿填写个人的证件号码或手机号码。", "It may hold no number of a person."
        return [FieldError(pointer, "text.personal_number", zh, en)]
    return []


def _in_owner(form: Registration, *, means: Means, today: date, owner: str | None) -> Iterator[FieldError]:
    if owner is not None and form.owner != owner:
        yield FieldError("/owner", "system.owner_stays", "所属机构不能变更。", "The owner cannot be another.")
    if form.owner not in means.bodies:
        yield FieldError("/owner", "system.owner_unknown", "没有这个机构。", "There is no such body.")
    elif means.bodies.responsible(form.owner, today).key != form.owner:
        zh, en = "该机构的职责已由其他机构承接。", "Another body has taken over its duties."
        yield FieldError("/owner", "system.owner_ended", zh, en)


def _in_items(form: Registration, *, means: Means, today: date) -> Iterator[FieldError]:
    if not 0 < len(form.items) <= MOST_ITEMS:
        yield FieldError("/items", "system.items_unfit", f"应有1至{MOST_ITEMS}个信息项。", "There are no items.")
    if not form.channels or len(set(form.channels)) < len(form.channels):
        yield FieldError("/channels", "system.channels_unfit", "报送方式不能为空或重复。", "Each channel once.")
    owner = means.bodies.get(form.owner) if form.owner in means.bodies else None
    named, catalogue = Counter(one.item for one in form.items), means.catalogue.on(today)
    for number, one in enumerate(form.items):
        item = catalogue.find(one.item) if named[one.item] == 1 else None
        yield from _in_item(item, owner, pointer=f"/items/{number}/item")
        yield from _in_rhythm_and_review(one, pointer=f"/items/{number}", today=today)


def _in_item(item: Item | None, owner: Body | None, *, pointer: str) -> Iterator[FieldError]:
    if item is None:
        yield FieldError(pointer, "system.item_unfit", "目录中没有，或者重复。", "It is unknown, or doubled.")
    elif owner is not None and not item.is_supplied_by(owner):
        zh, en = "该机构不报送这个信息项。", "The body does not supply this item."
        yield FieldError(pointer, "system.item_not_supplied", zh, en)


def _in_rhythm_and_review(one: ItemSent, *, pointer: str, today: date) -> Iterator[FieldError]:
    if one.rhythm not in rhythms():
        yield FieldError(f"{pointer}/rhythm", "system.rhythm_unknown", "没有这种报送频率。", "No such rhythm.")
    if one.review is not None:
        yield from faults_in_text(one.review.reviewed_by, pointer=f"{pointer}/review/reviewed_by")
        if one.review.reviewed_on > today:
            zh, en = "保密审查日期不能晚于今天。", "The review lies in the future."
            yield FieldError(f"{pointer}/review/reviewed_on", "system.review_in_the_future", zh, en)


def _in_what_others_send(key: str, form: Registration, *, means: Means) -> Iterator[FieldError]:
    """Tell of items that another system of the owner sends: two of them would hide one another's silence."""
    if form.owner not in means.bodies:
        return
    others = [one for one in systems_of(form.owner, means=means) if one.system != key and one.state is not State.ENDED]
    for number, one in enumerate(form.items):
        if any(other.sent(one.item) for other in others):
            zh, en = "该机构的另一个系统已报送这个信息项。", "Another system of the body sends this item."
            yield FieldError(f"/items/{number}/item", "system.item_of_another", zh, en)


def _in_days(form: Registration) -> Iterator[FieldError]:
    if form.until is not None and form.until < form.since:
        yield FieldError("/until", "system.days_unfit", "截止日期早于开始日期。", "It ends before it begins.")
